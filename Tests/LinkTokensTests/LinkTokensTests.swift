import Crypto
import Foundation
import LinkPolicy
import LinkRecognition
import Testing

@testable import LinkTokens

private func makeRing(_ id: UInt32, older: [KeyRing.Key] = []) -> KeyRing {
    KeyRing(current: KeyRing.Key(id: id, secret: SymmetricKey(size: .bits256), retiresAt: nil), older: older)
}

private let context = LinkContext(
    purpose: .message, tenant: .main, linkID: 0x0123_4567_89AB_CDEF, issuedAt: 1_000, expiresAt: 2_000, scene: .group,
    finding: Finding(
        range: 0..<0, form: .shareCode, address: "https://例子.test/路径?q=1", code: "AbC12345678", marks: [.obfuscated],
        owner: "xianyu", kind: "live"), message: "m1", sender: nil, group: "")

@Suite struct SealedLinkTests {
    let ring = makeRing(7)

    @Test func opensWhatItSealed() throws {
        let token = try SealedLink.seal(context, with: ring)
        #expect(try SealedLink.open(token, with: ring, at: 1_500) == context)
        #expect(!token.contains("test"), "the target is not to be read from the token")
    }

    /// What was known at the posting travels with the link; what was not costs nothing.
    @Test(
        arguments: [
            PostingFacts(), PostingFacts(role: .stranger), PostingFacts(tier: .new),
            PostingFacts(counts: SenderCounts(minute: 1, hour: 70_000, day: 5_000_000_000, groups: 0)),
            PostingFacts(role: .owner, tier: .trusted, counts: SenderCounts(), patterns: ["lured", "b"]),
        ])
    func carriesThePosting(_ posting: PostingFacts) throws {
        var changed = context
        changed.posting = posting
        let read = try LinkContext(encoded: changed.encoded())
        #expect(read.posting.role == posting.role)
        #expect(read.posting.tier == posting.tier)
        #expect(read.posting.patterns == posting.patterns)
        #expect(read.posting.counts?.hour == posting.counts?.hour)
        #expect(read.posting.counts?.day == posting.counts.map { min($0.day, Int(UInt32.max)) })
        #expect(posting.isEmpty == (changed.encoded() == context.encoded()))
        for length in context.encoded().count + 1..<max(changed.encoded().count, context.encoded().count + 1) {
            #expect(throws: TokenError.malformed) { try LinkContext(encoded: Array(changed.encoded().prefix(length))) }
        }
    }

