// The fast path: recognises http and https URLs that are their own serialisation, as 98 in 100 real ones are.
//
// One pass, 16 bytes at a time, finds the ends of host, path and query and any byte the serialisation would change.
// Whatever is not certainly in normal form, credentials among it, is left to `URLParser`; the two must agree, which
// the tests hold by parsing everything both ways.

enum NormalForm {
    enum Verdict {
        /// The input is its own serialisation.
        case normal
        /// It is but for the "/" that an empty path becomes; the offsets already count it.
        case normalButForSlash
        case other
    }

    /// Fills in `structure`, which must be fresh; with the verdict ``Verdict/other`` it is of no use.
    @inline(__always)
    static func scan(_ input: Span<UInt8>, _ structure: inout URLStructure) -> Verdict {
        // Shorter ones are rare.
        let count = input.count
        guard count >= Span<UInt8>.searchableCount, count <= WebURL.maximumInputLength else { return .other }

        // "https://" fills a word; "http://" all of it but the last byte.
        let head = input.head
        let hostStart: Int
        if head == 0x2F2F_3A73_7074_7468 {
            structure.scheme = .https
            hostStart = 8
        } else if head & 0x00FF_FFFF_FFFF_FFFF == 0x002F_2F3A_7074_7468 {
            structure.scheme = .http
            hostStart = 7
        } else {
            return .other
        }
        let hostEnd = hostEnd(input, from: hostStart)
        guard hostEnd > hostStart else { return .other }
        structure.host = .domain
        if lastLabelMayBeNumber(input, hostStart..<hostEnd) {
            guard isDottedQuad(input, hostStart..<hostEnd) else { return .other }
            structure.host = .ipv4
        }

        var index = hostEnd
        if index < count, input.byte(index) == UInt8(ascii: ":") {
            guard let end = portEnd(input, from: index + 1, &structure) else { return .other }
            index = end
        }
        structure.pathStart = UInt32(truncatingIfNeeded: index)
        var isPathMissing = false
        if index < count, input.byte(index) == UInt8(ascii: "/") {
            index = pathEnd(input, from: index + 1)
        } else {
            isPathMissing = true
        }
        // Offsets from here on lie one further when a "/" is put in.
        let shift = isPathMissing ? 1 : 0
        if index < count, input.byte(index) == UInt8(ascii: "?") {
            structure.queryStart = UInt32(truncatingIfNeeded: index + shift)
            index = queryEnd(input, from: index + 1)
        }
        if index < count, input.byte(index) == UInt8(ascii: "#") {
            structure.fragmentStart = UInt32(truncatingIfNeeded: index + shift)
            index = fragmentEnd(input, from: index + 1)
        }
        guard index == count else { return .other }

        let authority = UInt32(truncatingIfNeeded: hostStart)
        structure.schemeEnd = authority - 3
        structure.usernameEnd = authority
        structure.hostStart = authority
        structure.hostEnd = UInt32(truncatingIfNeeded: hostEnd)
        return isPathMissing ? .normalButForSlash : .normal
    }

    @inline(__always)
    private static func hostEnd(_ input: Span<UInt8>, from start: Int) -> Int {
        var index = input.firstIndex(from: start, where: isHostStop)
        while index < input.count, input.byte(index) == UInt8(ascii: "_") {
            index = input.firstIndex(from: index + 1, where: isHostStop)
        }
        return index
    }

    /// Whether the last label begins with a digit; only then can the host be an IPv4 address.
    @inline(__always)
    private static func lastLabelMayBeNumber(_ input: Span<UInt8>, _ host: Range<Int>) -> Bool {
        var start = host.upperBound
        if input.byte(start - 1) == UInt8(ascii: ".") { start -= 1 }
        while start > host.lowerBound, input.byte(start - 1) != UInt8(ascii: ".") { start -= 1 }
        return input.byte(start).isASCIIDigit
    }

    /// Whether the host is four numbers from 0 to 255, as an IPv4 address is serialised.
    private static func isDottedQuad(_ input: Span<UInt8>, _ host: Range<Int>) -> Bool {
        var parts = 0
        var index = host.lowerBound
        while index < host.upperBound {
            let start = index
            var value = 0
            while index < host.upperBound, index - start < 4, input.byte(index).isASCIIDigit {
                value = value * 10 + Int(input.byte(index) &- 0x30)
                index += 1
            }
            let isPadded = index - start > 1 && input.byte(start) == UInt8(ascii: "0")
            guard index > start, value <= 255, !isPadded else { return false }
            parts += 1
            if index == host.upperBound { return parts == 4 }
            guard input.byte(index) == UInt8(ascii: ".") else { return false }
            index += 1
        }
        return false
    }

