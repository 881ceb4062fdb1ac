/// Texts with `{name}` in them.
enum Template {
    /// Names that every template may use: the whole address, percent-encoded; the address after its scheme.
    static let standard: Set<String> = ["url", "rest"]

    static func names(in template: String) -> [String] {
        var names: [String] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            names.append(String(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return names
    }

    /// The template with every name replaced.
    static func filled(_ template: String, _ value: (Substring) -> String) -> String {
        guard template.utf8.contains(UInt8(ascii: "{")) else { return template }
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            result += value(rest[rest.index(after: open)..<close])
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// Percent-encodes everything but RFC 3986 §2.3 unreserved characters.
    static func escaped(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if ByteSet.token.contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A template of captures alone, ready to be filled.
enum CaptureTemplate: Sendable {
    case none
    /// Nothing but the capture of this slot.
    case slot(Int)
    case text(String)

    init(_ template: String, _ pattern: AddressPattern) {
        if template.isEmpty {
            self = .none
        } else if let slot = pattern.names.firstIndex(where: { template == "{\($0)}" }) {
            self = .slot(slot)
        } else {
            self = .text(template)
        }
    }

    /// The text; `nil` for no template.
    func filled(_ pattern: AddressPattern, _ text: Span<UInt8>, _ captures: Captures) -> String? {
        switch self {
        case .none: return nil
        case .slot(let slot): return captures.value(slot, text)
        case .text(let template):
            var result = ""
            var rest = template[...]
            while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
                result += rest[..<open]
                if let slot = pattern.names.firstIndex(of: String(rest[rest.index(after: open)..<close])) {
                    result += captures.value(slot, text) ?? ""
                }
                rest = rest[rest.index(after: close)...]
            }
            return result + rest
        }
    }
}
