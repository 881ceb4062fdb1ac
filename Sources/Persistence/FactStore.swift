public import Attribution
import JSONText
public import LinkPolicy
import LinkRecognition
import LinkTokens
import URLStandard

/// The facts that verdicts were given on. Written: what a policy can ask for, but for the choices of groups and people,
/// decisions on held links, and the words of grounds. Hosts are written as their registrable domain, times as their hour.
public struct FactStore: Sendable {
    let database: any SQLDatabase

    public init(_ database: any SQLDatabase) { self.database = database }

    /// A record as it was kept.
    public struct Row: Sendable {
        public var id: Int64
        public var record: FactRecord
    }

    /// Records from `since` (seconds since 1970) on, in the order in which they were written.
    ///
    /// - Parameter after: Only records with a higher number.
    public func page(
        tenant: TenantID, since: Int64, after: Int64 = 0, limit: Int = 10_000
    ) async throws -> (rows: [Row], last: Int64?) {
        try await database.read { connection in
            let found = try connection.rows(
                """
                SELECT id, event, disposition, person, facts FROM fact
                WHERE tenant = $1 AND at >= $2 AND id > $3 ORDER BY id LIMIT $4
                """, [.text(tenant.rawValue), .integer(since), .integer(after), .integer(Int64(limit))])
            let rows = try found.compactMap { row -> Row? in
                // What a later version wrote otherwise is passed over.
                guard let event = FactRecord.Event(rawValue: try row.text(1)),
                    let disposition = Disposition(rawValue: try row.text(2)),
                    let facts = try? Facts(recorded: try row.text(4))
                else { return nil }
                let person = try row.optionalInteger(3).map { UInt64(bitPattern: $0) }
                return Row(
                    id: try row.integer(0),
                    record: FactRecord(
                        tenant: tenant, event: event, disposition: disposition, person: person, facts: facts))
            }
            return (rows, found.count < limit ? nil : try found.last?.integer(0))
        }
    }

    static let insertion =
        "INSERT INTO fact (tenant, at, event, disposition, person, facts) VALUES ($1, $2, $3, $4, $5, $6)"

    static func values(_ record: FactRecord) -> [SQLValue] {
        [
            .text(record.tenant.rawValue), .integer(record.facts.now / 3_600 * 3_600), .text(record.event.rawValue),
            .text(record.disposition.rawValue), .integer(record.person.map { Int64(bitPattern: $0) }),
            .text(record.facts.recorded),
        ]
    }
}

extension Facts {
    /// What is written of the facts.
    var recorded: String {
        var json = JSONWriter(reserving: 160)
        json.object { json in
            json.member("scene", scene.rawValue)
            json.member("form", form.rawValue)
            if kind != .unknown { json.member("kind", kind.rawValue) }
            if let platform { json.member("platform", platform.rawValue) }
            if let service { json.member("service", service) }
            if let host { json.member("site", Self.site(host)) }
            if !risks.isEmpty { json.member("risks", risks.map(\.rawValue)) }
            if !threats.isEmpty {
                json.array("threats") { json in
                    for threat in threats {
                        json.object { json in
                            json.member("class", threat.threatClass.rawValue)
                            json.member("confidence", threat.confidence)
                        }
                    }
                }
            }
            if !canRedirect { json.member("can_redirect", false) }
            if let client {
                json.object("client") { json in
                    if let os = client.os { json.member("os", os) }
                    if let version = client.version { json.member("version", version.description) }
                    if let capabilities = client.capabilities { json.member("capabilities", capabilities.sorted()) }
                }
            }
            if let operatorRule { json.member("operator", operatorRule.action.rawValue) }
            if !sanctions.isEmpty { json.member("sanctions", sanctions.map(\.step.rawValue)) }
            if let reputation { json.member("reputation", reputation.rawValue) }
            if let readerRole { json.member("reader", readerRole.rawValue) }
            if let role = posting.role { json.member("role", role.rawValue) }
            if let tier = posting.tier { json.member("tier", tier.rawValue) }
            if let counts = posting.counts {
                json.array("counts") { json in
                    for count in [counts.minute, counts.hour, counts.day, counts.groups] { json.integer(count) }
                }
            }
            if !posting.patterns.isEmpty { json.member("patterns", posting.patterns) }
            if !degraded.isEmpty { json.member("degraded", degraded.map(\.rawValue).sorted()) }
            json.member("posted", Int(postedAt / 3_600))
            json.member("now", Int(now / 3_600))
        }
        return json.text
    }

