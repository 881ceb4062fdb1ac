import Foundation
import Gate
import Logging
import Testing

@testable import Gateway

@Suite struct PictureProcessTests {
    /// Programs that are not what they should be: its picture is unreadable.
    ///
    /// One that ends at once, one that reads nothing and fails, one that gives the picture back, one that never ends its
    /// answer.
    @Test(arguments: ["/bin/true", "/bin/false", "/bin/cat", "/usr/bin/yes"], [0, 100, 3 << 20])
    func programsThatFail(_ path: String, _ size: Int) throws {
        let picture = [UInt8](repeating: 7, count: size)
        #expect(try PictureProcess(path: path, picture: picture).run() == .unreadable)
    }

    @Test func aProgramThatIsNotThere() {
        #expect(throws: PictureReaderError.self) {
            try PictureProcess(path: "/nonexistent/hutong-picture", picture: []).run()
        }
    }

    @Test func noDescriptorStaysOpen() throws {
        func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        try #require(FileManager.default.fileExists(atPath: "/proc/self/fd"), "SKIPPED: needs /proc")
        let before = try open()
        for _ in 0..<64 { _ = try PictureProcess(path: "/bin/true", picture: [1]).run() }
        // Other tests run beside this one and open a few of their own.
        #expect(try open() < before + 64)
    }

    // MARK: Answers

    private static func code(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in [1, 2, 3, 4, -5, 6, 7, 8, Int32(text.utf8.count)] as [Int32] {
            withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
        }
        return bytes + Array(text.utf8)
    }

    @Test func answers() throws {
        #expect(PictureAnswer.reading([0, 0]) == .read([]))
        #expect(PictureAnswer.reading([1, 0]) == .unreadable)
        #expect(PictureAnswer.reading([2, 0]) == .tooLarge)
        let two = [0, 2] + Self.code("https://a.example/") + Self.code("é")
        let codes = try #require(PictureAnswer.reading(two)).codes
        #expect(codes.map(\.text) == ["https://a.example/", "é"])
        #expect(codes.first?.corners.map(\.x) == [1, 3, -5, 7])
        // Nothing that is cut off, too long or contradictory is an answer.
        for length in two.indices { #expect(PictureAnswer.reading(Array(two[..<length])) == nil) }
        #expect(PictureAnswer.reading(two + [0]) == nil)
        #expect(PictureAnswer.reading([3, 0]) == nil)
        #expect(PictureAnswer.reading([1, 1] + Self.code("x")) == nil)
        #expect(PictureAnswer.reading([0, 21] + (0..<21).flatMap { Self.code("\($0)") }) == nil)
        #expect(PictureAnswer.reading([0, 1] + Self.code(String(repeating: "x", count: 12_289))) == nil)
    }

    @Test(
        arguments: [
            ("AAEC", [0, 1, 2]), ("AAE=", [0, 1]), ("AAE", [0, 1]), ("AA==", [0]), ("AA", [0]), ("", []),
            ("-_-_", [0xFB, 0xFF, 0xBF]), ("+/+/", [0xFB, 0xFF, 0xBF]),
            ("data:image/png;base64,AAEC", [0, 1, 2]), ("data:;base64,", []),
            ("A", nil), ("AAEC ", nil), ("A A=", nil), ("AA=A", nil), ("data:image/png,AAEC", nil), ("data:", nil),
            ("https://a.example/x.png", nil), ("图", nil),
        ] as [(String, [UInt8]?)])
    func base64(_ text: String, _ bytes: [UInt8]?) { #expect(PictureText.decode(text) == bytes) }

    // MARK: The real program

    @Test func manyAtOnceThroughTheRealProgram() async throws {
        let built = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../.build/debug/hutong").standardized.path
        guard let reader = PicturePrograms(beside: built, logger: Logger(label: "test")) else {
            print("LOUDLY SKIPPED: hutong-picture is not built; its process was not tried")
            return
        }
        let readings = try await reader.read([UInt8](repeating: 0, count: 9).map { [$0] }, limit: 1)
        #expect(readings == [PictureReading](repeating: .unreadable, count: 9))
        let picture = try #require(PictureText.decode(pngWithACode))
        let codes = try await reader.read([[], picture, picture], limit: 1 << 20)
        #expect(codes.map { $0.codes.map(\.text) } == [[], ["https://a.example/"], ["https://a.example/"]])
        #expect(codes.map { $0.codes.map(\.picture) } == [[], [1], [2]])
        #expect(try await reader.read([picture], limit: picture.count - 1) == [.tooLarge])
    }
}

/// A QR code that says https://a.example/.
let pngWithACode = """
    iVBORw0KGgoAAAANSUhEUgAAAFcAAABXAQAAAABZs+TBAAAA4klEQVR42q1TsW0DMQw85wt1nwUIaA11Xkm/wMtawF5JndYQoAX8\
    nQpBjL5J0uRcOAQLFgfyeDxCv2PgnboDNqp4YP/AT/yu0YPaR5JNO8F4Y2OqRxKKkdXoK4zVZDkm6CSjB+UDyJb5XlOAOW520/E3\
    Jqq9O/GOYPruytbOJLOeWG6mBLrX6sol6dHoLGMH6vNKdp8K15sr/kr49M8kIdejET7THpOPrGB8gCU2gamD6rylHjK/l9U8T9a5\
    D2MG73P6RwFTXnhVl0deBvXqjnIm9eEO8YbrY4eRS+vUh//xy1+T0Bt7WKEQGgAAAABJRU5ErkJggg==
    """
