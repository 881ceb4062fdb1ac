import Crypto
import LinkPolicy
import LinkTokens
import Testing

@testable import PersonTokens

@Suite struct PersonTokenTests {
    private static let now: Int64 = 1_631_868_000
    private static let issuer = "https://chat.example"
    private let key = P256.Signing.PrivateKey()

    private func signingKey(kid: String = "k1") throws -> SigningKey {
        try #require(SigningKey(pem: key.publicKey.pemRepresentation, kid: kid, algorithm: .es256))
    }

    /// A token with these texts as its header and its claims, signed with ES256 whatever they say.
    private func token(header: String, claims: String) throws -> String {
        let text = Base64URL.encode(header.utf8) + "." + Base64URL.encode(claims.utf8)
        let signature = try key.signature(for: Array(text.utf8))
        return text + "." + Base64URL.encode(signature.rawRepresentation)
    }

    private static let header = #"{"alg":"ES256","kid":"k1","typ":"JWT"}"#

    private static func claims(_ changes: [String: String?] = [:]) -> String {
        var claims: [String: String] = [
            "iss": #""\#(issuer)""#, "aud": #""hutong""#, "sub": #""u1""#, "exp": "\(now + 300)", "jti": #""a""#,
            "tenant": #""default""#, "groups": #"{"群 1":"owner","g2":"member"}"#,
        ]
        for (name, value) in changes { claims[name] = value }
        return "{" + claims.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    private func outcome(
        header: String = header, claims: String = claims(), kid: String = "k1", now: Int64 = now
    ) async throws -> PersonTokenError? {
        do throws(PersonTokenError) {
            let text: String
            do { text = try token(header: header, claims: claims) } catch { throw .malformed("\(error)") }
            let token = try PersonToken(unverified: text)
            let key: SigningKey
            do { key = try signingKey(kid: kid) } catch { throw .malformed("\(error)") }
            try await token.verify(
                with: key, issuer: Self.issuer, audiences: ["hutong", "https://gateway.example"], now: now)
            return nil
        } catch {
            return error
        }
    }

    @Test func aGoodTokenSaysWhoItIs() async throws {
        #expect(try await outcome() == nil)
        let token = try PersonToken(unverified: token(header: Self.header, claims: Self.claims()))
        #expect(token.person == "u1")
        #expect(token.tenant == .main)
        #expect(token.groups == ["群 1": .owner, "g2": .member])
        #expect(token.expiresAt == Self.now + 300)
    }

    @Test(arguments: [
        ("aud", #"["other","https://gateway.example"]"#), ("nbf", "\(now + 60)"), ("exp", "\(now + 600)"),
        ("exp", "\(now + 1)"), ("iat", "1.5"), ("unknown", #"{"a":[null]}"#),
    ])
    func whatIsAllowedIsAccepted(_ name: String, _ value: String) async throws {
        #expect(try await outcome(claims: Self.claims([name: value])) == nil)
    }

    @Test(arguments: [
        ("iss", #""https://other.example""#, PersonTokenError.wrongIssuer), ("aud", #""other""#, .wrongAudience),
        ("aud", "[]", .wrongAudience), ("exp", "\(now)", .expired), ("exp", "\(now + 601)", .tooLong),
        ("nbf", "\(now + 61)", .notYetValid),
    ])
    func whatIsMeantForAnotherPlaceOrTimeIsRefused(
        _ name: String, _ value: String, _ error: PersonTokenError
    ) async throws {
        #expect(try await outcome(claims: Self.claims([name: value])) == error)
    }

    @Test(arguments: ["iss", "aud", "sub", "exp", "jti", "tenant"])
    func everyClaimThatMattersMustBeThere(_ name: String) async throws {
        let error = try await outcome(claims: Self.claims([name: nil]))
        guard case .malformed(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("/\(name) is missing"))
    }

    @Test(arguments: [
        #"{"sub":"a","sub":"b"}"#, claims(["groups": #"{"g":"stranger"}"#]), claims(["groups": #"{"":"owner"}"#]),
        claims(["tenant": #""UPPER""#]), claims(["exp": #""1""#]), claims(["exp": "1e9"]),
        claims(["sub": #""""#]), claims(["sub": #""\u0000""#]), claims(["aud": "1"]), "[]", "", "{",
    ])
    func claimsOfAnotherFormAreRefused(_ claims: String) async throws {
        guard case .malformed = try await outcome(claims: claims) else {
            Issue.record("accepted \(claims)")
            return
        }
    }

    @Test(arguments: [
        (#"{"alg":"none","kid":"k1"}"#, PersonTokenError.wrongKey), (#"{"alg":"HS256","kid":"k1"}"#, .wrongKey),
        (#"{"alg":"RS256","kid":"k1"}"#, .wrongKey), (#"{"alg":"es256","kid":"k1"}"#, .wrongKey),
        (#"{"alg":"ES256","kid":"k2"}"#, .wrongKey),
    ])
    func anotherAlgorithmOrNameIsRefusedThoughTheSignatureIsGood(
        _ header: String, _ error: PersonTokenError
    ) async throws {
        #expect(try await outcome(header: header) == error)
    }

    @Test(arguments: [
        #"{"alg":"ES256"}"#, #"{"kid":"k1"}"#, #"{"alg":"ES256","kid":"k1","crit":["exp"]}"#,
        #"{"alg":"ES256","alg":"none","kid":"k1"}"#, #"{"alg":"ES256","kid":"k1","typ":"secevent+jwt"}"#, "null",
    ])
    func headersOfAnotherFormAreRefused(_ header: String) async throws {
        guard case .malformed = try await outcome(header: header) else {
            Issue.record("accepted \(header)")
            return
        }
    }

    /// The public key as the secret of an HMAC: RFC 8725 §2.1.
    @Test func aPublicKeyIsNoSecret() async throws {
        let text = Base64URL.encode(#"{"alg":"HS256","kid":"k1"}"#.utf8) + "." + Base64URL.encode(Self.claims().utf8)
        let secret = SymmetricKey(data: Array(key.publicKey.pemRepresentation.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: secret)
        let token = try PersonToken(unverified: text + "." + Base64URL.encode(code))
        let key = try signingKey()
        await #expect(throws: PersonTokenError.wrongKey) {
            try await token.verify(with: key, issuer: Self.issuer, audiences: ["hutong"], now: Self.now)
        }
    }

    @Test func aChangedByteAnywhereIsRefused() async throws {
        let good = Array(try token(header: Self.header, claims: Self.claims()).utf8)
        let key = try signingKey()
        for index in stride(from: 0, to: good.count, by: 7) {
            var bytes = good
            bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let text = String(decoding: bytes, as: UTF8.self)
            await #expect(throws: PersonTokenError.self, "byte \(index)") {
                try await PersonToken(unverified: text).verify(
                    with: key, issuer: Self.issuer, audiences: ["hutong"], now: Self.now)
            }
        }
    }

    @Test func aTokenThatFitsNoCookieIsRefused() throws {
        let text = try token(
            header: Self.header, claims: Self.claims(["x": "\"\(String(repeating: "a", count: 3_072))\""]))
        #expect(throws: PersonTokenError.self) { try PersonToken(unverified: text) }
    }

    // MARK: Keys

    @Test func keysOfEveryAlgorithmAreReadFromASet() async throws {
        let ed = Curve25519.Signing.PrivateKey()
        let point = key.publicKey.rawRepresentation
        let set = """
            {"keys":[
            {"kty":"EC","crv":"P-256","kid":"ec","use":"sig","x":"\(Base64URL.encode(point.prefix(32)))",
             "y":"\(Base64URL.encode(point.suffix(32)))","key_ops":["verify"]},
            {"kty":"OKP","crv":"Ed25519","kid":"ed","alg":"EdDSA","x":"\(Base64URL.encode(ed.publicKey.rawRepresentation))"},
            {"kty":"EC","crv":"P-256","kid":"for encryption","use":"enc","x":"AA","y":"AA"},
            {"kty":"EC","crv":"P-256","kid":"broken","x":"AA","y":"AA"},
            {"kty":"oct","kid":"secret","k":"AA"},{"kid":1},{}
            ],"more":1}
            """
        #expect(try SigningKey.keys(inSet: Array(set.utf8), algorithm: .es256).keys.sorted() == ["ec"])
        #expect(try SigningKey.keys(inSet: Array(set.utf8), algorithm: .edDSA).keys.sorted() == ["ed"])
        #expect(try SigningKey.keys(inSet: Array(set.utf8), algorithm: .rs256).isEmpty)
        for bad in ["", "[]", "{}", #"{"keys":{}}"#] {
            #expect(throws: (any Error).self) { try SigningKey.keys(inSet: Array(bad.utf8), algorithm: .es256) }
        }
    }

    @Test func aKeyForAnotherAlgorithmIsRefused() {
        let pem = key.publicKey.pemRepresentation
        #expect(SigningKey(pem: pem, kid: "a", algorithm: .es256) != nil)
        #expect(SigningKey(pem: pem, kid: "a", algorithm: .rs256) == nil)
        #expect(SigningKey(pem: pem, kid: "a", algorithm: .edDSA) == nil)
        #expect(SigningKey(pem: "", kid: "a", algorithm: .es256) == nil)
    }
}
