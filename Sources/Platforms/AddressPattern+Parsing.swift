/// Why a pattern could not be read.
struct PatternError: Error {
    var reason: String
}

extension AddressPattern {
    static func split(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    static func schemeAndRest(_ text: Substring) -> (Substring, Substring)? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = text[..<colon]
        guard let first = name.utf8.first, ByteSet.alphanumeric.contains(first), !name.contains("/"),
            !name.contains("{")
        else { return nil }
        var rest = text[text.index(after: colon)...]
        if rest.hasPrefix("//") { rest = rest.dropFirst(2) }
        return (name, rest)
    }

    static func parameters(_ text: Substring, _ names: inout [String]) throws(PatternError) -> [Parameter] {
        var result: [Parameter] = []
        for part in text.split(separator: "&", omittingEmptySubsequences: true) {
            let (left, right) = split(part, at: "=")
            let (name, key) = split(left, at: ".")
            guard !name.isEmpty else { throw PatternError(reason: "a parameter without name in \"\(text)\"") }
            var value: [Piece]?
            if let right { value = try pieces(right, .segment, &names) }
            result.append(Parameter(name: Array(name.utf8), key: key.map { Array($0.utf8) }, value: value))
        }
        return result
    }

    static func pieces(
        _ text: Substring, _ standard: ByteSet, _ names: inout [String]
    ) throws(PatternError) -> [Piece] {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var rest = text
        func flush() {
            guard !literal.isEmpty else { return }
            if case .capture(let slot, let set, let length, _)? = pieces.last, set == .segment {
                pieces[pieces.count - 1] = .capture(slot: slot, set: set, length: length, stop: literal[0])
            }
            pieces.append(.literal(literal))
            literal = []
        }
        while let character = rest.first {
            if rest.hasPrefix("**") {
                flush()
                pieces.append(.rest)
                rest = rest.dropFirst(2)
                guard rest.isEmpty else { throw PatternError(reason: "\"**\" must be the end of a part") }
            } else if character == "*" {
                flush()
                pieces.append(.capture(slot: -1, set: standard, length: 1...Int.max, stop: nil))
                rest = rest.dropFirst()
            } else if character == "{" {
                flush()
                guard let close = rest.firstIndex(of: "}") else { throw PatternError(reason: "\"{\" without \"}\"") }
                pieces.append(try capture(rest[rest.index(after: rest.startIndex)..<close], standard, &names))
                rest = rest[rest.index(after: close)...]
            } else {
                guard character.isASCII, character != "}" else {
                    throw PatternError(reason: "\"\(character)\" cannot stand in a pattern")
                }
                literal += character.utf8.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
                rest = rest.dropFirst()
            }
        }
        flush()
        return pieces
    }

    private static func capture(
        _ text: Substring, _ standard: ByteSet, _ names: inout [String]
    ) throws(PatternError) -> Piece {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 3 else {
            throw PatternError(reason: "\"{\(text)}\" is not a capture")
        }
        var set = standard
        if parts.count > 1 {
            guard let named = ByteSet.named(parts[1]) else {
                throw PatternError(reason: "\"\(parts[1])\" is not one of digits, hex, alnum, base58, token, segment")
            }
            set = named
        }
        var length = 1...Int.max
        if parts.count == 3 {
            let bounds = parts[2].split(separator: "-").map { Int($0) }
            guard let low = bounds.first ?? nil, let high = bounds.last ?? nil, bounds.count <= 2, 1 <= low, low <= high
            else { throw PatternError(reason: "\"\(parts[2])\" is not a length") }
            length = low...high
        }
        let slot: Int
        if let known = names.firstIndex(of: String(name)) {
            slot = known
        } else {
            names.append(String(name))
            slot = names.count - 1
        }
        return .capture(slot: slot, set: set, length: length, stop: nil)
    }

    /// The text every match begins with, after the host or after `scheme://`.
    var literalPrefix: String {
        guard case .literal(let bytes)? = path.first else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text that every match holds in its query: the first parameter with the beginning of its value.
    var literalQuery: String? {
        guard let first = query.first else { return nil }
        let name = String(decoding: first.name, as: UTF8.self)
        guard first.key == nil, case .literal(let bytes)? = first.value?.first else { return name + "=" }
        return name + "=" + String(decoding: bytes, as: UTF8.self)
    }
}