    /// Against another implementation, in both directions.
    @Test(arguments: [0, 1, 15, 16, 17, 1_000])
    func anotherImplementationAgrees(length: Int) throws {
        let key = SymmetricKey(size: .bits256)
        let cipher = LinkCipher(key)
        let plaintext = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let header: [UInt8] = [1, 2, 3, 4, 5, 6]
        let sealed = try #require(cipher.seal(plaintext, header: header, nonce: (.random(in: 0 ... .max), 7)))
        let box = try AES.GCM.SealedBox(combined: sealed.dropFirst(6))
        #expect(try Array(AES.GCM.open(box, using: key, authenticating: header)) == plaintext)
        let theirs = try AES.GCM.seal(plaintext, using: key, authenticating: header)
        let bytes = header + Array(theirs.nonce) + Array(theirs.ciphertext) + Array(theirs.tag)
        #expect(cipher.open(bytes, headerLength: 6) == plaintext)
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 1
            #expect(cipher.open(altered, headerLength: 6) == nil)
        }
        #expect(cipher.open(Array(bytes.prefix(33)), headerLength: 6) == nil)
        #expect(LinkCipher(SymmetricKey(size: .bits128)).seal([1], header: header, nonce: (1, 1)) == nil)
    }

    @Test func twoSealsDiffer() throws {
        #expect(try SealedLink.seal(context, with: ring) != SealedLink.seal(context, with: ring))
    }

    @Test func everyAlteredCharacterIsRefused() throws {
        let token = try SealedLink.seal(context, with: ring)
        for position in token.indices {
            var altered = token
            altered.replaceSubrange(position...position, with: token[position] == "A" ? "B" : "A")
            #expect(throws: TokenError.self) { try SealedLink.open(altered, with: ring, at: 1_500) }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let token = try SealedLink.seal(context, with: ring)
        for length in 0..<token.count {
            #expect(throws: TokenError.self) { try SealedLink.open(token.prefix(length), with: ring, at: 1_500) }
        }
        #expect(throws: TokenError.self) { try SealedLink.open(token + "A", with: ring, at: 1_500) }
    }

    @Test func expiry() throws {
        let token = try SealedLink.seal(context, with: ring)
        #expect(throws: TokenError.expired) { try SealedLink.open(token, with: ring, at: 2_000) }
    }

    @Test func anotherRingRefuses() throws {
        let token = try SealedLink.seal(context, with: ring)
        #expect(throws: TokenError.notAuthentic) { try SealedLink.open(token, with: makeRing(7), at: 1_500) }
        #expect(throws: TokenError.notAuthentic) { try SealedLink.open(token, with: makeRing(8), at: 1_500) }
    }

    @Test func anOlderKeyOpensUntilItRetires() throws {
        let token = try SealedLink.seal(context, with: ring)
        let old = KeyRing.Key(id: 7, secret: ring.current.secret, retiresAt: 1_600)
        let rotated = makeRing(8, older: [old])
        #expect(try SealedLink.open(token, with: rotated, at: 1_599) == context)
        #expect(throws: TokenError.notAuthentic) { try SealedLink.open(token, with: rotated, at: 1_600) }
    }

    @Test func purposesDoNotMix() throws {
        let receipt = try Receipt(tenant: .main, linkID: 1, openedAt: 5, person: "p").sealed(with: ring)
        #expect(throws: TokenError.malformed) { try SealedLink.open(receipt, with: ring, at: 1_500) }
        #expect(throws: TokenError.malformed) {
            try Receipt(opening: SealedLink.seal(context, with: ring), with: ring, at: 1_500)
        }
        #expect(try Receipt(opening: receipt, with: ring, at: 9).person == "p")
    }

    @Test func playgroundLinksCarryTheirPolicy() throws {
        var play = context
        play.purpose = .playground(policy: "strict")
        #expect(try SealedLink.open(SealedLink.seal(play, with: ring), with: ring, at: 1_500) == play)
    }

    @Test func longAddressesAreNotSealed() throws {
        var long = context
        long.address = "https://a.example/" + String(repeating: "x", count: SealedLink.maximumLength)
        #expect(throws: TokenError.malformed) { try SealedLink.seal(long, with: ring) }
        long.address = "https://a.example/" + String(repeating: "x", count: SealedLink.maximumAddressLength - 18)
        #expect(try SealedLink.open(SealedLink.seal(long, with: ring), with: ring, at: 1_500) == long)
    }

    @Test func randomBytesAreRefused() {
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<200)).map { _ in UInt8.random(in: 0...255) }
            #expect(throws: TokenError.self) { try SealedLink.open(Base64URL.encode(bytes), with: ring, at: 0) }
            #expect(throws: TokenError.self) { try LinkContext(encoded: bytes) }
        }
    }
}

@Suite struct Base64URLTests {
    @Test(
        arguments: [
            ("", []), ("Zg", [0x66]), ("Zm8", [0x66, 0x6F]), ("Zm9v", [0x66, 0x6F, 0x6F]), ("-_8", [0xFB, 0xFF]),
        ] as [(String, [UInt8])])
    func vectors(_ text: String, _ bytes: [UInt8]) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
    }

    @Test(arguments: ["Z", "Zh", "Zg==", "Z g", "Zm9/", "Zm9+", "é"])
    func refuses(_ text: String) { #expect(Base64URL.decode(text) == nil) }

    @Test func saysTheSameAsFoundation() {
        for length in 0..<100 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0 ... .max) }
            let text = Data(bytes).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(Base64URL.encode(bytes) == text)
            #expect(Base64URL.decode(text) == bytes)
        }
    }

    /// Whatever is decoded is encoded to the same text again: a value has one spelling.
    @Test(arguments: 1..<10) func hasOneSpelling(length: Int) {
        let text = Array(Base64URL.encode((0..<length).map { UInt8($0 * 37 % 256) }).utf8)
        for place in text.indices {
            for byte in UInt8.min ... .max {
                var other = text
                other[place] = byte
                let spelling = String(decoding: other, as: UTF8.self)
                if let bytes = Base64URL.decode(spelling) { #expect(Base64URL.encode(bytes) == spelling) }
            }
        }
    }
}

@Suite struct ReaderTokenTests {
    let secret = SymmetricKey(data: Array(repeating: UInt8(3), count: 32))
    let reader = ReaderContext(
        person: "u7", role: "member",
        client: ClientFacts(os: "ios", version: ClientVersion("8.0.13"), capabilities: ["interstitial"]),
        expiresAt: 2_000)

