import Testing

@testable import Gateway

@Suite struct MultipartFormTests {
    private func form(_ body: String, boundary: String = "b") throws -> MultipartForm {
        try MultipartForm(Array(body.replacing("\n", with: "\r\n").utf8), boundary: boundary)
    }

    private static func part(_ name: String, _ body: String, file: String? = nil) -> String {
        "--b\nContent-Disposition: form-data; name=\"\(name)\"\(file.map { "; filename=\"\($0)\"" } ?? "")\n\n\(body)\n"
    }

    @Test func fieldsAndFiles() throws {
        let form = try form(
            Self.part("category", "fraud") + Self.part("statement", "它骗人\n-- bad")
                + Self.part("picture", "one\n", file: "a.png") + Self.part("picture", "", file: "")
                + Self.part("picture", "--", file: "b \\ c.png") + "--b--\n")
        #expect(form.text("category") == "fraud")
        #expect(form.text("statement") == "它骗人\r\n-- bad")
        #expect(form.text("picture") == nil && form.text("nothing") == nil)
        #expect(form.files("picture") == [Array("one\r\n".utf8), Array("--".utf8)])
    }

    @Test(arguments: [
        ("--b--", 0), ("--b--\n", 0), ("preamble\n--b--", 0), ("\n--b--epilogue", 0),
        ("--b \t\nContent-Disposition: form-data; name=a\n\n\n--b--", 1),
        ("--b\ncontent-type: text/plain\nCONTENT-DISPOSITION:Form-Data;NAME=\"a\"\n\nx\n--b--", 1),
        ("--b\nContent-Disposition: form-data; name=a\n\n--b--", 1),
    ])
    func formsThatAreRead(body: String, parts: Int) throws {
        let form = try form(body)
        #expect(form.parts.count == parts)
        #expect(form.parts.allSatisfy { $0.name == "a" })
    }

    @Test(arguments: [
        ("", MultipartForm.Malformation.noBeginning), ("x--b--", .noBeginning), ("--c--", .noBeginning),
        ("--b", .badBoundaryLine), ("--bx\n", .badBoundaryLine), ("--b\n", .badHeader),
        ("--b\nno header\n\nx\n--b--", .badHeader), ("--b\nA: b\n\nx\n--b--", .noName),
        ("--b\nContent-Disposition: attachment; name=a\n\nx\n--b--", .noName),
        ("--b\nContent-Disposition: form-data; filename=a\n\nx\n--b--", .noName),
        ("--b\nContent-Disposition: form-data; name=a\n\nx", .noEnd),
        ("--b\nContent-Disposition: form-data; name=a\n\nx\n--b", .badBoundaryLine),
        (
            String(repeating: "--b\nContent-Disposition: form-data; name=a\n\nx\n", count: 33) + "--b--",
            .tooManyParts
        ),
        (
            "--b\nContent-Disposition: form-data; name=\"\(String(repeating: "a", count: 5_000))\"\n\nx\n--b--",
            .badHeader
        ),
    ])
    func formsThatAreRefused(body: String, malformation: MultipartForm.Malformation) {
        #expect(throws: malformation) { try form(body) }
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"), ("multipart/form-data; charset=x; BOUNDARY=\"a b:c\"", "a b:c"),
        ("multipart/form-data;boundary=----WebKitFormBoundaryAbC1; x=y", "----WebKitFormBoundaryAbC1"),
        ("multipart/form-data", nil), ("multipart/form-data; boundary=", nil),
        ("multipart/form-data; boundary=\"a \"", nil),
        ("multipart/form-data; boundary=a\"b", nil),
        ("multipart/form-data; boundary=\(String(repeating: "a", count: 71))", nil),
    ])
    func boundaries(mediaType: String, boundary: String?) throws {
        if let boundary {
            #expect(try MultipartForm.boundary(of: mediaType) == boundary)
        } else {
            #expect(throws: MultipartForm.Malformation.noBoundary) { try MultipartForm.boundary(of: mediaType) }
        }
    }

    /// Whatever bytes a file has, they come out as they went in; cut off anywhere, it is refused and never read wrong.
    @Test(arguments: 0..<20)
    func filesComeOutAsTheyWentIn(seed: UInt8) throws {
        let pieces: [[UInt8]] = [[0x0D], [0x0A], [0x0D, 0x0A], Array("--".utf8), Array("-b".utf8), [0], [0xFF, seed]]
        var file: [UInt8] = []
        for step in 0..<40 { file += pieces[(Int(seed) * 31 + step * step * 7 + step) % pieces.count] }
        let head = Array("--bound\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n".utf8)
        let body = head + file + Array("\r\n--bound--\r\n".utf8)
        #expect(try MultipartForm(body, boundary: "bound").files("f") == [file])
        for length in 0..<(body.count - 4) {
            #expect(throws: MultipartForm.Malformation.self) {
                try MultipartForm(Array(body.prefix(length)), boundary: "bound")
            }
        }
    }
}
