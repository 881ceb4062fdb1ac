/// Why a JSON text was refused: what, and at which value.
public struct JSONProblem: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: Equatable, Sendable {
        /// Not JSON (RFC 8259); the text says what was expected.
        case syntax(String)
        /// A byte sequence that is not UTF-8.
        case badUTF8
        /// Deeper than ``JSONReader/maximumDepth``.
        case tooDeep
        /// A member name that the reader does not know.
        case unknownField
        /// A member name given twice in one object.
        case duplicateField
        /// A member that must be there is not.
        case missingField
        /// A value of another type; the text names the wanted one.
        case wrongType(expected: String)
        /// A value of the right type that is not allowed; the text says why.
        case invalid(String)
    }

    public var reason: Reason
    /// Where the value stands, as a JSON Pointer (RFC 6901): `/messages/3/text`; empty for the whole text.
    public var pointer: String
    /// Offset in bytes from the start of the text.
    public var offset: Int

    public init(_ reason: Reason, pointer: String = "", offset: Int) {
        self.reason = reason
        self.pointer = pointer
        self.offset = offset
    }

    /// Whether the text is not JSON at all, as opposed to JSON with the wrong content.
    public var isMalformed: Bool {
        switch reason {
        case .syntax, .badUTF8, .tooDeep: true
        case .unknownField, .duplicateField, .missingField, .wrongType, .invalid: false
        }
    }

    /// Characters of a member's name that a problem repeats.
    private static let nameLimit = 64

    func below(_ step: String) -> JSONProblem {
        var copy = self
        let name = step.count > Self.nameLimit ? step.prefix(Self.nameLimit) + "…" : step[...]
        let escaped = name.replacing("~", with: "~0").replacing("/", with: "~1")
        copy.pointer = "/" + escaped + pointer
        return copy
    }

    public var description: String {
        let place = pointer.isEmpty ? "the body" : pointer
        return switch reason {
        case .syntax(let what): "not JSON at byte \(offset): \(what)"
        case .badUTF8: "not UTF-8 at byte \(offset)"
        case .tooDeep: "nested deeper than \(JSONReader.maximumDepth) levels at byte \(offset)"
        case .unknownField: "\(place) is not a known field"
        case .duplicateField: "\(place) is given twice"
        case .missingField: "\(place) is missing"
        case .wrongType(let expected): "\(place) must be \(expected)"
        case .invalid(let why): "\(place) \(why)"
        }
    }
}
