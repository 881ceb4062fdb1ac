public import LinkPolicy
public import Moderation
import Platforms
import URLStandard

/// The sanctions in force, compiled for lookup: immutable. A ruling binds the tenant that made it, and no other.
public struct SanctionBook: Sendable {
    private struct Entry: Sendable {
        let tenant: TenantID
        let subject: ModeratedSubject
        let sanction: Sanction
    }

    private struct Key: Hashable {
        let tenant: TenantID
        let subject: ModeratedSubject
    }

    private let addresses: AddressIndex<Entry>
    private var others: [Key: [Sanction]] = [:]
    public let isEmpty: Bool

    public init(_ sanctions: [(tenant: TenantID, subject: ModeratedSubject, sanction: Sanction)] = []) {
        var onAddresses: [(AddressSubject, Entry)] = []
        for (tenant, subject, sanction) in sanctions where sanction.step > .notice {
            switch subject.kind {
            case .link, .path, .domain:
                guard let address = AddressSubject(subject.key) else { continue }
                onAddresses.append((address, Entry(tenant: tenant, subject: subject, sanction: sanction)))
            case .platform, .sender, .group:
                others[Key(tenant: tenant, subject: subject), default: []].append(sanction)
            }
        }
        addresses = AddressIndex(onAddresses)
        isEmpty = addresses.isEmpty && others.isEmpty
    }

    /// The sanctions on `target`, a hop on the way that its address shows, its sender or its group at `now` (seconds
    /// since 1970), in the order of their identifiers.
    func sanctions(
        on target: Target, sender: String?, group: String?, tenant: TenantID, at now: Int64
    ) -> [Sanction] {
        guard !isEmpty else { return [] }
        return all(on: target, sender: sender, group: group, tenant: tenant)
            .filter { $0.until.map { $0 > now } ?? true }
            .sorted { $0.id < $1.id }
    }

    /// The ends after `now` of the sanctions that concern such a link. Seconds since 1970.
    func ends(
        on target: Target, sender: String?, group: String?, tenant: TenantID, after now: Int64
    ) -> [Int64] {
        guard !isEmpty else { return [] }
        return all(on: target, sender: sender, group: group, tenant: tenant).compactMap(\.until).filter { $0 > now }
    }

    /// The first end of a sanction after `now`, in seconds since 1970; O(sanctions).
    public func nextEnd(after now: Int64) -> Int64? {
        let ends = addresses.values.compactMap(\.sanction.until) + others.values.joined().compactMap(\.until)
        return ends.filter { $0 > now }.min()
    }

    private func all(on target: Target, sender: String?, group: String?, tenant: TenantID) -> Set<Sanction> {
        var found: Set<Sanction> = []
        func add(_ kind: ModeratedSubject.Kind, _ text: String?) {
            guard !others.isEmpty, let subject = text.flatMap({ ModeratedSubject(kind, $0) }) else { return }
            found.formUnion(others[Key(tenant: tenant, subject: subject)] ?? [])
        }
        add(.sender, sender)
        add(.group, group)
        var hop: Target? = target
        while let current = hop {
            add(.platform, current.platform?.rawValue)
            if let url = current.url {
                let address = addresses.isEmpty ? nil : AddressSubject(url)
                addresses.forEach(onHostOf: url) { subject, entry in
                    guard entry.tenant == tenant, let address else { return }
                    let covers = entry.subject.kind == .link ? address == subject : address.isCovered(by: subject.path)
                    if covers { found.insert(entry.sanction) }
                }
            }
            hop = current.unwrapped
        }
        return found
    }
}
