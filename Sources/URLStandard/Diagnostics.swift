/// Collects validation errors, or, on the ordinary path, nothing.
struct Diagnostics {
    /// Whether anybody asked; checks that only serve the report are left out otherwise.
    let isEnabled: Bool
    /// Errors by position in the parser's input.
    private(set) var errors: [ValidationError] = []

    static let off = Diagnostics(isEnabled: false)
    static let on = Diagnostics(isEnabled: true)

    private init(isEnabled: Bool) {
        self.isEnabled = isEnabled
    }

    mutating func report(_ name: ValidationError.Name, at position: Int) {
        if isEnabled { errors.append(ValidationError(name, at: position)) }
    }

    /// Records the error that ends the parse, and gives it back to be thrown.
    mutating func failure(_ name: ValidationError.Name, at position: Int) -> URLParseError {
        report(name, at: position)
        return .invalid(name)
    }
}
