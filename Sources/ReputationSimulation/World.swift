import Reputation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One run of a scenario: readers, sites, brigades and moderators, under one model.
struct World<Model: Judge> {
    /// One of an actor's number.
    struct Player {
        var kind: Int
        /// Chosen for each phase.
        var openingsADay: [Double]
        var complaints: [Double]
        var sites: [Int]
        var moves = 0
        var numbers: RandomStream
    }

    struct Site {
        var place: Place
        var player: Int
        var since: Int64
        /// Whether its actor still uses it.
        var isLive = true
        /// What the model does.
        var restriction = Restriction.none
        /// Until when a moderator's ruling holds its links.
        var heldUntil: Int64 = 0
        /// Until when a ruling runs, which spares another look.
        var ruledUntil: Int64 = 0
        var waits = false
        /// Complaints that no moderator has seen.
        var unseen: [Filed] = []
        /// What moderators upheld by mistake, with their rulings, which a later look that is right undoes.
        var mistaken: [String] = []
        var brigadeSince: Int64?
        var formerRestriction: Restriction?
        var record = SiteRecord()
    }

    /// A complaint that waits to be judged.
    struct Filed {
        var id: String
        var person: String
        var category: String
    }

    /// 2026-01-01 at midnight in UTC.
    static var origin: Int64 { 1_767_225_600 }
    static var aDay: Double { 86_400 }
    /// How long a moderator's ruling runs.
    static var rulingDays: Double { 30 }

    let scenario: Scenario
    let seed: UInt64
    let halfLife: Double
    var model: Model
    var queue = EventQueue()
    var players: [Player] = []
    var sites: [Site] = []
    var waiting: [Int] = []
    var free: Int
    var records: [String: ComplainantRecord] = [:]
    var numbers: RandomStream
    var moderation: RandomStream
    var brigadeNumbers: [RandomStream]
    var filed = 0
    var result: RunRecord

    init(_ scenario: Scenario, seed: UInt64, model: Model, halfLife: Double) {
        self.scenario = scenario
        self.seed = seed
        self.model = model
        self.halfLife = halfLife
        free = scenario.moderators.people
        numbers = RandomStream(seed: seed, 1)
        moderation = RandomStream(seed: seed, 2)
        brigadeNumbers = scenario.brigades.indices.map { RandomStream(seed: seed, 3, UInt64($0)) }
        result = RunRecord(
            sites: scenario.actors.map { _ in [] }, scores: scenario.actors.map { _ in [] })
        populate()
    }

    /// Moments are seconds since 1970, days are of the scenario.
    func moment(day: Double) -> Int64 { Self.origin + Int64((day * Self.aDay).rounded()) }
    func day(_ moment: Int64) -> Double { Double(moment - Self.origin) / Self.aDay }
    var end: Int64 { moment(day: scenario.days) }

    private mutating func populate() {
        for (kind, actor) in scenario.actors.enumerated() {
            for number in 0..<actor.count {
                var stream = RandomStream(seed: seed, 4, UInt64(kind), UInt64(number))
                let player = Player(
                    kind: kind, openingsADay: actor.phases.map { stream.value(in: $0.openingsADay) },
                    complaints: actor.phases.map { stream.value(in: $0.complaints) }, sites: [], numbers: stream)
                players.append(player)
                let starts = moment(day: actor.phases[0].fromDay)
                for part in 0..<actor.domains {
                    addSite(players.count - 1, "\(number)-\(part)", platform(actor, number), at: starts)
                }
                queue.add(.openings(actor: players.count - 1), at: starts)
            }
        }
        for (index, brigade) in scenario.brigades.enumerated() {
            for wave in 0..<brigade.times {
                let begins = brigade.onDay + Double(wave) * brigade.everyDays
                guard begins < scenario.days else { break }
                for number in 0..<brigade.size {
                    let at = begins + brigadeNumbers[index].unit() * brigade.withinHours / 24
                    queue.add(.member(brigade: index, wave: wave, number: number), at: moment(day: at))
                }
            }
        }
        for day in 0...Int(scenario.days) { queue.add(.day, at: moment(day: Double(day))) }
        if scenario.moderators.people > 0 {
            for day in 0...Int(scenario.days) {
                queue.add(.shift, at: moment(day: Double(day) + scenario.moderators.from / 24))
            }
        }
    }

    private func platform(_ actor: Scenario.Actor, _ number: Int) -> String? {
        switch actor.platform {
        case .none: nil
        case .own: "\(actor.name)-\(number)"
        case .shared(let name): name
        }
    }

    mutating func addSite(_ player: Int, _ name: String, _ platform: String?, at moment: Int64) {
        let domain = "\(scenario.actors[players[player].kind].name)-\(name).example"
        sites.append(Site(place: Place(domain: domain, platform: platform), player: player, since: moment))
        players[player].sites.append(sites.count - 1)
    }

    func phase(_ player: Player, at moment: Int64) -> Int {
        let phases = scenario.actors[player.kind].phases
        let now = day(moment)
        return phases.lastIndex { $0.fromDay <= now + 1e-9 } ?? 0
    }

    func nature(_ site: Int, at moment: Int64) -> Scenario.Nature {
        let player = players[sites[site].player]
        return scenario.actors[player.kind].phases[phase(player, at: moment)].nature
    }

    /// Lives the scenario through.
    mutating func run() -> RunRecord {
        while let (now, event) = queue.next(), now <= end { handle(event, at: now) }
        for site in sites {
            var record = site.record
            if site.formerRestriction != nil, record.halfLivesUntilRestored == nil {
                record.halfLivesUntilRestored = .infinity
            }
            result.sites[players[site.player].kind].append(record)
        }
        return result
    }

    private mutating func handle(_ event: Event, at now: Int64) {
        switch event {
        case .openings(let actor): open(actor, at: now)
        case .visit(let actor, let count): visit(actor, count, at: now)
        case .complaint(let site, let openedAt, let isProved): complain(site, openedAt, isProved, at: now)
        case .member(let brigade, let wave, let number): act(brigade, wave, number, at: now)
        case .filing(let brigade, let number, let site, let openedAt):
            file(brigade, number, site, openedAt, at: now)
        case .move(let actor, let site): move(actor, from: site, at: now)
        case .lookEnds(let site): lookEnds(site, at: now)
        case .shift: dispatch(at: now)
        case .day: dayPasses(at: now)
        }
    }
}
