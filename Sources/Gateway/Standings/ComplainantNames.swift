import Crypto
import Foundation
import LinkPolicy
import LinkTokens
import Persistence
import Reputation

/// What complainants are called in standings, which tell people apart and need not know who they are: HMAC-SHA-256 (RFC
/// 2104) under a key of the tenant that follows from the gateway's master key. Without that key nobody can find out whose a
/// name is by trying, nor whether two tenants' names are one person's.
struct ComplainantNames: Sendable {
    /// Names without it are older; see ``renewed(_:of:)``.
    private static let mark = "k."

    private let master: MasterKey

    init(master: MasterKey) { self.master = master }

    func name(ofPerson person: String, _ tenant: TenantID) -> String { name("person", person, tenant) }

    /// - Parameter reader: The day's hash of a reader of whom nothing else is known.
    func name(ofReader reader: UInt64, _ tenant: TenantID) -> String { name("reader", "\(reader)", tenant) }

    private func name(_ kind: String, _ name: String, _ tenant: TenantID) -> String {
        let digest = SHA256.hash(data: Data("standing\u{0}\(kind)\u{0}\(tenant.rawValue)\u{0}\(name)".utf8))
        return keyed(Base64URL.encode(Array(digest.prefix(12))), tenant)
    }

    /// The name of the same complainant as a name from before names were keyed; `nil` for one that is keyed. Names are made
    /// from those older ones, so a person who complained before and after is one person.
    func renewed(_ name: String, of tenant: TenantID) -> String? {
        name.hasPrefix(Self.mark) ? nil : keyed(name, tenant)
    }

    /// Renews the names in what is kept of complaints.
    ///
    /// - Returns: Those that are kept otherwise now.
    func renew(_ complaints: inout [ComplaintPart], of tenant: TenantID) -> [ComplaintPart] {
        var changed: [ComplaintPart] = []
        for index in complaints.indices {
            guard let name = complaints[index].complaint.complainant.flatMap({ renewed($0, of: tenant) }) else {
                continue
            }
            complaints[index].complaint.complainant = name
            changed.append(complaints[index])
        }
        return changed
    }

    private func keyed(_ name: String, _ tenant: TenantID) -> String {
        let key = master.derivedKey(for: "complainants in standings of \(tenant.rawValue)")
        let code = HMAC<SHA256>.authenticationCode(for: Data(name.utf8), using: key)
        return Self.mark + Base64URL.encode(Array(code.prefix(12)))
    }
}
