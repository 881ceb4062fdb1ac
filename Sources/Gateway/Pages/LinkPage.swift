import Gate
import LinkPolicy
import LinkTokens
import Platforms
import URLStandard

/// The page between a tap and a site: interstitial, copy page, held page or block page.
struct LinkPage: PageModel {
    /// The host in three parts, of which the registrable domain is marked.
    struct HostParts: Sendable {
        let before: String
        let site: String
        let after: String
    }

    struct GroundLine: Sendable {
        let title: String
        let explanation: String
        let clause: String
        let contest: String
        let basisLabel: String
        let contestLabel: String
        /// Whose choice it was, where it was nobody's in charge.
        let chooser: String?
        /// Where the reader can change an own choice.
        let changeLink: String?
        let changeLabel: String
    }

    let languageLink: String?
    let state: String
    let title: String
    let lead: String
    let playgroundLead: String?
    let host: HostParts?
    let platform: String?
    let address: String?
    let isCode: Bool
    let preview: CardLines?
    /// Of a share code only.
    let code: CodeCard?
    let grounds: [GroundLine]
    let hasGrounds: Bool
    let continueAction: String?
    let appLink: String?
    let complainLink: String?

    /// - Parameters:
    ///   - card: What is known of the page, where it was looked at lately.
    ///   - path: The link's own path, `/go/{token}`.
    ///   - query: Query to keep on links of the page, beginning with `?`: the language and the signed reader.
    init(
        _ opened: OpenedLink, disposition: Disposition, card: CardAnswer?, language: Language, path: String,
        query: (Language) -> String
    ) {
        let t = Phrases.of(language)
        languageLink = path + query(language.other) + "&again=1"
        state = disposition.rawValue
        code = CodeCard(opened, disposition: disposition, language: language)
        let copies = code.map { ($0.title, $0.lead) } ?? (t.copyTitle, t.copyLead)
        (title, lead) =
            switch disposition {
            case .open, .warn: (t.warnTitle, t.warnLead)
            case .copy: copies
            case .hold: (t.heldTitle, t.heldLead)
            case .block: (t.blockTitle, t.blockLead)
            }
        playgroundLead = opened.isPlayground && disposition <= .warn ? t.warnLeadPlayground : nil
        host = opened.display.flatMap(HostParts.init)
        platform = opened.platformName(language)
        isCode = opened.target.url == nil
        // A blocked address is named by its host only: it is not handed out for copying.
        address = disposition < .hold ? opened.target.pasteText : nil
        preview = disposition < .hold ? card.flatMap { CardLines($0, language) } : nil
        let words = ChoicePhrases.of(language)
        grounds = opened.verdict.grounds.map { ground in
            let ownChoice =
                ground.origin == .person && opened.hasChoicePages ? "/me/links?lang=\(language.rawValue)" : nil
            let reasons = ground.ruling.map { "/reasons/\($0)?lang=\(language.rawValue)" }
            return GroundLine(
                title: ground.title(language), explanation: ground.explanation(language),
                clause: ground.clause(language), contest: ground.contest(language), basisLabel: t.basis,
                contestLabel: t.contestLabel,
                chooser: words.chooser(ground.origin),
                changeLink: ownChoice ?? reasons,
                changeLabel: ownChoice == nil ? words.reasons : words.changeOwn)
        }
        hasGrounds = !grounds.isEmpty
        continueAction = disposition <= .warn ? path + "/continue" + query(language) : nil
        appLink = disposition < .hold ? opened.appLink : nil
        complainLink = path + "/complain" + query(language)
    }
}

extension LinkPage.HostParts {
    /// `nil` for an address without a host.
    init?(_ display: HostDisplay) {
        let text = display.text
        if text.isEmpty { return nil }
        guard let range = display.registrableRange else {
            self.init(before: "", site: text, after: "")
            return
        }
        let bytes = Array(text.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        self.init(
            before: part(0..<range.lowerBound), site: part(range), after: part(range.upperBound..<bytes.count))
    }
}
