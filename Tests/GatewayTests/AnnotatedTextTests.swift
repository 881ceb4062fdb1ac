import Testing

@testable import Gate
@testable import Gateway

@Suite struct AnnotatedTextTests {
    /// Every byte that HTML refers to, and its neighbours, at every place of a machine word.
    @Test func escapesWhereverItStands() {
        for value in UInt8(0)..<0x80 {
            let mark = String(Unicode.Scalar(value))
            for before in 0..<10 {
                for after in [0, 3, 8] {
                    let text =
                        String(repeating: "x", count: before) + mark + String(repeating: "字", count: after) + mark
                    let message = CheckedMessage(posting: Posting(text: text), findings: [])
                    let annotated = AnnotatedText(message, links: [])
                    #expect(String(decoding: annotated.text, as: UTF8.self) == text)
                    #expect(String(decoding: annotated.html, as: UTF8.self) == Self.escaped(text))
                }
            }
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
