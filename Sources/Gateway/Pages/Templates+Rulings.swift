extension Templates {
    /// A page of labelled paragraphs: a statement of reasons, the state of an appeal.
    static let reasons = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card state-{{state}}">
        <h1>{{name}} <span class="whole">{{number}}</span></h1>
        <p>{{lead}}</p>
        {{#parts}}<p class="label">{{label}}</p><p class="break prose">{{text}}</p>{{/parts}}
        {{#links}}<p><a href="{{href}}">{{words}}</a></p>{{/links}}
        </section>
        {{/page}}{{/body}}{{/layout}}
        """

    static let appeal = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <h1>{{title}}</h1>
        <p>{{lead}}</p>
        <p class="host small break">{{subject}}</p>
        {{#problem}}<p class="problem" role="alert">{{problem}}</p>{{/problem}}
        {{#attempts}}<p class="fine break" dir="ltr">{{.}}</p>{{/attempts}}
        {{#proof}}<p class="break">{{.}}</p>{{/proof}}
        {{#number}}<p class="host small" dir="ltr">{{number}}</p>{{/number}}
        <form method="post" action="{{action}}">
        {{#formToken}}<input type="hidden" name="form_token" value="{{formToken}}">{{/formToken}}
        <fieldset><legend>{{kindsLabel}}</legend>
        {{#kinds}}<label class="choice"><input type="radio" name="kind" value="{{value}}" \
        {{#chosen}}checked {{/chosen}}required> {{name}}</label>{{/kinds}}
        </fieldset>
        <label for="statement">{{statementLabel}}</label>
        <textarea id="statement" name="statement" rows="6" maxlength="4000" required>{{statement}}</textarea>
        <p class="fine">{{statementHint}}</p>
        <div class="actions"><button class="primary" type="submit">{{send}}</button>
        <a class="quiet" href="{{back}}">{{backLabel}}</a></div>
        </form>
        </section>
        {{/page}}{{/body}}{{/layout}}
        """
}
