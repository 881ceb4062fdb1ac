extension Templates {
    static let choices = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <h1>{{title}}</h1>
        <p class="fine break">{{signedIn}}</p>
        {{#notice}}<p class="note" role="status">{{notice}}</p>{{/notice}}
        {{#problem}}<p class="problem" role="alert">{{problem}}</p>{{/problem}}
        <p>{{lead}}</p>
        {{#readOnlyNote}}<p class="note">{{readOnlyNote}}</p>{{/readOnlyNote}}
        <form method="post" action="{{action}}">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="version" value="{{version}}">
        {{#parts}}
        <fieldset{{^canChange}} disabled{{/canChange}}><legend>{{legend}}</legend>
        {{#fold}}<details{{#isOpen}} open{{/isOpen}}><summary>{{summary}}</summary>{{/fold}}
        {{#hint}}<p class="fine">{{hint}}</p>{{/hint}}
        {{#options}}<label class="choice"><input type="{{type}}" name="{{optionName}}" value="{{optionValue}}"\
        {{#isChosen}} checked{{/isChosen}}> {{optionLabel}}</label>{{/options}}
        <div class="grid">
        {{#inputs}}<div><label for="{{inputName}}">{{inputLabel}}</label>
        <input id="{{inputName}}" type="{{inputType}}" name="{{inputName}}" value="{{inputValue}}"></div>{{/inputs}}
        {{#selects}}<div><label for="{{selectName}}">{{selectLabel}}</label>
        <select id="{{selectName}}" name="{{selectName}}">
        {{#answers}}<option value="{{answerValue}}"{{#isSelected}} selected{{/isSelected}}>{{answerLabel}}</option>{{/answers}}
        </select></div>{{/selects}}
        </div>
        {{#lines}}<label for="{{linesName}}">{{linesLabel}}</label>
        <textarea id="{{linesName}}" name="{{linesName}}" rows="4" spellcheck="false" autocapitalize="none" \
        dir="ltr">{{linesValue}}</textarea>{{/lines}}
        {{#fold}}</details>{{/fold}}
        </fieldset>
        {{/parts}}
        {{#canChange}}<div class="actions">
        <button class="primary" type="submit" name="action" value="save">{{save}}</button>
        <button type="submit" name="action" value="default">{{backToDefault}}</button>
        </div>{{/canChange}}
        </form>
        {{#heldLink}}<p><a href="{{heldLink}}">{{heldLabel}}</a></p>{{/heldLink}}
        </section>
        {{/page}}{{/body}}{{/layout}}
        """
}
