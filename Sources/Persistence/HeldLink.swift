public import LinkPolicy
public import LinkTokens
import Webhooks

/// A link that waits for a person, or waited. Of its message nothing is kept but what the link itself carries.
public struct HeldLink: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        case waiting, released, refused, expired
    }

    /// The link with the context of its posting.
    public var context: LinkContext
    /// The host in the form that people may see; `nil` for a link without one.
    public var host: String?
    public var grounds: [HeldGround]
    public var state = State.waiting
    /// Until when it waits: seconds since 1970.
    public var expiresAt: Int64

    public init(context: LinkContext, host: String?, grounds: [HeldGround], expiresAt: Int64) {
        self.context = context
        self.host = host
        self.grounds = grounds
        self.expiresAt = expiresAt
    }

    /// Why somebody may not decide on it; `nil` when they may.
    ///
    /// Moderators decide everything. A group's admins refuse what the group holds, release what nobody else holds, and
    /// leave a moderator's decision as it is.
    ///
    /// - Parameter last: The decision that holds; `nil` without one.
    func refusal(of action: HeldDecision.Action, by origin: Origin, last: HeldDecisionRecord?) -> HoldRefusal? {
        guard origin == .group else { return nil }
        if let last, last.action != .expire, last.origin == .operator { return .moderatorDecided }
        let others = grounds.filter { $0.origin != .group }
        if others.count == grounds.count || (action == .release && !others.isEmpty) {
            return .notTheGroups(codes: others.map(\.code))
        }
        return nil
    }

    /// Whether the grounds leave an action to somebody, while nobody has decided.
    public func leaves(_ action: HeldDecision.Action, to origin: Origin) -> Bool {
        refusal(of: action, by: origin, last: nil) == nil
    }

    var notice: HeldLinkNotice {
        HeldLinkNotice(
            linkID: context.linkID, message: context.message, sender: context.sender, group: context.group,
            scene: context.scene, address: context.address, grounds: grounds, expiresAt: expiresAt)
    }
}

/// A decision on a held link, as it is kept.
public struct HeldDecisionRecord: Hashable, Sendable {
    /// Seconds since 1970.
    public var at: Int64
    public var action: HeldDecision.Action
    public var origin: Origin
    /// The state before.
    public var former: HeldLink.State
    /// Who decided, in the tenant's opaque identifier, where the app gave it.
    public var person: String?
    /// The id of the API key; `nil` for the command line, a person in a session and a wait that ended.
    public var apiKey: String?
    public var reason: String
}

/// Why a decision was refused.
public enum HoldRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// Grounds of these codes are not the group's to lift.
    case notTheGroups(codes: [String])
    case moderatorDecided
    /// The link is in another state than ``HoldRequest/seen``.
    case decidedMeanwhile

    public var description: String {
        switch self {
        case .notTheGroups(let codes):
            "the group did not hold it alone (\(codes.joined(separator: ", "))): a moderator decides"
        case .moderatorDecided: "a moderator has decided on it, and only a moderator changes that"
        case .decidedMeanwhile: "somebody has decided on it meanwhile"
        }
    }
}

/// A decision that somebody asks for.
public struct HoldRequest: Hashable, Sendable {
    public var linkID: UInt64
    public var action: HeldDecision.Action
    /// ``Origin/group`` or ``Origin/operator``.
    public var origin: Origin
    public var person: String?
    public var reason: String
    /// The state that whoever asks has seen: a link in another is left as it is. `nil`: whatever the state.
    public var seen: HeldLink.State?

    public init(
        linkID: UInt64, action: HeldDecision.Action, origin: Origin = .operator, person: String? = nil,
        reason: String = "", seen: HeldLink.State? = nil
    ) {
        self.linkID = linkID
        self.action = action
        self.origin = origin
        self.person = person
        self.reason = reason
        self.seen = seen
    }
}

extension HeldDecision.Action {
    /// The state that it brings about.
    public var state: HeldLink.State {
        switch self {
        case .release: .released
        case .refuse: .refused
        case .expire: .expired
        }
    }
}
