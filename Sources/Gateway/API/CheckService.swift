import Attribution
import Gate
import HTTPTypes
import JSONText
import LinkPolicy
import LinkRecognition
import LinkTokens
import Persistence
import Platforms

/// How a check is to be answered.
struct CheckOptions: Sendable {
    var style: LinkStyle
    var language: Language
    /// Whether share codes are resolved, which takes asking their platforms.
    var resolvesCodes = false
    var cards = CardChoice.none
    /// Whether the steps that led to each verdict are answered too.
    var explains = false
    /// Whether the sender only asks what would become of the message: nothing is made, counted or kept.
    var isPreflight = false
}

/// Checks messages for the API: judges, makes links, counts and writes the answer.
struct CheckService: Sendable {
    /// Findings that all messages of one request may have.
    static let batchFindingsLimit = 10_000
    /// Messages after which others may have the processor.
    private static let turn = 8

    let state: GatewayState
    let configuration: GatewayConfiguration
    let shortLinks: ShortLinkStore
    let holds: HeldLinkStore
    let shareCodes: ShareCodes
    /// `nil` when pictures cannot be read here.
    let pictureReader: (any PictureReader)?
    /// `nil` when the operator has not turned cards on.
    let cards: CardService?
    let observations: any ObservationSink
    let facts: FactRecorder
    let metrics: GatewayMetrics
    let random: RandomSource

    /// The answer for one message without pictures, whose links are not kept: nothing is waited for.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``Problem``, ``LinkTokens/TokenError`` for an address that only a short link can carry, ``MustBeKept``
    ///   for a link that is held.
    func answer(
        _ posting: Posting, key: AuthorizedKey, policy: Policy, _ snapshot: Snapshot, _ options: CheckOptions,
        now: Int64
    ) throws -> JSONWriter {
        var counted: [SenderCounters.Counted] = []
        let message: CheckedMessage
        let links: [String?]
        var posted = postedLinks(of: key, snapshot)
        do {
            message = try judge(posting, [], key, policy, snapshot, options, now: now, &counted)
            guard message.findings.allSatisfy({ $0.verdict.disposition != .hold }) else { throw MustBeKept() }
            links = try minter(snapshot, now: now).sealedLinks(
                for: message, tenant: key.record.tenant, style: options.style, posted: &posted)
        } catch {
            takeBack(counted)
            throw error
        }
        count([message], key, posted, snapshot, now: now)
        var json = JSONWriter(reserving: 1_536)
        Self.write([CheckResult(message, links: links)], options.language, to: &json)
        return json
    }

    /// The results for `postings`, in their order. Short links and held ones are on disk when this returns.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``Problem`` for a message with too many links, with its place in `pointer`; nothing is counted then.
    func results(
        _ postings: [Posting], key: AuthorizedKey, _ snapshot: Snapshot, _ options: CheckOptions, now: Int64
    ) async throws -> [CheckResult] {
        var counted: [SenderCounters.Counted] = []
        do {
            return try await results(postings, key: key, snapshot, options, now: now, &counted)
        } catch {
            takeBack(counted)
            throw error
        }
    }

    private func results(
        _ postings: [Posting], key: AuthorizedKey, _ snapshot: Snapshot, _ options: CheckOptions, now: Int64,
        _ counted: inout [SenderCounters.Counted]
    ) async throws -> [CheckResult] {
        let policy = snapshot.rulebook.policy(of: key.record.tenant)
        var messages: [CheckedMessage] = []
        var pictures: [[PictureReading]] = []
        messages.reserveCapacity(postings.count)
        var findings = 0
        for (index, posting) in postings.enumerated() {
            do {
                let readings = try await read(posting.pictures)
                pictures.append(readings)
                messages.append(
                    try judge(
                        posting, readings.flatMap(\.codes), key, policy, snapshot, options, now: now, &counted))
            } catch {
                throw postings.count == 1 ? error : error.below("/messages/\(index)")
            }
            findings += messages[index].findings.count
            guard findings <= Self.batchFindingsLimit else {
                throw Self.tooManyFindings("The messages together have", Self.batchFindingsLimit, "a request")
                    .below("/messages/\(index)")
            }
            // A long batch lets others have the processor: clicks, and other long batches.
            if index % Self.turn == Self.turn - 1 { Processors.yield() }
            if index % 32 == 31 { await Task.yield() }
        }
        if options.resolvesCodes { await resolveCodes(in: &messages, key, policy, snapshot, now: now) }
        if options.isPreflight {
            return messages.indices.map { index in
                CheckResult(
                    messages[index], links: messages[index].findings.map { _ in nil }, holds: [],
                    pictures: pictures[index],
                    remarks: remarks(on: messages[index], key, policy, snapshot, options))
            }
        }
        var posted = postedLinks(of: key, snapshot)
        let made = try await minter(snapshot, now: now).links(
            for: messages, tenant: key.record.tenant, style: options.style, store: shortLinks, posted: &posted)
        let held = held(messages, made, snapshot, now: now)
        try await holds.insert(held.joined().compactMap { $0 })
        count(messages, key, posted, snapshot, now: now)
        var results = messages.indices.map { index in
            CheckResult(
                messages[index], links: made[index].map(\.address), holds: held[index], pictures: pictures[index],
                remarks: remarks(on: messages[index], key, policy, snapshot, options))
        }
        // Last: what is fetched must hold up nothing that others wait for.
        if options.cards != .none { await addCards(to: &results, options.cards, key, snapshot) }
        return results
    }

