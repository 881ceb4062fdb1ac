import Attribution
import Crypto
import Foundation
import Gate
import Hummingbird
import HummingbirdCore
import LinkPolicy
import LinkTokens
public import Logging
import NIOCore
import NIOPosix
public import Persistence
import ServiceLifecycle
import URLStandard
import UnixSignals

/// A gateway: its store, its state, its routes and the services that keep them going.
public struct Gateway: Sendable {
    let configuration: GatewayConfiguration
    let database: any SQLDatabase
    let state: GatewayState
    let loader: StateLoader
    let observations: ObservationWriter
    let router: GatewayRouter
    let hotPath: HotPath
    let metrics: GatewayMetrics
    let registry: PrometheusRegistry
    let deliverer: WebhookDeliverer
    let housekeeper: Housekeeper
    /// `nil` when cards are off.
    let healthWatcher: HealthWatcher?
    let logger: Logger
    private let rulesFolder: String
    private let threats: ThreatStore

    /// - Parameters:
    ///   - pictures: Reads the codes in pictures; without it, messages with pictures are refused.
    ///   - shrinker: Makes the pictures of cards small; without it, cards name the sites' own only.
    /// - Throws: ``ConfigurationProblem``, ``Persistence/PersistenceError`` or `YAMLProblem` when the gateway cannot
    ///   start; each says what to do in a sentence.
    public init(
        configuration: GatewayConfiguration, files: RulebookFiles, database: any SQLDatabase, master: MasterKey,
        clock: any GatewayClock = SystemClock(), pictures: (any PictureReader)? = nil,
        shrinker: (any PictureShrinker)? = nil, logger: Logger
    ) async throws {
        self.configuration = configuration
        self.database = database
        self.logger = logger
        rulesFolder = files.folder
        loader = StateLoader(
            database: database, master: master, allowances: Allowances(rate: configuration.rateLimit), clock: clock)
        if configuration.playground, try await loader.secrets.readerSecrets()[.playground] == nil {
            _ = try await loader.secrets.makeReaderSecret(tenant: .playground, now: clock.seconds)
        }
        housekeeper = Housekeeper(
            database: database, secrets: loader.secrets, plan: RetentionPlan(configuration.retention),
            linkLifetime: configuration.linkLifetime, clock: clock, logger: logger)
        try await housekeeper.noteLinkLifetime()
        threats = ThreatStore(data: configuration.data)
        // A mistake in the file is told at start.
        if let feeds = configuration.feeds { _ = try FeedDefinition.load(feeds) }
        let rulebook = try files.rulebook(
            configuration, publicHost: configuration.publicHost, stored: try await loader.storedPolicies(known: []))
        let snapshot = try await loader.load(
            over: ThreatWatcher.rulebook(rulebook, with: threats, logger: logger))
        do { try await loader.choices.refresh(logger) } catch {
            logger.error(
                "choices of groups and people cannot be read: verdicts are degraded until they can",
                metadata: ["error": "\(error)"])
        }
        let today = Day(of: clock.seconds)
        state = GatewayState(
            snapshot, day: today, hasher: try await loader.hasher(day: today), now: clock.seconds)
        do { try await state.holds.refresh(from: loader.holds, now: clock.seconds) } catch {
            logger.error("decisions on held links cannot be read", metadata: ["error": "\(error)"])
        }
        if let publicURL = configuration.publicURL { state.setPublicURL(publicURL) }
        registry = PrometheusRegistry(help: GatewayMetrics.help)
        metrics = GatewayMetrics(factory: registry)
        let store = ObservationStore(database)
        observations = ObservationWriter(store: store, metrics: metrics, logger: logger)
        let shortLinks = ShortLinkStore(database)
        let pages = try PageRenderer(contact: configuration.contact)
        let random = RandomSource()
        let popular = configuration.cards ? PopularLinks() : nil
        let facts = FactRecorder(
            state: state, observations: observations, metrics: metrics, random: random,
            share: configuration.recordedFacts)
        let visits = VisitRecorder(
            state: state, observations: observations, facts: facts, metrics: metrics, popular: popular)
        let shareCodes = try ShareCodes(configuration, clock: clock, logger: logger)
        let cards =
            configuration.cards
            ? CardService(
                configuration: configuration, clock: clock, shrinker: shrinker, observations: observations) : nil
        healthWatcher = cards.flatMap { [state] cards in
            popular.map { HealthWatcher(popular: $0, cards: cards, state: state, logger: logger) }
        }
        let checks = CheckService(
            state: state, configuration: configuration, shortLinks: shortLinks, holds: loader.holds,
            shareCodes: shareCodes, pictureReader: pictures, cards: cards, observations: observations, facts: facts,
            metrics: metrics, random: random)
        hotPath = HotPath(
            state: state, checks: checks, visits: visits, configuration: configuration, clock: clock, metrics: metrics,
            random: random)
        let deliveries = DeliveryStore(database, master: master)
        let transport = OutboundTransport(permitted: configuration.outboundNetworks)
        deliverer = WebhookDeliverer(
            store: deliveries, transport: transport, clock: clock, metrics: metrics, logger: logger)
        let sessions = SessionService(
            state: state, store: loader.signers,
            keys: SignerKeys(permitted: configuration.outboundNetworks, logger: logger), clock: clock, logger: logger)
        let choices = ChoiceService(state: state, reader: loader.choices, clock: clock)
        let appeals = AppealDesk(
            state: state, store: AppealStore(database), proof: SiteProof(permitted: configuration.outboundNetworks),
            clock: clock)
        let complaints = ComplaintService(
            state: state, store: ComplaintStore(database), observations: observations, cards: cards,
            pictures: configuration.pictureLimit > 0 ? shrinker.map(ComplaintPictures.init) : nil, clock: clock,
            random: random)
        let go = GoRoutes(
            state: state, configuration: configuration, shortLinks: shortLinks, shareCodes: shareCodes,
            complaints: complaints, visits: visits, pages: pages, cards: cards, clock: clock)
        let standings = StandingDesk(state: state, store: loader.standings, clock: clock)
        let holdDesk = HoldDesk(state: state, store: loader.holds, clock: clock)
        router = GatewayRouter(
            checks: ChecksRoute(
                state: state, configuration: configuration, service: checks,
                idempotency: Idempotency(store: IdempotencyStore(database), clock: clock), clock: clock),
            cards: CardsRoute(state: state, service: cards, configuration: configuration, clock: clock),
            oEmbed: OEmbedRoute(state: state, service: cards, clock: clock),
            pictures: PictureRoute(state: state, shelf: cards?.pictures, clock: clock),
            stats: StatsRoute(state: state, store: store, clock: clock),
            health: SiteHealthRoute(state: state, store: HealthStore(database), clock: clock),
            holds: HoldRoutes(
                desk: holdDesk, idempotency: Idempotency(store: IdempotencyStore(database), clock: clock),
                configuration: configuration),
            rulings: RulingRoutes(
                state: state, store: loader.rulings,
                idempotency: Idempotency(store: IdempotencyStore(database), clock: clock),
                configuration: configuration, clock: clock),
            appeals: AppealRoutes(
                state: state, rulings: loader.rulings, desk: appeals,
                idempotency: Idempotency(store: IdempotencyStore(database), clock: clock), clock: clock),
            appealPages: AppealPages(
                state: state, rulings: loader.rulings, desk: appeals, sessions: sessions, standings: standings,
                pages: pages,
                configuration: configuration, clock: clock),
            senders: SenderRoutes(state: state, configuration: configuration, clock: clock),
            standings: StandingRoutes(desk: standings),
            standingPages: StandingPages(desk: standings, pages: pages, configuration: configuration),
            webhooks: WebhookRoutes(
                state: state, webhooks: loader.webhooks, deliveries: deliveries, transport: transport, clock: clock),
            choices: ChoiceRoutes(choices),
            sessions: SessionRoutes(sessions: sessions, pages: pages, configuration: configuration),
            choicePages: ChoicePages(choices: choices, sessions: sessions, pages: pages, configuration: configuration),
            heldPages: HeldPages(desk: holdDesk, sessions: sessions, pages: pages, configuration: configuration),
            policies: PolicyRoutes(state: state, versions: loader.policies, clock: clock),
            go: go,
            complaintPages: ComplaintPages(
                complaints: complaints, go: go, pages: pages, configuration: configuration),
            complaints: ComplaintRoutes(complaints: complaints, go: go, configuration: configuration),
            cases: CaseRoutes(
                state: state, store: CaseStore(database),
                idempotency: Idempotency(store: IdempotencyStore(database), clock: clock),
                configuration: configuration, clock: clock),
            play: configuration.playground
                ? PlayRoutes(
                    state: state, configuration: configuration, store: store, observations: observations, pages: pages,
                    clock: clock, random: random) : nil,
            readiness: HealthRoutes(state: state, observations: observations, revisions: loader.revisions),
            pages: pages,
            configuration: configuration, metrics: metrics, random: random)
    }

