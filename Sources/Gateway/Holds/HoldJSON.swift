public import JSONText
public import LinkPolicy
import LinkRecognition
import LinkTokens
public import Persistence
import Webhooks

extension HeldLink {
    /// The name of a held link, the same as in events: its number as 16 hexadecimal digits.
    public var id: String { linkName(context.linkID) }

    /// The number that `id` names; `nil` for any other text.
    public static func number(_ id: some StringProtocol) -> UInt64? {
        let isName =
            id.utf8.count == 16
            && id.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
        return isName ? UInt64(id, radix: 16) : nil
    }

    /// Writes the held link as the API shows it.
    ///
    /// - Parameters:
    ///   - history: The decisions on it, where they are shown.
    ///   - language: Of the grounds' words.
    public func write(to json: inout JSONWriter, history: [HeldDecisionRecord]? = nil, language: Language) {
        json.object { json in
            json.member("id", id)
            json.member("state", state.rawValue)
            json.member("message", context.message)
            json.member("sender", context.sender)
            json.member("group", context.group)
            json.member("scene", context.scene.rawValue)
            json.member("form", context.form.rawValue)
            json.member("url", context.address)
            json.member("host", host)
            json.array("grounds") { json in
                for ground in grounds {
                    json.object { json in
                        json.member("code", ground.code)
                        json.member("by", ground.origin.rawValue)
                        json.member("title", ground.title[language])
                        json.member("explanation", ground.explanation[language])
                    }
                }
            }
            json.member("created_at", Self.time(context.issuedAt))
            json.member("expires_at", Self.time(expiresAt))
            if let history {
                json.array("decisions") { json in for decision in history { decision.write(to: &json) } }
            }
        }
    }

    /// Writes what the answer to a check says of it.
    func writeBriefly(to json: inout JSONWriter) {
        json.object("hold") { json in
            json.member("id", id)
            json.member("expires_at", Self.time(expiresAt))
        }
    }

    fileprivate static func time(_ seconds: Int64) -> String { utcTimestamp(milliseconds: seconds * 1_000) }
}

extension HeldDecisionRecord {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", HeldLink.time(at))
            json.member("action", action.rawValue)
            json.member("by", action == .expire ? nil : origin.rawValue)
            json.member("former", former.rawValue)
            json.member("person", person)
            json.member("key", apiKey)
            json.member("reason", reason)
        }
    }
}
