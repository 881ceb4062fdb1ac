import Foundation
import Gate
public import JSONText
public import LinkPolicy
public import LinkPreview
import LinkRecognition
public import Platforms
public import URLStandard

/// What is told of one link: its card and health, and the verdict on every hop, as it is now.
public struct CardAnswer: Sendable {
    public struct Hop: Sendable {
        public var hop: FetchedCard.Hop
        public var target: Target
        public var verdict: Verdict
    }

    /// As it was asked for.
    public let url: WebURL
    public let fetched: FetchedCard
    public let hops: [Hop]
    public let isCached: Bool
    private let catalog: PlatformCatalog

    init(_ url: WebURL, _ fetched: FetchedCard, isCached: Bool, judge: HopJudge) {
        self.url = url
        self.fetched = fetched
        self.isCached = isCached
        catalog = judge.rulebook.catalog
        hops = fetched.trail.map { hop in
            let (target, verdict) = judge.judge(hop.url)
            return Hop(hop: hop, target: target, verdict: verdict)
        }
    }

    /// The strictest verdict on the way: a short link to a blocked page is no better than the page.
    public var verdict: Verdict {
        hops.map(\.verdict).max { $0.disposition < $1.disposition } ?? Verdict(grounds: [])
    }

    /// The card, unless a hop may not be opened: a blocked page is not advertised.
    public var card: LinkCard? { verdict.disposition >= .hold ? nil : fetched.card }

    /// The platform at the end of the way, or else at its beginning.
    public var platform: PlatformDescriptor? { target?.platform.flatMap { catalog[$0] } }

    /// What is known of the resource without asking for it.
    public var target: Target? { hops.last { $0.target.platform != nil }?.target ?? hops.last?.target }
}

/// Judges addresses for one tenant in one scene.
struct HopJudge: Sendable {
    let rulebook: Rulebook
    let tenant: TenantID
    let scene: Scene
    /// Seconds since 1970.
    let now: Int64

    func judge(_ url: WebURL) -> (target: Target, verdict: Verdict) {
        let finding = Finding(range: 0..<0, form: .web, address: url.href)
        let target = rulebook.catalog.identify(finding)
        let situation = Gate.Situation(scene: scene, finding: finding, client: nil, tenant: tenant, now: now)
        let facts = Gate.facts(of: target, in: situation, rulebook: rulebook)
        return (target, rulebook.policy(of: tenant).verdict(facts))
    }

    /// Where the platform of `url` answers oEmbed for it.
    func oEmbed(_ url: WebURL) -> WebURL? {
        let target = rulebook.catalog.identify(Finding(range: 0..<0, form: .web, address: url.href))
        guard let endpoint = target.platform.flatMap({ rulebook.catalog[$0]?.oEmbed }), target.kind != .unknown else {
            return nil
        }
        let encoded = url.hrefWithoutFragment.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return try? WebURL(endpoint.href + "?format=json&url=" + encoded.joined())
    }

    /// A blocked address is not asked for, nor one whose page shows nothing to who is not logged in.
    func permission(_ url: WebURL) -> CardFetcher.Permission {
        guard url.scheme == "http" || url.scheme == "https" else {
            return .known(HealthReading(.appOnly, "scheme: \(url.scheme)"))
        }
        let (target, verdict) = judge(url)
        if verdict.disposition >= .hold {
            return .refused(HealthReading(.notFetched, "verdict: \(verdict.disposition.rawValue)"))
        }
        switch target.access {
        case .open: return .fetch
        case .login: return .known(HealthReading(.loginWall, "known of the platform"))
        case .app: return .known(HealthReading(.appOnly, "known of the platform"))
        }
    }
}

extension CardAnswer {
    /// Writes the answer as in the API's `results`, without addresses of a gateway's own.
    public func write(to json: inout JSONWriter, language: Language) {
        write(to: &json, language: language, pictures: nil)
    }

    /// Writes the answer as in the API's `results`.
    ///
    /// - Parameter pictures: Makes the addresses of pictures; `nil` where none can be shown.
    func write(to json: inout JSONWriter, language: Language, pictures: PictureAddresses?) {
        json.object { json in
            json.member("url", url.href)
            json.member("final_url", hops.last?.hop.url.href)
            json.key("verdict")
            verdict.write(to: &json, language: language)
            json.object("health") { json in
                json.member("state", fetched.health.health.rawValue)
                json.member("evidence", fetched.health.evidence)
            }
            json.key("card")
            if let card { Self.write(card, pictures, to: &json) } else { json.null() }
            json.key("platform")
            if let platform, let target { Self.write(platform, target, to: &json) } else { json.null() }
            json.array("trail") { json in
                for hop in hops {
                    json.object { json in
                        json.member("url", hop.hop.url.href)
                        json.member("way", hop.hop.way.rawValue)
                        json.member("status", hop.hop.status)
                        json.member("platform", hop.target.platform?.rawValue)
                        json.key("verdict")
                        hop.verdict.write(to: &json, language: language)
                    }
                }
            }
            json.member("read_at", Self.time(fetched.readAt))
            json.member("cached", isCached)
        }
    }

    static func time(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(milliseconds / 1_000)).formatted(.iso8601)
    }

    private static func write(_ platform: PlatformDescriptor, _ target: Target, to json: inout JSONWriter) {
        json.object { json in
            json.member("slug", platform.slug.rawValue)
            json.object("name") { json in
                json.member("zh", platform.names[.zh])
                json.member("en", platform.names[.en])
            }
            json.member("colour", platform.colour)
            json.object("resource") { json in
                json.member("kind", target.kind.rawValue)
                json.member("id", target.id)
            }
        }
    }

    private static func write(_ card: LinkCard, _ pictures: PictureAddresses?, to json: inout JSONWriter) {
        json.object { json in
            json.member("title", card.title)
            json.member("description", card.description)
            json.member("site_name", card.siteName)
            json.member("kind", card.kind)
            json.key("picture")
            if let picture = card.picture {
                json.object { json in
                    json.member("url", pictures?.address(of: picture.url))
                    json.member("original", picture.url.href)
                    json.member("width", picture.width)
                    json.member("height", picture.height)
                    json.member("alternative", picture.alternative)
                }
            } else {
                json.null()
            }
            json.member("icon", card.icon?.href)
            json.key("price")
            if let price = card.price {
                json.object { json in
                    json.member("amount", price.amount)
                    json.member("currency", price.currency)
                }
            } else {
                json.null()
            }
            json.member("author", card.author)
            json.member("published", card.published)
            json.member("language", card.language)
            json.member("canonical", card.canonical?.href)
            json.member("oembed", card.oEmbed?.href)
            json.array("signs") { json in
                for sign in card.signs {
                    json.object { json in
                        switch sign {
                        case .foreignAddress(let host):
                            json.member("code", "foreign_address")
                            json.member("host", host)
                        case .hiddenCharacters: json.member("code", "hidden_characters")
                        }
                    }
                }
            }
        }
    }
}
