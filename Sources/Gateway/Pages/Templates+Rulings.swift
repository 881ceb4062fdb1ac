extension Templates {
    /// A page of labelled paragraphs: a statement of reasons, the state of an appeal.
    static let reasons = """
        {{<layout}}{{$body}}{{#page}}
        <section class="card state-{{state}}">
        <h1>{{title}}</h1>
        <p>{{lead}}</p>
        {{#parts}}<p class="label">{{label}}</p><p class="break prose">{{text}}</p>{{/parts}}
        {{#links}}<p><a href="{{href}}">{{words}}</a></p>{{/links}}
        </section>
        {{/page}}{{/body}}{{/layout}}
        """
}
