import Testing
import URLStandard

@Suite struct ValidationErrorTests {
    /// Input; the errors as "name at position", in order.
    @Test(
        arguments: [
            ("https://example.com/", []),
            ("https://example.com/%41?a=b#c", []),
            ("https://例子.测试/路径", []),
            (" https://example.com ", ["invalid-URL-unit at 0", "invalid-URL-unit at 20"]),
            (
                "https://exam\tple.com/\n|",
                ["invalid-URL-unit at 12", "invalid-URL-unit at 21", "invalid-URL-unit at 22"]
            ),
            ("https://user@example.com/", ["invalid-credentials at 12"]),
            ("https://a@b@example.com/", ["invalid-credentials at 9", "invalid-credentials at 11"]),
            (
                "https:\\\\example.com\\a",
                [
                    "special-scheme-missing-following-solidus at 6", "special-scheme-missing-following-solidus at 6",
                    "special-scheme-missing-following-solidus at 7", "invalid-reverse-solidus at 19",
                ]
            ),
            (
                "https:/example.com/",
                [
                    "special-scheme-missing-following-solidus at 6", "special-scheme-missing-following-solidus at 6",
                ]
            ),
            ("https://example.com/%zz", ["invalid-URL-unit at 20"]),
            ("https://example.com/a b", ["invalid-URL-unit at 21"]),
            ("https://exam%70le.com/", ["domain-percent-encoded at 12"]),
            ("https://-a-.example/", ["domain-to-ASCII at 8"]),
            ("https://a_b.example/", ["domain-to-ASCII at 8"]),
            ("https://xn--a.example/", ["domain-to-ASCII at 8"]),
            (
                "https://0x7f.1/",
                [
                    "IPv4-too-few-parts at 8", "IPv4-non-decimal-part at 8",
                ]
            ),
            ("https://1.2.3.4./", ["IPv4-empty-part at 8"]),
            ("https://[::01]/", ["IPv6-piece-leading-zero at 11"]),
            ("https://[:1]/", ["IPv6-invalid-compression at 10"]),
            ("https://[1::2::3]/", ["IPv6-multiple-compression at 14"]),
            ("https://[1:2:3]/", ["IPv6-too-few-pieces at 14"]),
            ("https://[ffff::127.00.0.1]/", ["IPv4-in-IPv6-invalid-code-point at 20"]),
            ("https://[::1", ["IPv6-unclosed at 8"]),
            ("https://:443", ["host-missing at 8"]),
            ("https://a:7z", ["port-invalid at 11"]),
            ("https://a:70000", ["port-out-of-range at 10"]),
            ("foo://exa[mple.org", ["host-invalid-code-point at 9"]),
            ("file://c:", ["file-invalid-Windows-drive-letter-host at 7"]),
            ("file:c:/x", ["special-scheme-missing-following-solidus at 5"]),
            ("nothing", ["missing-scheme-non-relative-URL at 0"]),
        ] as [(String, [String])])
    func reports(input: String, errors: [String]) {
        #expect(WebURL.parse(input).validationErrors.map(\.description) == errors)
    }

    @Test func driveLetterAgainstAFileBase() throws {
        let base = try WebURL("file:///c:/")
        let parsed = WebURL.parse("d:/x", base: base)
        #expect(parsed.url == nil || parsed.url?.scheme == "d")
        let relative = WebURL.parse("c|/x", base: base)
        #expect(relative.validationErrors.first?.name == .fileInvalidWindowsDriveLetter)
        #expect(relative.url?.href == "file:///c:/x")
    }

    @Test func namesAreTheStandards() {
        #expect(ValidationError.Name.allCases.count == 30)
        #expect(ValidationError.Name(rawValue: "special-scheme-missing-following-solidus") != nil)
        #expect(Set(ValidationError.Name.allCases.map(\.rawValue)).count == 30)
    }
}
