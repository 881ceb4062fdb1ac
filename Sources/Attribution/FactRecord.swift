public import LinkPolicy

/// What a verdict was given on: kept so that another policy can be tried on what really happened. It holds neither the
/// message, nor the address, nor who wrote or read it.
public struct FactRecord: Sendable {
    public enum Event: String, Hashable, Sendable, CaseIterable {
        /// A link was found in a message that was checked.
        case posting
        /// A link was opened.
        case click
    }

    public var tenant: TenantID
    public var event: Event
    /// The verdict's disposition.
    public var disposition: Disposition
    /// The day's pseudonym of the sender or reader; `nil` where nobody is known.
    public var person: UInt64?
    /// What is written of them is said by `FactStore`; the person's identifier is not.
    public var facts: Facts

    public init(
        tenant: TenantID, event: Event, disposition: Disposition, person: UInt64?, facts: Facts
    ) {
        self.tenant = tenant
        self.event = event
        self.disposition = disposition
        self.person = person
        self.facts = facts
    }
}

/// A verdict that a policy in the shadow would have given otherwise.
public struct ShadowKey: Hashable, Sendable {
    public var tenant: TenantID
    public var day: Day
    /// The policy in the shadow.
    public var policy: String
    public var event: FactRecord.Event
    public var scene: Scene
    public var platform: PlatformSlug?
    public var former: Disposition
    public var present: Disposition

    public init(
        tenant: TenantID, day: Day, policy: String, event: FactRecord.Event, scene: Scene, platform: PlatformSlug?,
        former: Disposition, present: Disposition
    ) {
        self.tenant = tenant
        self.day = day
        self.policy = policy
        self.event = event
        self.scene = scene
        self.platform = platform
        self.former = former
        self.present = present
    }
}

/// How often a policy in the shadow differed, and one situation in which it did.
public struct ShadowTally: Hashable, Sendable {
    public var count: Int
    public var example: String

    public init(count: Int, example: String) {
        self.count = count
        self.example = example
    }
}
