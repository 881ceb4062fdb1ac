import JSONText

// The formats with named fields.

extension FeedReader {
    func readCSV(_ bytes: UnsafeRawBufferPointer, _ body: (Item) throws -> Void) throws {
        var lines = FeedLines(bytes)
        var columns: FeedColumns?
        while let line = lines.next() {
            guard line.bytes.count <= Self.longestLine else {
                try body(refusal(line, .tooLong))
                continue
            }
            guard let text = String(validating: line.bytes, as: UTF8.self) else {
                try body(refusal(line, .notUTF8))
                continue
            }
            if columns == nil, let header = FeedColumns(header: text) {
                columns = header
                continue
            }
            if line.bytes.first == UInt8(ascii: "#") { continue }
            let item: Item
            do throws(FeedRefusal.Reason) {
                guard let columns else { throw .noSubject }
                guard let fields = CSVLine.fields(text) else { throw .columns }
                let (subject, details) = try columns.read(fields)
                item = try entry(subject, details, line: line.number)
            } catch {
                item = refusal(line, error)
            }
            try body(item)
        }
    }

    private func entry(
        _ subject: String, _ details: FeedDetails, line: Int
    ) throws(FeedRefusal.Reason) -> Item {
        if let until = details.until, Int64(until) <= now { throw .ended }
        let subject = try subjects.withBytes(subject) { (bytes) throws(FeedRefusal.Reason) in
            try subjects.any(bytes, coversSubdomains: coversSubdomains)
        }
        return .entry(FeedEntry(subject: subject, line: line, details: details))
    }

    // MARK: JSON

    /// Every object with a subject is an entry; the objects and arrays around it are walked through. They are not
    /// checked as one text, so that one broken entry does not cost the others.
    func readJSON(_ bytes: UnsafeRawBufferPointer, _ body: (Item) throws -> Void) throws {
        var objects = JSONObjects(bytes)
        while let object = objects.next() {
            let line = FeedLines.Line(number: object.line, bytes: object.bytes)
            let item: Item
            do throws(FeedRefusal.Reason) {
                guard object.bytes.count <= JSONObjects.longestEntry else { throw .tooLong }
                let members = try members(object.bytes)
                let (subject, details) = try FeedColumns.read { members[$0] }
                item = try entry(subject, details, line: object.line)
            } catch {
                // What only wraps entries ("query_status" beside "urls") is no entry itself.
                if error == .noSubject || error == .tooLong, objects.descend(into: object) { continue }
                item = refusal(line, error)
            }
            try body(item)
        }
    }

    /// The members that are strings, numbers or truths, as text.
    private func members(_ bytes: UnsafeRawBufferPointer) throws(FeedRefusal.Reason) -> [String: String] {
        var members: [String: String] = [:]
        do throws(JSONProblem) {
            var reader = try JSONReader(Array(bytes))
            try reader.object { (reader, name) throws(JSONProblem) in
                var trial = reader
                if let text = try? trial.string() {
                    members[name.lowercased()] = text
                    reader = trial
                } else if let number = try? trial.integer() {
                    members[name.lowercased()] = "\(number)"
                    reader = trial
                } else if let truth = try? trial.bool() {
                    members[name.lowercased()] = "\(truth)"
                    reader = trial
                } else {
                    try reader.skip()
                }
            }
            try reader.end()
        } catch {
            throw .malformed
        }
        return members
    }
}

/// Finds objects in a text without reading them: those that begin with a plain value.
struct JSONObjects {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    private var line = 1

    struct Found {
        var line: Int
        var range: Range<Int>
        var bytes: UnsafeRawBufferPointer
    }

    /// Bytes of an entry at most.
    static let longestEntry = 64 << 10
    /// Longer objects that may still be looked into: a text of nothing but opening braces must not be read again and
    /// again.
    private var patience = 16

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func next() -> Found? {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""): offset = stringEnd(offset)
            case UInt8(ascii: "{") where !holdsContainer(offset):
                let start = offset
                let startLine = line
                offset = objectEnd(offset)
                return Found(
                    line: startLine, range: start..<offset,
                    bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
            case 0x0A:
                line += 1
                offset += 1
            default: offset += 1
            }
        }
        return nil
    }

    /// Goes back to look for objects within one; `false` when there are none.
    mutating func descend(into found: Found) -> Bool {
        guard found.bytes.dropFirst().contains(UInt8(ascii: "{")) else { return false }
        if found.bytes.count > Self.longestEntry {
            guard patience > 0 else { return false }
            patience -= 1
        }
        offset = found.range.lowerBound + 1
        line = found.line
        return true
    }

    /// Whether the object's first member is an object or array: then it is a wrapping, as URLhaus's by number.
    private func holdsContainer(_ start: Int) -> Bool {
        var index = space(start + 1)
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return false }
        index = space(stringEnd(index))
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return false }
        index = space(index + 1)
        return index < bytes.count && (bytes[index] == UInt8(ascii: "[") || bytes[index] == UInt8(ascii: "{"))
    }

    private func space(_ start: Int) -> Int {
        var index = start
        while index < bytes.count, FeedLines.isSpace(bytes[index]) { index += 1 }
        return index
    }

    /// Behind the closing quotation mark, or the end.
    private func stringEnd(_ start: Int) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    /// Behind the brace that closes the object at `start`, or the end.
    private mutating func objectEnd(_ start: Int) -> Int {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index = stringEnd(index)
                continue
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return index + 1 }
            case 0x0A: line += 1
            default: break
            }
            index += 1
        }
        return bytes.count
    }
}
