/// A template of an address that opens an app, cut into its pieces when the catalogue is compiled.
struct LinkTemplate: Sendable {
    enum Piece: Sendable {
        case text(String)
        /// The whole address, percent-encoded.
        case address
        /// The address after its scheme.
        case rest
        case slot(Int)
    }

    let pieces: [Piece]
    let usesCaptures: Bool

    /// - Parameter names: What the pattern of the address captures, by slot. A name that is none of them stands for
    ///   nothing.
    init(_ template: String, captures names: [String]) {
        var pieces: [Piece] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if rest.startIndex < open { pieces.append(.text(String(rest[..<open]))) }
            switch rest[rest.index(after: open)..<close] {
            case "url": pieces.append(.address)
            case "rest": pieces.append(.rest)
            case let name:
                if let slot = names.firstIndex(of: String(name)) { pieces.append(.slot(slot)) }
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        self.pieces = pieces
        usesCaptures = pieces.contains { if case .slot = $0 { true } else { false } }
    }

    /// The address that the template gives for `address`.
    ///
    /// - Parameter value: What a slot captured.
    func filled(_ address: String, _ value: (Int) -> String?) -> String {
        if pieces.count == 1, case .text(let text) = pieces[0] { return text }
        var result: [UInt8] = []
        result.reserveCapacity(address.utf8.count * 2)
        for piece in pieces {
            switch piece {
            case .text(let text): result.append(contentsOf: text.utf8)
            case .address: Self.appendEscaped(address.utf8.span, to: &result)
            case .rest: result.append(contentsOf: address.utf8.dropFirst(Self.afterScheme(address.utf8.span)))
            case .slot(let slot): result.append(contentsOf: (value(slot) ?? "").utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Percent-encodes everything but RFC 3986 §2.3 unreserved characters.
    private static func appendEscaped(_ text: Span<UInt8>, to result: inout [UInt8]) {
        for index in text.indices {
            let byte = text[index]
            if ByteSet.token.contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(hexDigit(byte >> 4))
                result.append(hexDigit(byte & 15))
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// Where the text after the first `://` begins; 0 when it does not occur.
    private static func afterScheme(_ text: Span<UInt8>) -> Int {
        var index = 0
        while index + 3 <= text.count {
            if text[index] == UInt8(ascii: ":"), text[index + 1] == UInt8(ascii: "/"),
                text[index + 2] == UInt8(ascii: "/")
            {
                return index + 3
            }
            index += 1
        }
        return 0
    }
}

/// The addresses that open a platform's app.
public struct DeepLinks: Hashable, Sendable {
    public var android: String?
    public var ios: String?
    public var miniProgram: String?

    public init(android: String? = nil, ios: String? = nil, miniProgram: String? = nil) {
        self.android = android
        self.ios = ios
        self.miniProgram = miniProgram
    }

    /// By destination: `android`, `ios` or `mini_program`.
    public subscript(destination: String) -> String? {
        switch destination {
        case "android": android
        case "ios": ios
        case "mini_program": miniProgram
        default: nil
        }
    }
}

/// The templates of ``DeepLinks``, and of an address for readers without the app.
struct LinkTemplates: Sendable {
    let android: LinkTemplate?
    let ios: LinkTemplate?
    let miniProgram: LinkTemplate?
    let web: LinkTemplate?
    let usesCaptures: Bool

    /// - Parameter links: Templates by destination.
    init(_ links: [String: String], captures names: [String]) {
        func template(_ destination: String) -> LinkTemplate? {
            links[destination].map { LinkTemplate($0, captures: names) }
        }
        android = template("android")
        ios = template("ios")
        miniProgram = template("mini_program")
        web = template("web")
        usesCaptures = [android, ios, miniProgram, web].contains { $0?.usesCaptures == true }
    }
}
