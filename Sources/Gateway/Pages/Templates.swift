import Mustache

/// The pages' templates. They print; Swift decides.
enum Templates {
    static func library() throws -> MustacheLibrary {
        var library = MustacheLibrary()
        for (name, text) in [
            ("layout", layout), ("link", link), ("complain", complain), ("message", message), ("play", play),
            ("play_result", playResult), ("home", home), ("choices", choices), ("reasons", reasons), ("appeal", appeal),
            ("complain_entry", complainEntry), ("complaint_status", complaintStatus),
            ("held", held), ("standing", standing),
        ] {
            library.register(try MustacheTemplate(string: text), named: name)
        }
        return library
    }

    private static let layout = """
        <!doctype html>
        <html lang="{{t.language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex, nofollow">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>{{title}} · {{t.product}}</title>
        <link rel="icon" href="{{assets.icon}}" type="image/svg+xml">
        <link rel="stylesheet" href="{{assets.style}}">
        <script src="{{assets.script}}" defer></script>
        </head>
        <body>
        <header class="bar">
        <a class="brand" href="/"><img src="{{assets.icon}}" alt="" width="24" height="24">{{t.product}}</a>
        {{#languageLink}}<a href="{{languageLink}}" hreflang="{{t.otherLanguage}}" \
        lang="{{t.otherLanguage}}">{{t.otherLanguageName}}</a>{{/languageLink}}
        </header>
        <main{{#wide}} class="wide"{{/wide}}>
        {{$body}}{{/body}}
        </main>
        {{#contact}}<footer>{{t.operatorLabel}}: {{contact}}</footer>{{/contact}}
        </body>
        </html>
        """

    private static let link = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card state-{{state}}">
        <h1>{{title}}</h1>
        <p>{{lead}}</p>
        {{#playgroundLead}}<p class="note">{{playgroundLead}}</p>{{/playgroundLead}}
        {{#host}}
        <p class="label">{{t.goingTo}}{{#platform}} · {{platform}}{{/platform}}</p>
        <p class="host" dir="ltr"><span>{{before}}</span><strong>{{site}}</strong><span>{{after}}</span></p>
        {{/host}}
        {{#preview}}
        {{#name}}<p class="label">{{label}}</p><p><strong>{{name}}</strong>{{#site}} · {{site}}{{/site}}</p>{{/name}}
        {{#note}}<p class="note">{{note}}</p>{{/note}}
        {{/preview}}
        {{#code}}{{#name}}<p class="codename">{{name}}</p>{{/name}}{{/code}}
        {{#address}}
        <label class="label" for="address">{{#isCode}}{{t.code}}{{/isCode}}{{^isCode}}{{t.address}}{{/isCode}}</label>
        <textarea id="address" class="address" dir="ltr" readonly rows="2" spellcheck="false">{{address}}</textarea>
        {{/address}}
        {{#code}}{{#destination}}
        <p class="label">{{t.leadsTo}}{{#platform}} · {{platform}}{{/platform}}</p>
        {{#host}}<p class="host small" dir="ltr"><span>{{before}}</span><strong>{{site}}</strong><span>{{after}}</span></p>{{/host}}
        <p class="fine destination" dir="ltr">{{address}}</p>
        {{/destination}}
        {{#note}}<p class="note">{{note}}</p>{{/note}}{{/code}}
        {{#hasGrounds}}<h2>{{t.reasons}}</h2>{{/hasGrounds}}
        <ul class="grounds">
        {{#grounds}}<li><strong>{{title}}</strong><p>{{explanation}}</p>
        <p class="fine">{{basisLabel}}: {{clause}}</p><p class="fine">{{contestLabel}}: {{contest}}</p>
        {{#chooser}}<p class="note">{{chooser}}{{#changeLink}} <a href="{{changeLink}}">{{changeLabel}}</a>{{/changeLink}}</p>{{/chooser}}</li>{{/grounds}}
        </ul>
        <div class="actions">
        {{#continueAction}}<form method="post" action="{{continueAction}}">\
        <button class="primary" type="submit">{{t.go}}</button></form>{{/continueAction}}
        {{#appLink}}<a class="button" href="{{appLink}}">{{t.openApp}}</a>{{/appLink}}
        {{#code}}{{#destination}}{{#link}}<a class="button" rel="noopener noreferrer nofollow" href="{{link}}">\
        {{t.openWeb}}</a>{{/link}}{{/destination}}{{/code}}
        {{#address}}<button type="button" class="copy{{#isCode}} primary{{/isCode}}" data-copy="address" data-done="{{t.copied}}" hidden>\
        {{#isCode}}{{t.copyCode}}{{/isCode}}{{^isCode}}{{t.copyLink}}{{/isCode}}</button>\
        <noscript><p class="fine">{{t.copyHint}}</p></noscript>{{/address}}
        {{#complainLink}}<a class="quiet" href="{{complainLink}}">{{t.complain}}</a>{{/complainLink}}
        </div>
        </section>
        {{/page}}{{/body}}{{/layout}}
        """

    private static let message = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <h1>{{title}}</h1>
        <p>{{lead}}</p>
        {{#receipt}}<p class="label">{{t.receiptLabel}}</p><p class="host small">{{receipt}}</p>{{/receipt}}
        {{#notes}}<p class="note">{{.}}</p>{{/notes}}
        {{#next}}<div class="actions"><a class="button primary" href="{{address}}">{{label}}</a></div>{{/next}}
        {{#back}}<p><a href="{{back}}">{{t.back}}</a></p>{{/back}}
        </section>
        {{/page}}{{/body}}{{/layout}}
        """

    private static let home = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card">
        <h1>{{title}}</h1>
        <p>{{t.homeLead}}</p>
        {{#play}}<div class="actions"><a class="button primary" href="/play?lang={{lang}}">{{t.homePlay}}</a></div>{{/play}}
        <p><a href="/complain?lang={{lang}}">{{t.complainTitle}}</a></p>
        </section>
        {{/page}}{{/body}}{{/layout}}
        """
}
