import Gate
import LinkPolicy
import LinkTokens
import Persistence
import Platforms
import URLStandard

/// A message has a link that is held, which takes the disk.
struct MustBeKept: Error {}

extension CheckService {
    /// Counts a message for its sender; links of the tenant's own do not count.
    ///
    /// - Parameter now: Seconds since 1970.
    func count(
        _ posting: Posting, of sender: String, _ targets: [Target], _ key: AuthorizedKey, _ snapshot: Snapshot,
        _ options: CheckOptions, now: Int64
    ) -> SenderCounters.Counted {
        let tenant = key.record.tenant
        let links = targets.filter { Gate.counts($0, tenant: tenant, rulebook: snapshot.rulebook) }
        let message = SenderCounters.Message(
            tenant: tenant, sender: sender, id: posting.id, group: posting.group,
            links: links.map(SenderCounters.identity))
        return state.senders.count(message, at: now, counting: !options.isPreflight)
    }

    func takeBack(_ counted: [SenderCounters.Counted]) { for each in counted { state.senders.takeBack(each) } }

    /// What is kept of the findings that wait.
    ///
    /// - Parameter now: Seconds since 1970.
    func held(
        _ messages: [CheckedMessage], _ made: [[MadeLink]], _ snapshot: Snapshot, now: Int64
    ) -> [[HeldLink?]] {
        let end = now + Int64(configuration.holdExpiry) * 3_600
        return zip(messages, made).map { message, made in
            guard made.contains(where: { $0.held != nil }) else { return [] }
            return zip(message.findings, made).map { finding, made in
                made.held.map { context in
                    HeldLink(
                        context: context,
                        host: finding.target.url?.host.map {
                            HostDisplay($0, list: snapshot.rulebook.publicSuffixes).text
                        },
                        grounds: finding.verdict.grounds.compactMap { HeldGround($0) },
                        expiresAt: min(end, context.expiresAt))
                }
            }
        }
    }
}
