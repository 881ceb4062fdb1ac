// modules: JSONText
//
// A libFuzzer target: scripts/fuzz-target Fuzz/JSONTextFuzzer.swift RUNS
//
// Whatever is accepted must be what the writer writes again, and no input may crash the reader.

import JSONText

/// Reads any value and writes it again.
private func copy(_ reader: inout JSONReader, to writer: inout JSONWriter) throws(JSONProblem) {
    if reader.null() {
        writer.null()
    } else if let value = try? reading(&reader, { (reader) throws(JSONProblem) in try reader.string() }) {
        writer.string(value)
    } else if let value = try? reading(&reader, { (reader) throws(JSONProblem) in try reader.bool() }) {
        writer.bool(value)
    } else if let value = try? reading(&reader, { (reader) throws(JSONProblem) in try reader.integer() }) {
        writer.integer(value)
    } else {
        try reader.skip()
        writer.null()
    }
}

/// Runs `body` on a copy, and keeps the copy when it succeeds.
private func reading<Value>(
    _ reader: inout JSONReader, _ body: (inout JSONReader) throws(JSONProblem) -> Value
) throws(JSONProblem) -> Value {
    var trial = reader
    let value = try body(&trial)
    reader = trial
    return value
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard var reader = try? JSONReader(bytes) else { return 0 }
    var whole = reader
    let accepted = (try? whole.skip()) != nil && (try? whole.end()) != nil
    var writer = JSONWriter()
    let copied = (try? copy(&reader, to: &writer)) != nil && (try? reader.end()) != nil
    precondition(accepted == copied, "two ways of reading disagree")
    if accepted {
        guard var again = try? JSONReader(writer.bytes) else { preconditionFailure("wrote bad UTF-8") }
        precondition((try? again.skip()) != nil && (try? again.end()) != nil, "wrote what is not JSON")
    }
    return 0
}
