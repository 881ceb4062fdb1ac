/// A picture made small to be shown: a JPEG.
public struct SmallPicture: Hashable, Sendable {
    /// Pixels.
    public var width: Int
    public var height: Int
    public var bytes: [UInt8]

    /// Bytes a small picture may have: picture.h.
    static let byteLimit = 1 << 20
    /// Bytes of the longest answer.
    static let answerLimit = 13 + byteLimit

    public init(width: Int, height: Int, bytes: [UInt8]) {
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// Reads what `hutong-picture` answers to a picture and a side; `nil` when it has made none. A picture may have taken
    /// that program over, so nothing in its answer is believed: what is not the outside of a JPEG of fitting size is none.
    init?(answer: [UInt8], side: Int) {
        func number(at index: Int) -> Int { answer[index..<(index + 4)].reduce(0) { $0 << 8 | Int($1) } }
        guard answer.count > 13, answer.count <= Self.answerLimit, answer[0] == 0 else { return nil }
        width = number(at: 1)
        height = number(at: 5)
        bytes = Array(answer[13...])
        guard (1...side).contains(width), (1...side).contains(height), number(at: 9) == bytes.count,
            bytes.starts(with: [0xFF, 0xD8, 0xFF]), bytes.suffix(2) == [0xFF, 0xD9]
        else { return nil }
    }
}

/// Makes pictures small.
public protocol PictureShrinker: Sendable {
    /// - Parameters:
    ///   - picture: A file as a server sent it: hostile.
    ///   - side: Pixels that the longer side may have.
    /// - Returns: `nil` for what is not a PNG, JPEG, WebP or GIF, broken, too large or too much work.
    /// - Throws: ``PictureReaderError``.
    func shrink(_ picture: [UInt8], side: Int) async throws(PictureReaderError) -> SmallPicture?
}
