import LinkPolicy
import LinkRecognition
public import StrictYAML
import URLStandard

extension PlatformDescriptor {
    /// Reads a descriptor file.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong.
    public init(yaml text: String, file path: String) throws(YAMLProblem) {
        let file = try YAMLValue(parsing: text, file: path).object(keys: [
            "slug", "name", "service", "colour", "oembed", "anonymous", "id_space", "domains", "short_hosts", "schemes",
            "guest_of", "app", "shapes", "parameters", "codes", "cues", "examples",
        ])
        self.file = path
        slug = try Self.slug(file.required("slug"))
        let name = try file.required("name").object(keys: ["zh", "en"])
        names = LocalizedText(zh: try name.required("zh").scalarText(), en: try name.required("en").scalarText())
        service = try file.required("service").choice(Service.self)
        colour = try file["colour"].map { value throws(YAMLProblem) in
            let text = try value.string()
            guard text.utf8.count == 7, text.hasPrefix("#"), text.utf8.dropFirst().allSatisfy(ByteSet.hex.contains)
            else {
                throw value.problem("a colour is \"#\" and six hexadecimal digits")
            }
            return text
        }
        oEmbed = try file["oembed"].map { value throws(YAMLProblem) in
            guard let url = try? WebURL(try value.string()), url.scheme == "https", url.query == nil,
                url.fragment == nil, !url.hasCredentials
            else { throw value.problem("an oEmbed endpoint is an https address without query") }
            return url
        }
        isAnonymous = try file["anonymous"]?.bool() ?? false
        idSpace = try file["id_space"].map { value throws(YAMLProblem) in try Self.slug(value) } ?? slug
        domains = try Self.hosts(file["domains"])
        shortHosts = try Self.hosts(file["short_hosts"])
        schemes = try Self.each(file["schemes"]) { value throws(YAMLProblem) in try Scheme(value) }
        guestOf = try file["guest_of"]?.strings() ?? []
        app = App(links: try Self.links(file["app"]))
        let hosts = domains
        shapes = try Self.each(file["shapes"]) { value throws(YAMLProblem) in try Shape(value, domains: hosts) }
        parameters =
            try file["parameters"].map { value throws(YAMLProblem) in try ParameterRules(value) }
            ?? ParameterRules()
        let owner = slug
        codes = try Self.each(file["codes"]) { value throws(YAMLProblem) in try Code(value, owner: owner) }
        cues = try Self.each(file["cues"]) { value throws(YAMLProblem) in
            try RecognitionLexicon.Cue(value, owner: owner)
        }
        examples = try Self.each(file["examples"]) { value throws(YAMLProblem) in try Example(value) }
        if domains.isEmpty, schemes.isEmpty, codes.isEmpty, shortHosts.isEmpty, guestOf.isEmpty {
            throw file.value.problem("the platform has neither domains nor schemes nor codes")
        }
        if examples.isEmpty { throw file.value.problem("the file has no examples") }
    }

    /// Reads each item of a list, or the one value in its place.
    static func each<T>(
        _ value: YAMLValue?, _ read: (YAMLValue) throws(YAMLProblem) -> T
    ) throws(YAMLProblem) -> [T] {
        guard let value else { return [] }
        var result: [T] = []
        for item in try value.listOrOne() { result.append(try read(item)) }
        return result
    }

    static func slug(_ value: YAMLValue) throws(YAMLProblem) -> PlatformSlug {
        guard let slug = PlatformSlug(try value.scalarText()) else {
            throw value.problem(
                "a slug is 1 to 32 lower-case letters, digits and hyphens, beginning with none of the last")
        }
        return slug
    }

    private static func hosts(_ value: YAMLValue?) throws(YAMLProblem) -> [String] {
        try each(value) { item throws(YAMLProblem) in
            let host = try item.string()
            let isName = host.utf8.allSatisfy { ByteSet.label.contains($0) || $0 == UInt8(ascii: ".") }
            guard isName, host.contains("."), host == host.lowercased(), !host.hasPrefix("."), !host.hasSuffix(".")
            else {
                throw item.problem("\"\(host)\" is not a host in lower-case ASCII")
            }
            return host
        }
    }

    static func links(_ value: YAMLValue?) throws(YAMLProblem) -> [String: String] {
        guard let value else { return [:] }
        let object = try value.object(keys: ["ios", "android", "mini_program", "web", "open"])
        var links: [String: String] = [:]
        for key in object.keys { links[key] = try object[key]?.string() }
        return links
    }
}

extension PlatformDescriptor.Scheme {
    init(_ value: YAMLValue) throws(YAMLProblem) {
        if value.isObject {
            let object = try value.object(keys: ["name", "opaque", "form"])
            name = try object.required("name").string()
            isOpaque = try object["opaque"]?.bool() ?? false
            form = try object["form"]?.choice(LinkForm.self) ?? .appLink
        } else {
            name = try value.string()
            isOpaque = false
            form = .appLink
        }
        guard !name.isEmpty, name == name.lowercased(), !name.contains(":"), !name.contains("/") else {
            throw value.problem("\"\(name)\" is not a scheme (lower case, without \":\")")
        }
    }
}

