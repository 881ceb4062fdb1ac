public import LinkPolicy

/// A ruling of the past, as far as the next one depends on it.
public struct FormerRuling: Hashable, Sendable {
    public var id: String
    public var subject: ModeratedSubject
    public var step: Sanction.Step
    /// Seconds since 1970.
    public var at: Int64
    /// Whether what it was about is mended: it was lifted for that.
    public var isMended: Bool

    public init(id: String, subject: ModeratedSubject, step: Sanction.Step, at: Int64, isMended: Bool) {
        self.id = id
        self.subject = subject
        self.step = step
        self.at = at
        self.isMended = isMended
    }
}

/// What the ladder says of a matter, and what speaks against more than that.
public struct SanctionProposal: Hashable, Sendable {
    /// Why a sanction would be out of proportion.
    public enum Concern: Hashable, Sendable {
        /// All of a site or platform would be restricted though too few of its parts have offended and stayed so.
        case fewOffenders(count: Int, needed: Int)
        /// It is more severe than the ladder says.
        case severerStep(proposed: Sanction.Step)
        /// It lasts longer than the ladder says: seconds since 1970, `nil` for a ladder without end.
        case longerTerm(proposed: Int64?)

        public var code: String {
            switch self {
            case .fewOffenders: "few_offenders"
            case .severerStep: "severer_step"
            case .longerTerm: "longer_term"
            }
        }

        public var words: LocalizedText {
            switch self {
            case .fewOffenders(let count, let needed):
                LocalizedText(
                    zh: "其下仅有 \(count) 个链接违规且未改正，至少 \(needed) 个才可限制整个范围",
                    en:
                        "Only \(count) of its links have offended and stayed uncorrected; all of it may be restricted from \(needed) on"
                )
            case .severerStep(let proposed):
                LocalizedText(
                    zh: "比阶梯建议的“\(proposed.name.zh)”更严", en: "It is more severe than the ladder's “\(proposed.name.en)”"
                )
            case .longerTerm(let proposed):
                LocalizedText(
                    zh: "比阶梯建议的期限更长" + (proposed.map { "（至 \(utcMinute($0)) UTC）" } ?? ""),
                    en: "It lasts longer than the ladder says"
                        + (proposed.map { " (until \(utcMinute($0)) UTC)" } ?? ""))
            }
        }
    }

    public var step: Sanction.Step
    public var term: SanctionLadder.Term
    /// The rulings on the same subject, or on a part of it, that count as earlier ones.
    public var repeats: [FormerRuling]
    /// The parts of a site or platform that have offended and stayed uncorrected.
    public var offenders: Int
    /// What speaks against a sanction on this subject at all; empty for a proposal that may be made as it is.
    public var concerns: [Concern]
}

extension SanctionLadder {
    /// What to do about `subject`.
    ///
    /// - Parameters:
    ///   - severity: Of what was found, 0 to 100.
    ///   - evades: Whether it evades an earlier restriction.
    ///   - history: The tenant's rulings on the subject and on whatever lies below it, without those that were reversed.
    ///   - now: Seconds since 1970.
    public func proposal(
        on subject: ModeratedSubject, severity: Int, evades: Bool = false, history: [FormerRuling], at now: Int64
    ) -> SanctionProposal {
        let recent = history.filter { $0.at > now - window && $0.at <= now }
        let repeats = recent.filter { $0.subject == subject || !subject.isWhole }
        let offenders = Set(
            recent.filter { $0.subject != subject && !$0.isMended && $0.at <= now - correctionTime }.map(\.subject)
        ).count
        let step = evades ? .block : step(severity: severity, repeats: repeats.count)
        var concerns: [SanctionProposal.Concern] = []
        if subject.isWhole, !evades, step > .notice, offenders < offendersNeeded {
            concerns.append(.fewOffenders(count: offenders, needed: offendersNeeded))
        }
        return SanctionProposal(
            step: step, term: evades ? Self.evasion : term(repeats: repeats.count), repeats: repeats,
            offenders: offenders, concerns: concerns)
    }
}

extension SanctionProposal {
    /// What speaks against this step and end (seconds since 1970, `nil` for none) from `start` on.
    public func concerns(step chosen: Sanction.Step, until end: Int64?, from start: Int64) -> [Concern] {
        guard chosen > .notice else { return [] }
        var all = concerns
        if chosen > step { all.append(.severerStep(proposed: step)) }
        if let proposed = term.end(from: start), end.map({ $0 > proposed }) ?? true {
            all.append(.longerTerm(proposed: proposed))
        }
        return all
    }
}

extension ModeratedSubject {
    /// Whether much that has offended nobody would be restricted with it.
    var isWhole: Bool { kind == .domain || kind == .platform }
}

extension Sanction.Step {
    public var name: LocalizedText {
        switch self {
        case .notice: LocalizedText(zh: "提醒", en: "notice")
        case .demotion: LocalizedText(zh: "打开前提示", en: "demotion")
        case .suspension: LocalizedText(zh: "暂停访问", en: "suspension")
        case .block: LocalizedText(zh: "停止访问", en: "block")
        }
    }
}
