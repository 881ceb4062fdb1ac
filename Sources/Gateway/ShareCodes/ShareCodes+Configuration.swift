import LinkPolicy
import Logging

extension ShareCodes {
    /// Whoever `configuration` gives access to is asked.
    ///
    /// - Throws: ``ConfigurationProblem`` when that access lacks a part.
    init(_ configuration: GatewayConfiguration, clock: any GatewayClock, logger: Logger) throws {
        var resolvers: [any ShareCodeResolver] = []
        if let access = try configuration.shareCodes.taobao(), let platform = PlatformSlug("taobao") {
            resolvers.append(
                TaobaoCodes(access, platform: platform, permitted: configuration.outboundNetworks, clock: clock))
        }
        self.init(
            resolvers, patience: .milliseconds(configuration.shareCodes.timeout), clock: clock, logger: logger)
    }
}
