import Testing

@testable import ThreatIntel

@Suite struct HostDotsTests {
    private func find(_ host: String) -> HostDots? { Array(host.utf8).withUnsafeBytes { HostDots($0) } }

    @Test(arguments: [
        "a", "a.b", "www.evil.example", "abcdefg.", "abcdefgh", "abcdefg.h", ".abcdefgh", "a..b", "12345678.12345678",
        "....", ".", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.fg", "-/.0",
        "long-label-of-thirty-two-letters.long-label-of-thirty-one-letter",
    ])
    func areWhereTheyStand(_ host: String) throws {
        let dots = try #require(find(host))
        let places = host.utf8.enumerated().filter { $0.element == UInt8(ascii: ".") }.map(\.offset)
        #expect(dots.withoutLast == places.dropLast().reduce(0) { $0 | 1 << UInt64($1) })
        #expect(dots.leaveALabelEmpty == host.split(separator: ".", omittingEmptySubsequences: false).contains(""))
    }

    @Test func otherBytesAreNone() throws {
        for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: ".") {
            let host = [UInt8](repeating: byte, count: 64)
            let dots = try #require(host.withUnsafeBytes { HostDots($0) })
            #expect(dots.withoutLast == 0)
            #expect(!dots.leaveALabelEmpty)
        }
    }

    @Test func noHostAndLongOnesHaveNone() {
        #expect(find("") == nil)
        #expect(find(String(repeating: "a", count: 65)) == nil)
    }
}
