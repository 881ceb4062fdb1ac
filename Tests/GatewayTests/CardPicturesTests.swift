import LinkPolicy
import Testing

@testable import Gateway

@Suite struct CardPicturesTests {
    private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3, 0xFF, 0xD9]

    private static func answer(status: UInt8 = 0, width: UInt32 = 3, height: UInt32 = 2, _ bytes: [UInt8] = jpeg)
        -> [UInt8]
    {
        var answer = [status]
        for number in [width, height, UInt32(bytes.count)] {
            withUnsafeBytes(of: number.bigEndian) { answer += $0 }
        }
        return answer + bytes
    }

    @Test func aWholeAnswerIsAPicture() throws {
        let picture = try #require(SmallPicture(answer: Self.answer(), side: 3))
        #expect(picture == SmallPicture(width: 3, height: 2, bytes: Self.jpeg))
    }

    /// The program may have been taken over by the picture.
    @Test func nothingElseIs() {
        let good = Self.answer()
        for length in good.indices { #expect(SmallPicture(answer: Array(good[..<length]), side: 3) == nil) }
        let wrong = [
            good + [0], Self.answer(status: 1), Self.answer(width: 4), Self.answer(height: 4), Self.answer(width: 0),
            Self.answer(height: .max), Self.answer(Array("<script>alert(1)</script>".utf8)),
            Self.answer([0xFF, 0xD8, 0xFF, 0xE0]), Self.answer([]),
            Self.answer([0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0, count: 1 << 20) + [0xFF, 0xD9]),
        ]
        for answer in wrong { #expect(SmallPicture(answer: answer, side: 3) == nil) }
    }

    @Test(arguments: [(1_000, 480), (480, 480), (479, 320), (100, 80), (24, 24), (23, nil), (0, nil)] as [(Int, Int?)])
    func sides(_ limit: Int, _ side: Int?) { #expect(PictureAddresses.side(within: limit) == side) }

    @Test func popularLinksAreCountedAndForgotten() {
        let popular = PopularLinks()
        for _ in 0..<10 { popular.opened("https://a.example/", tenant: .main) }
        for _ in 0..<12 { popular.opened("https://b.example/", tenant: .main) }
        popular.opened("https://c.example/", tenant: .main)
        #expect(popular.links(openedAtLeast: 10).map(\.address) == ["https://b.example/", "https://a.example/"])
        popular.halve()
        #expect(popular.links(openedAtLeast: 1).count == 2)
        // However many are opened, only so many are counted.
        for number in 0..<10_000 { popular.opened("https://d.example/\(number)", tenant: .main) }
        #expect(popular.links(openedAtLeast: 1).count == 4_096)
    }
}