    /// Reads a port as it is serialised: no leading zero, not the scheme's default. The end of it, or `nil`.
    private static func portEnd(_ input: Span<UInt8>, from start: Int, _ structure: inout URLStructure) -> Int? {
        var value: UInt32 = 0
        var index = start
        while index < input.count, index - start < 6, input.byte(index).isASCIIDigit {
            value = value * 10 + UInt32(input.byte(index) &- 0x30)
            index += 1
        }
        let isPadded = index - start > 1 && input.byte(start) == UInt8(ascii: "0")
        guard index > start, !isPadded, let port = UInt16(exactly: value), port != structure.scheme.defaultPort
        else { return nil }
        structure.port = port
        structure.hasPort = true
        return index
    }

    /// The first byte, from `start`, that ends the path of a special URL or that its serialisation changes. The byte
    /// before `start` must be the "/" that begins the path.
    @inline(__always)
    static func pathEnd(_ input: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while true {
            index = input.firstIndex(from: index, where: isPathStop)
            guard index < input.count, input.byte(index - 1) == UInt8(ascii: "/"),
                !mayBeDotSegment(input, at: index)
            else { return index }
            index += 1
        }
    }

    /// The first byte, from `start`, that ends the query of a special URL or that its serialisation changes.
    @inline(__always)
    static func queryEnd(_ input: Span<UInt8>, from start: Int) -> Int {
        input.firstIndex(from: start, where: isQueryStop)
    }

    /// The first byte, from `start`, that the serialisation of a fragment changes.
    @inline(__always)
    static func fragmentEnd(_ input: Span<UInt8>, from start: Int) -> Int {
        input.firstIndex(from: start, where: isFragmentStop)
    }

    /// Whether the segment at `index` is not certainly an ordinary one that begins with "." or an escape.
    private static func mayBeDotSegment(_ input: Span<UInt8>, at index: Int) -> Bool {
        let next = index + 1 < input.count ? input.byte(index + 1) : UInt8(ascii: "/")
        switch input.byte(index) {
        case UInt8(ascii: "."):
            return !(next.isASCIIAlphanumeric || next == UInt8(ascii: "-") || next == UInt8(ascii: "_"))
        case UInt8(ascii: "%"):
            return next == UInt8(ascii: "2")
        default:
            return true
        }
    }
}

extension NormalForm {
    /// Not a lower-case letter, digit, "-" or ".".
    @inline(__always)
    private static func isHostStop(_ bytes: ByteVector, _ before: ByteVector) -> ByteMask {
        let isLetter = (bytes &- all(0x61)) .< all(26)
        let isDigit = (bytes &- all(0x30)) .< all(10)
        let isMark = (bytes &- all(0x2D)) .< all(2)
        return .!(isLetter .| isDigit .| isMark)
    }

    /// "?", "#", a byte of the path percent-encode set, "\", or a "." or "%" at the start of a segment.
    @inline(__always)
    private static func isPathStop(_ bytes: ByteVector, _ before: ByteVector) -> ByteMask {
        let isUnprintable = (bytes &- all(0x21)) .> all(0x5D)
        let isQuoteOrHash = (bytes | all(1)) .== all(0x23)
        let isAngle = (bytes | all(2)) .== all(0x3E)
        let isQuestionMark = bytes .== all(0x3F)
        let isBackslashOrCaret = (bytes | all(2)) .== all(0x5E)
        let isGraveAccent = bytes .== all(0x60)
        let isBrace = ((bytes &- all(0x7B)) & all(0xFD)) .== all(0)
        let isSegmentStart = before .== all(0x2F)
        let isDotOrEscape = (bytes .== all(0x2E)) .| (bytes .== all(0x25))
        return isUnprintable .| isQuoteOrHash .| isAngle .| isQuestionMark .| isBackslashOrCaret .| isGraveAccent
            .| isBrace .| (isSegmentStart .& isDotOrEscape)
    }

    /// "#" or a byte of the special-query percent-encode set.
    @inline(__always)
    private static func isQueryStop(_ bytes: ByteVector, _ before: ByteVector) -> ByteMask {
        let isUnprintable = (bytes &- all(0x21)) .> all(0x5D)
        let isQuoteOrHash = (bytes | all(1)) .== all(0x23)
        let isAngle = (bytes | all(2)) .== all(0x3E)
        return isUnprintable .| isQuoteOrHash .| isAngle .| (bytes .== all(0x27))
    }

    /// A byte of the fragment percent-encode set.
    @inline(__always)
    private static func isFragmentStop(_ bytes: ByteVector, _ before: ByteVector) -> ByteMask {
        let isUnprintable = (bytes &- all(0x21)) .> all(0x5D)
        let isAngle = (bytes | all(2)) .== all(0x3E)
        return isUnprintable .| isAngle .| (bytes .== all(0x22)) .| (bytes .== all(0x60))
    }
}

/// A vector of equal bytes. Both sides of every operation above are vectors: only those operations are compiled to one
/// machine instruction.
@inline(__always)
private func all(_ byte: UInt8) -> ByteVector { ByteVector(repeating: byte) }
