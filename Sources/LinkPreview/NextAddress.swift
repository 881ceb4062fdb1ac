public import URLStandard

/// Where a page sends its reader on by itself.
public struct NextAddress: Hashable, Sendable {
    public enum Way: String, Hashable, Sendable {
        /// `<meta http-equiv=refresh>` or the header field `Refresh`.
        case refresh
        /// An assignment to `location` in a short script.
        case script
    }

    public var url: WebURL
    public var way: Way
}

extension NextAddress {
    /// Seconds a refresh may wait and still be a redirect; a page that reloads itself each minute is none.
    private static let longestDelay = 10

    static func read(_ facts: PageFacts, refreshHeader: String?, url: WebURL) -> NextAddress? {
        let base = facts.base.flatMap { try? WebURL($0, base: url) } ?? url
        for refresh in [refreshHeader, facts.refresh] {
            guard let target = refresh.flatMap({ address(inRefresh: $0) }),
                let next = other(target, base: base, than: url)
            else { continue }
            return NextAddress(url: next, way: .refresh)
        }
        // A page that shows something leads on when it is asked to; only an empty one does so at once.
        guard facts.visibleBytes < 200, !facts.hasPassword else { return nil }
        for script in facts.shortScripts {
            guard let target = ScriptLocation.find(in: script), let next = other(target, base: base, than: url) else {
                continue
            }
            return NextAddress(url: next, way: .script)
        }
        return nil
    }

    private static func other(_ text: String, base: WebURL, than url: WebURL) -> WebURL? {
        guard let next = try? WebURL(text, base: base), next.scheme == "http" || next.scheme == "https",
            next.hrefWithoutFragment != url.hrefWithoutFragment
        else { return nil }
        return next
    }

    /// The address of a refresh (HTML Standard, section 4.2.5.3, "shared declarative refresh steps").
    static func address(inRefresh text: String) -> String? {
        let trimmed = text.drop { $0.isWhitespace }
        let digits = trimmed.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty || trimmed.first == ".", let delay = Int("0" + digits.prefix(9)), delay <= longestDelay
        else {
            return nil
        }
        var rest = trimmed.dropFirst(digits.count).drop { $0.isASCII && $0.isNumber || $0 == "." }
        guard let separator = rest.first, separator == ";" || separator == "," || separator.isWhitespace else {
            return nil
        }
        rest = rest.drop { $0.isWhitespace }
        if rest.first == ";" || rest.first == "," { rest = rest.dropFirst().drop { $0.isWhitespace } }
        if rest.prefix(3).lowercased() == "url" {
            let behind = rest.dropFirst(3).drop { $0.isWhitespace }
            if behind.first == "=" { rest = behind.dropFirst().drop { $0.isWhitespace } }
        }
        if let quote = rest.first, quote == "\"" || quote == "'" { rest = rest.dropFirst().prefix { $0 != quote } }
        return rest.isEmpty ? nil : String(rest)
    }
}
