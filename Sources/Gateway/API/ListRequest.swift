import Hummingbird
import JSONText

extension Request {
    /// Items of a page, at most and usually.
    private static let pageLimits = (most: 200, usual: 50)

    /// The parameter `limit`.
    func pageLimit() throws(Problem) -> Int {
        guard let text = uri.queryParameters["limit"] else { return Self.pageLimits.usual }
        guard let limit = Int(text), (1...Self.pageLimits.most).contains(limit) else {
            throw .invalidValue("“limit” must be a whole number from 1 to \(Self.pageLimits.most).")
        }
        return limit
    }

    /// The parameter `cursor`, where it is a number.
    func cursorNumber() throws(Problem) -> Int? {
        guard let text = uri.queryParameters["cursor"] else { return nil }
        guard let number = Int(text), number > 0, "\(number)" == text else { throw .wrongCursor }
        return number
    }

    /// A parameter that is one of a few words; `nil` when it is not given.
    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, _: Value.Type
    ) throws(Problem) -> Value? {
        guard let text = uri.queryParameters[name[...]] else { return nil }
        guard let value = Value(rawValue: String(text)) else {
            throw .invalidValue(
                "“\(name)” must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return value
    }
}

extension Problem {
    static let wrongCursor = invalidValue("“cursor” must be the “next_cursor” of a page before.")

    /// Runs a reader of JSON.
    static func wrapping<Value>(_ body: () throws(JSONProblem) -> Value) throws(Problem) -> Value {
        do { return try body() } catch { throw Problem(error) }
    }
}
