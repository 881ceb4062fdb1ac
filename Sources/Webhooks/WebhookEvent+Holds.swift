public import JSONText
public import LinkPolicy

/// A held link as its events tell it.
public struct HeldLinkNotice: Sendable {
    /// What was decided; for ``WebhookEventType/linkExpired`` that nobody did.
    public struct Decision: Sendable {
        public var action: HeldDecision.Action
        public var origin: Origin
        /// The decider's opaque identifier, where the app gave it.
        public var person: String?
        public var reason: String
        /// The state before.
        public var former: String

        public init(action: HeldDecision.Action, origin: Origin, person: String?, reason: String, former: String) {
            self.action = action
            self.origin = origin
            self.person = person
            self.reason = reason
            self.former = former
        }
    }

    public var linkID: UInt64
    /// Identifiers that the tenant gave with the message.
    public var message: String?
    public var sender: String?
    public var group: String?
    public var scene: Scene
    public var address: String
    public var grounds: [HeldGround]
    /// Until when it waits: seconds since 1970.
    public var expiresAt: Int64

    public init(
        linkID: UInt64, message: String?, sender: String?, group: String?, scene: Scene, address: String,
        grounds: [HeldGround], expiresAt: Int64
    ) {
        self.linkID = linkID
        self.message = message
        self.sender = sender
        self.group = group
        self.scene = scene
        self.address = address
        self.grounds = grounds
        self.expiresAt = expiresAt
    }
}

extension WebhookEvent {
    /// `link.held`.
    ///
    /// - Parameter at: Milliseconds since 1970.
    public static func held(_ link: HeldLinkNotice, at: Int64) -> WebhookEvent {
        WebhookEvent(.linkHeld, at: at) { link.write(to: &$0) }
    }

    /// `link.released`, `link.refused` or `link.expired`.
    ///
    /// - Parameter at: Milliseconds since 1970.
    public static func decided(
        _ link: HeldLinkNotice, _ decision: HeldLinkNotice.Decision, at: Int64
    ) -> WebhookEvent {
        let type: WebhookEventType =
            switch decision.action {
            case .release: .linkReleased
            case .refuse: .linkRefused
            case .expire: .linkExpired
            }
        return WebhookEvent(type, at: at) { json in
            link.write(to: &json)
            json.member("former", decision.former)
            guard decision.action != .expire else { return }
            json.member("by", decision.origin.rawValue)
            json.member("person", decision.person)
            json.member("reason", decision.reason)
        }
    }
}

extension HeldLinkNotice {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("link_id", linkName(linkID))
        json.member("message", message)
        json.member("sender", sender)
        json.member("group", group)
        json.member("scene", scene.rawValue)
        json.member("url", address)
        json.array("grounds") { json in for ground in grounds { ground.write(to: &json) } }
        json.member("waits_until", utcTimestamp(milliseconds: expiresAt * 1_000))
    }
}

extension HeldGround {
    /// Writes the ground with its words in every language.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("code", code)
            json.member("by", origin.rawValue)
            json.object("title") { $0.members { title[$0] } }
            json.object("explanation") { $0.members { explanation[$0] } }
        }
    }
}
