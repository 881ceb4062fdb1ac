// The basic URL parser (URL Standard, section 4.4) for every input that is not already in normal form.
//
// The Standard's state machine visits code points one by one; this parser takes each state's whole run at once.
// It works on `input`, from which leading and trailing controls and all tabs and newlines have been removed, and
// writes the serialisation straight into `output`, in order, noting offsets in `structure`. Every state looks at a
// byte a bounded number of times, so the time is linear in the input.
//
// URLParser.swift             entry, scheme, relative references
// URLParser+Authority.swift   credentials, host, port
// URLParser+File.swift        file URLs and their drive letters
// URLParser+Path.swift        path, query, fragment

struct URLParser {
    let input: [UInt8]
    let base: WebURL?
    var diagnostics: Diagnostics
    var output: [UInt8] = []
    var structure = URLStructure()

    /// Parses `input`, valid UTF-8 already stripped of tabs, newlines and surrounding controls and spaces.
    init(input: [UInt8], base: WebURL?, diagnostics: Diagnostics) {
        self.input = input
        self.base = base
        self.diagnostics = diagnostics
    }

    func byte(_ index: Int) -> UInt8? { index < input.count ? input[index] : nil }

    /// Whether the byte separates path segments: "/", or "\" in a special URL.
    func isSeparator(_ byte: UInt8?) -> Bool {
        byte == UInt8(ascii: "/") || (byte == UInt8(ascii: "\\") && structure.scheme.isSpecial)
    }

    mutating func reportReverseSolidus(at index: Int) {
        if byte(index) == UInt8(ascii: "\\") { diagnostics.report(.invalidReverseSolidus, at: index) }
    }

    mutating func run() throws(URLParseError) {
        output.reserveCapacity(input.count + 16)
        if let colon = schemeEnd() {
            try parseAfterScheme(colon)
        } else {
            try parseWithoutScheme()
        }
    }

    /// States "scheme start" and "scheme": the index of the ":" that ends a scheme.
    private func schemeEnd() -> Int? {
        guard let first = input.first, first.isASCIIAlpha else { return nil }
        let end = input.firstIndex { !$0.isSchemeByte }
        guard let end, input[end] == UInt8(ascii: ":") else { return nil }
        return end
    }

    private mutating func parseAfterScheme(_ colon: Int) throws(URLParseError) {
        for byte in input[..<colon] { output.append(byte.asciiLowercased) }
        structure.scheme = SchemeKind(output)
        structure.schemeEnd = UInt32(colon)
        output.append(UInt8(ascii: ":"))

        let rest = colon + 1
        let startsWithSlash = byte(rest) == UInt8(ascii: "/")
        let startsWithSlashes = startsWithSlash && byte(rest + 1) == UInt8(ascii: "/")
        if structure.scheme == .file {
            if !startsWithSlashes { diagnostics.report(.specialSchemeMissingFollowingSolidus, at: rest) }
            try parseFile(rest)
        } else if structure.scheme.isSpecial {
            if startsWithSlashes {
                try parseAuthorityIgnoringSlashes(rest + 2)
            } else {
                diagnostics.report(.specialSchemeMissingFollowingSolidus, at: rest)
                if let base, base.structure.scheme == structure.scheme {
                    output.removeAll(keepingCapacity: true)
                    try parseRelative(rest, to: base)
                } else {
                    try parseAuthorityIgnoringSlashes(rest)
                }
            }
        } else if startsWithSlashes {
            try parseAuthority(rest + 2)
        } else if startsWithSlash {
            beginPathWithoutHost()
            parsePath(rest + 1)
        } else {
            beginPathWithoutHost()
            parseOpaquePath(rest)
        }
    }

    /// State "no scheme".
    private mutating func parseWithoutScheme() throws(URLParseError) {
        guard let base, !base.structure.hasOpaquePath || byte(0) == UInt8(ascii: "#") else {
            throw diagnostics.failure(.missingSchemeNonRelativeURL, at: 0)
        }
        structure.scheme = base.structure.scheme
        if base.structure.hasOpaquePath {
            copy(base, upTo: .query)
            parseFragment(0)
        } else if base.structure.scheme == .file {
            copy(base, upTo: .scheme)
            try parseFile(0)
        } else {
            try parseRelative(0, to: base)
        }
    }

    /// States "relative" and "relative slash".
    private mutating func parseRelative(_ start: Int, to base: WebURL) throws(URLParseError) {
        if isSeparator(byte(start)) {
            reportReverseSolidus(at: start)
            if structure.scheme.isSpecial, isSeparator(byte(start + 1)) {
                reportReverseSolidus(at: start + 1)
                copy(base, upTo: .scheme)
                try parseAuthorityIgnoringSlashes(start + 2)
            } else if byte(start + 1) == UInt8(ascii: "/") {
                copy(base, upTo: .scheme)
                try parseAuthority(start + 2)
            } else {
                copy(base, upTo: .authority)
                parsePath(start + 1)
            }
            return
        }
        parseReference(start, to: base)
    }

    /// What "relative" and "file" share: a query, a fragment, nothing, or a path beside the base's.
    mutating func parseReference(_ start: Int, to base: WebURL) {
        switch byte(start) {
        case nil:
            copy(base, upTo: .query)
        case UInt8(ascii: "?"):
            copy(base, upTo: .path)
            parseQuery(start)
        case UInt8(ascii: "#"):
            copy(base, upTo: .query)
            parseFragment(start)
        default:
            copy(base, upTo: .path)
            shortenPath()
            parsePath(start)
        }
    }
}

extension URLParser {
    /// How much of a base URL is taken over.
    enum BasePart {
        case scheme
        case authority
        case path
        case query
    }

    mutating func copy(_ base: WebURL, upTo part: BasePart) {
        var copied = base.structure
        let end =
            switch part {
            case .scheme: Int(copied.schemeEnd) + 1
            // The "/." before a path that begins with "//" is put back when the new path needs it.
            case .authority: copied.host == .none ? Int(copied.schemeEnd) + 1 : Int(copied.pathStart)
            case .path: copied.pathEnd(count: base.href.utf8.count)
            case .query: copied.queryEnd(count: base.href.utf8.count)
            }
        if part != .query { copied.queryStart = URLStructure.absent }
        copied.fragmentStart = URLStructure.absent
        base.withUTF8Href { output.append(contentsOf: $0[..<end]) }
        if part == .scheme {
            structure = URLStructure()
            structure.schemeEnd = copied.schemeEnd
            structure.scheme = copied.scheme
            return
        }
        structure = copied
        if part == .authority { structure.pathStart = UInt32(end) }
    }

    /// A URL with neither "//" nor host: the path follows the scheme.
    mutating func beginPathWithoutHost() {
        let start = UInt32(output.count)
        structure.usernameEnd = start
        structure.hostStart = start
        structure.hostEnd = start
        structure.pathStart = start
        structure.host = .none
    }
}

extension UInt8 {
    /// ASCII alphanumeric, "+", "-" or ".".
    var isSchemeByte: Bool {
        isASCIIAlphanumeric || self == UInt8(ascii: "+") || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
    }
}
