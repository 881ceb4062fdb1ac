/// IPv6 addresses (URL Standard, sections 3.5 "IPv6 parser" and 3.6 "IPv6 serializer").
enum IPv6 {
    /// Parses the text between the brackets. Validation errors point at the byte concerned.
    static func parse(
        _ input: ArraySlice<UInt8>, diagnostics: inout Diagnostics
    ) throws(URLParseError) -> UInt128 {
        var parser = Parser(input: input, pointer: input.startIndex)
        try parser.run(&diagnostics)
        return parser.pieces.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
    }

    /// Writes the address in brackets, its longest run of two or more zero pieces compressed.
    static func serialize(_ address: UInt128, into output: inout [UInt8]) {
        let pieces = (0..<8).map { UInt16(truncatingIfNeeded: address >> UInt128(16 * (7 - $0))) }
        let compressed = longestZeroRun(pieces)
        output.append(UInt8(ascii: "["))
        var index = 0
        while index < 8 {
            if index == compressed.lowerBound, !compressed.isEmpty {
                output.append(contentsOf: index == 0 ? "::".utf8 : ":".utf8)
                index = compressed.upperBound
                continue
            }
            output.append(contentsOf: String(pieces[index], radix: 16).utf8)
            if index < 7 { output.append(UInt8(ascii: ":")) }
            index += 1
        }
        output.append(UInt8(ascii: "]"))
    }

    /// The first longest run of at least two zero pieces, or an empty range.
    private static func longestZeroRun(_ pieces: [UInt16]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for (index, piece) in pieces.enumerated() {
            if piece != 0 { start = index + 1 }
            if index + 1 - start > max(longest.count, 1) { longest = start..<(index + 1) }
        }
        return longest
    }
}

extension IPv6 {
    /// The Standard's parser, step by step.
    private struct Parser {
        let input: ArraySlice<UInt8>
        var pointer: Int
        var pieces = [UInt16](repeating: 0, count: 8)
        private var pieceIndex = 0
        private var compress: Int?

        init(input: ArraySlice<UInt8>, pointer: Int) {
            self.input = input
            self.pointer = pointer
        }

        private var current: UInt8? { pointer < input.endIndex ? input[pointer] : nil }

        mutating func run(_ diagnostics: inout Diagnostics) throws(URLParseError) {
            if current == UInt8(ascii: ":") {
                pointer += 1
                guard current == UInt8(ascii: ":") else {
                    throw diagnostics.failure(.ipv6InvalidCompression, at: pointer)
                }
                pointer += 1
                pieceIndex = 1
                compress = 1
            }
            while let byte = current {
                guard pieceIndex < 8 else { throw diagnostics.failure(.ipv6TooManyPieces, at: pointer) }
                if byte == UInt8(ascii: ":") {
                    guard compress == nil else {
                        throw diagnostics.failure(.ipv6MultipleCompression, at: pointer)
                    }
                    pointer += 1
                    pieceIndex += 1
                    compress = pieceIndex
                } else if try parsePiece(&diagnostics) {
                    break
                }
            }
            if let compress {
                let moved = pieces[compress..<pieceIndex]
                let zeros = [UInt16](repeating: 0, count: 8 - pieceIndex)
                pieces = pieces[..<compress] + zeros + moved
            } else if pieceIndex != 8 {
                throw diagnostics.failure(.ipv6TooFewPieces, at: pointer)
            }
        }

        /// Parses one piece, or the IPv4 address that takes the place of the last two: then the answer is true.
        private mutating func parsePiece(_ diagnostics: inout Diagnostics) throws(URLParseError) -> Bool {
            var value: UInt16 = 0
            let start = pointer
            while pointer - start < 4, let digit = current?.hexDigitValue {
                value = value << 4 | UInt16(digit)
                pointer += 1
            }
            let length = pointer - start
            if current == UInt8(ascii: ".") {
                guard length > 0 else { throw diagnostics.failure(.ipv4InIPv6InvalidCodePoint, at: pointer) }
                pointer = start
                guard pieceIndex <= 6 else { throw diagnostics.failure(.ipv4InIPv6TooManyPieces, at: pointer) }
                try parseIPv4(&diagnostics)
                return true
            }
            if current == UInt8(ascii: ":") {
                pointer += 1
                guard current != nil else { throw diagnostics.failure(.ipv6InvalidCodePoint, at: pointer) }
            } else if current != nil {
                throw diagnostics.failure(.ipv6InvalidCodePoint, at: pointer)
            }
            if length > 1, value < 1 << UInt16(4 * (length - 1)) {
                diagnostics.report(.ipv6PieceLeadingZero, at: start)
            }
            pieces[pieceIndex] = value
            pieceIndex += 1
            return false
        }

        private mutating func parseIPv4(_ diagnostics: inout Diagnostics) throws(URLParseError) {
            var numbersSeen = 0
            while let byte = current {
                if numbersSeen > 0 {
                    guard byte == UInt8(ascii: "."), numbersSeen < 4 else {
                        throw diagnostics.failure(.ipv4InIPv6InvalidCodePoint, at: pointer)
                    }
                    pointer += 1
                }
                guard current?.isASCIIDigit == true else {
                    throw diagnostics.failure(.ipv4InIPv6InvalidCodePoint, at: pointer)
                }
                var number: UInt16?
                while let digit = current, digit.isASCIIDigit {
                    guard number != 0 else {
                        throw diagnostics.failure(.ipv4InIPv6InvalidCodePoint, at: pointer)
                    }
                    let next = (number ?? 0) * 10 + UInt16(digit - 0x30)
                    guard next <= 255 else {
                        throw diagnostics.failure(.ipv4InIPv6OutOfRangePart, at: pointer)
                    }
                    number = next
                    pointer += 1
                }
                pieces[pieceIndex] = pieces[pieceIndex] << 8 | (number ?? 0)
                numbersSeen += 1
                if numbersSeen == 2 || numbersSeen == 4 { pieceIndex += 1 }
            }
            guard numbersSeen == 4 else { throw diagnostics.failure(.ipv4InIPv6TooFewParts, at: pointer) }
        }
    }
}
