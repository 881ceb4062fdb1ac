import LinkPolicy
import LinkPreview
import Outbound
import URLStandard

/// Fetches a link hop by hop through the one door and reads a card from what comes. Each hop is judged before it is asked.
struct CardFetcher: Sendable {
    /// Time for a link with all its hops.
    static let timeLimit = Duration.seconds(3)
    /// Hops after the first.
    static let hopLimit = 8

    /// Where pages and pictures of cards are fetched through.
    let door: OutboundDoor

    /// - Parameter permitted: Networks that may be reached although they are not public.
    init(permitted: [IPNetwork]) { door = OutboundDoor(policy: Self.policy(permitted)) }

    /// What other people's sites are asked under.
    static func policy(_ permitted: [IPNetwork]) -> OutboundPolicy {
        var policy = OutboundPolicy()
        policy.permittedNetworks = permitted
        policy.allowedPorts = permitted.isEmpty ? [80...80, 443...443] : [80...80, 443...443, 1_024...65_535]
        return policy
    }

    /// What may be done with an address on the way.
    enum Permission: Sendable {
        case fetch
        /// It is known without asking what stands there.
        case known(HealthReading)
        case refused(HealthReading)
    }

    /// - Parameters:
    ///   - now: Milliseconds since 1970.
    ///   - permission: Asked for each hop before anything is sent to it.
    ///   - provider: Where the platform of an address answers oEmbed for it.
    func fetch(
        _ url: WebURL, list: PublicSuffixList, now: Int64, permission: (WebURL) -> Permission,
        provider: (WebURL) -> WebURL? = { _ in nil }
    ) async -> FetchedCard {
        let deadline = ContinuousClock().now + Self.timeLimit
        var (fetched, discovered) = await follow(
            url, list: list, now: now, deadline: deadline, permission: permission)
        // What the platform answers counts behind a wall too; what a page names counts only where the page does.
        guard fetched.isShared, fetched.card?.wantsOEmbed ?? true, let end = fetched.trail.last?.url,
            let endpoint = provider(end) ?? (fetched.card == nil ? nil : discovered),
            case .fetch = permission(endpoint),
            let reading = await oEmbed(endpoint, until: deadline)
        else { return fetched }
        var card = fetched.card ?? LinkCard()
        card.fill(from: reading)
        fetched.card = card
        return fetched
    }

    private func oEmbed(_ url: WebURL, until deadline: ContinuousClock.Instant) async -> OEmbedReading? {
        let left = ContinuousClock().now.duration(to: deadline)
        guard left > .zero else { return nil }
        let request = OutboundRequest(
            .get, url, headers: [(name: "Accept", value: "application/json")],
            limits: OutboundLimits(totalTime: left, bodyBytes: OEmbedReading.bodyLimit, redirects: 2),
            respectsRobots: true)
        guard let answer = try? await door.send(request), answer.status == 200, !answer.isTruncated,
            answer.leftOutEncoding == nil, let last = answer.hops.last
        else { return nil }
        return OEmbedReading(json: answer.body, url: last.url)
    }

