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
