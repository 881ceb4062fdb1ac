import JSONText
public import LinkPolicy
public import Moderation

extension WebhookEvent {
    /// `standing.tier_changed`.
    ///
    /// - Parameters:
    ///   - name: A platform's slug, a site's domain, or the tenant's identifier.
    ///   - probability: On which the tier was entered or the former one left, 0-1; `nil` where the tenant began or ceased to share.
    ///   - score: 0-100.
    ///   - isShared: Whether it is the tier that tenants share, and not the tenant's own.
    ///   - inForce: The tier that counts for the tenant now.
    ///   - at: Milliseconds since 1970.
    public static func tierChanged(
        kind: ModeratedSubject.Kind, name: String, former: ReputationTier, tier: ReputationTier, probability: Double?,
        score: Int, isShared: Bool, inForce: ReputationTier, at: Int64
    ) -> WebhookEvent {
        WebhookEvent(.standingTierChanged, at: at) { json in
            json.member("kind", kind.rawValue)
            json.member("name", name)
            json.member("former", former.rawValue)
            json.member("tier", tier.rawValue)
            json.member("probability", probability)
            json.member("score", score)
            json.member("shared", isShared)
            json.member("in_force", inForce.rawValue)
        }
    }
}
