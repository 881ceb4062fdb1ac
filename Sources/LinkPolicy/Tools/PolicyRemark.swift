/// Something about a policy that is no error and that its author should look at.
public struct PolicyRemark: Hashable, Sendable, CustomStringConvertible {
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// Right as it may be, it departs from treating equal links alike: a named platform, an exemption.
        case note
        /// Most likely not what is meant.
        case warning
    }

    public var level: Level
    /// The file's path as the caller named it.
    public var file: String
    /// Line in the file, from 1.
    public var line: Int
    /// A sentence without a full stop.
    public var reason: String

    public var description: String { "\(file):\(line): \(level.rawValue): \(reason)" }
}