    /// Serves until the process is told to stop, then answers what is in progress and writes what is in flight.
    ///
    /// - Parameter onRunning: Called once with the address people reach the gateway under.
    public func run(onRunning: @escaping @Sendable (String) -> Void) async throws {
        let state = state
        let logger = logger
        let host = configuration.host
        let hotPath = hotPath
        let allowed = FileDescriptors.connectionsAllowed()
        let connections = min(configuration.connectionLimit ?? allowed, allowed)
        let refresher = StateRefresher(state: state, loader: loader, node: Self.nodeName(), logger: logger)
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: Processors.available)
        let application = Application(
            router: router.build(),
            server: .http1(
                configuration: .init(
                    // The connection's time is kept by the handler of the hot paths, which sees every request.
                    additionalChannelHandlers: [ConnectionHandlerInstaller(hotPath)],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: Self.headerLimit, maxHeaderListSize: Self.headerLimit,
                        maxHeaderFieldCount: Self.headerFieldLimit))),
            configuration: .init(
                address: .hostname(host, port: configuration.port), serverName: "hutong",
                availableConnectionsDelegate: MaximumAvailableConnections(connections)),
            services: services(refresher),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                let shownHost = host.contains(":") ? "[\(host)]" : host == "0.0.0.0" ? "127.0.0.1" : host
                let listener = "http://\(shownHost):\(port)"
                if state.publicURL == nil {
                    state.setPublicURL(listener)
                    if ["0.0.0.0", "::"].contains(host) {
                        logger.warning("public_url is not set: links will begin with an address of this machine only")
                    }
                }
                // From here on, a command that changes something waits for this gateway.
                do { try await refresher.announce() } catch {
                    logger.error("the store cannot be written", metadata: ["error": "\(error)"])
                }
                onRunning(listener)
            },
            eventLoopGroupProvider: .shared(loops),
            logger: logger)
        var services = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        services.maximumGracefulShutdownDuration = .seconds(configuration.shutdownTimeout)
        do {
            try await ServiceGroup(configuration: services).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ConfigurationProblem(
                source: "\(host):\(configuration.port)", reason: "is already in use; choose another port")
        } catch let error as IOError {
            throw ConfigurationProblem(source: "\(host):\(configuration.port)", reason: "\(error)")
        } catch let error as SocketAddressError {
            throw ConfigurationProblem(source: "host", reason: "\"\(host)\" cannot be listened on: \(error)")
        }
    }

    private func services(_ refresher: StateRefresher) -> [any Service] {
        var services: [any Service] = [
            observations,
            refresher,
            RulesWatcher(
                folder: rulesFolder, configuration: configuration, state: state, clock: loader.clock, logger: logger),
            ThreatWatcher(store: threats, state: state, logger: logger),
            housekeeper,
            deliverer,
            CaseKeeper(
                store: CaseStore(database), complaints: ComplaintStore(database), state: state, clock: loader.clock,
                logger: logger),
            StandingKeeper(
                state: state, store: loader.standings, leases: LeaseStore(database), node: refresher.node,
                names: loader.complainants, clock: loader.clock, logger: logger),
            StandingViewMaker(
                state: state, store: loader.standings, leases: LeaseStore(database), node: refresher.node,
                clock: loader.clock, logger: logger),
            HoldKeeper(store: loader.holds, state: state, clock: loader.clock, logger: logger),
            VerdictWatcher(
                state: state, links: PostedLinkStore(database), leases: LeaseStore(database), node: refresher.node,
                clock: loader.clock, logger: logger),
        ]
        if let healthWatcher { services.append(healthWatcher) }
        if let feeds = configuration.feeds {
            services.append(
                FeedService(
                    path: feeds, store: threats,
                    transport: OutboundFeedTransport(permitted: configuration.outboundNetworks),
                    lease: FeedLease(leases: LeaseStore(database), node: refresher.node, clock: loader.clock),
                    state: state, clock: loader.clock, logger: logger))
        }
        if let listener = configuration.metricsListener {
            services.append(
                MetricsListener(
                    listener: listener, registry: registry, metrics: metrics, state: state, observations: observations,
                    deliveries: deliverer.store, holds: loader.holds, threats: threats, clock: loader.clock,
                    logger: logger))
        }
        return services
    }

    /// Bytes of a request's header, and of one field of it.
    private static let headerLimit = 32 << 10
    /// Fields of a request's header.
    private static let headerFieldLimit = 100

    private static func nodeName() -> String { Base64URL.encode((0..<9).map { _ in UInt8.random(in: 0...255) }) }
}
