/// The languages every text for people exists in.
public enum Language: String, Hashable, Sendable, CaseIterable {
    case zh, en

    /// The one that a page offers to change to.
    public var other: Language {
        switch self {
        case .zh: .en
        case .en: .zh
        }
    }

    /// The language of an `Accept-Language` header (RFC 9110 §12.5.4): the acceptable one with the highest weight,
    /// `fallback` when neither is named.
    public init(acceptLanguage header: String?, fallback: Language) {
        var best: (language: Language, weight: Double)?
        for part in (header ?? "").split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let range = pieces.first, let language = Language(rawValue: String(range.prefix { $0 != "-" })) else {
                continue
            }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if weight > 0, weight > best?.weight ?? 0 { best = (language, weight) }
        }
        self = best?.language ?? fallback
    }
}

/// A sentence in every language.
public struct LocalizedText: Hashable, Sendable {
    public var zh: String
    public var en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    public subscript(language: Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }

    /// The text with every `{name}` replaced by its value; a name without a value is left out.
    func filled(_ values: [String: String], _ language: Language) -> String {
        var rest = self[language][...]
        guard rest.contains("{") else { return self[language] }
        var result = ""
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            result += values[String(rest[rest.index(after: open)..<close])] ?? ""
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// The `{name}`s of both languages.
    var placeholders: Set<String> {
        var names: Set<String> = []
        for text in [zh, en] {
            var rest = text[...]
            while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
                names.insert(String(rest[rest.index(after: open)..<close]))
                rest = rest[rest.index(after: close)...]
            }
        }
        return names
    }
}
