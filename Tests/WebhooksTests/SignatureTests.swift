import Testing

@testable import Webhooks

@Suite struct SignatureTests {
    /// `MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`, with which the libraries of Standard Webhooks test themselves.
    private static let published: [UInt8] = [
        0x31, 0xF2, 0x90, 0xF6, 0xBF, 0x06, 0x29, 0x8A, 0xAB, 0x4F, 0x08, 0xD4, 0x3C, 0x3F, 0x08, 0x2C, 0xF6, 0x48,
        0xA3, 0x62, 0xDA, 0x2D, 0xA4, 0xB0,
    ]

    /// The first is the vector of the libraries; the others are from Python's `hmac` and `base64`.
    @Test(arguments: [
        (
            published, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        ),
        (Array(0..<32), "evt_0", 1_674_087_231, "{}", "v1,uf6w6wNCP3EOKCUA+33eoeY0JCVnwL78HUBfBiVmlmc="),
        (
            Array(0..<32), "evt_0123456789abcdefghjk", 1_631_868_000,
            "{\"type\":\"webhook.test\",\"data\":{\"a\":\"链接\"}}", "v1,qI+vud3mCOfPKhqIEas6kYdcAlrz48DLZkoR2BTMCmc="
        ),
    ])
    func signs(_ key: [UInt8], _ id: String, _ timestamp: Int64, _ body: String, _ signature: String) throws {
        let secret = try #require(WebhookSecret(bytes: key))
        #expect(secret.signature(id: id, timestamp: timestamp, body: Array(body.utf8)) == signature)
    }

    @Test func secretsAreWrittenAsReceiversTakeThem() throws {
        #expect(WebhookSecret(bytes: Self.published)?.text == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect(WebhookSecret(bytes: Array(0..<32))?.text == "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        #expect(WebhookSecret().bytes.count == 32)
        #expect(WebhookSecret() != WebhookSecret())
    }

    @Test(arguments: [(23, false), (24, true), (64, true), (65, false)])
    func secretsHaveALength(_ count: Int, _ isGood: Bool) {
        #expect((WebhookSecret(bytes: Array(repeating: 7, count: count)) != nil) == isGood)
    }

    @Test func aRotationSignsTwice() throws {
        let old = try #require(WebhookSecret(bytes: Self.published))
        let new = try #require(WebhookSecret(bytes: Array(0..<32)))
        let body = Array("{}".utf8)
        let headers = WebhookHeaders.of(id: "evt_0", timestamp: 1_674_087_231, body: body, secrets: [new, old])
        #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(headers[0].value == "evt_0")
        #expect(headers[1].value == "1674087231")
        let signatures = headers[2].value.split(separator: " ")
        #expect(signatures.count == 2)
        #expect(signatures.first == "v1,uf6w6wNCP3EOKCUA+33eoeY0JCVnwL78HUBfBiVmlmc=")
        #expect(signatures.last.map(String.init) == old.signature(id: "evt_0", timestamp: 1_674_087_231, body: body))
    }

    @Test(arguments: [WebhookName.Kind.webhook, .event, .delivery])
    func namesAreKnownByTheirShape(_ kind: WebhookName.Kind) {
        let names = (0..<100).map { _ in WebhookName(kind).text }
        #expect(Set(names).count == 100)
        #expect(names.allSatisfy { WebhookName.isName($0, of: kind) && !$0.contains(".") })
        #expect(!WebhookName.isName("x" + names[0], of: kind))
        #expect(!WebhookName.isName(names[0] + "0", of: kind))
        #expect(!WebhookName.isName(names[0].dropLast() + "u", of: kind), "not in the alphabet")
    }
}
