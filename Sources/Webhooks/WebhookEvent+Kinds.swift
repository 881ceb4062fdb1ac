import JSONText
public import LinkPolicy

/// A posted link whose verdict is no longer the one its chat app was last told.
public struct VerdictChange: Sendable {
    public var linkID: UInt64
    /// Identifiers that the tenant gave with the message.
    public var message: String?
    public var sender: String?
    public var group: String?
    public var scene: Scene
    public var address: String
    /// The disposition that the app was last told.
    public var former: Disposition
    public var verdict: Verdict
    /// The revision of the rulebook that gave the verdict.
    public var revision: Int64

    public init(
        linkID: UInt64, message: String?, sender: String?, group: String?, scene: Scene, address: String,
        former: Disposition, verdict: Verdict, revision: Int64
    ) {
        self.linkID = linkID
        self.message = message
        self.sender = sender
        self.group = group
        self.scene = scene
        self.address = address
        self.former = former
        self.verdict = verdict
        self.revision = revision
    }
}

/// What became of an operator's rule.
public enum RuleChange: String, Hashable, Sendable {
    case block, allow, lift

    public init(_ action: OperatorRule.Action) {
        switch action {
        case .block: self = .block
        case .allow: self = .allow
        }
    }
}

extension WebhookEvent {
    /// `link.verdict_changed`.
    ///
    /// - Parameter at: Milliseconds since 1970.
    public static func verdictChanged(_ change: VerdictChange, at: Int64) -> WebhookEvent {
        WebhookEvent(.linkVerdictChanged, at: at) { json in
            json.member("link_id", linkName(change.linkID))
            json.member("message", change.message)
            json.member("sender", change.sender)
            json.member("group", change.group)
            json.member("scene", change.scene.rawValue)
            json.member("url", change.address)
            json.member("former", change.former.rawValue)
            json.member("present", change.verdict.disposition.rawValue)
            json.array("grounds") { json in
                for ground in change.verdict.grounds { ground.write(to: &json) }
            }
            json.member("revision", Int(change.revision))
        }
    }

    /// `rule.changed`.
    ///
    /// - Parameters:
    ///   - isForAll: Whether the rule is for every tenant of the gateway.
    ///   - reason: `nil` for a rule that was lifted.
    ///   - until: Seconds since 1970.
    ///   - at: Milliseconds since 1970.
    public static func ruleChanged(
        _ change: RuleChange, subject: String, isForAll: Bool, reason: String?, until: Int64?, revision: Int64,
        at: Int64
    ) -> WebhookEvent {
        WebhookEvent(.ruleChanged, at: at) { json in
            json.member("change", change.rawValue)
            json.member("subject", subject)
            json.member("for_all_tenants", isForAll)
            json.member("reason", reason)
            json.member("until", until.map { utcTimestamp(milliseconds: $0 * 1_000) })
            json.member("revision", Int(revision))
        }
    }

    /// `webhook.test`.
    public static func test(webhook: String, at: Int64) -> WebhookEvent {
        WebhookEvent(.test, at: at) { $0.member("webhook", webhook) }
    }
}

/// A link's number as 16 hexadecimal digits: 64 bits do not fit the numbers of every JSON reader.
public func linkName(_ id: UInt64) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

extension Ground {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("disposition", disposition.rawValue)
            json.object("clause") { $0.members(clause) }
            json.object("title") { $0.members(title) }
            json.object("explanation") { $0.members(explanation) }
            json.object("contest") { $0.members(contest) }
        }
    }
}

extension JSONWriter {
    /// A text in every language, under the language's name.
    mutating func members(_ text: (Language) -> String) {
        for language in Language.allCases {
            key(language.rawValue)
            string(text(language))
        }
    }
}
