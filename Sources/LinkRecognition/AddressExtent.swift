// How far an address reaches in running text. The text around an address is not separated from it by anything a
// standard knows of, so these are conventions: non-ASCII punctuation and letters of unspaced scripts end an address,
// closing brackets that nothing opened end it, and punctuation of the sentence around it is given back.

/// Where an address ends and what was met on the way.
struct AddressExtent {
    /// Offset after its last byte; equal to the start when there is none.
    var end: Int
    /// The host, without user information, brackets or port.
    var host: Range<Int>
    /// Something invisible, full-width or bracketed was met that may hide a longer address: worth unmasking.
    var isDisguised = false
    /// `&amp;` was met: the address comes from escaped HTML.
    var isEscaped = false
}

/// The extent of what follows `http://`: authority, path, query and fragment.
///
/// - Parameter start: Offset after the two slashes.
func addressExtent(_ text: Span<UInt8>, afterSlashes start: Int, quote: UInt8 = 0) -> AddressExtent {
    var authority = authorityExtent(text, from: start)
    guard authority.end > start else { return authority }
    let host = authority.host
    let next = authority.end < text.count ? text[authority.end] : 0
    let entersPath =
        next == UInt8(ascii: "/") || next == UInt8(ascii: "?") || next == UInt8(ascii: "#")
        || next == UInt8(ascii: "\\")
    if entersPath {
        let isInternational = text[host.upperBound - 1] >= 0x80
        let body = bodyExtent(text, from: authority.end, quote: quote, admitsUnspaced: isInternational)
        authority.end = max(body.end, authority.end)
        authority.isDisguised = authority.isDisguised || body.isDisguised
        authority.isEscaped = body.isEscaped
    } else {
        authority.end = trimmed(text, start..<authority.end)
    }
    return authority
}

/// Authority: `[user@]host[:port]`.
func authorityExtent(_ text: Span<UInt8>, from start: Int) -> AddressExtent {
    if let usual = usualHostEnd(text, from: start) { return AddressExtent(end: usual, host: start..<usual) }
    var index = start
    var hostStart = start
    var disguised = false
    // Where the "@" stands that makes everything before it user information.
    var at = -1
    if let literal = ipv6Literal(text, from: start) {
        index = literal.upperBound + 1
        let end = portEnd(text, from: index) ?? index
        return AddressExtent(end: end, host: literal)
    }
    scan: while index < text.count {
        let byte = text[index]
        switch byte {
        case _ where isHostByte(byte) || byte == UInt8(ascii: "%") || index < at:
            index += 1
        case UInt8(ascii: ":"):
            guard let found = nextAt(text, from: index + 1) else {
                index = portEnd(text, from: index) ?? index
                break scan
            }
            at = found
        case UInt8(ascii: "@"):
            guard index + 1 < text.count, index > start,
                isAlphanumeric(text[index + 1]) || text[index + 1] >= 0x80 || text[index + 1] == UInt8(ascii: "[")
            else { break scan }
            index += 1
            hostStart = index
            if let literal = ipv6Literal(text, from: index) {
                let end = literal.upperBound + 1
                return AddressExtent(end: portEnd(text, from: end) ?? end, host: literal)
            }
        case 0x80...:
            var stop = index
            if let end = internationalHostEnd(text, from: hostStart, stop: &stop), end > index {
                index = end
                continue scan
            }
            disguised = hidesMore(text, at: index)
            break scan
        default:
            guard isPlainAddressByte(byte) || byte == UInt8(ascii: "&"), byte != UInt8(ascii: "/"),
                byte != UInt8(ascii: "?"), byte != UInt8(ascii: "#"), let found = nextAt(text, from: index)
            else {
                disguised = isBracketedDot(text, at: index)
                break scan
            }
            at = found
        }
    }
    var hostEnd = index
    if let colon = lastColon(text, in: hostStart..<index) { hostEnd = colon }
    while hostEnd > hostStart, isTrailingPunctuation(text[hostEnd - 1]) { hostEnd -= 1 }
    guard hostEnd > hostStart else { return AddressExtent(end: start, host: start..<start, isDisguised: disguised) }
    return AddressExtent(end: index, host: hostStart..<hostEnd, isDisguised: disguised)
}

/// The end of a host of letters, digits, hyphens and dots that a path, the end of the text or a space follows: nearly
/// every authority. `nil` for any other.
private func usualHostEnd(_ text: Span<UInt8>, from start: Int) -> Int? {
    let index = hostRunEnd(text, from: start)
    guard index > start, isAlphanumeric(text[index - 1]) else { return nil }
    if index == text.count { return index }
    switch text[index] {
    case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: " "), 0x0A: return index
    default: return nil
    }
}

private func lastColon(_ text: Span<UInt8>, in range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index > range.lowerBound, isDigit(text[index - 1]) { index -= 1 }
    return index > range.lowerBound && text[index - 1] == UInt8(ascii: ":") ? index - 1 : nil
}

/// The inside of `[…]` when an IPv6 literal stands at `start`; its upper bound is the closing bracket.
private func ipv6Literal(_ text: Span<UInt8>, from start: Int) -> Range<Int>? {
    guard start < text.count, text[start] == UInt8(ascii: "[") else { return nil }
    var index = start + 1
    var colons = 0
    while index < text.count, index - start < 48 {
        let byte = text[index]
        if byte == UInt8(ascii: "]") { return colons >= 2 ? start + 1..<index : nil }
        if byte == UInt8(ascii: ":") { colons += 1 }
        guard byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || isAlphanumeric(byte) else { return nil }
        index += 1
    }
    return nil
}

/// The end of `:digits` at `index`, if that stands there.
func portEnd(_ text: Span<UInt8>, from index: Int) -> Int? {
    guard index < text.count, text[index] == UInt8(ascii: ":") else { return nil }
    var end = index + 1
    while end < text.count, end - index <= 6, isDigit(text[end]) { end += 1 }
    return end > index + 1 ? end : nil
}

/// Where an `@` stands before the authority would end, at most 64 bytes ahead.
private func nextAt(_ text: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    let limit = min(text.count, start + 64)
    while index < limit {
        let byte = text[index]
        if byte == UInt8(ascii: "@") {
            guard index + 1 < text.count else { return nil }
            return isAlphanumeric(text[index + 1]) || text[index + 1] == UInt8(ascii: "[") ? index : nil
        }
        guard byte != UInt8(ascii: "/"), byte != UInt8(ascii: "?"), byte != UInt8(ascii: "#"),
            isPlainAddressByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "&")
        else { return nil }
        index += 1
    }
    return nil
}

/// Whether the non-ASCII scalar at `index` may be part of a disguised address rather than the text after one.
func hidesMore(_ text: Span<UInt8>, at index: Int) -> Bool {
    var position = index
    while position < text.count {
        let scalar = decodeScalar(text, at: position)
        if isInvisible(scalar.value) {
            position += scalar.length
            continue
        }
        if position > index { return scalar.value < 0x80 && isPlainAddressByte(UInt8(scalar.value)) }
        guard let ascii = asciiLookalike(scalar.value) else { return false }
        return isAlphanumeric(ascii) || ascii == UInt8(ascii: ".") || ascii == UInt8(ascii: "/")
    }
    return false
}

/// `[.]`, `(.)`, `{.}` and the same around `dot`.
func isBracketedDot(_ text: Span<UInt8>, at index: Int) -> Bool { bracketedSign(text, at: index) != nil }

/// Gives back punctuation at the end of `range` that belongs to the sentence.
func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, isTrailingPunctuation(text[end - 1]) { end -= 1 }
    return end
}
