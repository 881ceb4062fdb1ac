import Foundation
import Gate
import HTTPTypes
import Testing

@testable import Gateway

/// Takes a picture's bytes for the text of a code in it.
private struct LiteralReader: PictureReader {
    func read(_ picture: [UInt8]) async throws(PictureReaderError) -> PictureReading {
        let text = String(decoding: picture, as: UTF8.self)
        switch text {
        case "busy": throw .busy
        case "unavailable": throw .unavailable("test")
        case "broken": return .unreadable
        case "none": return .read([])
        default:
            let corners = [(0, 0), (9, 0), (9, 9), (0, 9)].map { PictureCode.Point(x: $0.0, y: $0.1) }
            return .read([PictureCode(picture: 0, text: text, corners: corners)])
        }
    }
}

@Suite struct PictureChecksTests {
    private static func gateway(_ change: (inout GatewayConfiguration) -> Void = { _ in }) async throws -> TestGateway {
        try await TestGateway(pictures: LiteralReader(), change)
    }

    private static func body(_ pictures: [String], text: String? = nil) -> String {
        let images = pictures.map { "\"\(Data($0.utf8).base64EncodedString())\"" }.joined(separator: ",")
        return "{" + (text.map { "\"text\":\"\($0)\"," } ?? "") + "\"images\":[\(images)]}"
    }

    @Test func aCodeIsAFindingLikeAnyOther() async throws {
        let gateway = try await Self.gateway()
        let body = Self.body(["none", "https://m.tb.cn/h.x?tk=y"], text: "看 https://a.example/x")
        let answer = try await gateway.check(body)
        #expect(answer.status == 200)
        let result = try #require((answer.json["results"] as? [[String: Any]])?.first)
        let findings = try #require(result["findings"] as? [[String: Any]])
        #expect(findings.map { $0["form"] as? String } == ["web", "qr"])
        #expect(findings.first?["image"] == nil)
        let code = try #require(findings.last)
        #expect(code["range"] is NSNull)
        #expect(code["text"] as? String == "https://m.tb.cn/h.x?tk=y")
        #expect(code["platform"] as? String == "taobao")
        let image = try #require(code["image"] as? [String: Any])
        #expect(image["index"] as? Int == 1)
        #expect(image["points"] as? [[Int]] == [[0, 0], [9, 0], [9, 9], [0, 9]])
        let images = try #require(result["images"] as? [[String: Any]])
        #expect(images.map { $0["status"] as? String } == ["none", "read"])
        #expect(images.map { $0["codes"] as? Int } == [0, 1])
        let annotated = try #require((result["annotated"] as? [String: String])?["text"])
        #expect(annotated.contains("/go/") && !annotated.contains("tb.cn"))

        let go = try #require(code["go"] as? String)
        #expect(go.hasPrefix(TestGateway.publicURL + "/go/"))
        let opened = try await gateway.ask(.get, String(go.dropFirst(TestGateway.publicURL.count)))
        #expect(opened.headers[.location] == "https://m.tb.cn/h.x?tk=y")
    }

    /// Pictures that are not looked into are told, and the rest of the message is judged.
    @Test func picturesThatCannotBeRead() async throws {
        let gateway = try await Self.gateway { $0.pictureLimit = 10 }
        let answer = try await gateway.check(
            Self.body(["broken", "https://long.example/"], text: "https://a.example/"))
        let result = try #require((answer.json["results"] as? [[String: Any]])?.first)
        let images = try #require(result["images"] as? [[String: Any]])
        #expect(images.map { $0["status"] as? String } == ["unreadable", "too_large"])
        #expect((result["findings"] as? [Any])?.count == 1)
    }

    /// A body, the answer's status, the problem's type and its pointer.
    @Test(
        arguments: [
            (body(["busy"]), 503, "pictures-busy", nil), (body(["unavailable"]), 503, "pictures-unavailable", nil),
            (body([String](repeating: "none", count: 10)), 422, "invalid-value", "/images/9"),
            ("{\"images\":[\"AAEC\",\"?\"]}", 422, "invalid-value", "/images/1"),
            ("{\"images\":[7]}", 422, "wrong-type", "/images/0"),
            ("{\"images\":\"AAEC\"}", 422, "wrong-type", "/images"),
            ("{\"images\":[]}", 422, "missing-field", "/text"),
            (
                "{\"messages\":[{\"text\":\"\"},\(body(["none", "none", "x", "??"]).replacing("Pz8=", with: "!"))]}",
                422,
                "invalid-value", "/messages/1/images/3"
            ),
        ] as [(String, Int, String, String?)])
    func problems(_ body: String, _ status: Int, _ type: String, _ pointer: String?) async throws {
        let answer = try await Self.gateway().check(body)
        #expect(answer.status == status)
        #expect(answer.json["type"] as? String == "urn:hutong:problem:" + type)
        #expect(answer.json["pointer"] as? String == pointer)
        #expect((answer.headers[.retryAfter] != nil) == (type == "pictures-busy"))
    }

    @Test func withoutAReaderNothingIsChecked() async throws {
        let answer = try await TestGateway().check(Self.body(["none"], text: "https://a.example/"))
        #expect(answer.status == 503)
        #expect(answer.json["type"] as? String == "urn:hutong:problem:pictures-unavailable")
        let off = try await Self.gateway { $0.pictureLimit = 0 }.check(Self.body(["none"]))
        #expect(off.status == 422)
        #expect(off.json["type"] as? String == "urn:hutong:problem:pictures-off")
        #expect(try await TestGateway().check("{\"text\":\"\",\"images\":[]}").status == 200)
    }

    @Test func linesOfJSON() async throws {
        let lines = [["https://a.example/x"], ["busy"], ["none"]].map { Self.body($0) }.joined(separator: "\n")
        let answer = try await Self.gateway().check(lines, type: "application/x-ndjson")
        let words = answer.body.split(separator: "\n").map { line in
            line.contains("pictures-busy") ? "busy" : line.contains("\"status\":\"read\"") ? "read" : "none"
        }
        #expect(words == ["read", "busy", "none"])
    }

    /// A picture is as much work as a message, at least.
    @Test func picturesTakeOfTheAllowance() async throws {
        let answer = try await Self.gateway { $0.rateLimit = 10 }.check(Self.body(["none", "none", "none"]))
        #expect(answer.headers[.rateLimit]?.contains(";r=96;") == true, "\(answer.headers)")
    }
}
