import HTTPTypes
import JSONText
import LinkPolicy
import NIOCore
import Synchronization

/// Answers of the hot paths, written as the bytes that go over the wire (RFC 9112 §4).
enum HotResponse {
    private static let redirectHead: StaticString = """
        HTTP/1.1 302 Found\r
        Content-Length: 0\r
        Cache-Control: no-store\r
        Referrer-Policy: no-referrer\r
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r
        Server: hutong\r
        Date: 
        """

    private static let jsonHead: StaticString = """
        HTTP/1.1 200 OK\r
        Content-Type: application/json\r
        Cache-Control: no-store\r
        Server: hutong\r
        Date: 
        """

    /// - Parameter now: Seconds since 1970.
    static func redirect(_ redirect: Redirect, requestID: RequestID, now: Int64, into buffer: inout ByteBuffer) {
        buffer.reserveCapacity(512 + redirect.address.utf8.count)
        buffer.writeStaticString(redirectHead)
        write(HTTPDate.text(now), requestID, into: &buffer)
        if let receipt = redirect.receipt {
            buffer.writeStaticString("\r\nHutong-Receipt: ")
            buffer.writeString(receipt)
        }
        buffer.writeStaticString("\r\nLocation: ")
        buffer.writeString(redirect.address)
        buffer.writeStaticString("\r\n\r\n")
    }

    /// - Parameter now: Seconds since 1970.
    static func json(
        _ json: borrowing JSONWriter, allowance: Allowance.Taken, requestID: RequestID, now: Int64,
        into buffer: inout ByteBuffer
    ) {
        buffer.reserveCapacity(384 + json.count)
        buffer.writeStaticString(jsonHead)
        write(HTTPDate.text(now), requestID, into: &buffer)
        for (name, value) in allowance.fields {
            buffer.writeStaticString("\r\n")
            buffer.writeString(name.rawName)
            buffer.writeStaticString(": ")
            buffer.writeString(value)
        }
        buffer.writeStaticString("\r\nContent-Length: ")
        buffer.writeString(String(json.count))
        buffer.writeStaticString("\r\n\r\n")
        _ = json.withBytes { buffer.writeBytes($0) }
    }

    /// The last answer of a connection.
    static func refusal(_ problem: Problem) -> ByteBuffer {
        var json = JSONWriter(reserving: 256)
        problem.write(to: &json)
        var buffer = ByteBuffer(
            string: "HTTP/1.1 \(problem.status.code) \(problem.status.reasonPhrase)\r\n"
                + "Content-Type: application/problem+json\r\nCache-Control: no-store\r\nConnection: close\r\n"
                + "Server: hutong\r\nContent-Length: \(json.count)\r\n\r\n")
        _ = json.withBytes { buffer.writeBytes($0) }
        return buffer
    }

    private static func write(_ date: String, _ requestID: RequestID, into buffer: inout ByteBuffer) {
        buffer.writeString(date)
        buffer.writeStaticString("\r\nX-Request-Id: ")
        buffer.writeString(requestID.text)
    }
}

/// The time of a `Date` field (RFC 9110 §5.6.7), written once a second.
enum HTTPDate {
    private static let last = Mutex<(second: Int64, text: String)>((0, "Thu, 01 Jan 1970 00:00:00 GMT"))
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter now: Seconds since 1970, not negative.
    static func text(_ now: Int64) -> String {
        last.withLock { last in
            if last.second != now { last = (now, written(now)) }
            return last.text
        }
    }

    private static func written(_ now: Int64) -> String {
        let minute = utcMinute(now)
        let parts = minute.split { $0 == "-" || $0 == " " }
        guard parts.count == 4, let month = Int(parts[1]) else { return minute }
        let second = now % 60
        return "\(days[Int(now / 86_400 % 7)]), \(parts[2]) \(months[month - 1]) \(parts[0]) "
            + "\(parts[3]):\(second < 10 ? "0" : "")\(second) GMT"
    }
}
