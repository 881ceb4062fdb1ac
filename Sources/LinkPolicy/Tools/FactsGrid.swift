import LinkRecognition

/// Situations that between them ask for everything that policies ask for: every scene with every form, platform and kind
/// that the platform has, and in each scene and form every client, risk, threat, sender and standing by itself.
public struct FactsGrid: Sendable {
    public let facts: [Facts]

    /// - Parameter now: The moment at which all are judged; seconds since 1970.
    public init(for policies: [Policy], platforms: [PlatformProfile], now: Int64) {
        var scenes = Scene.ready
        for scene in policies.flatMap(\.scenes) where !scenes.contains(scene) { scenes.append(scene) }
        let variations = Self.variations(of: policies)
        var facts: [Facts] = []
        for scene in scenes {
            for form in LinkForm.allCases {
                let base = Facts(scene: scene, form: form, kind: .unknown, postedAt: now, now: now)
                facts.append(base)
                for change in variations {
                    var varied = base
                    change(&varied)
                    facts.append(varied)
                }
                for platform in platforms {
                    for kind in platform.kinds.union([.unknown]).sorted(by: { $0.rawValue < $1.rawValue }) {
                        var there = base
                        there.kind = kind
                        there.platform = platform.slug
                        there.service = platform.service
                        facts.append(there)
                    }
                }
            }
        }
        self.facts = facts
    }

    private typealias Change = @Sendable (inout Facts) -> Void

    private static func variations(of policies: [Policy]) -> [Change] {
        var changes: [Change] = clients(of: policies).map { client in { $0.client = client } }
        changes += Risk.allCases.map { risk in { $0.risks = RiskSet([risk]) } }
        for threatClass in ThreatClass.allCases {
            for confidence in [1, 50, 79, 80, 100] {
                let fact = ThreatFact(
                    threatClass: threatClass, confidence: confidence, feeds: ["a list"], subject: "a host")
                changes.append { $0.threats = [fact] }
            }
        }
        changes += ReputationTier.allCases.map { tier in { $0.reputation = tier } }
        changes += Role.allCases.map { role in { $0.posting.role = role } }
        changes += SenderTier.allCases.map { tier in { $0.posting.tier = tier } }
        changes += Role.allCases.map { role in { $0.readerRole = role } }
        for limit in Set(policies.flatMap { $0.rules.compactMap { $0.condition.sent?.over } }).sorted() {
            let counts = SenderCounts(minute: limit + 1, hour: limit + 1, day: limit + 1, groups: limit + 1)
            changes.append { $0.posting.counts = counts }
        }
        for pattern in Set(policies.flatMap(\.patterns)).sorted() {
            changes.append { $0.posting.patterns = [pattern] }
        }
        changes += (0..<20).map { number in { $0.person = "person \(number)" } }
        changes += RulebookPart.allCases.map { part in { $0.degraded = [part] } }
        changes.append { $0.canRedirect = false }
        return changes
    }

    /// Apps of each system just below and at each version that a policy speaks of, with and without each capability.
    static func clients(of policies: [Policy]) -> [ClientFacts] {
        var systems: Set<String> = ["ios", "android"]
        var versions: Set<ClientVersion> = []
        var capabilities: Set<String> = [ClientFacts.interstitial]
        for policy in policies {
            for client in policy.rules.compactMap(\.condition.client) {
                systems.formUnion(client.os?.values ?? [])
                capabilities.formUnion(client.lacks ?? [])
                if let below = client.below { versions.insert(below) }
            }
            for stage in policy.opening?.stages ?? [] {
                systems.formUnion(stage.versions.keys)
                versions.formUnion(stage.versions.values)
            }
        }
        var clients = [ClientFacts(capabilities: []), ClientFacts(capabilities: capabilities)]
        for system in systems.sorted() {
            let all: [ClientVersion?] = [nil, ClientVersion("0.0.1")] + versions.sorted()
            for version in all {
                clients.append(ClientFacts(os: system, version: version, capabilities: capabilities))
            }
        }
        return clients
    }
}
