import JSONText
import Testing

@Suite struct JSONWriterTests {
    @Test func writesWhatItReads() throws {
        let texts = ["", "plain", "引号\"\\/", "\u{0}\u{1F}\n\t", "</script>&\u{2028}\u{2029}", "👨‍👩‍👧", "\u{7F}é"]
        for text in texts {
            var writer = JSONWriter()
            writer.object { $0.member("value", text) }
            #expect(!writer.text.contains("<") && !writer.text.contains("\u{2028}"))
            var reader = try JSONReader(writer.bytes)
            var found: String?
            try reader.object { (reader, _) throws(JSONProblem) in found = try reader.string() }
            #expect(found == text)
        }
    }

    @Test func placesCommas() {
        var writer = JSONWriter()
        writer.object { json in
            json.member("a", 1)
            json.array("b") { json in
                json.object { $0.member("c", true) }
                json.null()
                json.array { _ in }
            }
            json.member("d", 3..<5)
        }
        #expect(writer.text == #"{"a":1,"b":[{"c":true},null,[]],"d":[3,5]}"#)
    }

    /// Every byte that has to be escaped, and its neighbours, at every place of a machine word, written into memory that
    /// has to grow and into memory that has not.
    @Test(arguments: [1, 4_096]) func escapesWhereverItStands(capacity: Int) {
        let marks =
            (0..<0x82).map { Character(Unicode.Scalar(UInt8($0))) } + [
                "\u{2027}", "\u{2028}", "\u{2029}", "é", "℮", "🙂",
            ]
        for mark in marks {
            for before in 0..<17 {
                for after in [0, 1, 7, 9] {
                    let text =
                        String(repeating: "x", count: before) + String(mark) + String(repeating: "字", count: after)
                    var writer = JSONWriter(reserving: capacity)
                    writer.string(text)
                    #expect(writer.text == Self.escaped(text))
                }
            }
        }
    }

    @Test func growsForManyEscapes() {
        let text = String(repeating: "<\u{2028}\"", count: 10_000)
        var writer = JSONWriter(reserving: 1)
        writer.array { json in for _ in 0..<3 { json.string(text) } }
        let one = Self.escaped(text)
        #expect(writer.text == "[\(one),\(one),\(one)]")
        #expect(writer.count == writer.bytes.count)
    }

    /// The rule, scalar by scalar.
    private static func escaped(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..<" ", "<", ">", "&", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
