import CTriggers
import Testing

@testable import LinkRecognition

/// The vectors that look for bytes worth a look say what ``Triggers/isTrigger(_:at:)`` says of each byte.
@Suite struct TriggersTests {
    private typealias Search = @Sendable (Span<UInt8>, Int) -> Triggers.Block?

    private static let searches: [Search] = {
        var searches: [Search] = [{ Triggers.portable($0, from: $1) }]
        if triggers_are_vectorised() {
            searches.append { Triggers.vectorised($0, from: $1) }
            searches.append { text, start in
                var block = start
                let bits = text.withUnsafeBufferPointer { triggers_next_avx2($0.baseAddress, $0.count, &block) }
                return bits == 0 ? nil : Triggers.Block(start: block, bits: bits)
            }
        }
        return searches
    }()

    private func expectSame(_ bytes: [UInt8]) {
        let text = bytes.span
        let expected = text.indices.filter { Triggers.isTrigger(text, at: $0) }
        for (number, search) in Self.searches.enumerated() {
            var found: [Int] = []
            var start = 0
            while start < text.count, let block = search(text, start) {
                found += (0..<64).filter { block.bits >> UInt64($0) & 1 == 1 }.map { block.start + $0 }
                start = block.start + 64
            }
            let wrong = Set(found).symmetricDifference(expected).min()
            #expect(wrong == nil, "search \(number) in \(bytes.count) bytes")
        }
    }

    /// Every pair of bytes, on both sides of every border between vectors and blocks.
    @Test(arguments: [0, 7, 15, 31, 63, 127])
    func pairs(_ border: Int) {
        for first in UInt8.min...UInt8.max {
            var bytes: [UInt8] = []
            for second in UInt8.min...UInt8.max {
                bytes += [UInt8](repeating: UInt8(ascii: "m"), count: border) + [first, second]
                bytes += [UInt8](repeating: UInt8(ascii: "m"), count: 128 - border)
                bytes.removeLast(bytes.count % 64)
            }
            expectSame(bytes)
        }
    }

    /// Bytes that matter to one another, in texts of every length around the blocks' own.
    @Test(arguments: 0..<200)
    func noise(_ length: Int) {
        let telling: [UInt8] = [
            0x20, 0x23, 0x28, 0x2E, 0x30, 0x39, 0x3A, 0x40, 0x5B, 0x61, 0x76, 0x56, 0x7A, 0x7F, 0x80, 0x81, 0x8E, 0x8F,
            0x9A, 0x9B, 0xBC, 0xBD, 0xEF, 0xF0, 0xE4, 0x00,
        ]
        for _ in 0..<40 {
            expectSame((0..<length).map { _ in telling.randomElement() ?? 0 })
            expectSame((0..<length).map { _ in Bool.random() ? UInt8(ascii: "m") : telling.randomElement() ?? 0 })
            expectSame((0..<length).map { _ in UInt8.random(in: 0...255) })
        }
    }
}
