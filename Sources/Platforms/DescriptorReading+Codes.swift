import LinkPolicy
import LinkRecognition
import StrictYAML

extension PlatformDescriptor.Code {
    init(_ value: YAMLValue, owner: PlatformSlug) throws(YAMLProblem) {
        let object = try value.object(keys: [
            "delimiters", "pictographs", "after", "wrapped", "prefix", "alphabet", "length", "needs_words", "words",
            "form", "kind", "is_id", "codec",
        ])
        let frames = ["delimiters", "pictographs", "after", "wrapped", "prefix"].filter { object[$0] != nil }
        guard frames.count == 1, let frame = frames.first else {
            throw value.problem("a code has exactly one of delimiters, pictographs, after, wrapped, prefix")
        }
        let field = try object.required(frame)
        let framing: RecognitionLexicon.ShareCode.Frame
        switch frame {
        case "delimiters": framing = .delimited(others: try field.strings())
        case "pictographs":
            guard try field.bool() else { throw field.problem("expected true") }
            framing = .pictographs
        case "after": framing = .after(try field.strings())
        case "wrapped":
            let ends = try field.strings()
            guard ends.count == 2 else { throw field.problem("expected the opening and the closing text") }
            framing = .wrapped(open: ends[0], close: ends[1])
        default: framing = .prefixed(try field.string())
        }
        shape = RecognitionLexicon.ShareCode(
            owner: owner.rawValue, frame: framing,
            alphabet: try object["alphabet"]?.choice(RecognitionLexicon.ShareCode.Alphabet.self) ?? .alphanumeric,
            length: try Self.length(object.required("length")), needsWords: try object["needs_words"]?.bool() ?? false,
            words: try object["words"]?.strings() ?? [], form: try object["form"]?.choice(LinkForm.self) ?? .shareCode,
            kind: nil)
        kind = try object.required("kind").choice(ResourceKind.self)
        isID = try object["is_id"]?.bool() ?? false
        codec = try object["codec"]?.choice(ResourceCodec.self)
        if shape.needsWords, shape.words.isEmpty { throw value.problem("\"needs_words\" without \"words\"") }
    }

    /// `11`, or `12-20`.
    private static func length(_ value: YAMLValue) throws(YAMLProblem) -> ClosedRange<Int> {
        let bounds = try value.scalarText().split(separator: "-").map { Int($0) }
        guard let low = bounds.first ?? nil, let high = bounds.last ?? nil, bounds.count <= 2, low >= 4, low <= high,
            high <= 64
        else { throw value.problem("a length is a number, or two with a hyphen between, within 4 to 64") }
        return low...high
    }
}

extension RecognitionLexicon.Cue {
    init(_ value: YAMLValue, owner: PlatformSlug) throws(YAMLProblem) {
        let object = try value.object(keys: ["text", "place", "means", "kind", "form"])
        let text = try object.required("text").string()
        guard text.utf8.count >= 3 else { throw value.problem("a cue has at least three bytes") }
        self.init(
            text: text, owner: owner.rawValue, place: try object["place"]?.choice(Place.self) ?? .around,
            means: try object["means"].map { field throws(YAMLProblem) in
                try PlatformDescriptor.slug(field).rawValue
            },
            kind: try object["kind"]?.choice(ResourceKind.self).rawValue,
            form: try object["form"]?.choice(LinkForm.self))
        guard means != nil || kind != nil || form != nil else { throw value.problem("the cue says nothing") }
    }
}
