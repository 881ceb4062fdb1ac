/// Finds any number of phrases in one pass over a text (Aho and Corasick, 1975), as a table of states by byte.
///
/// Bytes that occur in no phrase share one column, so that the table stays small.
struct PhraseAutomaton: Sendable {
    private let columnByByte: [UInt8]
    private let columns: Int
    /// The next state, by state and column.
    private let next: [UInt32]
    /// For each state, where its phrases begin in `outputs`.
    private let outputStart: [UInt32]
    private let outputs: [UInt32]

    /// - Parameter phrases: UTF-8, none empty. A phrase is named by its place.
    init(_ phrases: [[UInt8]]) {
        var columnByByte = [UInt8](repeating: 0, count: 256)
        var columns = 1
        for byte in phrases.joined() where columnByByte[Int(byte)] == 0 && columns < 256 {
            columnByByte[Int(byte)] = UInt8(columns)
            columns += 1
        }
        var next = [UInt32](repeating: 0, count: columns)
        var found: [[UInt32]] = [[]]
        for (index, phrase) in phrases.enumerated() {
            var state = 0
            for byte in phrase {
                let cell = state * columns + Int(columnByByte[Int(byte)])
                if next[cell] == 0 {
                    next[cell] = UInt32(found.count)
                    next.append(contentsOf: repeatElement(0, count: columns))
                    found.append([])
                }
                state = Int(next[cell])
            }
            found[state].append(UInt32(index))
        }
        Self.link(&next, &found, columns: columns)
        var starts: [UInt32] = [0]
        for list in found { starts.append(starts[starts.count - 1] + UInt32(list.count)) }
        self.columnByByte = columnByByte
        self.columns = columns
        self.next = next
        outputStart = starts
        outputs = found.flatMap(\.self)
    }

    /// Turns the trie into the automaton: a missing edge leads where the longest suffix that is a prefix leads.
    private static func link(_ next: inout [UInt32], _ found: inout [[UInt32]], columns: Int) {
        var failure = [Int](repeating: 0, count: found.count)
        var queue = next[0..<columns].filter { $0 != 0 }.map(Int.init)
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            found[state] += found[failure[state]]
            for column in 0..<columns {
                let fallback = next[failure[state] * columns + column]
                let child = Int(next[state * columns + column])
                if child == 0 {
                    next[state * columns + column] = fallback
                } else {
                    failure[child] = Int(fallback)
                    queue.append(child)
                }
            }
        }
    }

    /// Calls `body` with each phrase found and the index behind its last byte. Linear in `text` and the matches.
    func scan(_ text: Span<UInt8>, _ body: (_ phrase: Int, _ end: Int) -> Void) {
        var state = 0
        for index in text.indices {
            state = Int(next[state * columns + Int(columnByByte[Int(text[index])])])
            let start = Int(outputStart[state])
            let end = Int(outputStart[state + 1])
            guard start != end else { continue }
            for output in start..<end { body(Int(outputs[output]), index + 1) }
        }
    }
}
