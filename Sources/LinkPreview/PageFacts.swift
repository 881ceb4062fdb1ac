/// What a page's tags say, before anything is chosen from it. Every list is bounded.
struct PageFacts: Sendable {
    var title: String?
    var heading: String?
    var language: String?
    var base: String?
    /// The first value that is not empty for each name, in lower case.
    private(set) var properties: [String: String] = [:]
    private(set) var names: [String: String] = [:]
    /// `content` of `<meta http-equiv=refresh>`.
    private(set) var refresh: String?
    private(set) var links: [(relations: [String], href: String, type: String?, sizes: String?)] = []
    var microdata = Microdata()
    var structured = StructuredData()
    /// Bytes of text that people see, without white space.
    var visibleBytes = 0
    /// The beginning of it.
    var visibleText = ""
    private(set) var hasPassword = false
    private(set) var scripts = 0
    private(set) var pictures = 0
    private(set) var frames = 0
    /// Short scripts, which may lead elsewhere.
    private(set) var shortScripts: [ArraySlice<UInt8>] = []
    /// Addresses of scripts and of forms, which tell a check for robots.
    private(set) var machinery: [String] = []
    private var isStructuredScript = false
    private var structuredBytes = 0

    static let visibleTextLimit = 4_096
    private static let metaLimit = 512
    private static let linkLimit = 256
    private static let machineryLimit = 32
    private static let scriptLimit = 4 << 10
    private static let shortScriptLimit = 16
    private static let structuredLimit = 256 << 10

    /// The value of a property such as "og:title": `property` before `name` (the Open Graph protocol), other words in the
    /// other order, as Twitter's are written.
    func meta(_ key: String) -> String? {
        key.hasPrefix("twitter:") ? names[key] ?? properties[key] : properties[key] ?? names[key]
    }

    func link(_ relation: String) -> String? { links.first { $0.relations.contains(relation) }?.href }

    mutating func note(_ tag: HTMLTag) {
        switch tag.name {
        case "meta": note(meta: tag)
        case "link":
            guard let href = tag["href"], !href.isEmpty, links.count < Self.linkLimit else { return }
            let relations = (tag["rel"] ?? "").lowercased().split(whereSeparator: \.isWhitespace).prefix(8)
            links.append((relations.map(String.init), href, tag["type"]?.lowercased(), tag["sizes"]?.lowercased()))
        case "html": language = language ?? tag["lang"] ?? tag["xml:lang"]
        case "base": base = base ?? tag["href"]
        case "script":
            scripts += 1
            isStructuredScript = tag["type"]?.lowercased().hasPrefix("application/ld+json") == true
            note(machinery: tag["src"])
        case "form": note(machinery: (tag["id"] ?? "") + " " + (tag["action"] ?? ""))
        case "input": if tag["type"]?.lowercased() == "password" { hasPassword = true }
        case "img", "picture", "svg", "canvas", "video": pictures += 1
        case "iframe", "frame", "embed", "object":
            frames += 1
            note(machinery: tag["src"])
        default: break
        }
    }

    private mutating func note(machinery text: String?) {
        guard let text, machinery.count < Self.machineryLimit else { return }
        machinery.append(String(text.prefix(512)).lowercased())
    }

    private mutating func note(meta tag: HTMLTag) {
        guard let content = tag["content"], !content.allSatisfy(\.isWhitespace) else { return }
        if tag["http-equiv"]?.lowercased() == "refresh" { refresh = refresh ?? content }
        guard properties.count + names.count < Self.metaLimit else { return }
        for key in (tag["property"] ?? "").lowercased().split(whereSeparator: \.isWhitespace).prefix(8)
        where properties[String(key)] == nil {
            properties[String(key)] = content
        }
        for attribute in ["name", "itemprop"] {
            guard let key = tag[attribute]?.lowercased(), !key.isEmpty, names[key] == nil else { continue }
            names[key] = content
        }
    }

    mutating func note(script bytes: ArraySlice<UInt8>) {
        if isStructuredScript {
            guard structuredBytes + bytes.count <= Self.structuredLimit else { return }
            structuredBytes += bytes.count
            structured.add(script: bytes)
        } else if !bytes.isEmpty, bytes.count <= Self.scriptLimit, shortScripts.count < Self.shortScriptLimit {
            shortScripts.append(bytes)
        }
    }
}
