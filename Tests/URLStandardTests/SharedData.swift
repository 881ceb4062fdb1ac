import Foundation

/// The conformance data beside the repository, which the repository does not carry.
enum SharedData {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data")

    static let isPresent = FileManager.default.fileExists(atPath: root.path)

    static func url(_ path: String) -> URL { root.appending(path: path) }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: url(path), encoding: .utf8)
    }

    static func lines(_ path: String) throws -> [String] {
        try text(path).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Reads a JSON file; lone surrogates, which no Swift string holds, become U+FFFD as in a scalar value string.
    static func json(_ path: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(replacingLoneSurrogates(text(path)).utf8))
    }

    /// The objects of a JSON list; strings between them are comments.
    static func objects(_ path: String) throws -> [[String: Any]] {
        try (json(path) as? [Any] ?? []).compactMap { $0 as? [String: Any] }
    }

    private static func replacingLoneSurrogates(_ text: String) -> String {
        let pair = #/\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/#
        return text.replacing(pair) { $0.output.count > 6 ? String($0.output) : "\\uFFFD" }
    }

    /// Whether to run a test of shared data; says so loudly when not.
    static func available(_ test: String = #function) -> Bool {
        if !isPresent { print("SKIPPED \(test): no shared data at \(root.path)") }
        return isPresent
    }
}

/// Counts passes and remembers what failed, so that one line tells the state of a whole file of cases.
struct Tally {
    let name: String
    private(set) var total = 0
    private(set) var failures: [String] = []

    init(_ name: String) { self.name = name }

    mutating func record(_ passed: Bool, _ description: @autoclosure () -> String) {
        total += 1
        if !passed { failures.append(description()) }
    }

    /// The line shown, and the first failures.
    func report() {
        print("CONFORMANCE \(name): \(total - failures.count) of \(total)")
        for failure in failures.prefix(20) { print("    \(failure)") }
    }
}
