public import JSONText
import LinkPolicy

extension Breakdown {
    /// Writes it as a JSON object. Moments are seconds since 1970, scores 0-100, rates complaints for each opening;
    /// every sentence stands there in both languages.
    ///
    /// - Parameter more: Writes further members.
    public func write(to json: inout JSONWriter, _ more: (inout JSONWriter) -> Void = { _ in }) {
        json.object { json in
            more(&json)
            json.object("subject") { json in
                json.member("kind", subject.kind.rawValue)
                json.member("id", subject.id)
            }
            json.member("at", Int(at))
            json.member("score", score)
            json.array("range") { json in
                json.number(low)
                json.number(high)
            }
            json.member("tier", tier.rawValue)
            json.member("since", since.map { Int($0) })
            json.words("summary", summary)
            json.object("probabilities") { json in
                json.member("above_watched", aboveWatched)
                json.member("above_poor", abovePoor)
                json.member("below_trusted", belowTrusted)
            }
            json.object("prior") { json in
                json.member("rate", prior.rate)
                json.member("openings", prior.openings)
                json.member("platform", prior.platform)
                json.member("score", priorScore)
                json.words("words", beginning)
            }
            json.array("moved_by") { json in for item in items { item.write(to: &json) } }
            json.array("restored_by") { json in for way in restorations { way.write(to: &json) } }
            if let advice { json.words("advice", advice) }
            json.array("tiers") { json in
                for change in changes {
                    json.object { json in
                        json.member("at", Int(change.at))
                        json.member("tier", change.tier.rawValue)
                        json.member("probability", change.probability)
                    }
                }
            }
            if let look { json.words("look", look.words) }
        }
    }
}

extension Breakdown.Item {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            switch cause {
            case .openings(let count):
                json.member("cause", "openings")
                json.member("count", count)
            case .complaints(let category, let filed, let heard):
                json.member("cause", "complaints")
                json.member("category", category)
                json.member("count", filed)
                json.member("heard", heard)
            case .others(let filed, let heard):
                json.member("cause", "complaints")
                json.member("category", Optional<String>.none)
                json.member("count", filed)
                json.member("heard", heard)
            case .ruling(let category):
                json.member("cause", "ruling")
                json.member("category", category)
            }
            json.member("at", Int(at))
            json.member("points", points)
            json.member("ids", ids)
            json.words("words", words)
        }
    }
}

extension Breakdown.Restoration {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            switch way {
            case .quiet(let until):
                json.member("way", "quiet")
                json.member("until", Int(until))
            case .openings(let count):
                json.member("way", "openings")
                json.member("count", count)
            case .undone(let id):
                json.member("way", "ruling_undone")
                json.member("ruling", id)
            case .unfounded(let count):
                json.member("way", "complaints_unfounded")
                json.member("count", count)
            }
            json.member("tier", tier.rawValue)
            json.member("score", score)
            json.words("words", words)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func words(_ name: StaticString, _ text: LocalizedText) {
        object(name) { json in
            json.member("zh", text.zh)
            json.member("en", text.en)
        }
    }
}
