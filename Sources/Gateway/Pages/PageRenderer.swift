import HTTPTypes
import Hummingbird
import LinkPolicy
import Mustache
import NIOCore

/// Turns models into pages with the headers that every page has.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    let assets = Assets()
    let contact: String?

    init(contact: String?) throws {
        library = try Templates.library()
        self.contact = contact
    }

    /// What the layout shows around every page; Mustache finds the members by name.
    private struct Layout {
        let t: Phrases
        let assets: Assets.Paths
        let contact: String?
        let lang: String
        let languageLink: String?
        let title: String
        let wide: Bool
        let page: Any
    }

    /// - Parameter formTargets: Where the page's forms may lead besides the gateway itself. Browsers hold a redirect
    ///   that follows a form to `form-action` too, so the interstitial must name the schemes of its destination.
    func page(
        _ name: String, _ model: some PageModel, _ language: Language, status: HTTPResponse.Status = .ok,
        formTargets: String = "",
        headers: HTTPFields = [:]
    ) -> Response {
        let layout = Layout(
            t: .of(language), assets: assets.paths, contact: contact, lang: language.rawValue,
            languageLink: model.languageLink, title: model.title, wide: model.isWide, page: model)
        let html = library.render(layout, withTemplate: name) ?? ""
        var fields = headers
        fields[.contentType] = "text/html; charset=utf-8"
        fields[.cacheControl] = "no-store"
        fields[.referrerPolicy] = "no-referrer"
        fields[.xContentTypeOptions] = "nosniff"
        fields[.permissionsPolicy] = "camera=(), geolocation=(), microphone=()"
        fields[.vary] = "Accept-Language"
        fields[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'; form-action 'self'" + formTargets
        return Response(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}

/// A page's ready strings, found by Mustache by name; the layout's words are at hand as `t`.
protocol PageModel: Sendable {
    var title: String { get }
    /// The same page in the other language, where it has an address of its own.
    var languageLink: String? { get }
    /// Whether the page wants the width of a desk.
    var isWide: Bool { get }
}

extension PageModel {
    var isWide: Bool { false }
}