    private func follow(
        _ url: WebURL, list: PublicSuffixList, now: Int64, deadline: ContinuousClock.Instant,
        permission: (WebURL) -> Permission
    ) async -> (fetched: FetchedCard, oEmbed: WebURL?) {
        let clock = ContinuousClock()
        var trail = [FetchedCard.Hop(url: url, way: .start, status: nil)]
        var visited: Set<String> = [url.hrefWithoutFragment]
        func ended(_ health: PageHealth, _ evidence: String, isShared: Bool = true) -> (FetchedCard, WebURL?) {
            let fetched = FetchedCard(
                trail: trail, card: nil, health: HealthReading(health, evidence), readAt: now, isShared: isShared)
            return (fetched, nil)
        }
        while true {
            let here = trail[trail.count - 1].url
            switch permission(here) {
            case .fetch: break
            case .known(let health): return ended(health.health, health.evidence)
            case .refused(let health): return ended(health.health, health.evidence, isShared: false)
            }
            let left = clock.now.duration(to: deadline)
            guard left > .zero else { return ended(.slow, "no answer within \(Self.timeLimit)") }
            let answer: OutboundResponse
            do {
                answer = try await door.send(Self.request(here, within: left))
            } catch let error as OutboundError {
                return (Self.failed(trail, error, now: now), nil)
            } catch {
                return ended(.notFetched, "the request was given up", isShared: false)
            }
            trail[trail.count - 1].status = answer.status
            let next: FetchedCard.Hop
            let reading: PagePreview?
            if [301, 302, 303, 307, 308].contains(answer.status), let location = answer.headers["Location"] {
                guard let url = try? WebURL(location, base: here) else {
                    return ended(.serverError, "redirects to what is no URL")
                }
                next = FetchedCard.Hop(url: url, way: .redirect, status: nil)
                reading = nil
            } else {
                guard answer.leftOutEncoding == nil else { return ended(.notFetched, "an encoded body") }
                let read = PageAnswer(
                    url: here, status: answer.status, contentType: answer.headers["Content-Type"],
                    refresh: answer.headers["Refresh"], body: answer.body)
                let page = await QuietThread.shared.run { PagePreview(read, list: list) }
                guard let onward = page.next else {
                    return (Self.read(trail, page, now: now), page.card.oEmbed)
                }
                let way: FetchedCard.Hop.Way = onward.way == .refresh ? .refresh : .script
                next = FetchedCard.Hop(url: onward.url, way: way, status: nil)
                reading = page
            }
            guard visited.insert(next.url.hrefWithoutFragment).inserted else {
                // A page that reloads itself once it has set a cookie shows itself all the same.
                guard let reading else { return ended(.serverError, "redirects in a circle") }
                return (Self.read(trail, reading, now: now), reading.card.oEmbed)
            }
            guard trail.count <= Self.hopLimit else {
                return ended(.serverError, "more than \(Self.hopLimit) redirects")
            }
            trail.append(next)
        }
    }

    private static func request(_ url: WebURL, within limit: Duration) -> OutboundRequest {
        OutboundRequest(
            .get, url,
            headers: [
                (name: "Accept", value: "text/html,application/xhtml+xml,*/*;q=0.1"),
                (name: "Accept-Language", value: "zh-CN,zh;q=0.9,en;q=0.5"),
            ],
            // Redirects are followed here, where each can be judged.
            limits: OutboundLimits(totalTime: limit, bodyBytes: PagePreview.bodyLimit, redirects: 0),
            respectsRobots: true)
    }

    /// The words of a page in the linked page's place are not the link's: "Just a moment…" is no title. A wall may still
    /// show what it hides, with a picture.
    private static func read(_ trail: [FetchedCard.Hop], _ page: PagePreview, now: Int64) -> FetchedCard {
        let tells: Bool
        switch page.health.health {
        case .ok, .needsScript: tells = true
        case .loginWall, .appOnly, .regionWall: tells = page.card.picture != nil
        case .blank, .botCheck, .gone, .serverError, .unreachable, .slow, .notFetched: tells = false
        }
        let card = tells && !page.card.isEmpty ? page.card : nil
        return FetchedCard(trail: trail, card: card, health: page.health, readAt: now)
    }

    private static func failed(_ trail: [FetchedCard.Hop], _ error: OutboundError, now: Int64) -> FetchedCard {
        let health: PageHealth
        var isShared = true
        switch error {
        case .timedOut: health = .slow
        case .overBudget, .shutDown:
            health = .notFetched
            isShared = false
        case _ where error.isRefusal: health = .notFetched
        default: health = .unreachable
        }
        return FetchedCard(
            trail: trail, card: nil, health: HealthReading(health, "\(error)"), readAt: now, isShared: isShared)
    }
}
