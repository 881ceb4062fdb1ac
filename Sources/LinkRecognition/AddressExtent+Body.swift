/// The extent of path, query and fragment from `start` on.
///
/// - Parameters:
///   - quote: The quotation mark before the whole address, which ends it; 0 for none.
///   - admitsUnspaced: Whether letters of unspaced scripts belong to the path, as after an international host.
func bodyExtent(
    _ text: Span<UInt8>, from start: Int, quote: UInt8 = 0, admitsUnspaced: Bool = false
) -> AddressExtent {
    var index = start
    var disguised = false
    var escaped = false
    scan: while index < text.count {
        index = plainEnd(text, from: index)
        guard index < text.count else { break }
        let byte = text[index]
        switch byte {
        case UInt8(ascii: ":"):
            if let previous = gluedAddressStart(text, colon: index, after: start) {
                index = previous
                break scan
            }
            index += 1
        case UInt8(ascii: "&"):
            if endsAtEntity(text, at: index) { break scan }
            escaped = escaped || isEscapedAmpersand(text, at: index)
            index += 1
        case UInt8(ascii: "'"):
            if quote == byte { break scan }
            index += 1
        case UInt8(ascii: "\\"):
            // Only an address that writes its slashes so goes on after one.
            guard text[start] == byte, index + 1 < text.count, isAlphanumeric(text[index + 1]) else { break scan }
            index += 1
        case UInt8(ascii: "("), UInt8(ascii: "["):
            if isBracketedDot(text, at: index) { disguised = true }
            guard let end = bracketedEnd(text, from: index) else { break scan }
            index = end
        case UInt8(ascii: "{"):
            guard let end = jsonEnd(text, from: index) else { break scan }
            index = end
        case 0x80...:
            let scalar = decodeScalar(text, at: index)
            if isSpacedLetter(scalar.value) {
                index += scalar.length
            } else if let end = unspacedRunEnd(text, from: index, start: start, admitted: admitsUnspaced) {
                index = end
            } else {
                disguised = disguised || hidesMore(text, at: index)
                break scan
            }
        default: break scan
        }
    }
    return AddressExtent(
        end: trimmed(text, start..<index), host: start..<start, isDisguised: disguised, isEscaped: escaped)
}

/// Longest stretch in brackets that belongs to an address, in bytes.
private let longestBracketed = 128

/// The offset after the bracket that closes the one at `start`, if an address goes on from here to there.
private func bracketedEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    let open = text[start]
    let close = open == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
    let limit = min(text.count, start + longestBracketed)
    var depth = 0
    var index = start
    while index < limit {
        let byte = text[index]
        if byte == open {
            depth += 1
        } else if byte == close {
            depth -= 1
            if depth == 0 { return index + 1 }
        } else if byte >= 0x80 {
            let scalar = decodeScalar(text, at: index)
            guard isSpacedLetter(scalar.value) || isUnspacedLetter(scalar.value) else { return nil }
            index += scalar.length - 1
        } else if !isPlainAddressByte(byte) {
            switch byte {
            case UInt8(ascii: ":") where matches(text, at: index, "://"): return nil
            case UInt8(ascii: ":"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                break
            default: return nil
            }
        }
        index += 1
    }
    return nil
}

/// Where another address begins that was pasted onto this one without a space; `nil` for a nested address, which stands
/// after a delimiter of paths or queries.
private func gluedAddressStart(_ text: Span<UInt8>, colon: Int, after start: Int) -> Int? {
    guard colon + 2 < text.count, text[colon + 1] == UInt8(ascii: "/"), text[colon + 2] == UInt8(ascii: "/") else {
        return nil
    }
    for length in [5, 4] where colon - length > start {
        guard matches(text, at: colon - length, length == 5 ? "https" : "http") else { continue }
        let before = text[colon - length - 1]
        let isSeparator = before == UInt8(ascii: ",") || before == UInt8(ascii: ";") || before == UInt8(ascii: "!")
        return isAlphanumeric(before) || isSeparator ? colon - length : nil
    }
    return nil
}

