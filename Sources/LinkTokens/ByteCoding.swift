/// Appends integers in big-endian order and strings behind a 16-bit length.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(byte: UInt8) { bytes.append(byte) }

    mutating func append(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ value: UInt32) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// A string longer than 65,535 bytes is cut at a character's boundary.
    mutating func append(string: String) {
        var length = string.utf8.count
        if length > Int(UInt16.max) {
            var utf8 = Array(string.utf8.prefix(Int(UInt16.max)))
            while let last = utf8.last, last & 0xC0 == 0x80 { utf8.removeLast() }
            if let last = utf8.last, last >= 0xC0 { utf8.removeLast() }
            length = utf8.count
        }
        bytes.append(UInt8(length >> 8))
        bytes.append(UInt8(length & 0xFF))
        if length == string.utf8.count {
            bytes.append(contentsOf: string.utf8)
        } else {
            bytes.append(contentsOf: string.utf8.prefix(length))
        }
    }

    mutating func append(optional: String?) {
        bytes.append(optional == nil ? 0 : 1)
        if let optional { append(string: optional) }
    }
}

struct ByteReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func byte() throws(TokenError) -> UInt8 {
        guard index < bytes.count else { throw .malformed }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func uint64() throws(TokenError) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<8 { value = value << 8 | UInt64(try byte()) }
        return value
    }

    mutating func uint32() throws(TokenError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 { value = value << 8 | UInt32(try byte()) }
        return value
    }

    mutating func string() throws(TokenError) -> String {
        let length = Int(try byte()) << 8 | Int(try byte())
        guard bytes.count - index >= length else { throw .malformed }
        let range = index..<(index + length)
        index += length
        guard let text = try? UTF8Span(validating: bytes.span.extracting(range)) else { throw .malformed }
        return String(copying: text)
    }

    mutating func optional() throws(TokenError) -> String? {
        switch try byte() {
        case 0: nil
        case 1: try string()
        default: throw .malformed
        }
    }
}
