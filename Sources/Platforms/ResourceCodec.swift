/// Platforms that write one id in two ways: which of them counts.
public enum ResourceCodec: String, Sendable, Hashable, CaseIterable {
    /// Bilibili: `av` and decimal digits, or `BV1` and nine characters of base 58. The latter counts.
    case bilibili
    /// Weibo: 16 decimal digits (mid), or groups of them in base 62 (bid). The former counts.
    case weibo

    /// The form of `id` that counts; `id` itself where it is in neither.
    public func canonical(_ id: String) -> String {
        switch self {
        case .bilibili: bilibiliID(id)
        case .weibo: weiboID(id)
        }
    }
}

// MARK: Bilibili

/// A permutation of base 58; position is value.
private let bilibiliAlphabet = Array("FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf".utf8)
private let bilibiliMask: UInt64 = 23_442_827_791_579
private let bilibiliBit: UInt64 = 1 << 51

private func bilibiliID(_ id: String) -> String {
    let digits = id.hasPrefix("av") || id.hasPrefix("AV") ? id.dropFirst(2) : id[...]
    guard let number = UInt64(digits), number < bilibiliBit else { return id }
    var rest = (bilibiliBit | number) ^ bilibiliMask
    var text = Array("BV1000000000".utf8)
    var index = text.count - 1
    while rest > 0, index > 2 {
        text[index] = bilibiliAlphabet[Int(rest % 58)]
        rest /= 58
        index -= 1
    }
    text.swapAt(3, 9)
    text.swapAt(4, 7)
    return String(decoding: text, as: UTF8.self)
}

// MARK: Weibo

private func weiboID(_ id: String) -> String {
    let bytes = Array(id.utf8)
    guard (8...12).contains(bytes.count), bytes.contains(where: { !(0x30...0x39).contains($0) }) else { return id }
    var result = ""
    var end = bytes.count
    // Four characters stand for seven digits, from the right; only the leftmost group drops its zeros.
    while end > 0 {
        let start = max(0, end - 4)
        var value = 0
        for byte in bytes[start..<end] {
            guard let digit = base62(byte) else { return id }
            value = value * 62 + digit
        }
        guard value < 10_000_000 else { return id }
        let text = String(value)
        result = (start > 0 ? String(repeating: "0", count: 7 - text.count) + text : text) + result
        end = start
    }
    return result
}

private func base62(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x61...0x7A: Int(byte) - 0x61 + 10
    case 0x41...0x5A: Int(byte) - 0x41 + 36
    default: nil
    }
}
