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

    /// What the layout needs of every page.
    struct Frame: Sendable {
        let t: Phrases
        let assets: Assets.Paths
        let contact: String?
        let lang: String
    }

    func frame(_ language: Language) -> Frame {
        Frame(t: .of(language), assets: assets.paths, contact: contact, lang: language.rawValue)
    }

    /// - Parameter formTargets: Where the page's forms may lead besides the gateway itself. Browsers hold a redirect
    ///   that follows a form to `form-action` too, so the interstitial must name the schemes of its destination.
    func page(
        _ name: String, _ model: some PageModel, status: HTTPResponse.Status = .ok, formTargets: String = "",
        headers: HTTPFields = [:]
    ) -> Response {
        let html = library.render(model, withTemplate: name) ?? ""
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

/// A page's ready strings. The layout reads the members below; Mustache finds them by name.
protocol PageModel: Sendable {
    var t: Phrases { get }
    var assets: Assets.Paths { get }
    var contact: String? { get }
    var title: String { get }
}
