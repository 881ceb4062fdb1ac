import Outbound
import Synchronization
import URLStandard

/// Pictures of cards, fetched through the one door, made small, and kept in the memory of this gateway: bounded.
final class PictureShelf: Sendable {
    /// Pixels that the longer side of a card's picture may have.
    static let side = 480
    /// Bytes kept at a time.
    static let byteLimit = 32 << 20
    /// Pictures, and addresses that have none, kept at a time.
    static let countLimit = 4_096
    /// Pictures fetched at a time; one more is told to come again.
    private static let atOnce = 32
    /// Bytes of a picture as it stands at its site.
    private static let fetchLimit = 4 << 20
    private static let timeLimit = Duration.seconds(4)

    enum Outcome: Sendable {
        case picture(SmallPicture)
        /// There is none that can be shown.
        case none
        /// Too much is under way, or pictures cannot be made small at the moment.
        case busy
    }

    struct Key: Hashable, Sendable {
        var address: String
        var side: Int
    }

    private struct Entry {
        /// `nil` for none.
        var picture: SmallPicture?
        /// Milliseconds since 1970.
        var expiresAt: Int64
        /// The number of the last look at it.
        var seen: UInt64

        /// With what the table takes for it.
        var size: Int { (picture?.bytes.count ?? 0) + 512 }
    }

    private struct Shelf {
        var entries: [Key: Entry] = [:]
        var size = 0
        var looks: UInt64 = 0
        var underWay: [Key: Task<Outcome, Never>] = [:]
    }

    private let shelf = Mutex(Shelf())
    private let door: OutboundDoor
    private let shrinker: any PictureShrinker
    private let clock: any GatewayClock

    init(door: OutboundDoor, shrinker: any PictureShrinker, clock: any GatewayClock) {
        self.door = door
        self.shrinker = shrinker
        self.clock = clock
    }

    /// The picture at `url`, made small. Equal questions at the same time are one fetch.
    func picture(at url: WebURL, side: Int) async -> Outcome {
        let key = Key(address: url.hrefWithoutFragment, side: side)
        let now = clock.milliseconds
        enum Found {
            case kept(Outcome)
            case underWay(Task<Outcome, Never>)
        }
        let found = shelf.withLock { shelf -> Found in
            if let entry = shelf.entries[key], entry.expiresAt > now {
                shelf.looks += 1
                shelf.entries[key]?.seen = shelf.looks
                return .kept(entry.picture.map { .picture($0) } ?? .none)
            }
            if let task = shelf.underWay[key] { return .underWay(task) }
            guard shelf.underWay.count < Self.atOnce else { return .kept(.busy) }
            // A task of its own: whoever asked first may hang up while others wait. It ends by itself within the time of a
            // fetch and that of the program that makes it small.
            let task = Task { [self] in
                let outcome = await make(url, side: side)
                keep(outcome, for: key)
                return outcome
            }
            shelf.underWay[key] = task
            return .underWay(task)
        }
        switch found {
        case .kept(let outcome): return outcome
        case .underWay(let task): return await task.value
        }
    }

    private func make(_ url: WebURL, side: Int) async -> Outcome {
        let request = OutboundRequest(
            .get, url, headers: [(name: "Accept", value: "image/webp,image/jpeg,image/png,image/gif;q=0.8")],
            limits: OutboundLimits(totalTime: Self.timeLimit, bodyBytes: Self.fetchLimit, redirects: 3),
            respectsRobots: true)
        do {
            let answer = try await door.send(request)
            guard answer.status == 200, !answer.isTruncated, answer.leftOutEncoding == nil else { return .none }
            return try await shrinker.shrink(answer.body, side: side).map { .picture($0) } ?? .none
        } catch OutboundError.overBudget(_, _) {
            return .busy
        } catch is PictureReaderError {
            return .busy
        } catch {
            return .none
        }
    }

    /// Ends what is under way for `key`. O(1) but for every quarter of the limits, O(n log n).
    private func keep(_ outcome: Outcome, for key: Key) {
        let now = clock.milliseconds
        shelf.withLock { shelf in
            shelf.underWay[key] = nil
            shelf.looks += 1
            let entry: Entry
            switch outcome {
            case .picture(let picture):
                entry = Entry(picture: picture, expiresAt: now + 6 * 3_600_000, seen: shelf.looks)
            case .none: entry = Entry(picture: nil, expiresAt: now + 300_000, seen: shelf.looks)
            case .busy: return
            }
            shelf.size += entry.size - (shelf.entries.updateValue(entry, forKey: key)?.size ?? 0)
            guard shelf.size > Self.byteLimit || shelf.entries.count > Self.countLimit else { return }
            // Those not looked at for longest make room for a quarter more.
            for (key, entry) in shelf.entries.sorted(by: { $0.value.seen < $1.value.seen }) {
                guard shelf.size > Self.byteLimit / 4 * 3 || shelf.entries.count > Self.countLimit / 4 * 3 else {
                    break
                }
                shelf.entries[key] = nil
                shelf.size -= entry.size
            }
        }
    }

    /// Bytes and entries kept.
    var kept: (bytes: Int, count: Int) { shelf.withLock { ($0.size, $0.entries.count) } }
}
