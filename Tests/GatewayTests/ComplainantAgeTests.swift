import HTTPTypes
import Persistence
import Reputation
import Testing

@testable import Gateway

@Suite struct ComplainantAgeTests {
    /// - Returns: The status of the answer, and what was heard of the complaint.
    private func heard(_ age: String) async throws -> (status: Int, heard: Double?) {
        let stand = try await Stand()
        let key = try await stand.gateway.key([.check])
        let answer = try await stand.gateway.ask(
            .post, "/v1/complaints",
            headers: [.authorization: "Bearer \(key)", .contentType: "application/json"],
            body: #"{"url":"https://shop.example/item","category":"fraud","person":"p"\#(age)}"#)
        try await stand.keep()
        let item = try await stand.breakdown()?.items.first
        guard case .complaints(_, _, let heard) = item?.cause else { return (answer.status, nil) }
        return (answer.status, heard)
    }

    @Test func complaintsByNewAccountsCountForLess() async throws {
        let old = try #require(try await heard("").heard)
        for (age, share) in [("0", 0.25), ("6", 0.25), ("7", 1.0), ("36525", 1.0), ("null", 1.0)] {
            let found = try await heard(#","account_age_days":"# + age)
            #expect(found.status == 201)
            #expect(abs(try #require(found.heard) / old - share) < 0.01, "\(age)")
        }
    }

    @Test(arguments: ["-1", "36526", "1.5", "\"7\"", "1e99", "99999999999999999999", "[]", "true"])
    func anAgeThatIsNoneIsRefused(_ age: String) async throws {
        let found = try await heard(#","account_age_days":"# + age)
        #expect([400, 422].contains(found.status))
        #expect(found.heard == nil)
    }
}
