import Gate

/// Reads what `hutong-picture` writes; main.c there describes it. A picture may have taken that program over, so nothing
/// in its answer is believed.
struct PictureAnswer {
    /// Codes that a picture may have, and bytes of a code: picture.h.
    static let codeLimit = 20
    static let textLimit = 12_288
    /// Bytes of the longest answer.
    static let byteLimit = 2 + codeLimit * (36 + textLimit)

    private var bytes: ArraySlice<UInt8>

    /// The reading in `bytes`; `nil` for bytes that are not a whole answer.
    static func reading(_ bytes: [UInt8]) -> PictureReading? {
        var answer = PictureAnswer(bytes: bytes[...])
        guard let status = answer.byte(), let count = answer.byte(), count <= codeLimit else { return nil }
        var codes: [PictureCode] = []
        for _ in 0..<count {
            guard let code = answer.code() else { return nil }
            codes.append(code)
        }
        guard answer.bytes.isEmpty else { return nil }
        switch status {
        case 0: return .read(codes)
        case 1: return codes.isEmpty ? .unreadable : nil
        case 2: return codes.isEmpty ? .tooLarge : nil
        default: return nil
        }
    }

    private mutating func byte() -> UInt8? { bytes.popFirst() }

    private mutating func number() -> UInt32? {
        guard bytes.count >= 4 else { return nil }
        defer { bytes = bytes.dropFirst(4) }
        return bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private mutating func code() -> PictureCode? {
        var corners: [PictureCode.Point] = []
        for _ in 0..<4 {
            guard let x = number(), let y = number() else { return nil }
            corners.append(
                PictureCode.Point(x: Int(Int32(bitPattern: x)), y: Int(Int32(bitPattern: y))))
        }
        guard let length = number(), length <= Self.textLimit, bytes.count >= Int(length) else { return nil }
        defer { bytes = bytes.dropFirst(Int(length)) }
        return PictureCode(
            picture: 0, text: String(decoding: bytes.prefix(Int(length)), as: UTF8.self), corners: corners)
    }
}
