#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The filters of a set in memory of their own, where they stay whatever the system drops from its cache of files.
///
/// Unchecked: both blocks are filled in the initialiser, only read afterwards, and freed when nobody holds this object.
final class FilterMemory: @unchecked Sendable {
    private struct Shard {
        var shape: FuseShape
        var cells: UnsafePointer<UInt16>
    }

    private let shards: UnsafeMutablePointer<Shard>
    private let cells: UnsafeMutablePointer<UInt16>
    private let shardBits: UInt32
    /// Bytes held.
    let byteCount: Int

    private static let hugePage = 2 << 20

    /// - Parameters:
    ///   - table: 32 bytes a shard: seed, first cell, length and count of segments, and eight bytes unused.
    ///   - filter: The cells of all shards.
    init(
        table: UnsafeRawBufferPointer, filter: UnsafeRawBufferPointer, shardBits: UInt32
    ) throws(ThreatFileError) {
        let count = 1 << Int(shardBits)
        var shapes: [(FuseShape, Int)] = []
        for index in 0..<count {
            let place = index * ThreatFile.shardLength
            let length = table.half(place + 16)
            let segments = table.half(place + 20)
            let start = table.word(place + 8)
            let cellCount = (UInt64(segments) + 2) * UInt64(length)
            let (end, overflows) = start.addingReportingOverflow(cellCount)
            guard length.nonzeroBitCount == 1, length <= 1 << 18, segments > 0, !overflows,
                end <= UInt64(filter.count / 2)
            else { throw .wrong(part: "shards", reason: "shard \(index) has no place in the filter") }
            shapes.append(
                (FuseShape(seed: table.word(place), segmentLength: length, segmentCount: segments), Int(start)))
        }
        let size = max(filter.count, 2)
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: size, alignment: size >= Self.hugePage ? Self.hugePage : 64)
        #if canImport(Glibc) || canImport(Musl)
            // Three reads of a look-up stand in three pages; with large ones the processor knows where they are.
            if size >= Self.hugePage { _ = madvise(memory, size, MADV_HUGEPAGE) }
        #endif
        cells = memory.bindMemory(to: UInt16.self, capacity: size / 2)
        for index in 0..<(filter.count / 2) {
            (cells + index).initialize(
                to: UInt16(littleEndian: filter.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
        }
        shards = .allocate(capacity: count)
        for (index, (shape, start)) in shapes.enumerated() {
            (shards + index).initialize(to: Shard(shape: shape, cells: UnsafePointer(cells + start)))
        }
        self.shardBits = shardBits
        byteCount = size + count * MemoryLayout<Shard>.stride
    }

    @inline(__always)
    func mayContain(_ digest: Digest) -> Bool {
        let shard = (shards + digest.uppermost(shardBits)).pointee
        return shard.shape.mayContain(digest.low, shard.cells)
    }

    deinit {
        shards.deallocate()
        UnsafeMutableRawPointer(cells).deallocate()
    }
}
