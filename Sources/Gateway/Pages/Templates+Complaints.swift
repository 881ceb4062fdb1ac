extension Templates {
    static let complain = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <h1>{{title}}</h1>
        <p>{{t.complainLead}}</p>
        <p class="host small" dir="ltr">{{shown}}</p>
        {{#problem}}<p class="problem" role="alert">{{problem}}</p>{{/problem}}
        <form method="post" action="{{action}}"{{#pictures}} enctype="multipart/form-data"{{/pictures}}>
        <input type="hidden" name="once" value="{{once}}">
        <fieldset><legend>{{t.complainCategory}}</legend>
        {{#categories}}<label class="choice"><input type="radio" name="category" value="{{value}}" \
        {{#chosen}}checked {{/chosen}}required> <span>{{name}}\
        {{#hint}}<br><span class="fine">{{hint}}</span>{{/hint}}</span></label>{{/categories}}
        </fieldset>
        <label for="statement">{{t.complainStatement}}</label>
        <textarea id="statement" name="statement" rows="4" maxlength="2000">{{statement}}</textarea>
        <p class="fine">{{t.complainStatementHint}}</p>
        {{#pictures}}<label for="picture">{{label}}</label>
        <input id="picture" type="file" name="picture" accept="image/png,image/jpeg,image/webp,image/gif" multiple>
        <p class="fine">{{hint}}</p>{{/pictures}}
        <div class="actions"><button class="primary" type="submit">{{t.complainSend}}</button>
        <a class="quiet" href="{{back}}">{{t.back}}</a></div>
        <p class="fine">{{t.complainPrivacy}}</p>
        </form>
        </section>
        {{/page}}{{/body}}{{/layout}}
        """

    static let complainEntry = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <h1>{{title}}</h1>
        <p>{{words.entryLead}}</p>
        {{#problem}}<p class="problem" role="alert">{{problem}}</p>{{/problem}}
        <form method="post" action="/complain?lang={{lang}}">
        <label for="link">{{words.entryLink}}</label>
        <textarea id="link" name="link" rows="3" maxlength="8192" spellcheck="false" autocapitalize="none" \
        required>{{pasted}}</textarea>
        <p class="fine">{{words.entryHint}}</p>
        <div class="actions"><button class="primary" type="submit">{{words.entryNext}}</button></div>
        </form>
        </section>
        <section class="card">
        <h2>{{words.receiptLegend}}</h2>
        <form method="get" action="/complaints">
        <input type="hidden" name="lang" value="{{lang}}">
        <label for="number">{{words.receiptHint}}</label>
        <input id="number" type="text" name="number" maxlength="40" autocapitalize="characters" autocomplete="off" \
        spellcheck="false" placeholder="C-" required>
        <div class="actions"><button type="submit">{{words.receiptShow}}</button></div>
        </form>
        </section>
        {{/page}}{{/body}}{{/layout}}
        """

    static let complaintStatus = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <p class="label">{{t.receiptLabel}}</p>
        <p class="host small">{{number}}</p>
        <h1>{{title}}</h1>
        <p>{{lead}}</p>
        <ol class="progress">
        {{#steps}}<li{{#isReached}} class="reached"{{/isReached}}>{{name}}</li>{{/steps}}
        </ol>
        {{#reason}}<h2>{{label}}</h2><p class="note break words">{{value}}</p>{{/reason}}
        {{#statement}}<p><a href="{{statement}}">{{statementLabel}}</a></p>{{/statement}}
        {{#lines}}<p class="label">{{label}}</p><p class="break"><bdi>{{value}}</bdi></p>{{/lines}}
        {{#warning}}<p class="problem" role="status">{{warning}}</p>{{/warning}}
        {{#note}}<p class="fine">{{note}}</p>{{/note}}
        </section>
        {{/page}}{{/body}}{{/layout}}
        """
}
