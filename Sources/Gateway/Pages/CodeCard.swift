import Gate
import LinkPolicy
import LinkRecognition
import LinkTokens
import Platforms
import URLStandard

/// What the page of a share code says of it: whose it is, what it opens, and the web address it leads to where that is
/// known.
struct CodeCard: Sendable {
    /// The web address that a code leads to.
    struct Destination: Sendable {
        let platform: String?
        let host: LinkPage.HostParts?
        let address: String
        /// The same as a link; `nil` where it does not simply open.
        let link: String?
    }

    /// `淘宝 · 商品`; `nil` where neither is known.
    let name: String?
    let title: String
    let lead: String
    let destination: Destination?
    /// Why there is no address, where one was asked for.
    let note: String?

    /// `nil` for a link that is no share code.
    init?(_ opened: OpenedLink, disposition: Disposition, language: Language) {
        guard opened.context.form == .shareCode else { return nil }
        let t = Phrases.of(language)
        let platform = opened.platformName(language)
        let kind = opened.target.kind.name(language)
        let parts = [platform, kind].compactMap { $0 }
        name = parts.isEmpty ? nil : parts.joined(separator: " · ")
        title = t.codeTitle
        lead = platform.map { t.codeLead.replacing("{platform}", with: $0) } ?? t.codeLeadUnknown
        switch opened.resolution {
        case .found(let code) where disposition < .hold:
            let opens = code.verdict.disposition == .open
            destination = Destination(
                platform: opened.platformName(of: code.target, language),
                host: opened.display(of: code.target).flatMap(LinkPage.HostParts.init), address: code.target.address,
                link: opens ? Gate.redirectAddress(of: code.target) : nil)
            note = nil
        case .unknown: (destination, note) = (nil, t.codeUnknown)
        case .unavailable: (destination, note) = (nil, t.codeUnavailable)
        case .found, .unsupported, nil: (destination, note) = (nil, nil)
        }
    }
}
