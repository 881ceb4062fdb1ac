public import LinkPolicy
public import Moderation
import Platforms
import URLStandard

/// The sanctions in force, compiled for lookup: a value. A ruling binds the tenant that made it, and no other.
public struct SanctionBook: Sendable {
    /// What is on record of a ruling.
    public struct Change: Sendable {
        public var tenant: TenantID
        public var subject: ModeratedSubject
        public var sanction: Sanction
        /// Whether it was ended before its time.
        public var isEnded: Bool

        public init(tenant: TenantID, subject: ModeratedSubject, sanction: Sanction, isEnded: Bool = false) {
            self.tenant = tenant
            self.subject = subject
            self.sanction = sanction
            self.isEnded = isEnded
        }
    }

    private struct Entry: Sendable {
        let tenant: TenantID
        let subject: ModeratedSubject
        let sanction: Sanction
    }

    private struct Key: Hashable {
        let tenant: TenantID
        let subject: ModeratedSubject
    }

    private var addresses = AddressIndex<Entry>()
    private var others = DividedDictionary<Key, [Sanction]>()
    /// When everything was read last, in seconds since 1970; those that ended by themselves since are still here.
    public let readAt: Int64

    /// - Parameter readAt: Seconds since 1970.
    public init(_ rulings: [Change] = [], readAt: Int64 = 0) {
        self.readAt = readAt
        apply(rulings)
    }

    public var isEmpty: Bool { addresses.isEmpty && others.isEmpty }

    /// Takes in what has changed. The order does not matter, nor whether a change was taken in before.
    public mutating func apply(_ changes: [Change]) {
        for change in changes {
            let (subject, id) = (change.subject, change.sanction.id)
            let isInForce = !change.isEnded && change.sanction.step > .notice
            switch subject.kind {
            case .link, .path, .domain:
                guard let address = AddressSubject(subject.key) else { continue }
                addresses.remove(on: address) { $0.sanction.id == id }
                guard isInForce else { continue }
                addresses.insert(
                    Entry(tenant: change.tenant, subject: subject, sanction: change.sanction), on: address)
            case .platform, .sender, .group:
                let key = Key(tenant: change.tenant, subject: subject)
                var sanctions = others[key] ?? []
                sanctions.removeAll { $0.id == id }
                if isInForce { sanctions.append(change.sanction) }
                others[key] = sanctions.isEmpty ? nil : sanctions
            }
        }
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
                addresses.forEach(covering: url) { entry, isExact in
                    guard entry.tenant == tenant, entry.subject.kind != .link || isExact else { return }
                    found.insert(entry.sanction)
                }
            }
            hop = current.unwrapped
        }
        return found
    }
}
