import NIOCore
import NIOSSL
import Synchronization

extension NIOSSLCertificate {
    /// Whether the certificate is for `name`, by a DNS name in its `subjectAltName` (RFC 9525 §6.3).
    ///
    /// NIOSSL has checked the certificate by then, but takes one that is for the server's address instead of its name:
    /// whoever can make a name lead to their own address, for which certificates are to be had, could speak for it.
    func isFor(_ name: String) -> Bool {
        let labels = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        return _subjectAlternativeNames().contains { alternative in
            guard alternative.nameType == .dnsName else { return false }
            let pattern = String(decoding: alternative.contents, as: UTF8.self).lowercased()
                .split(separator: ".", omittingEmptySubsequences: false)
            guard pattern.count == labels.count, pattern.dropFirst() == labels.dropFirst() else { return false }
            // An asterisk stands for one whole label, and never for a top-level domain's.
            return pattern.first == labels.first || (pattern.first == "*" && labels.count > 2)
        }
    }
}

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
            // How long a server has to agree to the end of a connection we no longer read.
            configuration.shutdownTimeout = .seconds(1)
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
