import Foundation
import LinkPolicy
import LinkRecognition
import Platforms
import Reputation
import Testing
import URLStandard

@testable import Gate

@Suite struct TierBookTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../config").standardized.path
    private static let catalog = Result { try PlatformCatalog.load(directory: folder + "/platforms") }
    private static let parameters = Result {
        try ReputationParameters(
            yaml: String(contentsOfFile: folder + "/reputation.yaml", encoding: .utf8), file: "reputation.yaml")
    }

    private static func book(_ tiers: [(Subject, ReputationTier)]) throws -> TierBook {
        TierBook(
            parameters: try parameters.get(),
            tiers.map { TierBook.Entry(tenant: .main, subject: $0.0, tier: $0.1) })
    }

    private static func target(_ address: String) throws -> Target { try catalog.get().identify(WebURL(address)) }

    @Test(arguments: [
        ("https://bad.example/x", ReputationTier.poor), ("https://a.b.bad.example/", .poor),
        ("https://bad.example./", .poor), ("https://notbad.example/", .ordinary), ("https://example/", .ordinary),
        ("https://bad.example.org/", .ordinary), ("https://deep.site.co.uk/", .watched),
        ("https://co.uk/", .ordinary), ("http://203.0.113.7/", .watched),
        ("https://s3.amazonaws.com/bucket/x", .poor), ("https://s3.amazonaws.com./", .poor),
        ("https://bucket.s3.amazonaws.com/x", .ordinary), ("https://shop.ai/", .ordinary), ("http://ai/", .poor),
        ("https://good.example/", .trusted), ("https://item.taobao.com/item.htm?id=1", .watched),
        ("https://link.zhihu.com/?target=https%3A%2F%2Fbad.example%2F", .poor),
        ("https://link.zhihu.com/?target=https%3A%2F%2Fgood.example%2F", .ordinary),
    ])
    func everyHostOfASiteIsInItsTier(_ address: String, _ tier: ReputationTier) throws {
        let book = try Self.book([
            (Subject(.domain, "bad.example"), .poor), (Subject(.domain, "good.example"), .trusted),
            (Subject(.domain, "site.co.uk"), .watched), (Subject(.domain, "203.0.113.7"), .watched),
            (Subject(.platform, "taobao"), .watched), (Subject(.domain, "taobao.com"), .trusted),
            (Subject(.sender, "bad.example"), .poor), (Subject(.domain, "s3.amazonaws.com"), .poor),
            (Subject(.domain, "ai"), .poor),
        ])
        #expect(try book.tier(of: Self.target(address), tenant: .main) == tier)
        #expect(try book.tier(of: Self.target(address), tenant: #require(TenantID("other"))) == .ordinary)
    }

    /// The worse of a tenant's own tier and the shared one counts, for those who share.
    @Test(arguments: [
        ("https://bad.example/", ReputationTier.poor, ReputationTier.poor),
        ("https://www.both.example/x", .watched, .watched), ("https://worse.example/", .watched, .poor),
        ("https://good.example/", .trusted, .watched), ("https://fine.example/", .trusted, .trusted),
        ("https://item.taobao.com/item.htm?id=1", .ordinary, .watched),
        ("https://link.zhihu.com/?target=https%3A%2F%2Fshared.example%2F", .ordinary, .poor),
        ("https://other.example/", .ordinary, .ordinary),
    ])
    func aSharedTierOnlyDemotes(_ address: String, _ own: ReputationTier, _ shared: ReputationTier) throws {
        var parameters = try Self.parameters.get()
        let tiers: [(String, ReputationTier)] = [
            ("bad.example", .poor), ("both.example", .watched), ("worse.example", .watched), ("good.example", .trusted),
            ("fine.example", .trusted),
        ]
        let book = TierBook(
            parameters: parameters,
            tiers.map { TierBook.Entry(tenant: .main, subject: Subject(.domain, $0.0), tier: $0.1) },
            shared: [
                Subject(.domain, "bad.example"): .watched, Subject(.domain, "both.example"): .watched,
                Subject(.domain, "worse.example"): .poor, Subject(.domain, "good.example"): .watched,
                Subject(.domain, "shared.example"): .poor, Subject(.platform, "taobao"): .watched,
                Subject(.domain, "fine.example"): .trusted,
            ])
        #expect(try book.tier(of: Self.target(address), tenant: .main) == own)
        parameters.sharing = [.main]
        #expect(try book.with(parameters: parameters).tier(of: Self.target(address), tenant: .main) == shared)
    }

    @Test func withoutNumbersNobodyHasATier() throws {
        let entry = TierBook.Entry(tenant: .main, subject: Subject(.domain, "bad.example"), tier: .poor)
        let book = TierBook(parameters: nil, [entry])
        #expect(try book.tier(of: Self.target("https://bad.example/"), tenant: .main) == nil)
        let kept = book.with(parameters: try Self.parameters.get())
        #expect(try kept.tier(of: Self.target("https://bad.example/"), tenant: .main) == .poor)
        #expect(try Self.book([]).tier(of: Self.target("https://bad.example/"), tenant: .main) == .ordinary)
    }

    @Test(arguments: [
        ("https://www.shop.example/a?b", "shop.example", nil), ("https://a.github.io/x", "a.github.io", "github"),
        ("https://s3.amazonaws.com/", "s3.amazonaws.com", nil), ("http://203.0.113.7:8080/", "203.0.113.7", nil),
        ("https://item.taobao.com/item.htm?id=1", "taobao.com", "taobao"),
        ("https://link.zhihu.com/?target=https%3A%2F%2Fwww.shop.example%2F", "shop.example", nil),
    ])
    func whatALinkLeadsToInTheEndIsConcerned(_ address: String, _ domain: String, _ platform: String?) throws {
        let concerned = Concerned(try Self.target(address), sender: "s", group: nil, list: .builtin)
        #expect(concerned == Concerned(domain: domain, platform: platform, sender: "s"))
    }

    /// By itself a tier may warn or hold; only a ruling or a threat list blocks.
    @Test(arguments: try policyFiles())
    func noTierBlocks(_ file: String) throws {
        let path = Self.folder + "/policies/" + file
        let policy = try Policy(yaml: String(contentsOfFile: path, encoding: .utf8), file: file)
        for scene in Scene.ready {
            for form in LinkForm.allCases {
                for kind in ResourceKind.allCases {
                    func verdict(_ tier: ReputationTier?) -> Disposition {
                        policy.verdict(
                            Facts(
                                scene: scene, form: form, kind: kind, platform: nil, service: nil, host: "a.example",
                                risks: RiskSet(), threats: [], canRedirect: true, client: nil, operatorRule: nil,
                                reputation: tier)
                        ).disposition
                    }
                    let without = verdict(nil)
                    for tier in ReputationTier.allCases {
                        let with = verdict(tier)
                        #expect(with != .block || without == .block)
                        #expect(tier >= .ordinary ? with == without : with >= without)
                    }
                }
            }
        }
    }

    private static func policyFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/policies").sorted()
    }
}
