import Yams

/// A node of a YAML file that knows where it stands, so that whoever reads it can refuse it with file, line and
/// reason. Readers ask for the type they need; nothing is converted silently.
public struct YAMLValue {
    /// The file's path as the caller named it.
    public let file: String
    let node: Node

    /// Parses a whole file's text.
    ///
    /// - Throws: ``YAMLProblem`` for text that is not YAML, an empty file, a key given twice, or an alias (a file that
    ///   is small on disk must be small in memory).
    public init(parsing text: String, file: String) throws(YAMLProblem) {
        if let line = AliasScanner.firstAlias(in: text) {
            throw YAMLProblem(file: file, line: line, reason: Self.noAliases)
        }
        let parser: Parser
        let parsed: Node?
        do {
            parser = try Parser(yaml: text)
            parsed = try parser.singleRoot()
        } catch let error as YamlError {
            throw YAMLProblem(file: file, line: error.line ?? 1, reason: error.plainReason)
        } catch {
            throw YAMLProblem(file: file, line: 1, reason: "not YAML: \(error)")
        }
        guard let parsed else { throw YAMLProblem(file: file, line: 1, reason: "the file is empty") }
        self.init(file: file, node: parsed)
        // Anchors alone are harmless, and refused alike; the parser owns them.
        let aliased = withExtendedLifetime(parser) { Self.firstAnchored(parsed) }
        if let aliased {
            throw YAMLProblem(file: file, line: aliased.mark?.line ?? 1, reason: Self.noAliases)
        }
    }

    private static let noAliases = "anchors and aliases are not supported"

    init(file: String, node: Node) {
        self.file = file
        self.node = node
    }

    /// Line of this node, from 1.
    public var line: Int { node.mark?.line ?? 1 }

    /// The problem to throw when this node is wrong for `reason`.
    public func problem(_ reason: String) -> YAMLProblem { YAMLProblem(file: file, line: line, reason: reason) }

    /// Whether the node is an empty scalar, `~` or `null`.
    public var isNull: Bool { node.null != nil && node.scalar?.style == .plain }

    /// Whether the node is a sequence.
    public var isList: Bool { node.sequence != nil }

    /// Whether the node is a mapping.
    public var isObject: Bool { node.mapping != nil }

    /// A scalar's text; numbers and booleans are refused unless quoted, so that `version: 8.0` never loses its zero
    /// without a word.
    public func string() throws(YAMLProblem) -> String {
        guard let scalar = node.scalar else { throw problem("expected a text, found \(kind)") }
        if scalar.style == .plain, node.bool != nil || node.int != nil || node.float != nil || node.null != nil {
            throw problem("expected a text, found \(kind) (put it in quotes)")
        }
        return scalar.string
    }

    /// The scalar exactly as written, whatever its type: for versions and numbers used as names.
    public func scalarText() throws(YAMLProblem) -> String {
        guard let scalar = node.scalar, !isNull else { throw problem("expected a single value, found \(kind)") }
        return scalar.string
    }

    public func bool() throws(YAMLProblem) -> Bool {
        guard let value = node.bool, node.scalar?.style == .plain else {
            throw problem("expected true or false, found \(kind)")
        }
        return value
    }

    /// A whole number within `range`.
    public func int(in range: ClosedRange<Int>) throws(YAMLProblem) -> Int {
        guard let value = node.int, node.scalar?.style == .plain else {
            throw problem("expected a whole number, found \(kind)")
        }
        guard range.contains(value) else {
            throw problem("\(value) is outside \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A number, whole or not, within `range`.
    public func number(in range: ClosedRange<Double>) throws(YAMLProblem) -> Double {
        guard let value = node.int.map(Double.init) ?? node.float, value.isFinite, node.scalar?.style == .plain else {
            throw problem("expected a number, found \(kind)")
        }
        guard range.contains(value) else {
            throw problem("\(value) is outside \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// The items of a sequence.
    public func list() throws(YAMLProblem) -> [YAMLValue] {
        guard let sequence = node.sequence else { throw problem("expected a list, found \(kind)") }
        return sequence.map { YAMLValue(file: file, node: $0) }
    }

    /// The items of a sequence, or the one value that stands in its place.
    public func listOrOne() throws(YAMLProblem) -> [YAMLValue] {
        isList ? try list() : [self]
    }

    public func strings() throws(YAMLProblem) -> [String] {
        var result: [String] = []
        for item in try listOrOne() { result.append(try item.string()) }
        return result
    }

    /// One of a closed set of words.
    public func choice<T: RawRepresentable & CaseIterable>(
        _ type: T.Type
    ) throws(YAMLProblem) -> T where T.RawValue == String {
        let word = try scalarText()
        guard let value = T(rawValue: word) else {
            let known = T.allCases.map { $0.rawValue }.joined(separator: ", ")
            throw problem("\"\(word)\" is not one of \(known)")
        }
        return value
    }

    var kind: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar(let scalar): isNull ? "nothing" : "\"\(scalar.string.prefix(40))\""
        }
    }

    private static func firstAnchored(_ node: Node) -> Node? {
        switch node {
        case .alias: return node
        case .scalar(let scalar): return scalar.anchor == nil ? nil : node
        case .sequence(let items):
            return items.anchor == nil ? items.lazy.compactMap { firstAnchored($0) }.first : node
        case .mapping(let pairs):
            if pairs.anchor != nil { return node }
            return pairs.lazy.compactMap { firstAnchored($0.key) ?? firstAnchored($0.value) }.first
        }
    }
}

extension YamlError {
    /// The line the parser stopped at, from 1.
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: nil
        }
    }

    fileprivate var plainReason: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _):
            "not YAML: \(problem)"
        case .duplicatedKeysInMapping(let keys, _):
            "a key is given twice: \(keys.joined(separator: ", "))"
        default: "not YAML: \(self)"
        }
    }
}
