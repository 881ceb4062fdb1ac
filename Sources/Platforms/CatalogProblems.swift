public import StrictYAML

/// Everything that is wrong with a folder of descriptors.
public struct CatalogProblems: Error, Equatable, Sendable, CustomStringConvertible {
    /// At least one; by file, then line.
    public var problems: [YAMLProblem]

    public init(problems: [YAMLProblem]) {
        self.problems = problems
    }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
