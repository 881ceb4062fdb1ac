import LinkPolicy
import Logging
import Outbound
import Persistence
import PersonTokens
import Synchronization
import URLStandard

/// The public keys of tenants' signers. Sets of keys are fetched through the one door, and kept for a while.
final class SignerKeys: Sendable {
    /// Seconds after which a set is fetched again, so that a key that is gone there is gone here.
    static let lifetime: Int64 = 3_600
    /// Seconds between two fetches of a set in which a key is missing.
    static let retryInterval: Int64 = 60
    /// Seconds that a set is used while it cannot be fetched.
    static let longestUse: Int64 = 86_400
    /// Bytes of a set.
    private static let sizeLimit = 256 << 10

    private struct Name: Hashable {
        var address: String
        var algorithm: TokenAlgorithm
    }

    private struct KeySet {
        var keys: [String: SigningKey] = [:]
        var readAt = Int64.min / 2
        var triedAt = Int64.min / 2
    }

    private let sets = Mutex<[Name: KeySet]>([:])
    private let fetch: @Sendable (String) async throws -> [UInt8]
    private let logger: Logger

    /// - Parameter fetch: The JWK Set at an address.
    init(logger: Logger, fetch: @escaping @Sendable (String) async throws -> [UInt8]) {
        self.logger = logger
        self.fetch = fetch
    }

    /// Fetches sets through a door that lets only TLS out, but for `permitted` networks.
    convenience init(permitted: [IPNetwork], logger: Logger) {
        var policy = OutboundPolicy()
        policy.permittedNetworks = permitted
        policy.requiresTLS = true
        policy.allowedPorts = [80...80, 443...443, 1_024...65_535]
        let door = OutboundDoor(policy: policy)
        self.init(logger: logger) { address in
            let limits = OutboundLimits(totalTime: .seconds(5), bodyBytes: Self.sizeLimit, redirects: 0)
            let answer = try await door.send(OutboundRequest(.get, try WebURL(address), limits: limits))
            guard answer.status == 200, !answer.isTruncated, answer.leftOutEncoding == nil else {
                throw Refusal(reason: "answered \(answer.status), or too much")
            }
            return answer.body
        }
    }

    private struct Refusal: Error, CustomStringConvertible {
        var reason: String
        var description: String { reason }
    }

    /// The key that `signer` names `kid`.
    ///
    /// - Parameter now: Seconds since 1970.
    func key(_ kid: String, of signer: SignerRecord, now: Int64) async -> SigningKey? {
        guard let algorithm = TokenAlgorithm(rawValue: signer.algorithm) else { return nil }
        switch signer.source {
        case .key(kid, let pem): return SigningKey(pem: pem, kid: kid, algorithm: algorithm)
        case .key: return nil
        case .set(let address):
            let name = Name(address: address, algorithm: algorithm)
            if isDue(kid, name, now) { await refresh(name, now) }
            return sets.withLock { sets in
                guard let set = sets[name], now < set.readAt + Self.longestUse else { return nil }
                return set.keys[kid]
            }
        }
    }

    private func isDue(_ kid: String, _ name: Name, _ now: Int64) -> Bool {
        sets.withLock { sets in
            guard let set = sets[name] else { return true }
            let isFresh = set.keys[kid] != nil && now < set.readAt + Self.lifetime
            return !isFresh && now >= set.triedAt + Self.retryInterval
        }
    }

    /// Several who ask at once share one fetch: the door joins equal requests.
    private func refresh(_ name: Name, _ now: Int64) async {
        do {
            let keys = try SigningKey.keys(inSet: try await fetch(name.address), algorithm: name.algorithm)
            sets.withLock { $0[name] = KeySet(keys: keys, readAt: now, triedAt: now) }
        } catch {
            sets.withLock { $0[name, default: KeySet()].triedAt = now }
            logger.warning(
                "a tenant's keys could not be fetched", metadata: ["address": "\(name.address)", "reason": "\(error)"])
        }
    }
}
