import Foundation

/// The time of day, passed in so that tests can set it.
public protocol GatewayClock: Sendable {
    /// Milliseconds since 1970.
    var milliseconds: Int64 { get }
}

extension GatewayClock {
    /// Seconds since 1970.
    var seconds: Int64 { milliseconds / 1_000 }
}

/// The system's clock.
public struct SystemClock: GatewayClock {
    public init() {}

    public var milliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}
