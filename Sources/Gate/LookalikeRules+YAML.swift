public import StrictYAML
public import ThreatIntel

extension LookalikeRules {
    /// Reads `lookalikes.yaml`.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong.
    public init(yaml text: String, file: String) throws(YAMLProblem) {
        self.init()
        let root = try YAMLValue(parsing: text, file: file)
        let fields = try root.object(keys: [
            "ordinary", "official", "families", "words", "unprotected", "accounts", "pressing", "plain", "carriers",
            "suffixes",
        ])
        ordinary = try Self.reasoned(fields["ordinary"])
        official = try Self.reasoned(fields["official"])
        carriers = try Self.reasoned(fields["carriers"])
        words = try Self.names(fields["words"])
        unprotected = try Self.reasoned(fields["unprotected"])
        accounts = try Self.names(fields["accounts"])
        pressing = try Self.names(fields["pressing"])
        plain = try Self.names(fields["plain"])
        suffixes = try Self.names(fields["suffixes"])
        guard let value = fields["families"] else { return }
        let families = try value.openObject()
        for label in families.keys { self.families[label] = try Self.names(families[label]) }
    }

    /// Groups of names, each with the reason why they are no imitations.
    private static func reasoned(_ value: YAMLValue?) throws(YAMLProblem) -> Set<String> {
        var all: Set<String> = []
        for group in try value?.list() ?? [] {
            let fields = try group.object(keys: ["reason", "names"])
            _ = try fields.required("reason").string()
            all.formUnion(try names(fields.required("names")))
        }
        return all
    }

    private static func names(_ value: YAMLValue?) throws(YAMLProblem) -> Set<String> {
        var all: Set<String> = []
        for item in try value?.listOrOne() ?? [] {
            let name = try item.scalarText()
            guard name == name.lowercased(), !name.isEmpty, !name.contains(where: \.isWhitespace) else {
                throw item.problem("\"\(name)\" must be in lower case and without spaces")
            }
            guard all.insert(name).inserted else { throw item.problem("\"\(name)\" stands in the list twice") }
        }
        return all
    }
}
