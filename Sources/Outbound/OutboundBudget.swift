/// How many requests may go out.
public struct OutboundBudget: Hashable, Sendable {
    /// Requests under way at the same time.
    public var concurrent: Int
    /// Requests in a minute; as many may go at once after a quiet minute.
    public var perMinute: Int

    public init(concurrent: Int, perMinute: Int) {
        self.concurrent = concurrent
        self.perMinute = perMinute
    }
}

/// Who may go out now: a token bucket and a counter for each site and for all together. A value; the time is passed in.
struct BudgetLedger: Sendable {
    private let siteBudget: OutboundBudget
    private let overallBudget: OutboundBudget
    private var overall: Account
    private var sites: [String: Account] = [:]

    private struct Account {
        var underWay = 0
        /// Tokens left at `updated`.
        var tokens: Double
        /// Time since an origin the caller chooses.
        var updated: Duration

        mutating func refill(_ budget: OutboundBudget, at now: Duration) {
            let minutes = max(0, (now - updated) / .seconds(60))
            tokens = min(Double(budget.perMinute), tokens + minutes * Double(budget.perMinute))
            updated = max(updated, now)
        }

        /// How long to wait for the next token; `nil` when one request more may go now.
        func wait(_ budget: OutboundBudget) -> Duration? {
            if underWay >= budget.concurrent { return .seconds(1) }
            guard tokens < 1 else { return nil }
            guard budget.perMinute > 0 else { return .seconds(60) }
            return .seconds(60) * ((1 - tokens) / Double(budget.perMinute))
        }
    }

    init(site: OutboundBudget, overall: OutboundBudget, now: Duration) {
        siteBudget = site
        overallBudget = overall
        self.overall = Account(tokens: Double(overall.perMinute), updated: now)
    }

    /// Accounts held. Those of quiet sites are forgotten, so that there are never more than requests in a minute allow.
    var siteCount: Int { sites.count }

    /// Takes a place for one request to `site`; ``leave(_:)`` gives it back.
    mutating func enter(_ site: String, at now: Duration) throws(OutboundError) {
        overall.refill(overallBudget, at: now)
        if let wait = overall.wait(overallBudget) { throw .overBudget(site: nil, retryAfter: wait) }
        var account = sites[site] ?? Account(tokens: Double(siteBudget.perMinute), updated: now)
        account.refill(siteBudget, at: now)
        if let wait = account.wait(siteBudget) { throw .overBudget(site: site, retryAfter: wait) }
        overall.tokens -= 1
        overall.underWay += 1
        account.tokens -= 1
        account.underWay += 1
        sites[site] = account
        if sites.count / 2 - overallBudget.concurrent > overallBudget.perMinute { forgetQuietSites(at: now) }
    }

    mutating func leave(_ site: String) {
        overall.underWay -= 1
        sites[site]?.underWay -= 1
    }

    /// O(sites), once in as many requests: a site that spent nothing for a minute is as good as unknown.
    private mutating func forgetQuietSites(at now: Duration) {
        sites = sites.filter { $0.value.underWay > 0 || now - $0.value.updated < .seconds(60) }
    }
}
