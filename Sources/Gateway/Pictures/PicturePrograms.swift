import Foundation
public import Logging
import Synchronization

/// Reads pictures, or makes them small, by starting the program `hutong-picture` once for each: what a picture does to it, it does to a process
/// that can do nothing and lives for one picture.
///
/// As many run at a time as there are processors; others wait their turn, up to ``queueLimit``.
public final class PicturePrograms: PictureReader, PictureShrinker {
    /// Pictures that may wait.
    public static let queueLimit = 64
    /// Pictures that may wait when one for a card comes: those of messages go before.
    private static let cardQueueLimit = 16

    private struct Turns {
        var running = 0
        /// Oldest first.
        var waiting: [CheckedContinuation<Void, Never>] = []
        var hasComplained = false
    }

    private let path: String
    private let limit: Int
    private let turns = Mutex(Turns())
    private let threads = DispatchQueue(label: "hutong.pictures", attributes: .concurrent)
    private let logger: Logger

    /// `nil` when no such program stands beside `program`.
    ///
    /// - Parameter program: Path of the running program; symbolic links are followed.
    public init?(beside program: String?, logger: Logger) {
        let folder = URL(fileURLWithPath: program ?? "./hutong").resolvingSymlinksInPath().deletingLastPathComponent()
        path = folder.appendingPathComponent("hutong-picture").path
        limit = Processors.available
        self.logger = logger
        guard FileManager.default.isExecutableFile(atPath: path) else {
            logger.warning(
                "messages with pictures are refused: the program is not there", metadata: ["path": "\(path)"])
            return nil
        }
    }

    public func read(_ picture: [UInt8]) async throws(PictureReaderError) -> PictureReading {
        try await inTurn(Self.queueLimit) { path throws(PictureReaderError) in
            try PictureProcess(path: path, picture: picture).run()
        }
    }

    public func shrink(_ picture: [UInt8], side: Int) async throws(PictureReaderError) -> SmallPicture? {
        try await inTurn(Self.cardQueueLimit) { path throws(PictureReaderError) in
            try PictureProcess(
                path: path, arguments: ["\(side)"], picture: picture, answerLimit: SmallPicture.answerLimit
            ).answer().flatMap { SmallPicture(answer: $0, side: side) }
        }
    }

    private func inTurn<Value: Sendable>(
        _ queueLimit: Int, _ work: @escaping @Sendable (String) throws(PictureReaderError) -> Value
    ) async throws(PictureReaderError) -> Value {
        guard await takeTurn(queueLimit) else { throw .busy }
        let result = await withCheckedContinuation { continuation in
            // The thread waits for the program, at most PictureProcess.patience; it is no thread of an event loop.
            threads.async { [path] in
                continuation.resume(returning: Result { () throws(PictureReaderError) in try work(path) })
            }
        }
        endTurn()
        if case .failure(.unavailable(let reason)) = result { complain(reason) }
        return try result.get()
    }

    /// Waits until a program may be started; `false` when too many wait.
    private func takeTurn(_ queueLimit: Int) async -> Bool {
        enum Place { case now, later, none }
        var place = Place.none
        await withCheckedContinuation { continuation in
            place = turns.withLock { turns in
                if turns.running < limit {
                    turns.running += 1
                    return .now
                }
                guard turns.waiting.count < queueLimit else { return .none }
                turns.waiting.append(continuation)
                return .later
            }
            if place != .later { continuation.resume() }
        }
        return place != .none
    }

    /// Hands the turn on.
    private func endTurn() {
        let next = turns.withLock { turns -> CheckedContinuation<Void, Never>? in
            guard !turns.waiting.isEmpty else {
                turns.running -= 1
                return nil
            }
            return turns.waiting.removeFirst()
        }
        next?.resume()
    }

    /// Once, or a broken installation would fill the log.
    private func complain(_ reason: String) {
        let isFirst = turns.withLock { turns in
            defer { turns.hasComplained = true }
            return !turns.hasComplained
        }
        if isFirst {
            logger.error("pictures cannot be looked into", metadata: ["path": "\(path)", "reason": "\(reason)"])
        }
    }
}
