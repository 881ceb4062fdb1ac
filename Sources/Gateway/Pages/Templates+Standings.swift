extension Templates {
    static let standing = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <h1>{{title}}</h1>
        <p class="host small break"><bdi>{{name}}</bdi></p>
        <p>{{lead}}</p>
        {{#shared}}<p class="shared">{{shared}}</p>{{^figures}}<p>{{effect}}</p>{{/figures}}{{/shared}}
        {{#figures}}<dl class="figures">
        <div><dt>{{words.tier}}</dt><dd><span class="badge {{badge}}">{{tier}}</span></dd></div>
        <div><dt>{{words.score}}</dt><dd>{{score}}</dd></div>
        </dl>
        <p class="fine">{{range}}</p>
        <p>{{effect}}</p>
        <h2>{{words.moved}}</h2>
        <ul class="grounds movers">
        {{#movers}}<li><p class="break">{{#day}}{{day}} · {{/day}}{{words}}{{#points}} <strong>{{points}}</strong>{{/points}}\
        {{#link}} <a href="{{link}}">{{linkWords}}</a>{{/link}}</p></li>{{/movers}}
        </ul>
        <h2>{{words.restore}}</h2>
        <ul class="ways">
        {{#ways}}<li class="break">{{.}}</li>{{/ways}}{{^ways}}<li class="break">{{#advice}}{{advice}}{{/advice}}\
        {{^advice}}{{words.none}}{{/advice}}</li>{{/ways}}
        </ul>
        {{#hasChanges}}<h2>{{words.tiers}}</h2>
        <ul class="tiers">{{#changes}}<li>{{.}}</li>{{/changes}}</ul>{{/hasChanges}}
        {{/figures}}
        <h2>{{words.contest}}</h2>
        <p class="break">{{contest}}</p>
        <p><a href="{{complainLink}}">{{words.complain}}</a></p>
        </section>
        {{/page}}{{/body}}{{/layout}}
        """
}
