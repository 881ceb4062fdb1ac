import CZlib

/// Unpacks gzip (RFC 1952), whole or not at all as far as its caller can tell, and never more than it is told.
enum Gunzip {
    enum Problem: Error, CustomStringConvertible {
        case damaged
        case tooLong(limit: Int)

        var description: String {
            switch self {
            case .damaged: "its gzip is damaged or cut short"
            case .tooLong(let limit): "is longer than \(limit >> 20) MiB when unpacked"
            }
        }
    }

    private static let pieceSize = 256 << 10

    /// Whether `bytes` begin as gzip does.
    static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B, 8]) }

    /// Hands what `bytes` hold to `piece`, in order.
    ///
    /// - Throws: ``Problem``, and what `piece` throws.
    static func unpack(_ bytes: [UInt8], limit: Int, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws {
        var stream = z_stream()
        guard czlib_begin_gunzip(&stream) == Z_OK else { throw Problem.damaged }
        defer { inflateEnd(&stream) }
        let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: pieceSize)
        defer { output.deallocate() }
        var room = limit
        try bytes.withUnsafeBufferPointer { input in
            var place = 0
            while true {
                let count = min(input.count - place, 1 << 30)
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + place })
                stream.avail_in = UInt32(count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let result = inflate(&stream, Z_NO_FLUSH)
                place += count - Int(stream.avail_in)
                let made = output.count - Int(stream.avail_out)
                room -= made
                guard room >= 0 else { throw Problem.tooLong(limit: limit) }
                try piece(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<made]))
                switch result {
                case Z_OK: continue
                case Z_STREAM_END where place == input.count: return
                // Several members stand behind one another (section 2.2).
                case Z_STREAM_END where inflateReset(&stream) == Z_OK: continue
                default: throw Problem.damaged
                }
            }
        }
    }
}
