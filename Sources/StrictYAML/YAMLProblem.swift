/// Why a YAML file was refused: where, and in a plain sentence.
public struct YAMLProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file's path as the caller named it.
    public var file: String
    /// Line of the offending node, from 1.
    public var line: Int
    /// A sentence without a full stop, for example `unknown key "colour"`.
    public var reason: String

    public init(file: String, line: Int, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var description: String { "\(file):\(line): \(reason)" }
}
