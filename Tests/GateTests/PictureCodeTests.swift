import Foundation
import LinkPolicy
import LinkRecognition
import Platforms
import Testing

@testable import Gate

@Suite struct PictureCodeTests {
    private static let catalog = Result {
        try PlatformCatalog.load(
            directory: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../config/platforms").standardized.path)
    }

    /// What a code says, and the forms and addresses found in it.
    @Test(
        arguments: [
            ("https://a.example/x", [(.qr, "https://a.example/x")]),
            ("HTTPS://A.EXAMPLE/X", [(.qr, "HTTPS://A.EXAMPLE/X")]),
            ("\n https://a.example/x \n", [(.qr, "https://a.example/x")]),
            // A scanner opens all of it.
            ("https://a.example/（x）。y", [(.qr, "https://a.example/（x）。y")]),
            ("https://a.example/x.", [(.qr, "https://a.example/x.")]),
            ("http://localhost:8080/x", [(.qr, "http://localhost:8080/x")]),
            (
                "两个 https://a.example/x 和 https://b.example/y",
                [(.qr, "https://a.example/x"), (.qr, "https://b.example/y")]
            ),
            ("https://a.example/\nhttps://b.example/", [(.qr, "https://a.example/"), (.qr, "https://b.example/")]),
            // The form that a policy speaks of stays.
            ("wxp://f2f0abcDEF", [(.payment, "wxp://f2f0abcDEF")]),
            (
                "https://qr.alipay.com/fkx01234abcdefghijklmno",
                [(.payment, "https://qr.alipay.com/fkx01234abcdefghijklmno")]
            ),
            ("WIFI:T:WPA;S:cafe;P:secret;;", []), ("6901234567892", []), ("", []), (" ", []), ("hello", []),
        ] as [(String, [(LinkForm, String)])])
    func links(_ text: String, _ expected: [(LinkForm, String)]) throws {
        let finder = LinkFinder(lexicon: try Self.catalog.get().lexicon)
        let findings = PictureCode(picture: 0, text: text, corners: []).findings(finder)
        #expect(findings.map(\.form) == expected.map(\.0), "\(text)")
        #expect(findings.map(\.address) == expected.map(\.1))
        for finding in findings { #expect(finding.range.upperBound <= text.utf8.count) }
    }
}
