import Foundation
import Gate
import LinkPolicy
import LinkRecognition
import Moderation
import Persistence
import Platforms
import Reputation

/// The standings of every tenant, as they are in the store: what is taken in here is written there in the same step.
/// A value; the time is passed in.
struct StandingBooks: Sendable {
    let parameters: ReputationParameters
    private let names: ComplainantNames
    private(set) var books: [TenantID: StandingBook] = [:]
    /// What tenants who share came to together, and who they were when it was written.
    var shared: SharedBook
    var sharing: Set<TenantID>

    /// - Parameters:
    ///   - names: What complainants are called.
    ///   - shared: The shared tiers on record.
    ///   - sharing: Who shared when they were written.
    init(
        parameters: ReputationParameters, names: ComplainantNames, shared: [SharedStanding] = [],
        sharing: Set<TenantID> = []
    ) {
        self.parameters = parameters
        self.names = names
        self.sharing = sharing
        let entries = shared.compactMap { each in
            Subject.Kind(rawValue: each.kind.rawValue).map {
                (Subject($0, each.name), SharedBook.Entry(tier: each.tier, since: each.since, score: each.score))
            }
        }
        self.shared = SharedBook(
            parameters: parameters, entries: Dictionary(entries, uniquingKeysWith: { first, _ in first }))
    }

    /// Takes a tenant's book up again.
    mutating func put(_ book: StandingBook, of tenant: TenantID) { books[tenant] = book }

    // MARK: Taking in

    /// Takes in what happened, in order.
    ///
    /// - Parameter now: Seconds since 1970, for scores; evidence counts for the time it is of.
    mutating func absorb(_ notes: [StandingNote], _ rulebook: Rulebook, at now: Int64) -> StandingChanges {
        var changes = StandingChanges()
        if let first = notes.first, let last = notes.last {
            changes.notes = (first.number, last.number, notes.count)
        }
        var delta = Delta()
        // Visitors of the playground are nobody's people.
        for note in notes where note.tenant != .playground {
            // Taken out, so that it is changed in its place.
            var book = books.removeValue(forKey: note.tenant) ?? StandingBook(parameters: parameters)
            absorb(note, rulebook, in: &book, &delta, &changes)
            books[note.tenant] = book
        }
        finish(&changes, delta, at: now)
        return changes
    }

    /// What was touched, and how it stood before.
    struct Delta {
        var touched: [TenantID: Set<Subject>] = [:]
        var steps: [TenantID: [StandingBook.Step]] = [:]
        /// Of whom a tenant that shares heard something, and of whom something was taken away.
        var heard: Set<Subject> = []
        var lost: Set<Subject> = []

        mutating func touch(_ subjects: some Sequence<Subject>, _ tenant: TenantID) {
            touched[tenant, default: []].formUnion(subjects)
        }
    }

