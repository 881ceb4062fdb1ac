// The file of a set; docs/threats.md describes it. All numbers are little-endian.

/// Why bytes are not a set that can be used.
public enum ThreatFileError: Error, Hashable, Sendable, CustomStringConvertible {
    case notASet
    case unknownVersion(UInt32)
    case truncated(needed: UInt64, found: Int)
    case damaged(part: String)
    case wrong(part: String, reason: String)

    public var description: String {
        switch self {
        case .notASet: "is not a set of threats"
        case .unknownVersion(let version): "is of version \(version), this program reads \(ThreatFile.version)"
        case .truncated(let needed, let found): "is cut off: \(found) bytes of at least \(needed)"
        case .damaged(let part): "is damaged: the checksum of its \(part) is wrong"
        case .wrong(let part, let reason): "is wrong in its \(part): \(reason)"
        }
    }
}

enum ThreatFile {
    /// "HTTHREAT"
    static let magic: UInt64 = 0x5441_4552_4854_5448
    static let version: UInt32 = 2
    static let headerLength = 216
    /// Sections begin at multiples of this, a page.
    static let alignment = 4096
    static let entryLength = 20
    /// Set in an entry's reference when the host has listed addresses.
    static let hasPaths: UInt32 = 1 << 31

    enum Section: Int, CaseIterable {
        case feeds, filter, entries, listings

        var name: String { String(describing: self) }
    }

    struct Extent: Hashable {
        var offset: UInt64 = 0
        var length: UInt64 = 0
        var checksum: UInt64 = 0
    }

    /// The first 216 bytes.
    struct Header {
        var hash = KeyedHash(key0: 0, key1: 0)
        /// Seconds since 1970.
        var builtAt: Int64 = 0
        var entryCount: UInt64 = 0
        /// Bit n: there are IPv4 networks of n bits.
        var ipv4Lengths: UInt64 = 0
        /// The same for IPv6.
        var ipv6Lengths: (UInt64, UInt64, UInt64) = (0, 0, 0)
        /// Lines of the filter, without the spare ones.
        var lines: UInt64 = 0
        var names: UInt64 = 0
        var addresses: UInt64 = 0
        var networks: UInt64 = 0
        var extents = [Extent](repeating: Extent(), count: Section.allCases.count)

        subscript(section: Section) -> Extent {
            get { extents[section.rawValue] }
            set { extents[section.rawValue] = newValue }
        }

        var bytes: [UInt8] {
            var output: [UInt8] = []
            output.append(littleEndian: ThreatFile.magic)
            output.append(littleEndian: ThreatFile.version)
            output.append(littleEndian: UInt32(ThreatFile.headerLength))
            output.append(littleEndian: hash.key0)
            output.append(littleEndian: hash.key1)
            output.append(littleEndian: UInt64(bitPattern: builtAt))
            output.append(littleEndian: entryCount)
            output.append(littleEndian: ipv4Lengths)
            output.append(littleEndian: ipv6Lengths.0)
            output.append(littleEndian: ipv6Lengths.1)
            output.append(littleEndian: ipv6Lengths.2)
            output.append(littleEndian: lines)
            output.append(littleEndian: names)
            output.append(littleEndian: addresses)
            output.append(littleEndian: networks)
            for extent in extents {
                output.append(littleEndian: extent.offset)
                output.append(littleEndian: extent.length)
                output.append(littleEndian: extent.checksum)
            }
            output.append(littleEndian: output.withUnsafeBytes(Checksum.of))
            return output
        }
    }
}

extension ThreatFile.Header {
    /// - Throws: ``ThreatFileError`` unless the bytes begin with an intact header whose sections lie within them.
    init(_ bytes: UnsafeRawBufferPointer) throws(ThreatFileError) {
        let length = ThreatFile.headerLength
        guard bytes.count >= 16, bytes.word(0) == ThreatFile.magic else { throw .notASet }
        guard bytes.half(8) == ThreatFile.version else { throw .unknownVersion(bytes.half(8)) }
        guard bytes.count >= length else { throw .truncated(needed: UInt64(length), found: bytes.count) }
        guard bytes.word(length - 8) == Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[..<(length - 8)])),
            bytes.half(12) == UInt32(length)
        else { throw .damaged(part: "header") }
        hash = KeyedHash(key0: bytes.word(16), key1: bytes.word(24))
        builtAt = Int64(bitPattern: bytes.word(32))
        entryCount = bytes.word(40)
        ipv4Lengths = bytes.word(48)
        ipv6Lengths = (bytes.word(56), bytes.word(64), bytes.word(72))
        lines = bytes.word(80)
        names = bytes.word(88)
        addresses = bytes.word(96)
        networks = bytes.word(104)
        for section in ThreatFile.Section.allCases {
            let place = 112 + 24 * section.rawValue
            let extent = ThreatFile.Extent(
                offset: bytes.word(place), length: bytes.word(place + 8), checksum: bytes.word(place + 16))
            let (end, overflows) = extent.offset.addingReportingOverflow(extent.length)
            guard !overflows, extent.offset >= UInt64(length), extent.offset % 8 == 0 else {
                throw .wrong(part: section.name, reason: "its place cannot be")
            }
            guard end <= UInt64(bytes.count) else { throw .truncated(needed: end, found: bytes.count) }
            self[section] = extent
        }
        try checkSizes()
    }

    private func checkSizes() throws(ThreatFileError) {
        guard lines > 0, lines <= UInt64(FilterLine.entryMask), self[.filter].length == FilterLine.bytes(lines: lines)
        else { throw .wrong(part: "filter", reason: "its size is not that of its lines") }
        guard entryCount <= UInt64(FilterLine.entryMask),
            self[.entries].length == entryCount * UInt64(ThreatFile.entryLength)
        else { throw .wrong(part: "entries", reason: "their number is another") }
        guard self[.listings].length >= 4, self[.listings].length <= UInt64(UInt32.max >> 1) * 4 else {
            throw .wrong(part: "listings", reason: "there are too few or too many")
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Reads a number; the place must lie within the bytes.
    @inline(__always)
    func word(_ offset: Int) -> UInt64 { UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }

    @inline(__always)
    func half(_ offset: Int) -> UInt32 { UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
}

extension [UInt8] {
    mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}
