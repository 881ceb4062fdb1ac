import URLStandard

/// Tells a page's health from its status, its size and known marks.
struct HealthReader {
    let status: Int
    let url: WebURL
    let facts: PageFacts
    /// The text that people see, in lower case.
    private let text: String
    private let title: String

    /// Bytes of visible text, spaces aside, up to which a phrase is taken for what the page says.
    private static let shortPage = 900
    /// Bytes of visible text below which a page says nothing.
    private static let emptyPage = 12

    init(status: Int, url: WebURL, facts: PageFacts) {
        self.status = status
        self.url = url
        self.facts = facts
        text = facts.visibleText.lowercased()
        title = (facts.title ?? "").lowercased().filter { !$0.isNewline }
    }

    private var isShort: Bool { facts.visibleBytes <= Self.shortPage }

    var reading: HealthReading {
        byStatus ?? botCheck ?? (isShort ? shortPageReading : nil) ?? loginForm ?? emptyReading
            ?? HealthReading(.ok, "status \(status)")
    }

    private var byStatus: HealthReading? {
        switch status {
        case 200..<300: return nil
        case 404, 410: return HealthReading(.gone, "status \(status)")
        case 401, 407: return HealthReading(.loginWall, "status \(status)")
        case 451: return HealthReading(.regionWall, "status 451")
        case 403, 429, 503: return botCheck ?? HealthReading(.serverError, "status \(status)")
        default: return HealthReading(.serverError, "status \(status)")
        }
    }

    private var botCheck: HealthReading? {
        for address in facts.machinery + [url.href.lowercased()] {
            // Shops load such scripts on every page; they count on one that says nothing else.
            if isShort, let mark = HealthMarks.found(HealthMarks.botCheckMachinery, in: address) {
                return HealthReading(.botCheck, "address: \(mark)")
            }
        }
        if let phrase = HealthMarks.found(HealthMarks.botCheckPhrases, in: title) {
            return HealthReading(.botCheck, "title: \(phrase)")
        }
        guard isShort, let phrase = HealthMarks.found(HealthMarks.botCheckPhrases, in: text) else { return nil }
        return HealthReading(.botCheck, "phrase: \(phrase)")
    }

    /// The phrases of a page that says little.
    private var shortPageReading: HealthReading? {
        let all = title + " " + text
        let kinds: [(PageHealth, [String])] = [
            (.gone, HealthMarks.gonePhrases), (.regionWall, HealthMarks.regionPhrases),
            (.loginWall, HealthMarks.loginPhrases), (.appOnly, HealthMarks.appOnlyPhrases),
        ]
        for (health, phrases) in kinds {
            if let phrase = HealthMarks.found(phrases, in: all) { return HealthReading(health, "phrase: \(phrase)") }
        }
        return nil
    }

    private var loginForm: HealthReading? {
        let name = title.filter { !$0.isWhitespace }
        let isNamed = HealthMarks.loginTitles.contains { name == $0.filter { !$0.isWhitespace } }
        let path = url.path.lowercased()
        let labels = url.hostname.split(separator: ".")
        let isAddressed =
            labels.first.map { ["login", "passport", "signin", "sso"].contains(String($0)) } == true
            || ["/login", "/signin", "/sign_in", "/passport"].contains { path.contains($0) }
        if facts.hasPassword, isShort || isNamed || isAddressed {
            return HealthReading(.loginWall, "a field for a password")
        }
        if isNamed { return HealthReading(.loginWall, "title: \(name)") }
        return isAddressed && isShort ? HealthReading(.loginWall, "address: \(url.hostname)") : nil
    }

    private var emptyReading: HealthReading? {
        guard facts.visibleBytes < Self.emptyPage, facts.pictures == 0, facts.frames == 0 else { return nil }
        // A page whose meta names what it shows is more than its scripts.
        if facts.meta("og:title") != nil || facts.structured.first(\.name) != nil { return nil }
        if facts.scripts > 0 { return HealthReading(.needsScript, "no text, \(facts.scripts) scripts") }
        return HealthReading(.blank, "no text, picture or script")
    }
}
