public import Gate

/// Reads the codes in pictures.
public protocol PictureReader: Sendable {
    /// - Parameter picture: A file as it was sent: hostile.
    /// - Returns: What it holds; the codes' `picture` is 0.
    /// - Throws: ``PictureReaderError``.
    func read(_ picture: [UInt8]) async throws(PictureReaderError) -> PictureReading
}

/// What became of one picture.
public enum PictureReading: Hashable, Sendable {
    /// Looked into, with these codes.
    case read([PictureCode])
    /// Not a PNG, JPEG, WebP or GIF, broken, or more work than a picture is given.
    case unreadable
    /// More bytes or pixels than are looked into.
    case tooLarge

    public var codes: [PictureCode] { if case .read(let codes) = self { codes } else { [] } }

    /// The word for it in the API.
    var word: String {
        switch self {
        case .read(let codes): codes.isEmpty ? "none" : "read"
        case .unreadable: "unreadable"
        case .tooLarge: "too_large"
        }
    }
}

/// Why a picture was not looked into though nothing is known against it.
public enum PictureReaderError: Error, Hashable, Sendable {
    /// Too many are waiting.
    case busy
    /// The program that reads them cannot be run; why.
    case unavailable(String)
}

extension PictureReader {
    /// Reads the pictures of one message, in their order.
    ///
    /// - Parameter limit: Bytes a picture may have.
    public func read(_ pictures: [[UInt8]], limit: Int) async throws(PictureReaderError) -> [PictureReading] {
        // Results and not errors leave the group, whose errors have no type.
        let results = await withTaskGroup(of: (Int, Result<PictureReading, PictureReaderError>).self) { group in
            for (index, picture) in pictures.enumerated() {
                group.addTask {
                    guard picture.count <= limit else { return (index, .success(.tooLarge)) }
                    do throws(PictureReaderError) {
                        return (index, .success(try await read(picture).of(index)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [Int: Result<PictureReading, PictureReaderError>]()) { $0[$1.0] = $1.1 }
        }
        var readings: [PictureReading] = []
        for index in pictures.indices {
            if let result = results[index] { readings.append(try result.get()) }
        }
        return readings
    }
}

extension PictureReading {
    /// The same for the message's picture `index`.
    fileprivate func of(_ index: Int) -> PictureReading {
        guard case .read(let codes) = self else { return self }
        return .read(codes.map { PictureCode(picture: index, text: $0.text, corners: $0.corners) })
    }
}
