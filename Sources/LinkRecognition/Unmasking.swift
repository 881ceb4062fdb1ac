// Disguised addresses are read twice: once as they stand, and, where something odd stands beside them, once more with
// the disguise undone, on a copy whose every byte knows where it came from.

/// A stretch of text in plain ASCII, with the place of each byte in the original.
struct UnmaskedText {
    var bytes: [UInt8] = []
    /// Where each byte's source begins and ends in the text, counted from `base`.
    private var sources: [(start: Int32, end: Int32)] = []
    /// Where reading began in the text.
    private let base: Int
    /// Where reading stopped in the text.
    var stop = 0
    /// A stop that people set between words as well as in disguised names was read as a dot.
    var readStop = false
    /// Something was undone that nobody writes by accident.
    var wasHidden = false

    fileprivate init(from base: Int) {
        self.base = base
        bytes.reserveCapacity(64)
        sources.reserveCapacity(64)
    }

    /// Where in the text the bytes of `range` come from; the range must not be empty.
    func source(_ range: Range<Int>) -> Range<Int> {
        base + Int(sources[range.lowerBound].start)..<base + Int(sources[range.upperBound - 1].end)
    }

    /// A slash other than the two after a scheme was read: stops are sentences' from here on.
    fileprivate var isInPath = false

    fileprivate mutating func append(_ byte: UInt8, from start: Int, to end: Int) {
        if byte == UInt8(ascii: "/"), let last = bytes.last, last != UInt8(ascii: ":") {
            isInPath = isInPath || !(last == byte && bytes.dropLast().last == UInt8(ascii: ":"))
        }
        bytes.append(byte)
        sources.append((Int32(truncatingIfNeeded: start - base), Int32(truncatingIfNeeded: end - base)))
    }
}

/// Longest stretch unmasked, in bytes of the result.
private let longestUnmasked = 2048

/// Reads from `start` to the first space, quotation mark or text that is no address, undoing disguises.
func unmask(_ text: Span<UInt8>, from start: Int) -> UnmaskedText {
    var result = UnmaskedText(from: start)
    var index = start
    scan: while index < text.count, result.bytes.count < longestUnmasked {
        let byte = text[index]
        if byte < 0x80 {
            if let sign = bracketedSign(text, at: index) {
                sign.reading.withUTF8Buffer { reading in
                    for character in reading { result.append(character, from: index, to: index + sign.length) }
                }
                result.wasHidden = true
                index += sign.length
                continue
            }
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "`"): break scan
            default: result.append(byte, from: index, to: index + 1)
            }
            index += 1
            continue
        }
        let scalar = decodeScalar(text, at: index)
        let end = index + scalar.length
        if isInvisible(scalar.value) {
            let isInside = !result.bytes.isEmpty && end < text.count && text[end] < 0x80 && text[end] > 0x20
            result.wasHidden = result.wasHidden || isInside
        } else if let ascii = readable(scalar.value, text, before: end) {
            result.append(ascii, from: index, to: end)
            result.wasHidden = true
        } else if !result.isInPath, isStop(scalar.value), let last = result.bytes.last, isAlphanumeric(last),
            beginsLabel(text, at: end)
        {
            result.append(UInt8(ascii: "."), from: index, to: end)
            result.readStop = true
        } else {
            break scan
        }
        index = end
    }
    result.stop = index
    return result
}

/// The full stops of UTS 46, and 点 (U+70B9), which is read "dot".
func isStop(_ scalar: UInt32) -> Bool { isIdeographicStop(scalar) || scalar == 0x70B9 }

private func beginsLabel(_ text: Span<UInt8>, at index: Int) -> Bool {
    guard index < text.count else { return false }
    let scalar = decodeScalar(text, at: index).value
    return (asciiLookalike(scalar) ?? (scalar < 0x80 ? UInt8(scalar) : 0)).isLetterOrDigit
}

/// What a compatibility form stands for inside an address. Full-width marks that also punctuate text count only where
/// more of an address follows.
private func readable(_ scalar: UInt32, _ text: Span<UInt8>, before next: Int) -> UInt8? {
    guard let ascii = asciiLookalike(scalar) else { return nil }
    if ascii.isLetterOrDigit { return ascii }
    switch ascii {
    case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="),
        UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "@"):
        return ascii
    case UInt8(ascii: ":"), UInt8(ascii: "?"):
        guard next < text.count else { return nil }
        let following = decodeScalar(text, at: next).value
        let mark = asciiLookalike(following) ?? (following < 0x80 ? UInt8(following) : 0)
        return mark.isLetterOrDigit || mark == UInt8(ascii: "/") ? ascii : nil
    default: return nil
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool { isAlphanumeric(self) }
}

/// A sign of an address between brackets, as people write addresses they do not want to be clicked: `[.]`, `(dot)`,
/// `[:]`, `[://]`, `{.}`.
func bracketedSign(_ text: Span<UInt8>, at index: Int) -> (reading: StaticString, length: Int)? {
    guard index + 2 < text.count else { return nil }
    let close: UInt8
    switch text[index] {
    case UInt8(ascii: "["): close = UInt8(ascii: "]")
    case UInt8(ascii: "("): close = UInt8(ascii: ")")
    case UInt8(ascii: "{"): close = UInt8(ascii: "}")
    default: return nil
    }
    var end = index + 1
    while end < text.count, end - index <= 4, text[end] != close { end += 1 }
    guard end < text.count, text[end] == close else { return nil }
    let length = end + 1 - index
    switch length {
    case 3 where text[index + 1] == UInt8(ascii: "."): return (".", length)
    case 3 where text[index + 1] == UInt8(ascii: ":"): return (":", length)
    case 3 where text[index + 1] == UInt8(ascii: "/"): return ("/", length)
    case 5 where matches(text, at: index + 1, "dot"): return (".", length)
    case 5 where matches(text, at: index + 1, "://"): return ("://", length)
    default: return nil
    }
}
