public import LinkRecognition

/// Where a policy treats links to the same kind of thing, in the same scene, differently from platform to platform.
public struct PolicyParity: Sendable {
    /// A difference between groups of platforms.
    public struct Difference: Sendable {
        public var scene: Scene
        public var form: LinkForm
        public var kind: ResourceKind
        /// In words.
        public var clients: [String]
        /// What they all do; `nil` where platforms of different services are compared.
        public var service: String?
        /// The platforms by what they get, the freest first.
        public var outcomes: [Outcome]
        /// Why, by the rule, exemption or step that makes the difference.
        public var reasons: [Reason]

        /// Whether at least one thing that makes it gives no reason.
        public var isUnexplained: Bool { reasons.isEmpty || reasons.contains { $0.words == nil } }
    }

    public struct Outcome: Hashable, Sendable {
        public var disposition: Disposition
        /// Codes, strictest first.
        public var grounds: [String]
        public var platforms: [PlatformSlug]
    }

    public struct Reason: Hashable, Sendable {
        /// `rule "x"`, `exemption "y"`, `step 2 of the priority`.
        public var source: String
        /// The stated reason; `nil` for none.
        public var words: LocalizedText?
    }

    public let differences: [Difference]
    /// Comparisons made.
    public let compared: Int

    /// Compares platforms of one service, or, with `acrossServices`, all that have a kind in common.
    ///
    /// - Parameter now: Seconds since 1970.
    public init(_ policy: Policy, platforms: [PlatformProfile], acrossServices: Bool = false, now: Int64) {
        let clients = [nil] + FactsGrid.clients(of: [policy]).map { ClientFacts?($0) }
        var found: [Difference] = []
        var compared = 0
        for (service, group) in Self.groups(platforms, acrossServices) {
            for kind in ResourceKind.allCases {
                let peers = group.filter { kind == .unknown || $0.kinds.contains(kind) }
                guard peers.count > 1 else { continue }
                for scene in policy.scenes {
                    for form in LinkForm.allCases {
                        for client in clients {
                            compared += 1
                            let base = Facts(
                                scene: scene, form: form, kind: kind, client: client, postedAt: now, now: now)
                            guard var difference = Self.difference(policy, base, peers) else { continue }
                            difference.service = service
                            difference.clients = [client.map { Facts(client: $0).clientWords } ?? "any client"]
                            let same = found.lastIndex { $0.isSame(as: difference) }
                            if let same {
                                found[same].clients += difference.clients
                            } else {
                                found.append(difference)
                            }
                        }
                    }
                }
            }
        }
        differences = found
        self.compared = compared
    }

    private static func groups(
        _ platforms: [PlatformProfile], _ acrossServices: Bool
    ) -> [(service: String?, platforms: [PlatformProfile])] {
        if acrossServices { return [(nil, platforms)] }
        return Dictionary(grouping: platforms, by: \.service).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func difference(_ policy: Policy, _ base: Facts, _ peers: [PlatformProfile]) -> Difference? {
        var outcomes: [Outcome] = []
        var representatives: [Facts] = []
        for platform in peers {
            var facts = base
            facts.platform = platform.slug
            facts.service = platform.service
            let verdict = policy.verdict(facts)
            let codes = verdict.grounds.map(\.code)
            if let same = outcomes.firstIndex(where: { $0.disposition == verdict.disposition && $0.grounds == codes }) {
                outcomes[same].platforms.append(platform.slug)
            } else {
                outcomes.append(
                    Outcome(disposition: verdict.disposition, grounds: codes, platforms: [platform.slug]))
                representatives.append(facts)
            }
        }
        guard outcomes.count > 1 else { return nil }
        return Difference(
            scene: base.scene, form: base.form, kind: base.kind, clients: [], service: nil,
            outcomes: outcomes.sorted {
                ($0.disposition, $0.grounds.joined()) < ($1.disposition, $1.grounds.joined())
            },
            reasons: policy.reasons(between: representatives))
    }
}

extension PolicyParity.Difference {
    fileprivate func isSame(as other: Self) -> Bool {
        scene == other.scene && form == other.form && kind == other.kind && service == other.service
            && outcomes == other.outcomes && reasons == other.reasons
    }
}

extension Facts {
    fileprivate var clientWords: String {
        guard let client else { return "any client" }
        let name = [client.os, client.version?.description].compactMap { $0 }.joined(separator: " ")
        let lacks = client.capabilities?.contains(ClientFacts.interstitial) == false ? " without interstitial" : ""
        return (name.isEmpty ? "client" : name) + lacks
    }
}

extension Policy {
    /// What holds for some of `situations`, which differ in nothing but their platform, and not for others.
    fileprivate func reasons(between situations: [Facts]) -> [PolicyParity.Reason] {
        func tells(_ condition: Condition) -> Bool {
            Set(situations.map { condition.firstFailure($0) == nil }).count > 1
        }
        var reasons = rules.filter { tells($0.condition) }.map {
            PolicyParity.Reason(source: "rule \"\($0.id)\"", words: $0.justification?.stated)
        }
        reasons += exemptions.filter { tells($0.condition) }.map {
            // An exemption carries a ground of its own, which says why.
            PolicyParity.Reason(
                source: "exemption \"\($0.id)\"", words: $0.justification?.stated ?? $0.ground.explanation.stated)
        }
        guard let opening else { return reasons }
        let steps = Set(situations.map(opening.step(of:))).sorted()
        if steps.count > 1 {
            // The step that opens first is the one that has to say why; a list by service alone says it by its order.
            for step in steps.dropLast() {
                let entry = opening.priority[step - 1]
                reasons.append(
                    PolicyParity.Reason(
                        source: "step \(step) of the priority",
                        words: entry.justification?.stated ?? (entry.platforms.isEmpty ? opening.clause.stated : nil)))
            }
        }
        for stage in opening.stages where tells(stage.condition) {
            reasons.append(PolicyParity.Reason(source: "stage \"\(stage.id)\"", words: opening.clause.stated))
        }
        return reasons
    }
}

extension LocalizedText {
    /// Itself, unless one of its languages says nothing.
    fileprivate var stated: LocalizedText? {
        [zh, en].contains { $0.allSatisfy(\.isWhitespace) } ? nil : self
    }
}
