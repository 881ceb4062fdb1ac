import LinkPolicy
import Persistence
import Synchronization

/// The choices of all groups and people, in memory and beside the rulebook: one person's choice rebuilds nothing.
///
/// Looking up takes one lock and a few hashes, and one atomic load where nobody has chosen anything.
final class ChoiceBook: Sendable {
    /// What is known for a link.
    struct Found: Sendable {
        var choices: Choices?
        /// ``RulebookPart/choices`` where there is a choice, or may be one, that cannot be read.
        var degraded: Set<RulebookPart> = []

        fileprivate static let nothing = Found()
        fileprivate static let unknown = Found(degraded: [.choices])
    }

    private enum Entry {
        case known(Choices)
        /// Not in a form that this version reads.
        case unreadable
    }

    private struct Content {
        var tenants: [TenantID: [ChoiceSubject.Kind: [String: Entry]]] = [:]
        /// The number of the latest change that is in here.
        var version: Int64 = 0
        var groupChanges = 0
    }

    private enum Fill: UInt8 {
        /// Not loaded yet.
        case missing, empty, some
    }

    private let content = Mutex(Content())
    private let fill = Atomic(Fill.missing.rawValue)

    /// The number of the latest change that is in the book; `nil` until it is loaded.
    var version: Int64? {
        fill.load(ordering: .acquiring) == Fill.missing.rawValue ? nil : content.withLock { $0.version }
    }

    /// Grows with every change of groups' settings, which can change the verdicts of posted links.
    var groupChanges: Int { content.withLock { $0.groupChanges } }

    /// What a group and a person of `tenant` have chosen.
    func find(_ tenant: TenantID, group: String? = nil, person: String? = nil) -> Found {
        guard group != nil || person != nil else { return .nothing }
        switch fill.load(ordering: .acquiring) {
        case Fill.empty.rawValue: return .nothing
        case Fill.missing.rawValue: return .unknown
        default: break
        }
        let (ofGroup, ofPerson) = content.withLock { content -> (Entry?, Entry?) in
            guard let kinds = content.tenants[tenant] else { return (nil, nil) }
            return (group.flatMap { kinds[.group]?[$0] }, person.flatMap { kinds[.person]?[$0] })
        }
        switch (ofGroup, ofPerson) {
        case (nil, nil): return .nothing
        case (.known(let choices), nil), (nil, .known(let choices)): return Found(choices: choices)
        case (.known(let group), .known(let person)):
            return Found(choices: Choices(group: group.group, person: person.person))
        case (.known(let choices), .unreadable), (.unreadable, .known(let choices)):
            return Found(choices: choices, degraded: Found.unknown.degraded)
        case (.unreadable, _), (nil, .unreadable): return .unknown
        }
    }

    /// Puts choices in the place of what the book knew of them; `nil` takes one away.
    ///
    /// - Parameters:
    ///   - choices: Every choice that has changed since a version that the book has reached.
    ///   - version: The number of the latest change among them; nothing happens when the book is further already.
    /// - Returns: The choices that cannot be read.
    @discardableResult
    func apply(_ choices: [(subject: ChoiceSubject, settings: String?)], upTo version: Int64) -> [ChoiceSubject] {
        let read = choices.map {
            (subject: $0.subject, entry: $0.settings.map { [kind = $0.subject.kind] in Self.entry($0, kind) })
        }
        content.withLock { content in
            guard version >= content.version else { return }
            content.version = version
            for (subject, entry) in read {
                content.tenants[subject.tenant, default: [:]][subject.kind, default: [:]][subject.id] = entry
                if subject.kind == .group { content.groupChanges += 1 }
            }
            // Somebody who gave a choice up may have been the last one.
            for tenant in Set(read.filter { $0.entry == nil }.map(\.subject.tenant))
            where content.tenants[tenant]?.values.allSatisfy(\.isEmpty) == true {
                content.tenants[tenant] = nil
            }
            fill.store((content.tenants.isEmpty ? Fill.empty : .some).rawValue, ordering: .releasing)
        }
        return read.compactMap { if case .unreadable? = $0.entry { $0.subject } else { nil } }
    }

    private static func entry(_ settings: String, _ kind: ChoiceSubject.Kind) -> Entry {
        let choices: Choices? =
            switch kind {
            case .group: (try? GroupSettings(stored: settings))?.choices
            case .person: (try? PersonPreferences(stored: settings))?.choices
            }
        return choices.map(Entry.known) ?? .unreadable
    }
}
