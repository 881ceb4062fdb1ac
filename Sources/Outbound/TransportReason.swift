import NIOCore
import NIOHTTP1
import NIOSSL

/// What the errors of the layers below mean to a reader.
enum TransportReason {
    static func of(connecting error: any Error) -> String {
        switch error {
        case ChannelError.connectTimeout: "no connection in time"
        case is IOError: "no connection"
        case is NIOSSLExtraError, is NIOSSLError, is BoringSSLError: "no TLS connection"
        default: "no connection"
        }
    }

    static func outboundError(_ error: any Error, host: String, limits: OutboundLimits) -> OutboundError {
        switch error {
        case HTTPParserError.headerOverflow, is InboundLimit.Exceeded:
            .tooLarge(host: host, limit: limits.headerBytes)
        case is NIOSSLExtraError, is HopHandler.WrongName:
            .connection(host: host, reason: "its certificate is not for this name")
        case NIOSSLError.handshakeFailed: .connection(host: host, reason: "no TLS connection, or no valid certificate")
        case is NIOSSLError, is BoringSSLError: .connection(host: host, reason: "TLS broke off")
        case is HTTPParserError, is NIOHTTPDecoderError:
            .connection(host: host, reason: "its answer is not HTTP, or broke off")
        case is HopHandler.BrokenOff, ChannelError.eof, is IOError:
            .connection(host: host, reason: "hung up before its answer was whole")
        case is HopHandler.WrongPeer: .connection(host: host, reason: "connected to an address that was not checked")
        default: .connection(host: host, reason: "no answer")
        }
    }
}
