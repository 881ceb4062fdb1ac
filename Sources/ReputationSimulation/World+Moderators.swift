import Reputation

extension World {
    /// Takes note of what the model now does to a site.
    mutating func judge(_ site: Int, at now: Int64) {
        sites[site].restriction = model.restriction(sites[site].place, at: now)
        if sites[site].restriction != .none { sites[site].record.wasDemoted = true }
        if sites[site].restriction == .held { noteHeld(site, at: now) }
        noteRestored(site, at: now)
    }

    private mutating func noteHeld(_ site: Int, at now: Int64) {
        guard sites[site].record.openingsUntilHeld == nil else { return }
        sites[site].record.openingsUntilHeld = sites[site].record.openings
        sites[site].record.hoursUntilHeld = Double(now - sites[site].since) / 3600
        let player = sites[site].player
        if let moving = scenario.actors[players[player].kind].moving, players[player].moves < moving.times,
            nature(site, at: now) == .bad
        {
            queue.add(.move(actor: player, site: site), at: now + Int64(moving.afterHours * 3600))
        }
    }

    mutating func move(_ actor: Int, from site: Int, at now: Int64) {
        guard sites[site].isLive, let moving = scenario.actors[players[actor].kind].moving else { return }
        sites[site].isLive = false
        players[actor].moves += 1
        let platform = moving.isKnown ? sites[site].place.platform : nil
        addSite(actor, "\(actor)-moved-\(players[actor].moves)", platform, at: now)
    }

    private mutating func noteRestored(_ site: Int, at now: Int64) {
        let player = players[sites[site].player]
        guard let mends = scenario.actors[player.kind].mendsOnDay, day(now) >= mends else { return }
        if sites[site].formerRestriction == nil { sites[site].formerRestriction = Restriction.none }
        if sites[site].restriction == .none, sites[site].heldUntil <= now {
            if sites[site].record.halfLivesUntilRestored == nil {
                sites[site].record.halfLivesUntilRestored = (day(now) - mends) / halfLife
            }
        } else {
            sites[site].record.halfLivesUntilRestored = nil
        }
    }

    mutating func dayPasses(at now: Int64) {
        model.dayPassed(at: now)
        for site in sites.indices where sites[site].isLive && sites[site].since <= now {
            judge(site, at: now)
            ask(site, at: now)
        }
        for kind in scenario.actors.indices {
            guard let player = players.first(where: { $0.kind == kind }), let site = player.sites.first,
                let score = model.score(sites[site].place, at: now)
            else { continue }
            result.scores[kind].append(score)
        }
    }

    // MARK: Moderators

    /// Proposes a look where the model wants one.
    mutating func ask(_ site: Int, at now: Int64) {
        guard scenario.moderators.people > 0, !sites[site].waits, sites[site].ruledUntil <= now,
            !sites[site].unseen.isEmpty,
            model.urgency(sites[site].place, at: now) != nil
        else { return }
        sites[site].waits = true
        waiting.append(site)
        dispatch(at: now)
    }

    private func isWorking(_ now: Int64) -> Bool {
        let hour = (day(now) - day(now).rounded(.down)) * 24
        let since = hour - scenario.moderators.from
        return (since < 0 ? since + 24 : since) < scenario.moderators.hours
    }

    /// Gives whoever is free the site that needs a look most: by openings, and by what the model expects of them.
    mutating func dispatch(at now: Int64) {
        while free > 0, !waiting.isEmpty, isWorking(now) {
            var best: (place: Int, urgency: Double)?
            for (place, site) in waiting.enumerated() {
                let hours = max(1, Double(now - sites[site].since) / 3600)
                let pace = Double(sites[site].record.openings) / hours
                let urgency = (model.urgency(sites[site].place, at: now) ?? 0) * (pace + 0.01)
                if urgency > best?.urgency ?? -1 { best = (place, urgency) }
            }
            guard let best else { return }
            let site = waiting.remove(at: best.place)
            free -= 1
            let seconds = scenario.moderators.minutesALook * 60
            result.moderatorHours += seconds / 3600
            queue.add(.lookEnds(site: site), at: now + Int64(seconds))
        }
    }

    mutating func lookEnds(_ site: Int, at now: Int64) {
        free += 1
        sites[site].waits = false
        sites[site].record.looks += 1
        if sites[site].record.hoursUntilLooked == nil {
            let since = sites[site].brigadeSince ?? sites[site].since
            sites[site].record.hoursUntilLooked = Double(max(0, now - since)) / 3600
        }
        let truth = nature(site, at: now)
        let isRight = moderation.chance(scenario.moderators.accuracy)
        let finding: Scenario.Nature = isRight ? truth : truth == .good ? .careless : .good
        let complaints = sites[site].unseen
        sites[site].unseen = []
        let ids = complaints.map(\.id)
        for complaint in complaints {
            if finding == .good {
                records[complaint.person, default: ComplainantRecord()].unfounded += 1
            } else {
                records[complaint.person, default: ComplainantRecord()].founded += 1
            }
        }
        if finding == .good {
            model.dismissed(ids + sites[site].mistaken, sites[site].place, at: now)
            sites[site].mistaken = []
            if sites[site].brigadeSince != nil, let left = model.moved(sites[site].place, at: now) {
                sites[site].record.trace = max(sites[site].record.trace, left)
            }
        } else {
            uphold(site, finding, complaints, at: now)
        }
        model.looked(sites[site].place, at: now)
        judge(site, at: now)
        dispatch(at: now)
    }

    private mutating func uphold(_ site: Int, _ finding: Scenario.Nature, _ complaints: [Filed], at now: Int64) {
        let counts = Dictionary(grouping: complaints, by: \.category).mapValues(\.count)
        let category = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "other"
        let part = finding == .bad ? 1.0 : 0.2
        let ruling = model.upheld(category: category, part: part, sites[site].place, at: now)
        if nature(site, at: now) == .good { sites[site].mistaken += complaints.map(\.id) + [ruling] }
        let until = now + Int64(Self.rulingDays * Self.aDay)
        sites[site].ruledUntil = until
        if finding == .bad {
            sites[site].heldUntil = until
            noteHeld(site, at: now)
        }
    }
}
