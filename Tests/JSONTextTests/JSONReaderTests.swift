import JSONText
import Testing

@Suite struct JSONReaderTests {
    /// Reads a text to its end without keeping anything.
    private func read(_ bytes: [UInt8]) throws(JSONProblem) {
        var reader = try JSONReader(bytes)
        try reader.skip()
        try reader.end()
    }

    @Test(arguments: [
        "null", " true ", "-0", "0.5e-3", "\"\"", "[]", "{}", "[1,[2,{\"a\":[]}]]", "\"\\ud83d\\ude00\\n\\u00e9\"",
        "{\"a\":1,\"b\":{\"a\":2}}", "\"\u{7F}\"",
    ])
    func accepts(_ text: String) throws {
        try read(Array(text.utf8))
    }

    @Test(arguments: [
        "", " ", "nul", "01", "+1", "1.", ".5", "1e", "-", "\"", "\"\\x\"", "\"\\u12g4\"", "\"a\nb\"", "[1,]", "[1 2]",
        "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "[", "{", "[1]x", "'a'", "NaN", "\u{FEFF}1",
    ])
    func refusesWhatIsNotJSON(_ text: String) {
        #expect { try read(Array(text.utf8)) } throws: { ($0 as? JSONProblem)?.isMalformed == true }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
            [0x22, 0xE4, 0xBD], [0x22, 0xE4, 0xBD, 0x22], [0x22, 0x80, 0x22], [0x22, 0xF0, 0x8F, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func refusesBadUTF8(_ bytes: [UInt8]) {
        #expect { try read(bytes) } throws: { ($0 as? JSONProblem)?.reason == .badUTF8 }
    }

    @Test func decodesEscapes() throws {
        var reader = JSONReader(#""a\"\\\/\b\f\n\r\tAé😀\ud800x""#)
        #expect(try reader.string() == "a\"\\/\u{8}\u{C}\n\r\tAé😀\u{FFFD}x")
    }

    @Test func nestingIsBounded() {
        let text = String(repeating: "[", count: JSONReader.maximumDepth + 1)
        #expect { try read(Array(text.utf8)) } throws: { ($0 as? JSONProblem)?.reason == .tooDeep }
    }

    @Test func namesThePlaceOfAProblem() {
        var reader = JSONReader(#"{"messages":[{"text":"a"},{"a/b~":1}]}"#)
        #expect {
            try reader.object { (reader, _) throws(JSONProblem) in
                try reader.array { (reader, _) throws(JSONProblem) in
                    try reader.object { (reader, name) throws(JSONProblem) in
                        guard name == "text" else { throw reader.unknown() }
                        try reader.skip()
                    }
                }
            }
        } throws: { error in
            let problem = error as? JSONProblem
            return problem?.pointer == "/messages/1/a~1b~0" && problem?.reason == .unknownField
        }
    }

    @Test func refusesDuplicates() {
        #expect { try read(Array(#"{"a":1,"b":2,"a":3}"#.utf8)) } throws: {
            ($0 as? JSONProblem)?.reason == .duplicateField
        }
    }

    @Test(arguments: ["1.5", "1e3", "99999999999999999999", "\"1\"", "true"])
    func refusesWhatIsNoWholeNumber(_ text: String) {
        var reader = JSONReader(text)
        #expect { try reader.integer() } throws: { ($0 as? JSONProblem)?.isMalformed == false }
    }
}
