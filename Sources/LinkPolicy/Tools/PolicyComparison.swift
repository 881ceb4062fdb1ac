import LinkRecognition

/// What changes from one policy to another over many situations, counted by scene and platform.
public struct PolicyComparison: Sendable {
    /// A change of disposition in one scene and on one platform.
    public struct Key: Hashable, Sendable {
        public var scene: Scene
        /// `nil` for sites of no known platform.
        public var platform: PlatformSlug?
        public var former: Disposition
        public var present: Disposition
    }

    /// How often it was found, for whom, and one situation of it.
    public struct Entry: Sendable {
        public var count = 0
        /// Pseudonyms of the people whom it touches.
        public var people: Set<UInt64> = []
        /// The first situations found, at most ``PolicyComparison/examples``.
        public var examples: [Example] = []
    }

    /// One situation in which two policies differ.
    public struct Example: Hashable, Sendable {
        /// The situation, without anything that tells a person.
        public var situation: String
        /// Codes of the grounds, strictest first.
        public var formerGrounds: [String]
        public var presentGrounds: [String]
    }

    /// Situations kept for each change.
    public static let examples = 3

    public private(set) var total = 0
    public private(set) var entries: [Key: Entry] = [:]
    /// Everybody touched by any change.
    public private(set) var people: Set<UInt64> = []

    public init() {}

    public var changed: Int { entries.values.reduce(0) { $0 + $1.count } }

    /// Counts one situation.
    ///
    /// - Parameter person: A pseudonym; `nil` where nobody is known.
    public mutating func add(_ facts: Facts, _ former: Verdict, _ present: Verdict, person: UInt64? = nil) {
        total += 1
        guard former.disposition != present.disposition else { return }
        let key = Key(
            scene: facts.scene, platform: facts.platform, former: former.disposition, present: present.disposition)
        if let person { people.insert(person) }
        var entry = entries.removeValue(forKey: key) ?? Entry()
        entry.count += 1
        if let person { entry.people.insert(person) }
        if entry.examples.count < Self.examples {
            let example = Example(
                situation: facts.words, formerGrounds: former.grounds.map(\.code),
                presentGrounds: present.grounds.map(\.code))
            if !entry.examples.contains(example) { entry.examples.append(example) }
        }
        entries[key] = entry
    }

    /// The changes, in the order of scene, platform and dispositions.
    public var sorted: [(key: Key, value: Entry)] {
        entries.sorted { a, b in
            func rank(_ key: Key) -> (String, String, Int, Int) {
                (
                    key.scene.rawValue, key.platform?.rawValue ?? "", key.former.strictness, key.present.strictness
                )
            }
            return rank(a.key) < rank(b.key)
        }
    }
}

extension Facts {
    /// What tells this situation apart from an ordinary one, in the words of a policy file, without host and person.
    public var words: String {
        var words = ["scene \(scene)", "form \(form.rawValue)"]
        if kind != .unknown { words.append("kind \(kind.rawValue)") }
        if let platform { words.append("platform \(platform)") }
        if !risks.isEmpty { words.append("risk " + risks.map(\.rawValue).joined(separator: "+")) }
        for threat in threats { words.append("threat \(threat.threatClass.rawValue) \(threat.confidence)") }
        if let reputation { words.append("reputation \(reputation.rawValue)") }
        if let role = posting.role { words.append("sender \(role.rawValue)") }
        if let tier = posting.tier { words.append("sender \(tier.rawValue)") }
        if let role = readerRole { words.append("reader \(role.rawValue)") }
        if let counts = posting.counts {
            words.append("sent \(counts.minute)/\(counts.hour)/\(counts.day) in \(counts.groups) groups")
        }
        if !posting.patterns.isEmpty { words.append("pattern " + posting.patterns.joined(separator: "+")) }
        if let client {
            let parts = [client.os, client.version?.description].compactMap { $0 }
            words.append("client " + (parts.isEmpty ? "of no named system" : parts.joined(separator: " ")))
            if client.capabilities?.contains(ClientFacts.interstitial) == false { words.append("without interstitial") }
        }
        if person != nil { words.append("a known person") }
        if !canRedirect { words.append("no web address") }
        if !degraded.isEmpty { words.append("degraded " + degraded.map(\.rawValue).sorted().joined(separator: "+")) }
        return words.joined(separator: ", ")
    }
}
