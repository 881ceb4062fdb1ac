/// What the basic URL parser reads: the input without surrounding controls and spaces, and without tabs and newlines
/// (URL Standard, section 4.4, the first steps of "basic URL parser").
struct StrippedInput {
    private(set) var bytes: [UInt8] = []
    /// Bytes cut off in front.
    private let leading: Int
    /// Offsets, in the input, of the tabs and newlines removed; empty unless errors are reported.
    private var removed: [Int] = []

    /// - Parameter diagnostics: Gets the errors of stripping, at their places in the input.
    init(_ input: Span<UInt8>, diagnostics: inout Diagnostics) {
        var start = 0
        var end = input.count
        while start < end, input[start] <= 0x20 { start += 1 }
        while end > start, input[end - 1] <= 0x20 { end -= 1 }
        leading = start
        if start > 0 { diagnostics.report(.invalidURLUnit, at: 0) }
        if end < input.count { diagnostics.report(.invalidURLUnit, at: end) }

        bytes.reserveCapacity(end - start)
        // Whole runs between tabs and newlines are copied at once; as a rule there is one.
        var runStart = start
        for index in start..<end where input.byte(index).isASCIITabOrNewline {
            bytes.append(contentsOf: input, runStart..<index)
            runStart = index + 1
            if diagnostics.isEnabled {
                diagnostics.report(.invalidURLUnit, at: index)
                removed.append(index)
            }
        }
        bytes.append(contentsOf: input, runStart..<end)
    }

    /// The place in the input of a position in ``bytes``.
    func originalPosition(_ position: Int) -> Int {
        // The n-th removed byte stood before `position` when its own place, less the n bytes removed before it, did.
        var low = 0
        var high = removed.count
        while low < high {
            let middle = (low + high) / 2
            if removed[middle] - leading - middle <= position { low = middle + 1 } else { high = middle }
        }
        return position + leading + low
    }
}

extension [UInt8] {
    fileprivate mutating func append(contentsOf input: Span<UInt8>, _ range: Range<Int>) {
        unsafe input.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// The bytes of `input` with ill-formed UTF-8 replaced by U+FFFD, or `nil` when it is well-formed.
    init?(repairing input: Span<UInt8>) {
        if (try? UTF8Span(validating: input)) != nil { return nil }
        self = unsafe input.withUnsafeBufferPointer { unsafe Array(String(decoding: $0, as: UTF8.self).utf8) }
    }
}