    /// The registrable domain, or the host where it has none.
    private static func site(_ host: String) -> String {
        (try? WebURL("http://" + host + "/")).flatMap { $0.host.flatMap { Site($0).registrableDomain } } ?? host
    }

    /// - Throws: ``JSONText/JSONProblem``.
    init(recorded text: String) throws(JSONProblem) {
        var facts = Facts()
        var json = JSONReader(text)
        try json.object { (json, name) throws(JSONProblem) in try facts.read(name, from: &json) }
        try json.end()
        self = facts
    }

    private mutating func read(_ name: String, from json: inout JSONReader) throws(JSONProblem) {
        switch name {
        case "scene":
            guard let scene = Scene(try json.string()) else { throw json.invalid("is no scene") }
            self.scene = scene
        case "form": form = try json.word()
        case "kind": kind = try json.word()
        case "platform": platform = PlatformSlug(try json.string())
        case "service": service = try json.string()
        case "site": host = try json.string()
        case "risks":
            try json.array { (json, _) throws(JSONProblem) in risks.insert(try json.word()) }
        case "threats":
            try json.array { (json, _) throws(JSONProblem) in
                var fact = ThreatFact(threatClass: .unwanted, confidence: 0, feeds: [], subject: "")
                try json.object { (json, name) throws(JSONProblem) in
                    switch name {
                    case "class": fact.threatClass = try json.word()
                    case "confidence": fact.confidence = try json.integer()
                    default: throw json.unknown()
                    }
                }
                threats.append(fact)
            }
        case "can_redirect": canRedirect = try json.bool()
        case "client":
            var client = ClientFacts()
            try json.object { (json, name) throws(JSONProblem) in
                guard try client.read(name, from: &json) else { throw json.unknown() }
            }
            self.client = client
        case "operator":
            operatorRule = OperatorRule(id: 0, action: try json.word(), subject: "", reason: "")
        case "sanctions":
            try json.array { (json, _) throws(JSONProblem) in
                sanctions.append(
                    Sanction(
                        id: "", step: try json.word(), subject: "", clause: LocalizedText(zh: "", en: ""), reason: ""))
            }
        case "reputation": reputation = try json.word()
        case "reader": readerRole = try json.word()
        case "role": posting.role = try json.word() as Role
        case "tier": posting.tier = try json.word() as SenderTier
        case "counts":
            var numbers: [Int] = []
            try json.array { (json, _) throws(JSONProblem) in numbers.append(try json.integer()) }
            guard numbers.count == 4 else { throw json.invalid("must be four numbers") }
            posting.counts = SenderCounts(minute: numbers[0], hour: numbers[1], day: numbers[2], groups: numbers[3])
        case "patterns": posting.patterns = try json.strings(atMost: 1_000, each: 64)
        case "degraded":
            try json.array { (json, _) throws(JSONProblem) in degraded.insert(try json.word()) }
        case "posted": postedAt = Int64(try json.integer()) * 3_600
        case "now": now = Int64(try json.integer()) * 3_600
        default: throw json.unknown()
        }
    }
}

extension JSONReader {
    fileprivate mutating func word<T: RawRepresentable>() throws(JSONProblem) -> T where T.RawValue == String {
        guard let word = T(rawValue: try string(atMost: 64)) else { throw invalid("is not known") }
        return word
    }
}