extension PlatformDescriptor.Shape {
    /// - Parameter domains: Where patterns hold that begin with a slash.
    init(_ value: YAMLValue, domains: [String]) throws(YAMLProblem) {
        let object = try value.object(keys: [
            "kind", "match", "id", "code", "codec", "canonical", "links", "form", "mark", "unwrap", "adopt", "access",
            "short", "keep_query",
        ])
        kind = try object.required("kind").choice(ResourceKind.self)
        let match = try object.required("match")
        var patterns: [AddressPattern] = []
        for item in try match.listOrOne() {
            let text = try item.string()
            for source in text.hasPrefix("/") ? domains.map({ $0 + text }) : [text] {
                do throws(PatternError) {
                    patterns.append(try AddressPattern(source))
                } catch {
                    throw item.problem(error.reason)
                }
            }
        }
        self.patterns = patterns
        guard let first = patterns.first else { throw match.problem("a shape needs at least one pattern") }
        let captures = Set(first.names)
        isShort = try object["short"]?.bool() ?? false
        id = try object["id"]?.scalarText() ?? (captures.contains("id") && !isShort ? "{id}" : "")
        code = try object["code"]?.scalarText() ?? (captures.contains("code") ? "{code}" : "")
        codec = try object["codec"]?.choice(ResourceCodec.self)
        canonical = try object["canonical"]?.string()
        links = try PlatformDescriptor.links(object["links"])
        form = try object["form"]?.choice(LinkForm.self)
        mark = try object["mark"]?.string()
        unwrap = try object["unwrap"]?.strings() ?? []
        adopts = try object["adopt"]?.choice(Adoption.self) ?? .never
        access = try object["access"]?.choice(PlatformDescriptor.Access.self) ?? .open
        keepsQuery = try object["keep_query"]?.bool() ?? false
        for template in [id, code, canonical ?? ""] + links.values.sorted() {
            for name in Template.names(in: template) where !Template.standard.contains(name) {
                guard patterns.allSatisfy({ $0.names.contains(name) }) else {
                    throw value.problem("\"{\(name)}\" is captured by none, or not by all, of the patterns")
                }
            }
        }
    }
}

extension ParameterRules {
    init(_ value: YAMLValue) throws(YAMLProblem) {
        let object = try value.object(keys: ["affiliate", "keep", "drop", "drop_unless_affiliate", "when"])
        affiliate = try Self.names(object["affiliate"])
        keep = try Self.names(object["keep"])
        drop = try Self.names(object["drop"])
        dropUnlessAffiliate = try Self.names(object["drop_unless_affiliate"])
        conditions = try PlatformDescriptor.each(object["when"]) { item throws(YAMLProblem) in
            let object = try item.object(keys: ["parameter", "host", "drop", "affiliate"])
            var condition = Condition()
            if let field = object["parameter"] {
                let parts = try field.string().split(separator: "=", maxSplits: 1).map { Array($0.utf8) }
                guard parts.count == 2 else { throw field.problem("expected \"name=value\"") }
                condition.parameter = Condition.Parameter(name: parts[0], value: parts[1])
            }
            condition.host = try object["host"].map { field throws(YAMLProblem) in Array(try field.string().utf8) }
            guard condition.parameter != nil || condition.host != nil else {
                throw item.problem("a condition needs \"parameter\" or \"host\"")
            }
            condition.drop = try Self.names(object["drop"])
            condition.affiliate = try Self.names(object["affiliate"])
            return condition
        }
        for name in affiliate where drop.contains(name) || keep.contains(name) {
            throw value.problem("\"\(String(decoding: name.bytes, as: UTF8.self))\" is listed twice")
        }
        for name in keep where drop.contains(name) {
            throw value.problem("\"\(String(decoding: name.bytes, as: UTF8.self))\" is both kept and dropped")
        }
    }

    private static func names(_ value: YAMLValue?) throws(YAMLProblem) -> [Name] {
        try PlatformDescriptor.each(value) { item throws(YAMLProblem) in Name(try item.scalarText()) }
    }
}

extension PlatformDescriptor.Example {
    /// Keys that say what is expected.
    static let keys: Set<String> = [
        "finds", "platform", "form", "kind", "id", "code", "clean", "canonical", "resource", "ios", "android",
        "mini_program", "web", "leads_to", "marks", "access",
    ]

    init(_ value: YAMLValue) throws(YAMLProblem) {
        let object = try value.object(keys: Self.keys.union(["text"]))
        line = value.line
        text = try object.required("text").scalarText()
        var expected: [String: String] = [:]
        for key in object.keys where key != "text" { expected[key] = try object[key]?.scalarText() }
        self.expected = expected
    }
}
