/// The shape of an address, as descriptors write it: `item.jd.com/{id:digits}.html`,
/// `youtube.com/watch?v={id:token:11}`, `music.163.com/#/song?id={id:digits}`, `tg://resolve?domain={name}&post={id}`.
///
/// A host stands for itself and its subdomains. A path is matched whole, a final slash aside; query parameters in any
/// order, others being ignored. Letters of either case count as equal. `{name}` takes one segment or value,
/// `{name:set}` bytes of a set (`digits`, `hex`, `alnum`, `base58`, `token`, `segment`), `{name:set:n}` and
/// `{name:set:n-m}` so many of them; `*` one segment that does not matter, `**` all the rest. A query value may be
/// looked up in JSON: `params.skuId=…`. Matching is linear, without backtracking.
struct AddressPattern: Sendable {
    enum Piece: Sendable {
        case literal([UInt8])
        /// `slot` is an index into `names`, or -1.
        case capture(slot: Int, set: ByteSet, length: ClosedRange<Int>, stop: UInt8?)
        case rest
    }

    struct Parameter: Sendable {
        var name: [UInt8]
        /// Key within the value, which is JSON.
        var key: [UInt8]?
        /// `nil`: any value, the empty one included.
        var value: [Piece]?
    }

    let source: String
    /// `nil` for web addresses.
    let scheme: String?
    /// What the host must be or end with.
    let hostKey: String
    /// The host's pieces where it holds captures.
    let host: [Piece]?
    /// The path; for app schemes everything up to the query.
    let path: [Piece]
    let query: [Parameter]
    let fragmentPath: [Piece]?
    let fragmentQuery: [Parameter]
    let names: [String]
}

/// What a pattern captured: offsets into the address, or into `decoded` where a value had to be decoded first.
struct Captures {
    struct Capture {
        var slot = 0
        var start = 0
        var end = 0
        var isDecoded = false
    }

    static let capacity = 4
    private(set) var items: InlineArray<4, Capture> = .init(repeating: Capture())
    private(set) var count = 0
    var decoded: [UInt8] = []

    mutating func record(_ slot: Int, _ range: Range<Int>, isDecoded: Bool) {
        guard count < Self.capacity else { return }
        items[count] = Capture(slot: slot, start: range.lowerBound, end: range.upperBound, isDecoded: isDecoded)
        count += 1
    }

    mutating func reset() {
        count = 0
        decoded.removeAll(keepingCapacity: true)
    }
}
