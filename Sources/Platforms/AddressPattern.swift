/// The shape of an address, as descriptors write it: `item.jd.com/{id:digits}.html`,
/// `youtube.com/watch?v={id:token:11}`, `music.163.com/#/song?id={id:digits}`, `tg://resolve?domain={name}&post={id}`.
///
/// A host stands for itself and its subdomains. A path is matched whole, a final slash aside; query parameters in any
/// order, others being ignored. Letters of either case count as equal. `{name}` takes one segment or value,
/// `{name:set}` bytes of a set (`digits`, `hex`, `alnum`, `base58`, `token`, `segment`), `{name:set:n}` and
/// `{name:set:n-m}` so many of them; `*` one segment that does not matter, `**` all the rest. A query value may be
/// looked up in JSON: `params.skuId=…`. Matching is linear, without backtracking.
final class AddressPattern: Sendable {
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
    /// All of these, as they are matched.
    let program: AddressProgram
    let hostSteps: Range<Int>?
    let pathSteps: Range<Int>
    let querySteps: [AddressProgram.Parameter]
    let fragmentSteps: Range<Int>?
    let fragmentQuerySteps: [AddressProgram.Parameter]

    /// Reads a pattern; see the type for how one is written.
    init(_ source: String) throws(PatternError) {
        self.source = source
        var names: [String] = []
        var rest = source[...]
        var fragment: Substring?
        if let hash = rest.firstIndex(of: "#") {
            fragment = rest[rest.index(after: hash)...]
            rest = rest[..<hash]
        }
        let (address, parameters) = Self.split(rest, at: "?")
        query = try parameters.map { text throws(PatternError) in try Self.parameters(text, &names) } ?? []
        if let fragment {
            let (path, parameters) = Self.split(fragment, at: "?")
            fragmentPath = try Self.pieces(path, .segment, &names)
            fragmentQuery = try parameters.map { text throws(PatternError) in try Self.parameters(text, &names) } ?? []
        } else {
            fragmentPath = nil
            fragmentQuery = []
        }
        if let (name, rest) = Self.schemeAndRest(address) {
            scheme = String(name).lowercased()
            hostKey = ""
            host = nil
            path = try Self.pieces(rest, .segment, &names)
        } else {
            scheme = nil
            let slash = address.firstIndex(of: "/") ?? address.endIndex
            let hostText = address[..<slash].lowercased()
            path = try Self.pieces(address[slash...], .segment, &names)
            if let brace = hostText.lastIndex(of: "}") {
                guard let dot = hostText[brace...].firstIndex(of: ".") else {
                    throw PatternError(reason: "a capture cannot be the end of a host")
                }
                hostKey = String(hostText[hostText.index(after: dot)...])
                host = try Self.pieces(address[..<slash], .label, &names)
            } else {
                hostKey = hostText
                host = nil
            }
            guard hostKey.contains("."), !hostKey.contains("*"), !hostKey.hasPrefix("."), !hostKey.hasSuffix(".") else {
                throw PatternError(reason: "\"\(hostText)\" is not a host")
            }
        }
        guard names.count <= Captures.capacity else {
            throw PatternError(reason: "more than \(Captures.capacity) captures")
        }
        self.names = names
        var program = AddressProgram()
        hostSteps = host.map { program.add($0) }
        pathSteps = program.add(path)
        querySteps = program.add(query)
        fragmentSteps = fragmentPath.map { program.add($0) }
        fragmentQuerySteps = program.add(fragmentQuery)
        self.program = program
    }
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

    /// The text captured in `slot`; `text` is the address that was matched.
    func value(_ slot: Int, _ text: Span<UInt8>) -> String? {
        for index in 0..<count where items[index].slot == slot {
            let item = items[index]
            if item.isDecoded { return String(decoding: decoded[item.start..<item.end], as: UTF8.self) }
            return text.extracting(item.start..<item.end).withUnsafeBufferPointer {
                String(decoding: $0, as: UTF8.self)
            }
        }
        return nil
    }

    mutating func reset() {
        count = 0
        if !decoded.isEmpty { decoded.removeAll(keepingCapacity: true) }
    }
}
