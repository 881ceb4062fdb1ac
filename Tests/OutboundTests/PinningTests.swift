import Testing
import URLStandard

@testable import Outbound

@Suite struct PinningTests {
    /// The name has an internal address as soon as it was checked: the connection goes to the checked one all the same.
    @Test func aChangedAnswerDoesNotGetThrough() async throws {
        let server = try await ScriptedServer { _ in .ok("public") }
        let names = TableResolver(["rebind.example": [["127.0.0.1"], ["169.254.169.254"]]])
        let door = OutboundDoor(policy: localPolicy(), resolver: names)
        let url = try WebURL("http://rebind.example:\(server.port)/")

        let answer = try await door.send(OutboundRequest(.get, url))
        #expect(answer.body == Array("public".utf8))
        #expect(answer.hops.map(\.address) == [.v4(0x7F00_0001)])
        #expect(names.lookups(of: "rebind.example") == 1)

        let error = await outboundError { try await door.send(OutboundRequest(.get, url)) }
        #expect(
            error
                == .forbiddenAddress(
                    host: "rebind.example", address: .v4(0xA9FE_A9FE), range: "Link Local (RFC 3927)"))
        #expect(server.requests.count == 1)
        try await server.stop()
    }

    @Test func aRedirectToTheSameNameIsLookedUpAgain() async throws {
        let server = try await ScriptedServer { _ in .redirect(to: "/secret") }
        let names = TableResolver(["rebind.example": [["127.0.0.1"], ["10.0.0.1"]]])
        let door = OutboundDoor(policy: localPolicy(), resolver: names)
        let url = try WebURL("http://rebind.example:\(server.port)/")
        #expect(await outboundError { try await door.send(OutboundRequest(.get, url)) }?.isRefusal == true)
        #expect(server.requests.count == 1)
        try await server.stop()
    }

    @Test func oneRefusedAddressRefusesTheHost() async throws {
        let transport = NotingTransport()
        for answer in [["93.184.215.14", "10.0.0.7"], ["10.0.0.7", "93.184.215.14"], ["2606:4700::1", "fe80::1"]] {
            let door = OutboundDoor(
                policy: OutboundPolicy(), resolver: TableResolver(["mixed.example": [answer]]), transport: transport)
            let error = await outboundError { try await door.check(try WebURL("http://mixed.example/")) }
            #expect(error?.isRefusal == true)
        }
    }

    @Test func theNextAddressIsTriedWhereNothingAnswers() async throws {
        let server = try await ScriptedServer { _ in .ok("second") }
        var policy = localPolicy()
        policy.permittedNetworks = [IPNetwork(.v4(0x7F00_0000), prefixLength: 8)]
        let names = TableResolver(["two.example": [["127.0.0.9", "127.0.0.1"]], "dead.example": [["127.0.0.9"]]])
        let door = OutboundDoor(policy: policy, resolver: names)
        let answer = try await door.send(OutboundRequest(.get, try WebURL("http://two.example:\(server.port)/")))
        #expect(answer.hops.map(\.address) == [.v4(0x7F00_0001)])

        let dead = try WebURL("http://dead.example:\(server.port)/")
        #expect(
            await outboundError { try await door.send(OutboundRequest(.get, dead)) }
                == .connection(host: "dead.example", reason: "no connection"))
        try await server.stop()
    }

    @Test func checkConnectsNowhere() async throws {
        let transport = NotingTransport()
        let door = OutboundDoor(
            policy: OutboundPolicy(), resolver: TableResolver(["a.example": "93.184.215.14"]), transport: transport)
        #expect(try await door.check(try WebURL("https://a.example/hook")) == [.v4(0x5DB8_D70E)])
        #expect(
            await outboundError { try await door.check(try WebURL("https://b.example/")) }
                == .unresolvable(host: "b.example"))
        #expect(transport.exchanges.isEmpty)
    }

    @Test func theSystemResolverAnswers() async throws {
        let local = try await SystemResolver().addresses(of: "localhost")
        #expect(!local.isEmpty)
        #expect(local.allSatisfy { SpecialPurposeRange.containing($0)?.name.hasPrefix("Loopback") == true })
        #expect(try await SystemResolver().addresses(of: "no-such-name.invalid").isEmpty)
    }

    @Test func aCancelledLookupReturns() async throws {
        let task = Task { try await SystemResolver().addresses(of: "localhost") }
        task.cancel()
        // Either is right: the answer may have come first.
        let addresses = try? await task.value
        #expect(addresses?.isEmpty != true)
    }
}
