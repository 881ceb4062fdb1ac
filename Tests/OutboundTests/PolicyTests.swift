import Testing
import URLStandard

@testable import Outbound

@Suite struct PolicyTests {
    private func error(
        _ url: String, _ policy: OutboundPolicy = OutboundPolicy(), names: [String: String] = [:],
        headers: [(name: String, value: String)] = []
    ) async throws -> OutboundError? {
        let url = try WebURL(url)
        let transport = NotingTransport()
        let door = OutboundDoor(policy: policy, resolver: TableResolver(names), transport: transport)
        let error = await outboundError { try await door.send(OutboundRequest(.get, url, headers: headers)) }
        #expect(transport.exchanges.isEmpty == (error != nil))
        return error
    }

    @Test(arguments: ["ftp", "ws", "wss", "gopher", "file", "data", "javascript", "about"])
    func otherSchemesAreRefused(_ scheme: String) async throws {
        #expect(try await error("\(scheme)://8.8.8.8/") == .forbiddenScheme(scheme))
    }

    @Test func portsAreThoseAllowed() async throws {
        for port: UInt16 in [1, 22, 25, 79, 81, 442, 444, 6_379, 8_080, 65_535] {
            #expect(try await error("http://8.8.8.8:\(port)/") == .forbiddenPort(port))
        }
        #expect(try await error("http://8.8.8.8:443/") == nil)
        #expect(try await error("https://8.8.8.8:80/") == nil)
        var policy = OutboundPolicy()
        policy.allowedPorts = [8_000...8_100]
        #expect(try await error("http://8.8.8.8:8080/", policy) == nil)
        #expect(try await error("http://8.8.8.8/", policy) == .forbiddenPort(80))
    }

    @Test(arguments: [
        "localhost", "a.localhost", "metadata", "intranet.", "db.internal", "kubernetes.default.svc", "printer.lan",
        "x.local", "wpad.home.arpa", "a.corp", "a.home", "host.localdomain", "abc.onion", "a.alt", "a.private",
    ])
    func localNamesAreRefusedWhateverTheyLeadTo(_ name: String) async throws {
        let answers = [name: "93.184.215.14", String(name.dropLast()): "93.184.215.14"]
        #expect(try await error("http://\(name)/", names: answers) == .forbiddenName(name))
        // A permitted network is no leave for a local name to lead elsewhere.
        var policy = OutboundPolicy()
        policy.permittedNetworks = [try #require(IPNetwork("10.0.0.0/8"))]
        #expect(try await error("http://\(name)/", policy, names: answers) == .forbiddenName(name))
        let inside = [name: "10.1.2.3", String(name.dropLast()): "10.1.2.3"]
        #expect(try await error("http://\(name)/", policy, names: inside) == nil)
    }

    @Test(arguments: ["localhost.example.com", "internal.example", "lan.example", "arpa.example", "svc.example.net"])
    func namesThatOnlyLookLocalAreFree(_ name: String) async throws {
        #expect(try await error("http://\(name)/", names: [name: "93.184.215.14"]) == nil)
    }

    @Test func aPermittedNetworkIsReached() async throws {
        var policy = OutboundPolicy()
        policy.permittedNetworks = [try #require(IPNetwork("10.1.0.0/16"))]
        #expect(try await error("http://10.1.2.3/", policy) == nil)
        #expect(try await error("http://10.2.2.3/", policy)?.isRefusal == true)
        #expect(try await error("http://[::ffff:10.1.2.3]/", policy)?.isRefusal == true)
        policy.refusedNetworks = [try #require(IPNetwork("10.1.2.0/24")), try #require(IPNetwork("8.8.0.0/16"))]
        #expect(try await error("http://10.1.2.3/", policy)?.isRefusal == true)
        #expect(try await error("http://8.8.8.8/", policy)?.isRefusal == true)
        #expect(try await error("http://8.9.8.8/", policy) == nil)
    }

    @Test func plainHTTPMayBeForAPermittedNetworkOnly() async throws {
        var policy = OutboundPolicy()
        policy.requiresTLS = true
        policy.permittedNetworks = [try #require(IPNetwork("10.1.0.0/16"))]
        let names = ["a.example": "93.184.215.14", "own.example": "10.1.2.3"]
        #expect(try await error("http://a.example/", policy, names: names) == .requiresTLS(host: "a.example"))
        #expect(try await error("https://a.example/", policy, names: names) == nil)
        #expect(try await error("http://own.example/", policy, names: names) == nil)
    }

    @Test func aPermittedCarrierIsJudgedByWhatItCarries() async throws {
        var policy = OutboundPolicy()
        policy.permittedNetworks = [try #require(IPNetwork("64:ff9b::/96")), try #require(IPNetwork("2002::/16"))]
        #expect(try await error("http://[64:ff9b::8.8.8.8]/", policy) == nil)
        #expect(try await error("http://[64:ff9b::10.0.0.1]/", policy)?.isRefusal == true)
        #expect(try await error("http://[64:ff9b::169.254.169.254]/", policy)?.isRefusal == true)
        #expect(try await error("http://[2002:808:808::1]/", policy) == nil)
        #expect(try await error("http://[2002:a00:1::1]/", policy)?.isRefusal == true)
        policy.permittedNetworks.append(try #require(IPNetwork("10.0.0.0/24")))
        #expect(try await error("http://[64:ff9b::10.0.0.1]/", policy) == nil)
    }

    @Test(arguments: [
        "Authorization", "Cookie", "cookie2", "Referer", "Host", "Content-Length", "TRANSFER-ENCODING", "Connection",
        "Proxy-Authorization", "Accept-Encoding", "User-Agent", "Expect", "Upgrade", "", "a b", "a:b", "a\r\nb", "é",
    ])
    func headerFieldsThatAreNotSent(_ name: String) async throws {
        #expect(try await error("http://8.8.8.8/", headers: [(name, "value")]) == .forbiddenHeader(name))
    }

    @Test(arguments: ["a\r\nb", "a\nb", "a\0", "\u{7F}", "é"])
    func headerValuesThatAreNotSent(_ value: String) async throws {
        #expect(try await error("http://8.8.8.8/", headers: [("X-A", value)]) == .forbiddenHeader("X-A"))
    }

    @Test func whatStandsInTheURLAloneIsTold() {
        let error = OutboundError.forbiddenAddress(
            host: "db.example", address: .v4(0x0A00_0001), range: "Private-Use (RFC 1918)")
        #expect("\(error)" == "db.example does not lead to a public address: Private-Use (RFC 1918)")
    }
}
