import Yams

/// A mapping whose keys are all known: built by ``YAMLValue/object(keys:)``, which refuses any other key.
public struct YAMLObject {
    /// The mapping's own node, for problems that concern it as a whole.
    public let value: YAMLValue
    private let fields: [String: YAMLValue]
    /// Keys in the order of the file.
    public let keys: [String]

    init(value: YAMLValue, pairs: [(String, YAMLValue)]) {
        self.value = value
        fields = Dictionary(pairs, uniquingKeysWith: { _, last in last })
        keys = pairs.map { $0.0 }
    }

    /// The value of `key`, or `nil` when the key is absent or null.
    public subscript(key: String) -> YAMLValue? {
        guard let field = fields[key], !field.isNull else { return nil }
        return field
    }

    /// The value of `key`.
    ///
    /// - Throws: ``YAMLProblem`` at the mapping's line when the key is absent or null.
    public func required(_ key: String) throws(YAMLProblem) -> YAMLValue {
        guard let value = self[key] else { throw value.problem("\"\(key)\" is missing") }
        return value
    }
}

extension YAMLValue {
    /// The mapping, all of whose keys must be in `keys`.
    public func object(keys known: Set<String>) throws(YAMLProblem) -> YAMLObject {
        let object = try openObject()
        for key in object.keys where !known.contains(key) {
            let near = known.min { distance($0, key) < distance($1, key) }
            let hint = near.flatMap { distance($0, key) <= 2 ? $0 : nil }
            let help = hint.map { "did you mean \"\($0)\"?" } ?? "known: " + known.sorted().joined(separator: ", ")
            throw YAMLProblem(file: file, line: keyLine(key), reason: "unknown key \"\(key)\" (\(help))")
        }
        if let key = object.keys.first(where: { object[$0] == nil }) {
            throw YAMLProblem(file: file, line: keyLine(key), reason: "\"\(key)\" has no value")
        }
        return object
    }

    /// A mapping whose keys are names chosen by the file's author.
    public func openObject() throws(YAMLProblem) -> YAMLObject {
        guard let mapping = node.mapping else { throw problem("expected a mapping, found \(kind)") }
        var pairs: [(String, YAMLValue)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw YAMLProblem(file: file, line: key.mark?.line ?? line, reason: "a key must be a plain name")
            }
            pairs.append((name, YAMLValue(file: file, node: value)))
        }
        return YAMLObject(value: self, pairs: pairs)
    }

    private func keyLine(_ name: String) -> Int {
        node.mapping?.first { $0.key.scalar?.string == name }?.key.mark?.line ?? line
    }
}

/// Edit distance (Levenshtein) of two short names. O(a.count × b.count).
private func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b.utf8)
    var row = Array(0...b.count)
    for (i, x) in a.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let above = row[j + 1]
            row[j + 1] = min(diagonal + (x == y ? 0 : 1), min(above, row[j]) + 1)
            diagonal = above
        }
    }
    return row[b.count]
}
