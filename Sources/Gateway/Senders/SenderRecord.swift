import LinkPolicy

// Counts are kept in cells that grow coarser with age: of one second for a minute, of one minute for an hour, of a
// quarter of an hour for a day. A window takes every cell that reaches into it, so that a count is never too low and
// at most one cell's width behind: 1 s, 1 min, 15 min. A sender who is quiet costs one or two cells, the busiest 220.

/// What one sender posted within a day. A value; times are seconds since 1970. Where the clock is set back, what was
/// counted stays counted.
struct SenderRecord: Sendable {
    /// Message ids remembered, so that a message sent again counts once.
    static let messageLimit = 32
    /// Pairs of a link and a group remembered; beyond it the oldest are forgotten.
    static let shareLimit = 512

    private static let minute: Int64 = 60
    private static let hour: Int64 = 3_600
    private static let day: Int64 = 86_400

    private struct Cell {
        var start: UInt32
        var count: UInt32
        /// Seconds: 1, 60 or 900.
        var width: UInt16

        /// The first second after it.
        var end: Int64 { Int64(start) + Int64(width) }

        mutating func widen(to width: UInt16) {
            start -= start % UInt32(width)
            self.width = width
        }
    }

    private struct Share {
        var link: UInt64
        var group: UInt64
        /// When the link was last posted to the group.
        var at: UInt32
    }

    private struct Message {
        var id: UInt64
        var at: UInt32
    }

    /// From the coarse and old to the fine and new.
    private var cells: [Cell] = []
    /// The latest last.
    private var shares: [Share] = []
    /// The latest last.
    private var messages: [Message] = []

    /// Bytes of what it has allocated.
    var size: Int {
        cells.capacity * MemoryLayout<Cell>.stride + shares.capacity * MemoryLayout<Share>.stride
            + messages.capacity * MemoryLayout<Message>.stride
    }

    // MARK: Links

    /// Links in the last minute, hour and day; `groups` is 0.
    func counts(at now: Int64) -> SenderCounts {
        var counts = SenderCounts()
        for cell in cells where cell.end + Self.day > now {
            let count = Int(cell.count)
            counts.day += count
            guard cell.width <= 60, cell.end + Self.hour > now else { continue }
            counts.hour += count
            if cell.width == 1, cell.end + Self.minute > now { counts.minute += count }
        }
        return counts
    }

    mutating func add(_ count: Int, at now: Int64) {
        guard count > 0 else { return }
        settle(now)
        let start = UInt32(clamping: now)
        if let last = cells.indices.last, cells[last].width == 1, cells[last].start >= start {
            cells[last].count = UInt32(clamping: Int(cells[last].count) + count)
        } else {
            cells.append(Cell(start: start, count: UInt32(clamping: count), width: 1))
        }
    }

    /// Undoes an ``add(_:at:)``, as far as it is still counted.
    mutating func takeBack(_ count: Int, at then: Int64) {
        guard let index = cells.lastIndex(where: { Int64($0.start) <= then && then < $0.end }) else { return }
        cells[index].count -= min(cells[index].count, UInt32(clamping: count))
    }

    /// Joins cells that have left a window into coarser ones, and forgets what is a day old. O(cells).
    private mutating func settle(_ now: Int64) {
        var kept = 0
        for index in cells.indices {
            var cell = cells[index]
            if cell.width == 1, cell.end + Self.minute <= now { cell.widen(to: 60) }
            if cell.width == 60, cell.end + Self.hour <= now { cell.widen(to: 900) }
            if cell.end + Self.day <= now { continue }
            if kept > 0, cells[kept - 1].start == cell.start, cells[kept - 1].width == cell.width {
                cells[kept - 1].count = UInt32(clamping: Int(cells[kept - 1].count) + Int(cell.count))
            } else {
                cells[kept] = cell
                kept += 1
            }
        }
        cells.removeLast(cells.count - kept)
    }

    // MARK: Groups

    /// Groups that got the link within a day. O(pairs remembered).
    func groups(of link: UInt64, at now: Int64) -> Int {
        shares.count { $0.link == link && Int64($0.at) + Self.day > now }
    }

    /// Notes that a group got a link.
    ///
    /// - Returns: Whether the pair was not there.
    mutating func note(_ link: UInt64, in group: UInt64, at now: Int64) -> Bool {
        let known = shares.firstIndex { $0.link == link && $0.group == group }
        let isNew = known.map { Int64(shares[$0].at) + Self.day <= now } ?? true
        if let known {
            shares.remove(at: known)
        } else if shares.count == Self.shareLimit {
            shares.removeFirst()
        }
        shares.append(Share(link: link, group: group, at: UInt32(clamping: now)))
        return isNew
    }

    mutating func forget(_ link: UInt64, in group: UInt64) {
        shares.removeAll { $0.link == link && $0.group == group }
    }

    // MARK: Messages

    func knows(message id: UInt64, at now: Int64) -> Bool {
        messages.contains { $0.id == id && Int64($0.at) + Self.day > now }
    }

    mutating func note(message id: UInt64, at now: Int64) {
        if messages.count == Self.messageLimit { messages.removeFirst() }
        messages.append(Message(id: id, at: UInt32(clamping: now)))
    }

    mutating func forget(message id: UInt64) { messages.removeAll { $0.id == id } }
}
