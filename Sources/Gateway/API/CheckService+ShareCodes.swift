import Gate
import LinkPolicy
import LinkRecognition
import Persistence
import Platforms

extension CheckService {
    /// Asks where the share codes of `messages` lead, and judges them by that too.
    ///
    /// - Parameter now: Seconds since 1970.
    func resolveCodes(
        in messages: inout [CheckedMessage], _ key: AuthorizedKey, _ policy: Policy, _ snapshot: Snapshot, now: Int64
    ) async {
        let answers = await shareCodes.answers(Set(messages.flatMap(\.findings).compactMap(\.shareCode)))
        for message in messages.indices {
            let posting = messages[message].posting
            for index in messages[message].findings.indices {
                let finding = messages[message].findings[index]
                guard finding.finding.form == .shareCode else { continue }
                let situation = Gate.Situation(
                    scene: posting.scene, finding: finding.finding, client: posting.client, tenant: key.record.tenant,
                    now: now)
                let answer = finding.shareCode.flatMap { answers[$0] } ?? .unsupported
                messages[message].findings[index].take(
                    CodeResolution(answer, in: situation, rulebook: snapshot.rulebook, policy: policy))
            }
        }
    }
}

extension CodeResolution {
    /// Judges the address that a code was resolved to.
    init(_ answer: ShareCodes.Answer, in situation: Gate.Situation, rulebook: Rulebook, policy: Policy) {
        switch answer {
        case .found(let url):
            self = .found(Gate.resolvedCode(url, in: situation, rulebook: rulebook, policy: policy))
        case .unknown: self = .unknown
        case .unavailable: self = .unavailable
        case .unsupported: self = .unsupported
        }
    }
}

extension CheckedFinding {
    /// What to ask for, where this is the share code of a known platform.
    fileprivate var shareCode: ShareCodeKey? {
        guard finding.form == .shareCode, let platform = target.platform else { return nil }
        return ShareCodeKey(platform: platform, code: finding.address)
    }
}
