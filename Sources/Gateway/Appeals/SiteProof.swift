import LinkPolicy
import Moderation
import Outbound
import Platforms
import URLStandard

/// Asks a site itself, through the one door or by its DNS: whether whoever appeals runs it, and whether a page is gone.
struct SiteProof: Sendable {
    /// Where the number of the ruling has to stand (RFC 8615).
    static let path = "/.well-known/hutong-appeal.txt"
    private static let limits = OutboundLimits(totalTime: .seconds(8), bodyBytes: 4_096, redirects: 0)

    /// The label under which a TXT record may hold the number.
    static let label = "_hutong-appeal"

    private let door: OutboundDoor
    private let texts: TextRecords

    /// - Parameters:
    ///   - permitted: Networks that may be reached although they are not public.
    ///   - texts: Where TXT records are asked for.
    init(permitted: [IPNetwork], texts: TextRecords = TextRecords()) {
        door = OutboundDoor(policy: CardFetcher.policy(permitted))
        self.texts = texts
    }

    enum Outcome: Hashable, Sendable {
        /// The number stands at this address.
        case proved(at: String)
        /// What came instead, by the address asked.
        case missing([Attempt])
    }

    struct Attempt: Hashable, Sendable {
        var address: String
        /// The status of the answer; `nil` where none came.
        var status: Int?
    }

    /// The hosts that may carry the proof for `subject`, the likeliest first: the subject's own, or the platform's
    /// domains. A port stands with the host of an address that has one.
    static func hosts(for subject: ModeratedSubject, catalog: PlatformCatalog) -> [String] {
        switch subject.kind {
        case .link, .path, .domain: AddressSubject(subject.key).map { [$0.host] } ?? []
        case .platform: PlatformSlug(subject.key).flatMap { catalog[$0] }.map { Array($0.domains.prefix(2)) } ?? []
        case .sender, .group: []
        }
    }

    /// Looks for `number` on the first of `hosts` that shows it. Redirects are not followed: the site itself must speak.
    func look(for number: String, on hosts: [String]) async -> Outcome {
        var attempts: [Attempt] = []
        for host in hosts {
            let name = "\(Self.label).\(host)"
            if IPAddress(host) == nil {
                if await texts.records(of: name).contains(where: { Self.holds(number, $0) }) {
                    return .proved(at: "TXT " + name)
                }
                attempts.append(Attempt(address: "TXT " + name, status: nil))
            }
            for scheme in ["https", "http"] {
                guard let url = try? WebURL("\(scheme)://\(host)\(Self.path)") else { continue }
                let answer = try? await door.send(OutboundRequest(.get, url, limits: Self.limits))
                if let answer, answer.status == 200, Self.holds(number, String(decoding: answer.body, as: UTF8.self)) {
                    return .proved(at: url.href)
                }
                attempts.append(Attempt(address: url.href, status: answer?.status))
            }
        }
        return .missing(attempts)
    }

    /// Whether a line of a file or record is the number and nothing else.
    private static func holds(_ number: String, _ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            line.filter { !$0.isWhitespace && $0 != "\u{FEFF}" } == number
        }
    }

    /// Whether the address answers that nothing is there any more, over https and http alike where both answer.
    func isGone(_ subject: ModeratedSubject) async -> Bool {
        guard subject.kind == .link else { return false }
        var statuses: [Int] = []
        for scheme in ["https", "http"] {
            guard let url = try? WebURL(scheme + "://" + subject.key),
                let answer = try? await door.send(OutboundRequest(.get, url, limits: Self.limits))
            else { continue }
            statuses.append(answer.status)
        }
        let hasGone = statuses.contains { $0 == 404 || $0 == 410 }
        return hasGone && statuses.allSatisfy { [404, 410, 301, 308].contains($0) }
    }
}
