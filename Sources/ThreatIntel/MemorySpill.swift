/// A spill for sets that fit in memory.
public struct MemorySpill: ThreatSpill {
    private var parts: [Int: [UInt8]] = [:]

    public init() {}

    public mutating func append(_ bytes: UnsafeRawBufferPointer, to part: Int) {
        parts[part, default: []].append(contentsOf: bytes)
    }

    public mutating func take(_ part: Int, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let bytes = parts.removeValue(forKey: part) else { return }
        try bytes.withUnsafeBytes(piece)
    }
}

/// A set's file in memory.
public struct MemorySink: ThreatSink {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func write(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }

    public mutating func overwriteStart(_ bytes: UnsafeRawBufferPointer) {
        self.bytes.replaceSubrange(0..<min(bytes.count, self.bytes.count), with: bytes)
    }
}

extension ThreatSet {
    /// Opens a set held in memory.
    ///
    /// - Throws: ``ThreatFileError``.
    public convenience init(copying bytes: [UInt8]) throws(ThreatFileError) {
        let owner = HeapBytes(bytes)
        try self.init(owner.bytes, owner: owner)
    }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiser, only read afterwards.
private final class HeapBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    init(_ source: [UInt8]) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 8)
        memory.copyBytes(from: source)
        bytes = UnsafeRawBufferPointer(memory)
    }

    deinit { bytes.deallocate() }
}
