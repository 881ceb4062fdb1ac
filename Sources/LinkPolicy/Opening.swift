/// A phased opening: what the stages do not open yet is closed, with a ground that says so and, where known, when.
public struct Opening: Sendable {
    /// A step of the opening. Class, so that to look at one copies nothing.
    public final class Stage: Sendable {
        public let id: String
        public let title: LocalizedText
        /// Seconds since 1970; `nil` while the day is not known.
        public let from: Int64?
        public let share: ShareOfPeople
        /// Opens for platforms up to this step of the priority list; for every site when `nil`.
        public let step: Int?
        /// The least version by system; systems without one open in every version.
        public let versions: [String: ClientVersion]
        /// Whether a client that did not say its system or version counts as new enough.
        public let opensForUnknownClients: Bool
        let test: ConditionTest
        var condition: Condition { test.condition }

        init(
            id: String, title: LocalizedText, from: Int64?, share: ShareOfPeople, step: Int?,
            versions: [String: ClientVersion], opensForUnknownClients: Bool, condition: Condition
        ) {
            self.id = id
            self.title = title
            self.from = from
            self.share = share
            self.step = step
            self.versions = versions
            self.opensForUnknownClients = opensForUnknownClients
            test = ConditionTest(condition)
        }
    }

    /// A step of the list of priority: what is opened together.
    public struct Step: Sendable {
        public let services: Set<String>
        public let platforms: Set<PlatformSlug>
        /// Why single platforms may be named.
        public let justification: LocalizedText?
    }

    public let stages: [Stage]
    /// From the first to be opened; a platform is at the first step that holds it.
    public let priority: [Step]
    /// What happens to a link that is not open yet.
    public let disposition: Disposition
    /// The clause behind the phases.
    public let clause: LocalizedText

    /// What keeps a link from being open, or that nothing does.
    enum Outcome: Hashable {
        /// A stage opens it.
        case open(stage: String)
        /// A stage would, in the client's version `needed` or a newer one.
        case version(stage: String, needed: ClientVersion)
        /// A stage would, for others of the share of people.
        case share(stage: String)
        /// A stage will, from that moment.
        case later(stage: String, from: Int64)
        /// A stage will, on a day that is not known.
        case someDay(stage: String)
        /// No stage speaks of it.
        case never

        /// How near to open it is: of several stages, the nearest speaks.
        fileprivate var distance: Int64 {
            switch self {
            case .open: -3
            case .version: -2
            case .share: -1
            case .later(_, let from): from
            case .someDay: Int64.max - 1
            case .never: Int64.max
            }
        }
    }

    /// O(stages).
    func outcome(_ facts: Facts) -> Outcome {
        var nearest = Outcome.never
        for stage in stages {
            let outcome = outcome(of: stage, facts)
            if case .open = outcome { return outcome }
            if outcome.distance < nearest.distance { nearest = outcome }
        }
        return nearest
    }

    private func outcome(of stage: Stage, _ facts: Facts) -> Outcome {
        if stage.test.firstFailure(facts) != nil { return .never }
        if let last = stage.step, step(of: facts) > last { return .never }
        guard let from = stage.from else { return .someDay(stage: stage.id) }
        if from > facts.now { return .later(stage: stage.id, from: from) }
        if let needed = stage.missingVersion(facts.client) { return .version(stage: stage.id, needed: needed) }
        return stage.share.includes(facts.person) ? .open(stage: stage.id) : .share(stage: stage.id)
    }

    /// From 1; beyond the last for a platform that the list does not hold, and for every other site.
    func step(of facts: Facts) -> Int {
        let step = priority.firstIndex { step in
            facts.platform.map(step.platforms.contains) ?? false || facts.service.map(step.services.contains) ?? false
        }
        return (step ?? priority.count) + 1
    }
}

extension Opening.Stage {
    /// The version that the client needs and has not.
    fileprivate func missingVersion(_ client: ClientFacts?) -> ClientVersion? {
        guard !versions.isEmpty else { return nil }
        guard let os = client?.os else { return opensForUnknownClients ? nil : versions.values.max() }
        guard let needed = versions[os] else { return nil }
        guard let version = client?.version else { return opensForUnknownClients ? nil : needed }
        return version < needed ? needed : nil
    }
}

extension Opening.Outcome {
    /// The words for a link that is not open yet; `nil` for one that is.
    func ground(_ clause: LocalizedText) -> (template: GroundTemplate, values: [String: String])? {
        let template: GroundTemplate
        var values: [String: String] = [:]
        switch self {
        case .open: return nil
        case .version(let stage, let needed):
            template = .needsNewerClient
            values = ["stage": stage, "needed_version": needed.description]
        case .share(let stage):
            template = .openingInSteps
            values = ["stage": stage]
        case .later(let stage, let from):
            template = .opensLater
            values = ["stage": stage, "when": utcMinute(from) + " UTC"]
        case .someDay(let stage):
            template = .notOpenYet
            values = ["stage": stage]
        case .never: template = .notOpenYet
        }
        return (template.under(clause), values)
    }
}
