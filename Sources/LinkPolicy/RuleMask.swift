import LinkRecognition

/// What a rule cannot hold without, in two machine words.
///
/// `accepts` has a bit for each scene, form and kind; the facts set exactly one of each, and a rule that lacks one of them
/// cannot hold. `needs` has a bit for each thing that must be known at all.
struct RuleMask: Sendable {
    var accepts: UInt64 = .max
    var needs: UInt32 = 0

    private static let forms = 12
    private static let kinds = forms + LinkForm.allCases.count

    init(_ condition: Condition) {
        if let scene = condition.scene {
            accepts &= ~Self.bits(0..<Self.forms)
            // A scene of the tenant's own shares one bit with its like.
            for each in Scene.ready where scene.accepts(each) { accepts |= Self.bit(each) }
            let isOwn = scene.isNegated || scene.values.contains { !Scene.ready.contains($0) }
            if isOwn { accepts |= 1 << UInt64(Scene.ready.count) }
        }
        if let form = condition.form {
            accepts &= ~Self.bits(Self.forms..<Self.kinds)
            for each in LinkForm.allCases where form.accepts(each) { accepts |= Self.bit(each) }
        }
        if let kind = condition.kind {
            accepts &= ~Self.bits(Self.kinds..<Self.kinds + ResourceKind.allCases.count)
            for each in ResourceKind.allCases where kind.accepts(each) { accepts |= Self.bit(each) }
        }
        if let anyRisk = condition.anyRisk, !anyRisk.isEmpty { needs |= Self.risks }
        if condition.threat != nil { needs |= Self.threats }
        if let service = condition.service, !service.isNegated { needs |= Self.platform }
        if let platform = condition.platform, !platform.isNegated { needs |= Self.platform }
        if condition.knownPlatform == true { needs |= Self.platform }
        if condition.patterns != nil { needs |= Self.patterns }
        if condition.sent != nil { needs |= Self.counts }
        if let below = condition.reputation {
            needs |= below > .ordinary ? Self.reputation : Self.badReputation
        }
        if let client = condition.client, !client.whenUnknown { needs |= Self.client }
    }

    private init(accepts: UInt64) { self.accepts = accepts }

    /// What `facts` set. A function, since an initializer would take a copy of them.
    static func of(_ facts: Facts) -> RuleMask {
        var mask = RuleMask(accepts: bit(facts.scene) | bit(facts.form) | bit(facts.kind))
        mask.know(facts)
        return mask
    }

    private mutating func know(_ facts: Facts) {
        if !facts.risks.isEmpty { needs |= Self.risks }
        if !facts.threats.isEmpty { needs |= Self.threats }
        if facts.platform != nil || facts.service != nil { needs |= Self.platform }
        if !facts.posting.patterns.isEmpty { needs |= Self.patterns }
        if facts.posting.counts != nil { needs |= Self.counts }
        if let reputation = facts.reputation {
            needs |= reputation < .ordinary ? Self.reputation | Self.badReputation : Self.reputation
        }
        if facts.client != nil { needs |= Self.client }
    }

    /// Every bit that `needs` can have.
    static let allNeeds =
        risks | threats | platform | patterns | counts | reputation | client | badReputation

    private static let risks: UInt32 = 1 << 0
    private static let threats: UInt32 = 1 << 1
    private static let platform: UInt32 = 1 << 2
    private static let patterns: UInt32 = 1 << 3
    private static let counts: UInt32 = 1 << 4
    private static let reputation: UInt32 = 1 << 5
    private static let client: UInt32 = 1 << 6
    /// Hardly anybody is in a tier below `ordinary`.
    private static let badReputation: UInt32 = 1 << 7

    private static func bits(_ range: Range<Int>) -> UInt64 {
        range.reduce(0) { $0 | 1 << UInt64($1) }
    }

    private static func bit(_ scene: Scene) -> UInt64 { 1 << UInt64(scene.readyIndex ?? Scene.ready.count) }

    private static func bit(_ form: LinkForm) -> UInt64 {
        let index =
            switch form {
            case .web: 0
            case .shareCode: 1
            case .appLink: 2
            case .miniProgram: 3
            case .qr: 4
            case .payment: 5
            }
        return 1 << UInt64(forms + index)
    }

    private static func bit(_ kind: ResourceKind) -> UInt64 { 1 << UInt64(kinds + kind.index) }
}

extension ResourceKind {
    /// Its place in ``allCases``.
    fileprivate var index: Int {
        switch self {
        case .item: 0
        case .shop: 1
        case .coupon: 2
        case .activity: 3
        case .redPacket: 4
        case .payment: 5
        case .video: 6
        case .note: 7
        case .live: 8
        case .user: 9
        case .post: 10
        case .article: 11
        case .question: 12
        case .answer: 13
        case .music: 14
        case .playlist: 15
        case .place: 16
        case .group: 17
        case .contact: 18
        case .app: 19
        case .file: 20
        case .search: 21
        case .unknown: 22
        }
    }
}
