/// The pieces of a pattern in one row, so that to match them counts no references.
struct AddressProgram: Sendable {
    struct Step: Sendable {
        enum Kind: Sendable { case literal, capture, rest }

        var kind: Kind
        /// Of a literal: where its bytes stand.
        var literal = 0..<0
        /// Of a capture: its slot, or -1.
        var slot = -1
        var set = ByteSet()
        var shortest = 0
        var longest = 0
        /// Of a capture: the byte that ends it although the set holds it; 0 for none.
        var stop: UInt8 = 0
    }

    struct Parameter: Sendable {
        /// Where the bytes of its name stand.
        var name: Range<Int>
        /// Key within the value, which is JSON.
        var key: [UInt8]?
        /// `nil`: any value, the empty one included.
        var value: Range<Int>?
    }

    private(set) var steps: [Step] = []
    private(set) var bytes: [UInt8] = []

    mutating func add(_ pieces: [AddressPattern.Piece]) -> Range<Int> {
        let start = steps.count
        for piece in pieces {
            switch piece {
            case .literal(let text): steps.append(Step(kind: .literal, literal: add(text)))
            case .capture(let slot, let set, let length, let stop):
                steps.append(
                    Step(
                        kind: .capture, slot: slot, set: set, shortest: length.lowerBound, longest: length.upperBound,
                        stop: stop ?? 0))
            case .rest: steps.append(Step(kind: .rest))
            }
        }
        return start..<steps.count
    }

    mutating func add(_ parameters: [AddressPattern.Parameter]) -> [Parameter] {
        var result: [Parameter] = []
        for parameter in parameters {
            result.append(
                Parameter(name: add(parameter.name), key: parameter.key, value: parameter.value.map { add($0) }))
        }
        return result
    }

    private mutating func add(_ text: [UInt8]) -> Range<Int> {
        let start = bytes.count
        bytes += text
        return start..<bytes.count
    }

    /// Whether `text[range]` reads as the bytes at `name`, case included.
    @inline(__always)
    func reads(_ text: Span<UInt8>, _ range: Range<Int>, _ name: Range<Int>) -> Bool {
        guard range.count == name.count else { return false }
        for offset in 0..<name.count where text[range.lowerBound + offset] != bytes[name.lowerBound + offset] {
            return false
        }
        return true
    }

    /// Whether `text[range]` has the form of the pieces `run`, from its first byte to its last.
    func match(
        _ run: Range<Int>, _ text: Span<UInt8>, _ range: Range<Int>, _ captures: inout Captures,
        isDecoded: Bool = false, mayEndInSlash: Bool = false
    ) -> Bool {
        var index = range.lowerBound
        for number in run {
            let step = steps[number]
            switch step.kind {
            case .literal:
                guard index + step.literal.count <= range.upperBound else {
                    // A pattern's final slash is as optional as an address's.
                    return mayEndInSlash && number == run.upperBound - 1 && step.literal.count == 1
                        && bytes[step.literal.lowerBound] == UInt8(ascii: "/") && index == range.upperBound
                }
                for offset in step.literal {
                    let byte = text[index]
                    guard (byte &- 0x41 < 26 ? byte | 0x20 : byte) == bytes[offset] else { return false }
                    index += 1
                }
            case .capture:
                let start = index
                // Within the length of the range, which a length without bound passes.
                let end = step.longest < range.upperBound - index ? index + step.longest : range.upperBound
                while index < end, step.set.contains(text[index]), step.stop == 0 || text[index] != step.stop {
                    index += 1
                }
                guard index - start >= step.shortest else { return false }
                if step.slot >= 0 { captures.record(step.slot, start..<index, isDecoded: isDecoded) }
            case .rest: return true
            }
        }
        if mayEndInSlash, index + 1 == range.upperBound, text[index] == UInt8(ascii: "/") { return true }
        return index == range.upperBound
    }
}
