import Reputation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension World {
    /// The openings of one step of an actor's links; steps without any are leapt over.
    mutating func open(_ actor: Int, at now: Int64) {
        var player = players[actor]
        let current = phase(player, at: now)
        let step = scenario.stepMinutes * 60
        let mean = player.openingsADay[current] * step / Self.aDay
        var count = player.numbers.poisson(mean)
        var moment = now
        if count == 0 {
            // The number of empty steps before the next with openings is geometric.
            let empty = mean > 1e-12 ? (log(player.numbers.unit()) / -mean).rounded(.down) : 1e9
            moment += Int64(min(1 + empty, 1e7) * step)
            while count == 0 { count = player.numbers.poisson(max(mean, 1e-3)) }
            players[actor] = player
            let phases = scenario.actors[player.kind].phases
            let changes = current + 1 < phases.count ? self.moment(day: phases[current + 1].fromDay) : .max
            if moment >= changes {
                queue.add(.openings(actor: actor), at: changes)
            } else if moment <= end {
                pass(count, of: actor, at: moment, planned: now)
            }
            return
        }
        players[actor] = player
        pass(count, of: actor, at: moment, planned: now)
    }

    /// Lets openings happen now, or plans them.
    private mutating func pass(_ count: Int, of actor: Int, at moment: Int64, planned: Int64) {
        if moment == planned {
            read(count, of: actor, at: moment)
            queue.add(.openings(actor: actor), at: moment + Int64(scenario.stepMinutes * 60))
        } else {
            queue.add(.visit(actor: actor, count: count), at: moment)
        }
    }

    mutating func visit(_ actor: Int, _ count: Int, at now: Int64) {
        read(count, of: actor, at: now)
        queue.add(.openings(actor: actor), at: now + Int64(scenario.stepMinutes * 60))
    }

    private mutating func read(_ count: Int, of actor: Int, at now: Int64) {
        let live = players[actor].sites.filter { sites[$0].isLive }
        var left = count
        for (index, site) in live.enumerated() {
            let share = players[actor].numbers.binomial(left, 1 / Double(live.count - index))
            left -= share
            if share > 0 { read(share, site, of: actor, at: now) }
        }
    }

    private mutating func read(_ count: Int, _ site: Int, of actor: Int, at now: Int64) {
        let through = through(site, at: now)
        let opened = players[actor].numbers.binomial(count, through)
        let harm = nature(site, at: now)
        sites[site].record.openings += opened
        sites[site].record.withheld += count - opened
        result.cost += harm == .bad ? opened : harm == .good ? count - opened : 0
        guard opened > 0 else { return }
        model.opened(opened, sites[site].place, at: now)
        let rate = players[actor].complaints[phase(players[actor], at: now)]
        let complaints = players[actor].numbers.binomial(opened, rate)
        for _ in 0..<complaints {
            let delay = players[actor].numbers.exponential(mean: scenario.readers.delayMinutes * 60)
            let isProved = players[actor].numbers.chance(scenario.readers.proved)
            queue.add(.complaint(site: site, openedAt: now, isProved: isProved), at: now + Int64(delay))
        }
    }

    /// The share of openings that go through.
    func through(_ site: Int, at now: Int64) -> Double {
        if sites[site].heldUntil > now { return scenario.effects.held }
        switch sites[site].restriction {
        case .none: return 1
        case .notice: return scenario.effects.notice
        case .held: return scenario.effects.held
        }
    }

    mutating func complain(_ site: Int, _ openedAt: Int64, _ isProved: Bool, at now: Int64) {
        let actor = sites[site].player
        let readers = scenario.readers
        let category = category(of: actor)
        let person = "reader-\(filed)"
        let group = readers.groups > 0 ? "group-\(players[actor].numbers.below(readers.groups))" : nil
        let isNew = players[actor].numbers.chance(readers.newAccounts)
        let complaint = Complaint(
            id: "c-\(filed)", category: category, filedAt: now, openedAt: isProved ? openedAt : nil,
            complainant: person, group: group, accountAge: isNew ? 86_400 : 400 * 86_400)
        filed += 1
        file(complaint, by: person, site, isBrigade: false, at: now)
    }

    private mutating func category(of actor: Int) -> String {
        let categories = scenario.actors[players[actor].kind].categories
        var left = players[actor].numbers.unit()
        for (name, share) in categories {
            left -= share
            if left <= 0 { return name }
        }
        return categories[categories.count - 1].name
    }

    mutating func file(_ complaint: Complaint, by person: String, _ site: Int, isBrigade: Bool, at now: Int64) {
        model.complained(complaint, sites[site].place, isBrigade: isBrigade, at: now)
        sites[site].unseen.append(Filed(id: complaint.id, person: person, category: complaint.category))
        judge(site, at: now)
        // A platform's standing is that of its other domains too.
        if let platform = sites[site].place.platform {
            for other in sites.indices
            where other != site && sites[other].isLive && sites[other].place.platform == platform {
                judge(other, at: now)
            }
        }
        ask(site, at: now)
    }

    // MARK: Brigades

    mutating func act(_ index: Int, _ wave: Int, _ number: Int, at now: Int64) {
        let brigade = scenario.brigades[index]
        guard let player = players.indices.first(where: { scenario.actors[players[$0].kind].name == brigade.against }),
            let site = players[player].sites.last
        else { return }
        if sites[site].brigadeSince == nil { sites[site].brigadeSince = now }
        let isOpened = brigade.opens && brigadeNumbers[index].chance(through(site, at: now))
        if isOpened {
            model.opened(1, sites[site].place, at: now)
            sites[site].record.openings += 1
        }
        let filing = now + Int64(brigadeNumbers[index].exponential(mean: 120))
        queue.add(
            .filing(brigade: index, number: number, site: site, openedAt: isOpened ? now : nil), at: filing)
    }

    mutating func file(_ index: Int, _ number: Int, _ site: Int, _ openedAt: Int64?, at now: Int64) {
        let brigade = scenario.brigades[index]
        let person = "brigade-\(index)-\(number)"
        let record = records[person] ?? ComplainantRecord(unfounded: brigade.unfounded)
        let isNew = Double(number) < brigade.newAccounts * Double(brigade.size)
        let complaint = Complaint(
            id: "c-\(filed)", category: brigade.category, filedAt: now, openedAt: openedAt, complainant: person,
            group: brigade.groups > 0 ? "brigade-\(index)-group-\(number % brigade.groups)" : nil,
            accountAge: isNew ? 86_400 : 400 * 86_400, record: record)
        filed += 1
        file(complaint, by: person, site, isBrigade: true, at: now)
        // Fifty times in a wave are enough to find the most that it moves.
        if brigade.size <= 50 || number % (brigade.size / 50) == 0, let moved = model.moved(sites[site].place, at: now)
        {
            sites[site].record.moved = max(sites[site].record.moved, moved)
        }
    }
}