/// Whether `text` reads `word`, which is lower case, at `offset`. ASCII case is ignored.
@inline(__always)
func matches(_ text: Span<UInt8>, at offset: Int, _ word: StaticString) -> Bool {
    guard offset >= 0, offset + word.utf8CodeUnitCount <= text.count else { return false }
    return word.withUTF8Buffer { buffer in
        for index in 0..<buffer.count where lowercased(text[offset + index]) != buffer[index] { return false }
        return true
    }
}

/// `&amp;`, in any case.
@inline(__always)
func isEscapedAmpersand(_ text: Span<UInt8>, at index: Int) -> Bool {
    index + 1 < text.count && text[index + 1] | 0x20 == UInt8(ascii: "a") && matches(text, at: index, "&amp;")
}

/// HTML's names for characters that no address holds, as escaped text has them after one.
private func endsAtEntity(_ text: Span<UInt8>, at index: Int) -> Bool {
    guard index + 3 < text.count else { return false }
    switch text[index + 1] {
    case UInt8(ascii: "l"), UInt8(ascii: "g"), UInt8(ascii: "q"), UInt8(ascii: "n"), UInt8(ascii: "#"): break
    default: return false
    }
    return isTextEntity(text, at: index)
}

private func isTextEntity(_ text: Span<UInt8>, at index: Int) -> Bool {
    matches(text, at: index, "&lt;") || matches(text, at: index, "&gt;") || matches(text, at: index, "&quot;")
        || matches(text, at: index, "&nbsp;") || matches(text, at: index, "&#39;") || matches(text, at: index, "&#34;")
}

/// The end of a JSON object that stands, unescaped, as the value of a parameter: app links carry them so.
private func jsonEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    guard start > 0, text[start - 1] == UInt8(ascii: "="), start + 1 < text.count,
        text[start + 1] == UInt8(ascii: "\"") || text[start + 1] == UInt8(ascii: "}")
    else { return nil }
    var depth = 0
    var inString = false
    var index = start
    let limit = min(text.count, start + 4096)
    while index < limit {
        let byte = text[index]
        switch byte {
        case UInt8(ascii: "\\") where inString: index += 1
        case UInt8(ascii: "\""): inString.toggle()
        case UInt8(ascii: "{") where !inString: depth += 1
        case UInt8(ascii: "}") where !inString:
            depth -= 1
            if depth == 0 { return index + 1 }
        case 0x00..<0x20: return nil
        default: guard inString || isJSONByte(byte) else { return nil }
        }
        index += 1
    }
    return nil
}

/// A byte of JSON outside strings.
private func isJSONByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: " "),
        UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
        true
    default: isAlphanumeric(byte)
    }
}

/// The end of letters of an unspaced script that belong to the address although nothing separates them from text:
/// a value that `&` or `/` and more of the address follow, the title of a wiki page, or any of them where the host was
/// written in such a script.
private func unspacedRunEnd(_ text: Span<UInt8>, from index: Int, start: Int, admitted: Bool) -> Int? {
    var end = index
    var letters = 0
    while end < text.count, letters < 32 {
        let scalar = decodeScalar(text, at: end)
        guard isUnspacedLetter(scalar.value) else { break }
        end += scalar.length
        letters += 1
    }
    guard letters > 0 else { return nil }
    let previous = text[index - 1]
    if admitted || (previous == UInt8(ascii: "/") && isWikiPath(text, before: index)) { return end }
    guard end + 1 < text.count, isAlphanumeric(text[end + 1]) else { return nil }
    let next = text[end]
    if previous == UInt8(ascii: "=") { return next == UInt8(ascii: "&") ? end : nil }
    if previous == UInt8(ascii: "/") { return next == UInt8(ascii: "/") && letters <= 12 ? end : nil }
    return nil
}

private func isWikiPath(_ text: Span<UInt8>, before index: Int) -> Bool {
    matches(text, at: index - 6, "/wiki/") || matches(text, at: index - 6, "/item/")
}
