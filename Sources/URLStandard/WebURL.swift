/// A URL as browsers see it (WHATWG URL Standard).
///
/// The value is its serialisation, always ASCII, with the offsets of its components; components are slices of it.
/// Two URLs are equal when their serialisations are (section 4.6). For the looser equality of block lists see
/// ``equalityKey``.
public struct WebURL: Hashable, Sendable, CustomStringConvertible {
    /// The serialisation (section 4.5), fragment included. Free: it is stored.
    public internal(set) var href: String
    var structure: URLStructure

    /// Inputs longer than this many bytes, base included, are refused. No browser takes as much.
    public static let maximumInputLength = 1 << 28

    init(href: String, structure: URLStructure) {
        self.href = href
        self.structure = structure
    }

    /// Parses a URL.
    ///
    /// O(n). A special URL already in normal form is stored as it came, without allocation.
    ///
    /// - Parameters:
    ///   - input: The text, to its last character: recognising a URL within a text is not the parser's task.
    ///   - base: What a relative reference is resolved against. Defaults to none.
    /// - Throws: ``URLParseError``.
    public init(_ input: String, base: WebURL? = nil) throws(URLParseError) {
        var structure = URLStructure()
        let verdict = NormalForm.scan(input.utf8.span, &structure)
        if verdict == .normal {
            self.init(href: input, structure: structure)
        } else {
            try self.init(scanned: input.utf8.span, verdict, structure, base: base)
        }
    }

    /// Parses a URL from UTF-8; ill-formed sequences count as U+FFFD, as in the Encoding Standard.
    ///
    /// O(n). For a special URL already in normal form, the stored serialisation is the only allocation.
    ///
    /// - Throws: ``URLParseError``.
    public init(utf8 input: Span<UInt8>, base: WebURL? = nil) throws(URLParseError) {
        var structure = URLStructure()
        let verdict = NormalForm.scan(input, &structure)
        try self.init(scanned: input, verdict, structure, base: base)
    }

    private init(
        scanned input: Span<UInt8>, _ verdict: NormalForm.Verdict, _ structure: URLStructure, base: WebURL?
    ) throws(URLParseError) {
        switch verdict {
        case .normal:
            self.init(href: String(ascii: input), structure: structure)
        case .normalButForSlash:
            self.init(href: String(ascii: input, insertingSlashAt: Int(structure.pathStart)), structure: structure)
        case .other:
            // Decoding comes before stripping: a newline keeps the two halves of a character apart.
            var diagnostics = Diagnostics.off
            if let repaired = [UInt8](repairing: input) {
                try self.init(wellFormed: repaired.span, base: base, diagnostics: &diagnostics)
            } else {
                try self.init(wellFormed: input, base: base, diagnostics: &diagnostics)
            }
        }
    }

    /// Parses a URL and reports every validation error on the way, in the order of their positions.
    ///
    /// Slower than the initialisers: use it where the errors are shown.
    public static func parse(
        _ input: String, base: WebURL? = nil
    ) -> (url: WebURL?, validationErrors: [ValidationError]) {
        var diagnostics = Diagnostics.on
        let url = try? WebURL(wellFormed: input.utf8.span, base: base, diagnostics: &diagnostics)
        return (url, diagnostics.errors.sorted { $0.position < $1.position })
    }

    private init(
        wellFormed input: Span<UInt8>, base: WebURL?, diagnostics: inout Diagnostics
    ) throws(URLParseError) {
        let length = input.count + (base?.href.utf8.count ?? 0)
        guard length <= Self.maximumInputLength else { throw .tooLong(bytes: length) }
        let stripped = StrippedInput(input, diagnostics: &diagnostics)
        var parser = URLParser(
            input: stripped.bytes, base: base, diagnostics: diagnostics.isEnabled ? .on : .off)
        defer {
            for error in parser.diagnostics.errors {
                diagnostics.report(error.name, at: stripped.originalPosition(error.position))
            }
        }
        try parser.run()
        self.init(href: String(decoding: parser.output, as: UTF8.self), structure: parser.structure)
    }

    public var description: String { href }

    public static func == (left: WebURL, right: WebURL) -> Bool { left.href == right.href }

    public func hash(into hasher: inout Hasher) { hasher.combine(href) }
}

extension String {
    /// Copies bytes known to be ASCII.
    init(ascii bytes: Span<UInt8>) {
        self.init(copying: unsafe UTF8Span(unchecked: bytes, isKnownASCII: true))
    }

    fileprivate init(ascii bytes: Span<UInt8>, insertingSlashAt offset: Int) {
        self.init(unsafeUninitializedCapacity: bytes.count + 1) { buffer in
            for index in 0..<offset { buffer[index] = bytes[index] }
            buffer[offset] = UInt8(ascii: "/")
            for index in offset..<bytes.count { buffer[index + 1] = bytes[index] }
            return bytes.count + 1
        }
    }
}
