extension Templates {
    /// Links that wait or waited: a group's with what its admins can do, or a person's own.
    static let held = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <h1>{{title}}</h1>
        <p class="fine break">{{signedIn}}</p>
        {{#notice}}<p class="note" role="status">{{notice}}</p>{{/notice}}
        {{#problem}}<p class="problem" role="alert">{{problem}}</p>{{/problem}}
        <p>{{lead}}</p>
        {{#empty}}<p class="note">{{empty}}</p>{{/empty}}
        {{#items}}
        <article class="finding">
        <h2 class="break" dir="ltr" id="link-{{id}}">{{name}}</h2>
        {{#address}}<p class="fine break" dir="ltr">{{address}}</p>{{/address}}
        {{#outcome}}<p><span class="badge {{badge}}">{{outcome}}</span></p>{{/outcome}}
        {{#sender}}<p class="fine break">{{sender}}</p>{{/sender}}
        <p class="fine">{{times}}</p>
        <ul class="grounds">
        {{#grounds}}<li><strong>{{groundTitle}}</strong><p>{{explanation}}</p></li>{{/grounds}}
        </ul>
        {{#note}}<p class="note break">{{note}}</p>{{/note}}
        {{#form}}
        {{#release}}<form method="post" action="{{action}}">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="hold" value="{{id}}">
        <div class="actions"><button class="primary" type="submit" name="action" value="release" \
        aria-describedby="link-{{id}}">{{release}}</button></div>
        </form>{{/release}}
        <details{{#isRefusing}} open{{/isRefusing}}><summary>{{refuse}}</summary>
        <form method="post" action="{{action}}">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="hold" value="{{id}}">
        <label for="reason-{{id}}">{{reasonLabel}}</label>
        <input id="reason-{{id}}" type="text" name="reason" value="{{reason}}" maxlength="160" required>
        <button type="submit" name="action" value="refuse" aria-describedby="link-{{id}}">{{refuse}}</button>
        </form></details>
        {{/form}}
        </article>
        {{/items}}
        {{#older}}<p class="finding"><a href="{{older}}">{{olderLabel}}</a></p>{{/older}}
        <p class="finding"><a href="{{back}}">{{backLabel}}</a></p>
        </section>
        {{/page}}{{/body}}{{/layout}}
        """
}