    @Test func verifiesWhatItSigned() throws {
        #expect(try ReaderToken.verify(ReaderToken.sign(reader, secret: secret), secret: secret, at: 1_999) == reader)
    }

    /// Made with Python's hmac, hashlib and base64 from the same secret.
    @Test func verifiesAnotherImplementation() throws {
        let text =
            "eyJleHAiOjIwMDAsIm9zIjoiaU9TIiwidmVyc2lvbiI6IjguMC4xMyJ9.lOcUuX20XswPp1lXCO6gjG7YyNHZGxoHMAcDwUJTuaA"
        #expect(throws: TokenError.notAuthentic) { try ReaderToken.verify(text, secret: secret, at: 1) }
        let signed =
            "eyJleHAiOjIwMDAsIm9zIjoiaU9TIiwidmVyc2lvbiI6IjguMC4xMyJ9.lOcUuX20XswPp1lXCO6gjG7YyNHZGxoHMAcDwUJTuaM"
        let found = try ReaderToken.verify(signed, secret: secret, at: 1)
        #expect(found.client.os == "ios")
        #expect(found.client.version == ClientVersion("8.0.13"))
    }

    @Test func refuses() {
        let token = ReaderToken.sign(reader, secret: secret)
        #expect(throws: TokenError.expired) { try ReaderToken.verify(token, secret: secret, at: 2_000) }
        let other = SymmetricKey(size: .bits256)
        #expect(throws: TokenError.notAuthentic) { try ReaderToken.verify(token, secret: other, at: 1) }
        for text in ["", ".", "a.b.c", token + ".", "x" + token, String(repeating: "A", count: 3_000)] {
            #expect(throws: TokenError.self) { try ReaderToken.verify(text, secret: secret, at: 1) }
        }
    }
}

@Suite struct SealedPictureTests {
    private static let ring = KeyRing(current: .init(id: 1, secret: SymmetricKey(size: .bits256), retiresAt: nil))
    private static let now: Int64 = 1_800_000_000

    private static func token(_ address: String = "https://a.example/a.png", side: Int = 480, now: Int64 = now) throws
        -> String
    {
        try SealedPicture(tenant: .main, address: address, side: side, now: now).sealed(with: ring)
    }

    @Test func itOpensToWhatWasSealed() throws {
        let opened = try SealedPicture(opening: Self.token(side: 240), with: Self.ring, at: Self.now)
        #expect(opened.address == "https://a.example/a.png" && opened.side == 240 && opened.tenant == .main)
        #expect(opened.expiresAt - Self.now >= SealedPicture.lifetime)
        #expect(throws: TokenError.expired) {
            try SealedPicture(opening: Self.token(), with: Self.ring, at: opened.expiresAt)
        }
    }

    /// So that browsers may keep it; and no two pictures share a token.
    @Test func theSamePictureHasTheSameToken() throws {
        let week = Self.now / SealedPicture.lifetime * SealedPicture.lifetime
        #expect(try Self.token(now: week) == Self.token(now: week + SealedPicture.lifetime - 1))
        #expect(try Self.token(now: week) != Self.token(now: week + SealedPicture.lifetime))
        let tokens = try Set(
            (0..<200).map { try Self.token("https://a.example/\($0).png") } + [Self.token(side: 240), Self.token()])
        #expect(tokens.count == 202)
    }

    @Test func anAlteredTokenOpensNothing() throws {
        let token = try Self.token()
        for index in token.indices {
            var altered = token
            altered.replaceSubrange(index...index, with: token[index] == "A" ? "B" : "A")
            #expect(throws: TokenError.self) {
                try SealedPicture(opening: altered, with: Self.ring, at: Self.now)
            }
        }
    }

    @Test func noOtherTokenIsAPicture() throws {
        let receipt = try Receipt(tenant: .main, linkID: 1, openedAt: Self.now, person: nil).sealed(with: Self.ring)
        #expect(throws: TokenError.malformed) {
            try SealedPicture(opening: receipt, with: Self.ring, at: Self.now)
        }
        let token = try Self.token()
        #expect(throws: TokenError.malformed) { try Receipt(opening: token, with: Self.ring, at: Self.now) }
        #expect(throws: TokenError.malformed) { try SealedLink.open(token, with: Self.ring, at: Self.now) }
    }
}
