/// Finds every link-like thing in a text: addresses with and without scheme, disguised ones, app links, share codes,
/// mini-program and payment payloads.
///
/// One pass over the bytes. A block of 64 at a time is asked whether any of its bytes could begin something; a text
/// without such a byte is only read, and nothing is allocated for a text without findings. Time is linear in the length
/// of the text whatever it holds: each candidate looks back no further than the one before it and ahead no further than
/// it consumes, or a constant.
public struct LinkFinder: Sendable {
    private let tables: FinderTables

    public init(lexicon: RecognitionLexicon) {
        tables = FinderTables(lexicon)
    }

    /// The findings in `text`, in order of appearance, none overlapping another.
    public func findings(in text: String) -> [Finding] {
        findings(in: text.utf8.span)
    }

    /// The findings in text given as bytes. A byte that is not UTF-8 is read as U+FFFD and so ends an address; ranges
    /// count the bytes as given.
    public func findings(in utf8: Span<UInt8>) -> [Finding] {
        guard let first = Triggers.next(utf8, from: 0) else { return [] }
        return Scan(tables: tables).findings(in: utf8, from: first)
    }
}
