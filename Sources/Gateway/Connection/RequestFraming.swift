import HTTPTypes
import NIOHTTP1

/// What must be right about a request's head before anything else is looked at, so that no two programs on its way can
/// disagree where it ends and for whom it is (RFC 9112 §3.2, §6.1, §6.3).
enum RequestFraming {
    /// Bytes of a request target.
    static let targetLimit = 16 << 10

    /// Why the request is refused and the connection closed; `nil` for a good one.
    ///
    /// - Parameter bodyLimit: Bytes a body may have, but for one that is read line by line and for a complaint, which may
    ///   bring pictures. Routes have limits of their own below this one.
    static func problem(_ head: HTTPRequestHead, bodyLimit: Int) -> Problem? {
        var hosts = 0
        var coding: String?
        var length: Int?
        var isLines = false
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4 where name.lowercased() == "host":
                hosts += 1
                guard isHost(value) else { return bad("The Host field is not a host.") }
            case 12 where name.lowercased() == "content-type":
                isLines = value.lowercased().hasPrefix(CheckLines.mediaType)
            case 14 where name.lowercased() == "content-length": length = Int(value)
            case 17 where name.lowercased() == "transfer-encoding":
                guard coding == nil else { return bad("Transfer-Encoding is given twice.") }
                coding = value.lowercased()
            default: break
            }
        }
        if hosts > 1 || (hosts == 0 && head.version == .http1_1) {
            return bad("A request must have exactly one Host field.")
        }
        if let coding {
            guard head.version == .http1_1 else { return bad("HTTP/1.0 has no Transfer-Encoding.") }
            guard coding == "chunked" else {
                return Problem(
                    .notImplemented, "transfer-coding", "The transfer coding is not supported",
                    detail: "Only “Transfer-Encoding: chunked” is.")
            }
            if length != nil { return bad("Content-Length and Transfer-Encoding contradict each other.") }
        }
        guard head.uri.utf8.count <= targetLimit else {
            return Problem(
                .uriTooLong, "target-too-long", "The request target is too long",
                detail: "It may have at most \(targetLimit) bytes.")
        }
        if let length, length > bodyLimit, !isLines {
            let mayBringPictures = head.uri.prefix { $0 != "?" }.contains("/complain")
            guard mayBringPictures, length <= ComplaintRoutes.bodyLimit else { return .bodyTooLarge(limit: bodyLimit) }
        }
        return nil
    }

    /// What the parser could not read.
    static func problem(_ error: HTTPParserError) -> Problem {
        if error == .headerOverflow {
            return Problem(
                .requestHeaderFieldsTooLarge, "header-too-large", "The header is too large",
                detail: "The request's header has too many or too long fields.")
        }
        return bad("The request is not HTTP/1.1 as RFC 9112 has it.")
    }

    private static func bad(_ detail: String) -> Problem {
        Problem(.badRequest, "malformed-request", "The request is malformed", detail: detail)
    }

    /// `uri-host [ ":" port ]` (RFC 9110 §7.2), as far as characters go; an empty one is allowed.
    private static func isHost(_ value: String) -> Bool {
        var rest = value.utf8[...]
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let inside = rest[rest.index(after: rest.startIndex)..<end]
            guard !inside.isEmpty,
                inside.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { return false }
            rest = rest[rest.index(after: end)...]
        } else {
            let end = rest.firstIndex(of: UInt8(ascii: ":")) ?? rest.endIndex
            guard isName(rest[..<end]) else { return false }
            rest = rest[end...]
        }
        guard let colon = rest.first else { return true }
        return colon == UInt8(ascii: ":") && rest.count <= 6
            && rest.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// `reg-name` (RFC 3986 §3.2.2).
    private static func isName(_ name: Substring.UTF8View) -> Bool {
        var percent = 0
        for byte in name {
            if percent > 0 {
                guard isHexDigit(byte) else { return false }
                percent -= 1
                continue
            }
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                continue
            case UInt8(ascii: "%"): percent = 2
            default: guard "-._~!$&'()*+,;=".utf8.contains(byte) else { return false }
            }
        }
        return percent == 0
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
