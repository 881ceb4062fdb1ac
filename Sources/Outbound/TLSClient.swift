import NIOSSL
import Synchronization

/// The TLS settings of all connections, made when first needed: reading the system's certificates takes milliseconds.
final class TLSClient: Sendable {
    private let additionalTrustRoots: [UInt8]?
    private let made = Mutex<NIOSSLContext?>(nil)

    init(additionalTrustRoots: [UInt8]?) {
        self.additionalTrustRoots = additionalTrustRoots
    }

    /// - Throws: What NIOSSL says of certificates it cannot read.
    func context() throws -> NIOSSLContext {
        try made.withLock { made in
            if let made { return made }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            if let additionalTrustRoots {
                configuration.additionalTrustRoots = [
                    .certificates(try NIOSSLCertificate.fromPEMBytes(additionalTrustRoots))
                ]
            }
            let context = try NIOSSLContext(configuration: configuration)
            made = context
            return context
        }
    }
}
