public import JSONText
public import LinkPolicy
import Moderation
public import Persistence
import Reputation

extension SharedStanding {
    /// What it is, why it counts, and how it ends.
    public var words: LocalizedText {
        let day = utcMinute(since).prefix(10)
        return LocalizedText(
            zh: "共享信誉：\(tier.name.zh)（\(day) 起）。由共享信誉的聊天平台共同得出：至少有两个平台的投诉或裁定作为依据，"
                + "并且去掉其中任何一个，结论仍然成立。随时间推移、在那里被打开而无投诉、投诉经查不成立或裁定申诉成功，"
                + "一旦不再成立，立即失效。",
            en:
                "Shared standing: \(tier.name.en), since \(day). Chat platforms that share standings came to it together: "
                + "it rests on complaints or rulings at two of them at least, and holds without any one of them. It ends as "
                + "soon as it no longer does: by time, by openings there without complaints, by complaints that turn out "
                + "unfounded, or by an appeal against a ruling there.")
    }

    /// As the member `name` of an object; see ``StandingView/shared``.
    fileprivate func write(_ name: StaticString, to json: inout JSONWriter) {
        json.object(name) { json in
            json.member("tier", tier.rawValue)
            json.member("since", Int(since))
            json.member("score", score)
            json.object("words") { json in
                json.member("zh", words.zh)
                json.member("en", words.en)
            }
        }
    }
}

extension JSONWriter {
    /// Writes which tier counts, and the shared one that may be the reason.
    mutating func members(inForce: ReputationTier, _ shared: SharedStanding?) {
        member("in_force", inForce.rawValue)
        guard let shared else { return member("shared", String?.none) }
        shared.write("shared", to: &self)
    }
}

extension StandingView {
    /// Writes it as a JSON object: the tenant's own standing taken apart, which tier counts, and the shared one.
    ///
    /// - Parameter more: Writes further members.
    public func write(to json: inout JSONWriter, _ more: (inout JSONWriter) -> Void = { _ in }) {
        breakdown.write(to: &json) { json in
            json.members(inForce: inForce, shared)
            more(&json)
        }
    }
}

extension StandingRecord {
    /// - Parameters:
    ///   - page: The public page; `nil` for senders and groups.
    ///   - shared: The shared tier that counts for the tenant.
    public func write(to json: inout JSONWriter, page: String?, shared: SharedStanding?) {
        json.object { json in
            json.object("subject") { json in
                json.member("kind", key.kind.rawValue)
                json.member("id", key.name)
            }
            json.member("tier", tier.rawValue)
            json.member("since", since.map { Int($0) })
            json.member("score", score)
            json.members(inForce: min(tier, shared?.tier ?? .trusted), shared)
            json.member("updated_at", Int(updatedAt))
            json.member("page", page)
        }
    }
}
