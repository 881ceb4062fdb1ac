/// Names one request in its answer and in the log.
struct RequestID: Sendable, CustomStringConvertible {
    /// Bytes that an id given by a client may have.
    private static let limit = 128

    let text: String

    /// The client's own id, where it is 1 to 128 letters, digits, `.`, `_` or `-`; `nil` for any other, so that nothing
    /// foreign gets into the log.
    init?(given: String?) {
        guard let given, (1...Self.limit).contains(given.utf8.count),
            given.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            })
        else { return nil }
        text = given
    }

    /// 16 hexadecimal digits.
    init(random: UInt64) {
        text = String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: random >> UInt64(60 - 4 * index) & 0xF)
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            return 16
        }
    }

    var description: String { text }
}