    private func absorb(
        _ note: StandingNote, _ rulebook: Rulebook, in book: inout StandingBook, _ delta: inout Delta,
        _ changes: inout StandingChanges
    ) {
        let tenant = note.tenant
        let isShared = parameters.sharing.contains(tenant)
        func remove(_ ids: [String]) {
            for id in ids {
                delta.touch(book.subjects(of: id), tenant)
                if isShared { delta.lost.formUnion(book.subjects(of: id)) }
            }
            delta.steps[tenant, default: []] += book.remove(ids, at: note.at)
            changes.removedComplaints += ids.map { (tenant, $0) }
        }
        switch note.event {
        case .gone: break
        case .openings(let each):
            let concerned = Concerned(
                domain: each.domain, platform: each.platform, sender: each.sender, group: each.group)
            book.record(.openings(each.count, at: each.hour), on: concerned, at: note.at)
            delta.touch(concerned.subjects, tenant)
        case .complaint(let record, let origin):
            let concerned = Self.concerned(by: record, origin, rulebook)
            guard !concerned.subjects.isEmpty else { return }
            let complaint = Reputation.Complaint(record, origin, names)
            delta.steps[tenant, default: []] += book.record(.complaint(complaint), on: concerned, at: note.at)
            delta.touch(concerned.subjects, tenant)
            if isShared { delta.heard.formUnion(concerned.subjects) }
            if let part = book.complaintPart(complaint.id), let detail = try? StandingText.encode(part) {
                var kept = StandingChanges.Complaint(tenant: tenant, id: complaint.id, detail: detail)
                (kept.domain, kept.platform) = (concerned.domain, concerned.platform)
                (kept.sender, kept.group) = (concerned.sender, concerned.group)
                changes.complaints.append(kept)
            }
            for subject in concerned.subjects {
                guard let look = book.look(at: subject, now: note.at) else { continue }
                changes.looks.append(
                    StandingChanges.Look(
                        key: StandingKey(subject, of: tenant), category: record.category, words: look.sentence))
            }
        case .decided(let kind, let key, let unfounded):
            remove(unfounded)
            if let subject = Subject.Kind(rawValue: kind.rawValue).map({ Subject($0, key) }) {
                book.noteLook(at: subject, now: note.at)
                delta.touch([subject], tenant)
            }
        case .ruling(let ruling, let platform, let decided):
            for (concerned, part) in Self.parts(of: ruling, platform: platform, decided, rulebook, book) {
                let evidence = Reputation.Ruling(
                    id: ruling.id, category: ruling.category, at: ruling.startsAt, part: part)
                delta.steps[tenant, default: []] += book.record(.ruling(evidence), on: concerned, at: note.at)
                for subject in concerned.subjects { book.noteLook(at: subject, now: note.at) }
                delta.touch(concerned.subjects, tenant)
                if isShared { delta.heard.formUnion(concerned.subjects) }
            }
        case .ended(let ruling, let complaints): remove([ruling] + complaints)
        }
    }

    /// Whom a complaint is about.
    private static func concerned(
        by record: ComplaintRecord, _ origin: StandingNote.Origin, _ rulebook: Rulebook
    ) -> Concerned {
        let target = rulebook.catalog.identify(Finding(range: 0..<0, form: .web, address: record.address))
        var concerned = Concerned(
            target, sender: origin.sender, group: origin.group, list: rulebook.publicSuffixes)
        // A code tells its platform by the words around it, which are not kept.
        if concerned.domain == nil, concerned.platform == nil { concerned.platform = origin.platform }
        return concerned
    }

    /// Whom a ruling bears on, and the part of their openings that it is about: of what is below a site or platform, the
    /// openings that were counted since its case began, by all in that time. To all are added as many as an expectation is
    /// worth, so that of a site of which hardly anything is known a ruling on one link does not say what the rest is like.
    private static func parts(
        of ruling: Moderation.Ruling, platform: String?, _ decided: CaseRecord?, _ rulebook: Rulebook,
        _ book: StandingBook
    ) -> [(Concerned, Double)] {
        let since = decided?.openedAt ?? ruling.startsAt
        func share(_ subject: Subject, _ own: Int, since moment: Int64) -> Double {
            let unknown = book.parameters.priorOpenings[subject.kind] ?? 0
            return Double(own) / (unknown + Double(max(own, book.openings(of: subject, since: moment))))
        }
        func share(_ subject: Subject) -> Double { share(subject, 1 + Int(decided?.openings ?? 0), since: since) }
        switch ruling.subject.kind {
        case .sender: return [(Concerned(sender: ruling.subject.key), 1)]
        case .group: return [(Concerned(group: ruling.subject.key), 1)]
        case .platform: return [(Concerned(platform: ruling.subject.key), 1)]
        case .link, .path, .domain:
            let target = rulebook.catalog.identify(
                Finding(range: 0..<0, form: .web, address: "https://" + ruling.subject.key))
            let concerned = Concerned(target, sender: nil, group: nil, list: rulebook.publicSuffixes)
            var parts: [(Concerned, Double)] = []
            let isWhole = ruling.subject.kind == .domain && ruling.subject.key == concerned.domain
            if let domain = concerned.domain {
                parts.append((Concerned(domain: domain), isWhole ? 1 : share(Subject(.domain, domain))))
            }
            if let platform = concerned.platform ?? platform {
                let subject = Subject(.platform, platform)
                let month = ruling.startsAt - 30 * 86_400
                let site = concerned.domain.map { book.openings(of: Subject(.domain, $0), since: month) } ?? 0
                parts.append(
                    (Concerned(platform: platform), isWhole ? share(subject, site, since: month) : share(subject)))
            }
            return parts
        }
    }

