/// What happens next in a world.
enum Event: Hashable, Sendable {
    case openings(actor: Int)
    case visit(actor: Int, count: Int)
    case complaint(site: Int, openedAt: Int64, isProved: Bool)
    case member(brigade: Int, wave: Int, number: Int)
    case filing(brigade: Int, number: Int, site: Int, openedAt: Int64?)
    case move(actor: Int, site: Int)
    case lookEnds(site: Int)
    case shift
    case day
}

/// Events by time, and at one time in the order in which they were planned: a binary heap.
struct EventQueue: Sendable {
    private var heap: [(at: Int64, serial: Int, event: Event)] = []
    private var serial = 0

    mutating func add(_ event: Event, at moment: Int64) {
        serial += 1
        heap.append((moment, serial, event))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(child, parent) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func next() -> (at: Int64, event: Event)? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            guard least != parent else { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return (first.at, first.event)
    }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (heap[a].at, heap[a].serial) < (heap[b].at, heap[b].serial)
    }
}
