import LinkRecognition

extension Condition {
    /// Whether `other` holds wherever this condition does. May answer `false` where it does, never the other way.
    func implies(_ other: Condition, scenes: [Scene]) -> Bool {
        func covers<Value: Hashable>(_ mine: Match<Value>?, _ wide: Match<Value>?, _ universe: [Value]) -> Bool {
            guard let wide else { return true }
            return universe.allSatisfy { mine?.accepts($0) == false || wide.accepts($0) }
        }
        guard covers(scene, other.scene, scenes), covers(form, other.form, LinkForm.allCases),
            covers(kind, other.kind, ResourceKind.allCases), Match.covers(service, other.service),
            Match.covers(platform, other.platform), Match.covers(reader, other.reader)
        else { return false }
        switch other.knownPlatform {
        case true where !isOnKnownPlatforms: return false
        case false where knownPlatform != false: return false
        default: break
        }
        if let wide = other.anyRisk {
            guard let anyRisk, anyRisk.intersection(wide) == anyRisk else { return false }
        }
        if let wide = other.threat { guard let threat, threat.implies(wide) else { return false } }
        if let wide = other.lookalike { guard let lookalike, lookalike.atLeast >= wide.atLeast else { return false } }
        if let wide = other.client { guard let client, client.implies(wide) else { return false } }
        if let wide = other.reputation { guard let reputation, reputation <= wide else { return false } }
        guard covers(sender?.roles, other.sender?.roles, Role.allCases),
            covers(sender?.tiers, other.sender?.tiers, SenderTier.allCases)
        else { return false }
        if let wide = other.sent {
            guard let sent, sent.count == wide.count, sent.over >= wide.over else { return false }
        }
        if let wide = other.patterns { guard let patterns, patterns.isSubset(of: wide) else { return false } }
        if let wide = other.time { guard let time, time.implies(wide) else { return false } }
        if let wide = other.share, wide.basisPoints < 10_000, wide != share { return false }
        return true
    }

    /// Whether it holds on known platforms only.
    private var isOnKnownPlatforms: Bool {
        knownPlatform == true || platform?.isNegated == false || service?.isNegated == false
    }

    /// Why it can never hold, in a sentence; `nil` when it can, as far as can be told.
    ///
    /// - Parameter now: Seconds since 1970.
    func impossibility(scenes: [Scene], platforms: [PlatformProfile], now: Int64) -> String? {
        func excludesAll<Value: Hashable>(_ match: Match<Value>?, _ universe: [Value]) -> Bool {
            match.map { match in universe.allSatisfy { !match.accepts($0) } } ?? false
        }
        if excludesAll(scene, scenes) { return "it excludes every scene" }
        if excludesAll(form, LinkForm.allCases) { return "it excludes every form" }
        if excludesAll(kind, ResourceKind.allCases) { return "it excludes every kind" }
        if excludesAll(sender?.roles, Role.allCases) { return "it excludes every role of a sender" }
        if excludesAll(sender?.tiers, SenderTier.allCases) { return "it excludes every tier of senders" }
        if knownPlatform == false, platform?.isNegated == false || service?.isNegated == false {
            return "it asks for a platform and that there be none"
        }
        if let share, share.basisPoints == 0 { return "its share of people is 0" }
        if let until = time?.until, until <= now { return "its time ended on \(utcMinute(until)) UTC" }
        if let below = client?.below, below == ClientVersion("0") { return "no version is below 0" }
        if !platforms.isEmpty, let platform, !platform.isNegated {
            let named = platforms.filter { platform.accepts($0.slug) }
            if let service, !named.contains(where: { service.accepts($0.service) }) {
                return "none of the platforms that it names has the service that it asks for"
            }
        }
        return nil
    }
}

extension Match {
    /// Whether whatever `mine` accepts, `wide` accepts too, for values of an open set, where none may be known.
    fileprivate static func covers(_ mine: Match?, _ wide: Match?) -> Bool {
        guard let wide else { return true }
        guard let mine else { return false }
        switch (mine.isNegated, wide.isNegated) {
        case (false, false): return mine.values.isSubset(of: wide.values)
        case (false, true): return mine.values.isDisjoint(with: wide.values)
        case (true, true): return wide.values.isSubset(of: mine.values)
        case (true, false): return false
        }
    }
}

extension ThreatCondition {
    fileprivate func implies(_ wide: ThreatCondition) -> Bool {
        classes.isSubset(of: wide.classes) && atLeast >= wide.atLeast && below <= wide.below
    }
}

extension ClientCondition {
    fileprivate func implies(_ wide: ClientCondition) -> Bool {
        guard Match.covers(os, wide.os), wide.whenUnknown || !whenUnknown else { return false }
        if let all = wide.below { guard let below, below <= all else { return false } }
        if let all = wide.lacks { guard let lacks, lacks.isSubset(of: all) else { return false } }
        return true
    }
}

extension TimeCondition {
    fileprivate func implies(_ wide: TimeCondition) -> Bool {
        if let begin = wide.from { guard let from, from >= begin else { return false } }
        if let end = wide.until { guard let until, until <= end else { return false } }
        return wide.daily == nil || wide.daily == daily
    }
}