    // MARK: Time

    /// Puts on record the tiers that time and openings have led to, and proposes looks.
    mutating func settle(at now: Int64) -> StandingChanges {
        var changes = StandingChanges()
        var delta = Delta()
        for tenant in books.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard var book = books.removeValue(forKey: tenant) else { continue }
            let steps = book.settle(at: now)
            delta.steps[tenant] = steps
            delta.touch(steps.map(\.subject), tenant)
            for subject in book.subjects.sorted() {
                guard let look = book.look(at: subject, now: now) else { continue }
                changes.looks.append(
                    StandingChanges.Look(
                        key: StandingKey(subject, of: tenant), category: "other", words: look.sentence))
            }
            books[tenant] = book
        }
        delta.heard = shared.candidates(in: booksThatShare)
        finish(&changes, delta, at: now)
        return changes
    }

    /// Forgets what weighs next to nothing any more.
    mutating func forget(at now: Int64) -> StandingChanges {
        var changes = StandingChanges()
        var delta = Delta()
        for (tenant, former) in books {
            var book = former
            delta.steps[tenant] = book.forget(at: now)
            delta.touch(former.subjects.filter { former.part(of: $0) != book.part(of: $0) }, tenant)
            changes.removedComplaints += former.complaintIDs.subtracting(book.complaintIDs).sorted().map {
                (tenant, $0)
            }
            books[tenant] = book
        }
        delta.heard = shared.candidates(in: booksThatShare)
        finish(&changes, delta, at: now)
        return changes
    }

    // MARK: What is to be written

    mutating func finish(_ changes: inout StandingChanges, _ delta: Delta, at now: Int64) {
        settleShared(&changes, delta, at: now)
        for (tenant, subjects) in delta.touched {
            guard let book = books[tenant] else { continue }
            for subject in subjects.sorted() {
                let key = StandingKey(subject, of: tenant)
                guard let part = book.part(of: subject), let detail = try? StandingText.encode(part) else {
                    changes.forgotten.append(key)
                    continue
                }
                changes.records.append(
                    StandingRecord(
                        key: key, tier: book.tierOnRecord(of: subject), since: book.since(subject),
                        score: Int(book.score(of: subject, at: now).rounded()), updatedAt: now, detail: detail))
            }
            if let detail = try? StandingText.encode(book.populationPart) {
                changes.populations.append((tenant, detail))
            }
        }
        for (tenant, steps) in delta.steps {
            guard let book = books[tenant] else { continue }
            for (subject, steps) in Dictionary(grouping: steps, by: \.subject).sorted(by: { $0.key < $1.key }) {
                // What came and went at once is told of as one change, or none.
                guard let first = steps.first, let last = steps.last, first.former != last.tier else { continue }
                changes.steps.append(
                    StandingChanges.Step(
                        key: StandingKey(subject, of: tenant), former: first.former, tier: last.tier,
                        probability: last.probability, score: Int(book.score(of: subject, at: now).rounded()),
                        inForce: tierInForce(of: subject, for: tenant)))
            }
        }
    }
}

extension Reputation.Complaint {
    fileprivate init(_ record: ComplaintRecord, _ origin: StandingNote.Origin, _ names: ComplainantNames) {
        self.init(
            id: record.id, category: record.category, filedAt: record.at, openedAt: record.openedAt,
            complainant: record.person.map { names.name(ofPerson: $0, record.tenant) }
                ?? record.reader.map { names.name(ofReader: $0, record.tenant) },
            group: origin.group, accountAge: record.accountAge,
            record: Reputation.ComplainantRecord(founded: origin.founded, unfounded: origin.unfounded),
            isFlagger: record.isTrusted)
    }
}

extension StandingKey {
    init(_ subject: Subject, of tenant: TenantID) {
        self.init(tenant: tenant, kind: Self.kind(of: subject), name: subject.id)
    }

    static func kind(of subject: Subject) -> ModeratedSubject.Kind {
        switch subject.kind {
        case .domain: .domain
        case .platform: .platform
        case .sender: .sender
        case .group: .group
        }
    }
}

extension Look {
    fileprivate var sentence: String { words.zh + "。" + words.en.prefix(1).uppercased() + words.en.dropFirst() + "." }
}