    /// What is answered of each finding beyond the verdict, where that was asked for.
    private func remarks(
        on message: CheckedMessage, _ key: AuthorizedKey, _ policy: Policy, _ snapshot: Snapshot,
        _ options: CheckOptions
    ) -> [FindingRemarks] {
        guard options.explains || options.isPreflight else { return [] }
        return message.findings.map { finding in
            FindingRemarks(
                steps: options.explains ? (finding.isOwn ? [] : policy.explain(finding.facts).steps) : nil,
                preflight: options.isPreflight
                    ? .init(
                        validUntil: Gate.verdictEnd(
                            of: finding, in: message.posting, tenant: key.record.tenant, rulebook: snapshot.rulebook,
                            policy: policy)) : nil)
        }
    }

    /// The body of an answer with `results`.
    static func write(_ results: [CheckResult], _ language: Language, to json: inout JSONWriter) {
        json.object { json in
            json.array("results") { json in
                for (index, result) in results.enumerated() {
                    result.write(to: &json, language: language)
                    if index % Self.turn == Self.turn - 1 { Processors.yield() }
                }
            }
        }
    }

    private func judge(
        _ posting: Posting, _ codes: [PictureCode], _ key: AuthorizedKey, _ policy: Policy, _ snapshot: Snapshot,
        _ options: CheckOptions, now: Int64, _ counted: inout [SenderCounters.Counted]
    ) throws(Problem) -> CheckedMessage {
        let findings = snapshot.rulebook.finder.findings(in: posting.text)
        guard findings.count <= configuration.findingsLimit else {
            throw Self.tooManyFindings("The text has", configuration.findingsLimit, "a message").below("/text")
        }
        let found = snapshot.choices.find(key.record.tenant, group: posting.group)
        var targets: [Target]?
        var sent: SenderCounters.Counted?
        if policy.countsSenders, let sender = posting.sender {
            let all = Gate.targets(of: findings, codes: codes, rulebook: snapshot.rulebook)
            let new = count(posting, of: sender, all, key, snapshot, options, now: now)
            counted.append(new)
            (targets, sent) = (all, new)
        }
        return Gate.check(
            posting, findings: findings, codes: codes, targets: targets, tenant: key.record.tenant,
            rulebook: snapshot.rulebook, policy: policy, choices: found.choices,
            degraded: found.degraded.union(state.degraded), at: now,
            counts: { sent?.counts(of: $0) })
    }

    /// What each of a message's pictures holds, in their order.
    private func read(_ pictures: [[UInt8]]) async throws(Problem) -> [PictureReading] {
        guard !pictures.isEmpty else { return [] }
        guard configuration.pictureLimit > 0 else { throw .picturesOff }
        guard let pictureReader else { throw .picturesUnavailable }
        do {
            return try await pictureReader.read(pictures, limit: configuration.pictureLimit)
        } catch PictureReaderError.busy {
            throw .picturesBusy
        } catch {
            throw .picturesUnavailable
        }
    }

    private static func tooManyFindings(_ subject: String, _ limit: Int, _ whole: String) -> Problem {
        Problem(
            .unprocessableContent, "too-many-links", "There are too many links",
            detail: "\(subject) more than the \(limit) links that \(whole) may have.", pointer: "")
    }

    private func minter(_ snapshot: Snapshot, now: Int64) -> LinkMinter {
        LinkMinter(
            ring: snapshot.keyRing, publicURL: state.publicURL ?? "", now: now,
            lifetime: Int64(configuration.linkLifetime) * 86_400, random: random)
    }

    /// Links are kept for tenants that want to be told when a verdict changes, and for no others.
    private func postedLinks(of key: AuthorizedKey, _ snapshot: Snapshot) -> ObservationBatch? {
        snapshot.watchedTenants.contains(key.record.tenant) ? ObservationBatch() : nil
    }

    private func count(
        _ messages: [CheckedMessage], _ key: AuthorizedKey, _ posted: ObservationBatch?, _ snapshot: Snapshot,
        now: Int64
    ) {
        facts.record(messages, tenant: key.record.tenant, snapshot)
        observations.record(
            messages, tenant: key.record.tenant, day: Day(of: now), posted: posted?.postedLinks ?? [])
        for message in messages {
            for finding in message.findings { metrics.verdict(finding.verdict, at: .posting) }
        }
    }
}

extension ObservationBatch {
    /// Adds what checking `messages` adds to the figures.
    mutating func count(_ messages: [CheckedMessage], tenant: TenantID, day: Day) {
        for message in messages {
            let scene = message.posting.scene
            add(1, TallyKey(tenant: tenant, day: day, scene: scene, platform: nil, measure: .checks))
            for finding in message.findings {
                for measure in [Measure.findings, .verdicts(finding.verdict.disposition)] {
                    add(
                        1,
                        TallyKey(
                            tenant: tenant, day: day, scene: scene, platform: finding.target.platform,
                            measure: measure))
                }
            }
        }
    }
}
