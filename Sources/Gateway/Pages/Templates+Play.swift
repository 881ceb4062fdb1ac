extension Templates {
    static let play = """
        {{<layout}}{{$body}}{{#page}}
        <h1>{{p.title}}</h1>
        <p>{{p.lead}}</p>
        {{#problem}}<p class="problem" role="alert">{{problem}}</p>{{/problem}}
        <form class="card" method="post" action="/play?lang={{lang}}#result">
        <div class="grid">
        {{#fields}}<div><label for="{{name}}">{{label}}</label>
        <select id="{{name}}" name="{{name}}">
        {{#options}}<option value="{{value}}"{{#chosen}} selected{{/chosen}}>{{label}}</option>{{/options}}
        </select></div>{{/fields}}
        </div>
        <label for="text">{{p.text}}</label>
        <textarea id="text" name="text" rows="4" maxlength="4000" placeholder="{{p.textHint}}">{{text}}</textarea>
        <div class="actions"><button class="primary" type="submit">{{p.send}}</button></div>
        <fieldset class="samples"><legend>{{p.samples}}</legend>
        {{#samples}}<button type="submit" name="sample" value="{{value}}">{{label}}</button>{{/samples}}
        </fieldset>
        </form>
        {{#result}}{{>play_result}}{{/result}}
        <section class="card"><h2>{{p.figures}}</h2>
        <p class="fine">{{p.figuresHint}}</p>
        <dl class="figures">{{#figures}}<div><dt>{{label}}</dt><dd>{{value}}</dd></div>{{/figures}}</dl>
        </section>
        {{/page}}{{/body}}{{/layout}}
        """

    static let playResult = """
        <div class="sides" id="result">
        <section class="card"><h2>{{p.senderSide}}</h2>
        <p class="bubble mine">{{{annotatedOwn}}}</p>
        <p class="fine">{{p.policyLine}}</p>
        {{#empty}}<p class="note">{{empty}}</p>{{/empty}}
        {{#findings}}
        <article class="finding">
        <p><span class="badge {{senderDisposition}}">{{senderName}}</span> <b class="break" dir="ltr">{{text}}</b></p>
        <p class="fine">{{what}}</p>
        {{#grounds}}<p><strong>{{title}}</strong><br>{{explanation}}</p>{{/grounds}}
        <details><summary>{{stepsLabel}}</summary><ol class="steps">
        {{#steps}}<li class="{{outcome}}">{{sentence}}</li>{{/steps}}</ol></details>
        </article>
        {{/findings}}
        </section>
        <section class="card"><h2>{{p.receiverSide}}</h2>
        <p class="bubble">{{plain}}</p>
        {{#findings}}
        <a class="linkcard" href="{{go}}">
        <span class="swatch" aria-hidden="true">{{initial}}</span>
        <span class="cardtext"><b>{{cardTitle}}</b><span class="fine break" dir="ltr">{{shown}}</span></span>
        <span class="badge {{receiverDisposition}}">{{receiverName}}</span></a>
        {{/findings}}
        {{#hasFindings}}<p class="fine">{{p.receiverHint}}</p>{{/hasFindings}}
        </section>
        </div>
        """
}
