import JSONText
import LinkPolicy
import LinkRecognition

/// Makes a trusted domain of what was given.
typealias DomainCheck = (String) throws(ChoiceForm.Refusal) -> String

/// What a group or a person can choose: JSON in the API and in the store.
protocol ChoiceSettings: Sendable {
    /// - Throws: ``JSONText/JSONProblem``.
    init(json bytes: [UInt8], _ check: DomainCheck) throws(JSONProblem)

    /// Writes every member in one order, so that equal settings are equal texts.
    func write(to json: inout JSONWriter)

    /// As a part of what a link meets.
    var choices: Choices { get }
}

extension ChoiceSettings {
    /// As they were kept: domains stay as they are, whatever has become a public suffix since.
    init(stored: String) throws(JSONProblem) {
        try self.init(json: Array(stored.utf8)) { (domain) throws(ChoiceForm.Refusal) in domain }
    }

    var stored: String {
        var json = JSONWriter()
        write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension GroupSettings: ChoiceSettings {
    init(json bytes: [UInt8], _ check: DomainCheck) throws(JSONProblem) {
        self.init()
        var reader = try JSONReader(bytes)
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "posters": posters = try reader.word(of: Posters.self) ?? .everyone
            case "forms": forms = try reader.words(of: LinkForm.self)
            case "kinds": kinds = try reader.words(of: ResourceKind.self)
            case "asks_first": asksFirst = try reader.bool()
            case "shelf_only": shelfOnly = try reader.bool()
            case "quiet_hours": quietHours = try reader.dailyHours()
            case "trusted_domains": trustedDomains = try reader.domains(check)
            default: throw reader.unknown()
            }
        }
        try reader.end()
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("posters", posters.rawValue)
            json.words("forms", forms)
            json.words("kinds", kinds)
            json.member("asks_first", asksFirst)
            json.member("shelf_only", shelfOnly)
            json.key("quiet_hours")
            if let hours = quietHours {
                json.object { json in
                    json.member("from", DailyHours.clock(hours.from))
                    json.member("until", DailyHours.clock(hours.until))
                    json.member("offset", hours.offsetText)
                }
            } else {
                json.null()
            }
            json.member("trusted_domains", trustedDomains.sorted())
        }
    }

    var choices: Choices { Choices(group: self) }
}

extension PersonPreferences: ChoiceSettings {
    init(json bytes: [UInt8], _ check: DomainCheck) throws(JSONProblem) {
        self.init()
        var reader = try JSONReader(bytes)
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "all": all = try reader.word(of: Choice.self)
            case "strangers": strangers = try reader.word(of: Choice.self)
            case "forms": forms = try reader.choices(LinkForm.self)
            case "kinds": kinds = try reader.choices(ResourceKind.self)
            case "trusted_domains": trustedDomains = try reader.domains(check)
            default: throw reader.unknown()
            }
        }
        try reader.end()
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("all", all?.rawValue)
            json.member("strangers", strangers?.rawValue)
            json.choices("forms", forms)
            json.choices("kinds", kinds)
            json.member("trusted_domains", trustedDomains.sorted())
        }
    }

    var choices: Choices { Choices(person: self) }
}

extension JSONReader {
    /// A set of words, or `null` for all.
    fileprivate mutating func words<T: RawRepresentable & CaseIterable & Hashable>(
        of _: T.Type
    ) throws(JSONProblem) -> Set<T>? where T.RawValue == String {
        if null() { return nil }
        var words: Set<T> = []
        try array { (reader, _) throws(JSONProblem) in words.insert(try reader.oneWord()) }
        return words
    }

    /// An object with a choice for some of a closed set of words.
    fileprivate mutating func choices<T: RawRepresentable & CaseIterable & Hashable>(
        _: T.Type
    ) throws(JSONProblem) -> [T: PersonPreferences.Choice] where T.RawValue == String {
        var choices: [T: PersonPreferences.Choice] = [:]
        try object { (reader, name) throws(JSONProblem) in
            guard let key = T(rawValue: name) else { throw reader.unknown() }
            choices[key] = try reader.word(of: PersonPreferences.Choice.self)
        }
        return choices
    }

    fileprivate mutating func domains(_ check: DomainCheck) throws(JSONProblem) -> Set<String> {
        var domains: Set<String> = []
        try array { (reader, position) throws(JSONProblem) in
            guard position < ChoiceForm.domainLimit else {
                throw reader.invalid("is more than \(ChoiceForm.domainLimit) domains")
            }
            let text = try reader.string(atMost: ChoiceForm.domainBytes)
            let refused: ChoiceForm.Refusal
            do throws(ChoiceForm.Refusal) {
                domains.insert(try check(text))
                return
            } catch { refused = error }
            throw reader.invalid(refused.reason)
        }
        return domains
    }

    /// `{"from": "22:00", "until": "07:00", "offset": "+08:00"}`, or `null`.
    fileprivate mutating func dailyHours() throws(JSONProblem) -> DailyHours? {
        if null() { return nil }
        var times: [String: String] = [:]
        try object { (reader, name) throws(JSONProblem) in
            guard ["from", "until", "offset"].contains(name) else { throw reader.unknown() }
            times[name] = try reader.string(atMost: 16)
        }
        guard let from = times["from"] else { throw missing("from") }
        guard let until = times["until"] else { throw missing("until") }
        guard let offset = times["offset"] else { throw missing("offset") }
        guard let hours = DailyHours(from: from, until: until, offset: offset) else {
            throw invalid(
                "must be two different times of day such as 22:00 and 07:00, and an offset from -12:00 to +14:00")
        }
        return hours
    }

    private mutating func oneWord<T: RawRepresentable & CaseIterable>() throws(JSONProblem) -> T
    where T.RawValue == String {
        guard let word = try word(of: T.self) else {
            throw invalid("must be one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }
}

extension JSONWriter {
    fileprivate mutating func words<T: RawRepresentable>(_ name: StaticString, _ words: Set<T>?)
    where T.RawValue == String {
        key(name)
        guard let words else { return null() }
        array { json in for word in words.map(\.rawValue).sorted() { json.string(word) } }
    }

    fileprivate mutating func choices<T: RawRepresentable>(
        _ name: StaticString, _ choices: [T: PersonPreferences.Choice]
    ) where T.RawValue == String {
        object(name) { json in
            for (key, choice) in choices.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                json.key(key.rawValue)
                json.string(choice.rawValue)
            }
        }
    }
}
