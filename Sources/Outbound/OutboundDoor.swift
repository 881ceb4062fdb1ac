public import NIOCore
public import NIOPosix
import Synchronization
public import URLStandard

/// The one door to other people's servers.
///
/// Each hop is parsed, resolved and checked anew, and its connection goes to an address that was checked. Answers are
/// bounded in bytes and time. No cookie, credential or referrer leaves, and no proxy of the environment is used.
public final class OutboundDoor: Sendable {
    let policy: OutboundPolicy
    let resolver: any AddressResolver
    let transport: any HopTransport
    private let ledger: Mutex<BudgetLedger>
    let robots = Mutex(RobotsCache())
    let flights = Flights()
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - resolver: Defaults to the system's.
    ///   - group: The event loops connections run on. Defaults to the process's own.
    public convenience init(
        policy: OutboundPolicy = OutboundPolicy(), resolver: any AddressResolver = SystemResolver(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        let tls = TLSClient(additionalTrustRoots: policy.additionalTrustRoots)
        self.init(policy: policy, resolver: resolver, transport: PinnedTransport(group: group, tls: tls))
    }

    init(policy: OutboundPolicy, resolver: any AddressResolver, transport: any HopTransport) {
        self.policy = policy
        self.resolver = resolver
        self.transport = transport
        ledger = Mutex(BudgetLedger(site: policy.siteBudget, overall: policy.overallBudget, now: .zero))
    }

    /// Sends a request, follows its redirects, and gives the last answer, whatever its status.
    ///
    /// Equal GET requests under way at the same time are sent once and share their answer.
    ///
    /// - Throws: ``OutboundError``, and `CancellationError` when the task is cancelled.
    public func send(_ request: OutboundRequest) async throws -> OutboundResponse {
        if let name = request.forbiddenHeader { throw OutboundError.forbiddenHeader(name) }
        guard request.method == .get else {
            guard !flights.isClosed else { throw OutboundError.shutDown }
            return try await timed(request)
        }
        return try await flights.join(FlightKey(request)) { try await self.timed(request) }
    }

    /// Checks where a URL leads, without connecting: what ``send(_:)`` would refuse now is refused, before the URL is
    /// kept. It is checked again whenever something is sent.
    ///
    /// - Returns: The addresses of its host.
    /// - Throws: ``OutboundError``, and `CancellationError`.
    @discardableResult
    public func check(_ url: WebURL, within limit: Duration = .seconds(10)) async throws -> [IPAddress] {
        try await withDeadline(limit) { try await self.target(url).addresses }
    }

    /// Refuses new requests and gives up the GET requests under way. Others end by themselves, within their time.
    public func shutdown() async {
        await flights.close()
    }

    /// Time since this door was opened.
    var now: Duration { ContinuousClock.now - start }

    private func timed(_ request: OutboundRequest) async throws -> OutboundResponse {
        try await withDeadline(request.limits.totalTime) { try await self.follow(request) }
    }

    func target(_ url: WebURL) async throws -> CheckedTarget {
        do {
            return try await CheckedTarget.check(url, policy: policy, resolver: resolver)
        } catch let error as OutboundError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw OutboundError.unresolvable(host: url.hostname)
        }
    }

    /// One request within the budgets.
    func exchange(_ request: HopRequest, with target: CheckedTarget) async throws -> HopAnswer {
        let site = target.site
        let now = now
        try ledger.withLock { try $0.enter(site, at: now) }
        defer { ledger.withLock { $0.leave(site) } }
        return try await transport.exchange(request, with: target)
    }
}
