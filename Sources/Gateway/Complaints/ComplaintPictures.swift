import Moderation
import Persistence
import Synchronization

/// Makes the pictures that people send with complaints safe to keep and to show: small JPEGs without anything else that
/// was in the file, made by the confined program.
final class ComplaintPictures: Sendable {
    /// Pictures that are sent at a time.
    static let countLimit = 3
    /// Bytes of each as it is sent: a telephone's screenshot has some five million at most.
    static let byteLimit = 8 << 20
    /// Pixels that the longer side may have of what is kept: the words of a screenshot can be read.
    static let side = 1_600
    /// Complaints with pictures that are taken from one network address: what they fill of the disk is bounded.
    static let limit = ComplaintRules.Limit(hour: 10, day: 30)
    /// Forms with pictures that are read at a time, each in memory.
    private static let atOnce = 8

    enum Refusal: Error, Hashable {
        case tooMany
        /// The picture's place, from 0.
        case tooLarge(Int)
        case unreadable(Int)
        /// It cannot be said now what it is; the picture may be good.
        case busy
    }

    /// How long a form waits for its turn; it is not read meanwhile.
    private static let patience = Duration.seconds(10)
    /// How long a form that comes slowly keeps others waiting.
    private static let turn = Duration.seconds(120)

    private let shrinker: any PictureShrinker
    /// Since when, by household.
    private let underWay = Mutex<[UInt64: ContinuousClock.Instant]>([:])

    init(_ shrinker: any PictureShrinker) { self.shrinker = shrinker }

    /// Reads a form with pictures in its turn: one of a household at a time, ``atOnce`` in all.
    ///
    /// - Parameter household: A hash of where it comes from.
    /// - Throws: ``Refusal/busy``, and what `body` throws.
    func inTurn<Value>(_ household: UInt64, _ body: () async throws -> Value) async throws -> Value {
        let deadline = ContinuousClock.now + Self.patience
        var began = ContinuousClock.now
        while !begin(household, at: began) {
            guard began < deadline else { throw Refusal.busy }
            try await Task.sleep(for: .milliseconds(250))
            began = .now
        }
        defer { underWay.withLock { if $0[household] == began { $0[household] = nil } } }
        return try await body()
    }

    private func begin(_ household: UInt64, at now: ContinuousClock.Instant) -> Bool {
        underWay.withLock { underWay in
            underWay = underWay.filter { $0.value.duration(to: now) < Self.turn }
            guard underWay.count < Self.atOnce, underWay[household] == nil else { return false }
            underWay[household] = now
            return true
        }
    }

    /// - Parameter pictures: Files as they were sent: hostile.
    /// - Throws: ``Refusal``.
    func kept(_ pictures: [[UInt8]]) async throws(Refusal) -> [ComplaintPicture] {
        guard pictures.count <= Self.countLimit else { throw .tooMany }
        var kept: [ComplaintPicture] = []
        for (index, picture) in pictures.enumerated() {
            guard picture.count <= Self.byteLimit else { throw .tooLarge(index) }
            let small: SmallPicture?
            do throws(PictureReaderError) {
                small = try await shrinker.shrink(picture, side: Self.side)
            } catch {
                throw .busy
            }
            guard let small else { throw .unreadable(index) }
            kept.append(ComplaintPicture(width: small.width, height: small.height, bytes: small.bytes))
        }
        return kept
    }
}
