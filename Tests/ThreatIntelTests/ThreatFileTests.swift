import LinkPolicy
import Testing
import URLStandard

@testable import ThreatIntel

@Suite struct ThreatFileTests {
    private static let file = Result {
        try fileOf(
            (0..<300).map { (.name("n\($0).example", coversSubdomains: true), listing()) }
                + [(.network(try network("198.51.100.0/24")), listing())])
    }

    @Test func everyCutIsRefused() throws {
        let file = try Self.file.get()
        for count in stride(from: 0, to: file.count - 4096, by: 61) {
            #expect(throws: ThreatFileError.self) { try ThreatSet(copying: Array(file[..<count])) }
        }
    }

    @Test func otherFilesAreRefused() throws {
        #expect(throws: ThreatFileError.notASet) { try ThreatSet(copying: []) }
        #expect(throws: ThreatFileError.notASet) { try ThreatSet(copying: Array("0.0.0.0 evil.example\n".utf8)) }
        var newer = try Self.file.get()
        newer[8] = 9
        #expect(throws: ThreatFileError.unknownVersion(9)) { try ThreatSet(copying: newer) }
    }

    /// Whatever byte is changed: the file is refused, or its verification fails, or the byte is padding; and a look-up
    /// neither crashes nor finds what is not there.
    @Test func everyChangedByteIsNoticed() throws {
        let file = try Self.file.get()
        let header = try file.withUnsafeBytes { try ThreatFile.Header($0) }
        let parts = header.extents.map { Int($0.offset)..<Int($0.offset + $0.length) } + [0..<ThreatFile.headerLength]
        for part in parts {
            for offset in stride(from: part.lowerBound, to: part.upperBound, by: max(1, part.count / 97)) {
                var changed = file
                changed[offset] ^= 1 << UInt8(offset % 8)
                guard let set = try? ThreatSet(copying: changed) else { continue }
                #expect(throws: ThreatFileError.self) { try set.verify() }
                for index in 0..<300 { _ = set.hits(try WebURL("http://n\(index).example/")) }
                #expect(set.hits(try WebURL("http://other.example/")).isEmpty)
            }
        }
    }

    /// Places in the header and what is written there.
    private static let forgeries: [(place: Int, bytes: [UInt8])] = [
        (80, [UInt8](repeating: 0xFF, count: 8)), (80, [0, 0, 0, 0]), (80, [0x20]),
        (40, [UInt8](repeating: 0xFF, count: 8)), (112, [UInt8](repeating: 0xFF, count: 7) + [0x7F]),
        (120, [UInt8](repeating: 0xFF, count: 8)), (144, [UInt8](repeating: 0, count: 8)),
    ]

    /// A file made by somebody else, whose checksums are right and whose numbers are not.
    @Test(arguments: forgeries)
    func forgedHeadersAreRefused(_ place: Int, _ bytes: [UInt8]) throws {
        var forged = try Self.file.get()
        forged.replaceSubrange(place..<(place + bytes.count), with: bytes)
        let end = ThreatFile.headerLength - 8
        let checksum = forged[..<end].withUnsafeBytes(Checksum.of)
        for index in 0..<8 { forged[end + index] = UInt8(truncatingIfNeeded: checksum >> UInt64(8 * index)) }
        #expect(throws: ThreatFileError.self) { try ThreatSet(copying: forged) }
    }
}
