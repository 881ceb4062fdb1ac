import Crypto
import Foundation
import LinkPolicy
import LinkTokens
import Persistence
import Reputation
import Testing

@testable import Gateway

@Suite struct ComplainantNamesTests {
    private static func names() throws -> ComplainantNames {
        let folder = NSTemporaryDirectory() + "hutong-test-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return ComplainantNames(master: try MasterKey(folder: folder))
    }

    /// As names were before they were keyed.
    private static func former(_ person: String, _ tenant: TenantID) -> String {
        let digest = SHA256.hash(data: Data("standing\u{0}person\u{0}\(tenant.rawValue)\u{0}\(person)".utf8))
        return Base64URL.encode(Array(digest.prefix(12)))
    }

    @Test func tellsPeopleApartAndNothingElse() throws {
        let (names, others) = (try Self.names(), try Self.names())
        let town = try #require(TenantID("town"))
        let name = names.name(ofPerson: "u1", .main)
        #expect(name == names.name(ofPerson: "u1", .main))
        let different = [
            names.name(ofPerson: "u2", .main), names.name(ofPerson: "u1", town), others.name(ofPerson: "u1", .main),
            names.name(ofReader: 1, .main), Self.former("u1", .main),
        ]
        #expect(Set(different + [name]).count == 6)
        #expect(names.renewed(name, of: .main) == nil)
        #expect(names.renewed(Self.former("u1", .main), of: .main) == name)
    }

    /// Whoever complained before names were keyed and does so again is heard once, and no former name stays.
    @Test func peopleFromBeforeAreKnownAgain() async throws {
        let stand = try await Stand()
        try await stand.open(900)
        for number in 0..<12 { try await stand.complain("C-\(number)", person: "u\(number)") }
        try await stand.keep()
        let before = (try await stand.evidence(), try await stand.breakdown())
        #expect(before.1?.tier == .poor)
        try await stand.gateway.database.write { connection in
            for number in 0..<12 {
                let row = try #require(
                    connection.rows("SELECT detail FROM standing_complaint WHERE id = $1", [.text("C-\(number)")]).first
                )
                var part = try StandingText.decode(ComplaintPart.self, try row.text(0))
                part.complaint.complainant = Self.former("u\(number)", .main)
                try connection.run(
                    "UPDATE standing_complaint SET detail = $1 WHERE id = $2",
                    [.text(try StandingText.encode(part)), .text("C-\(number)")])
            }
        }
        #expect(try await stand.evidence() != before.0)
        try await stand.keep()
        #expect(try await stand.evidence() == before.0)
        #expect(try await stand.breakdown() == before.1)
        try await stand.complain("C-again", address: "https://shop.example/else", person: "u3")
        try await stand.keep()
        let (again, former) = (try await stand.breakdown(), before.1)
        #expect(again?.score == former?.score, "of one person one complaint is heard")
    }
}
