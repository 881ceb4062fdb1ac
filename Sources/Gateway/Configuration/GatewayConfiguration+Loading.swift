import LinkPolicy
import StrictYAML

extension GatewayConfiguration {
    /// Reads the keys of a configuration file over the values so far.
    ///
    /// - Throws: ``ConfigurationProblem`` with file, line and reason.
    public mutating func read(yaml text: String, file: String) throws(ConfigurationProblem) {
        // A file in which everything is commented out asks for the defaults.
        let hasKeys = text.split(whereSeparator: \.isNewline).contains { line in
            line.first { !$0.isWhitespace }.map { $0 != "#" } ?? false
        }
        guard hasKeys else { return }
        do {
            try read(YAMLValue(parsing: text, file: file))
        } catch {
            throw ConfigurationProblem(source: "\(error.file):\(error.line)", reason: error.reason)
        }
    }

    private mutating func read(_ root: YAMLValue) throws(YAMLProblem) {
        let fields = try root.object(keys: Set(ConfigurationKey.all.map(\.name)).union(["tenants"]))
        for key in ConfigurationKey.all {
            guard let value = fields[key.name] else { continue }
            var texts: [String] = []
            if key.isList {
                texts = try value.strings()
            } else {
                texts = [try value.scalarText()]
            }
            do { try key.set(&self, texts) } catch { throw value.problem("\(key.name) \(error.reason)") }
        }
        guard let tenants = fields["tenants"] else { return }
        let entries = try tenants.openObject()
        for name in entries.keys {
            let entry = try entries.required(name)
            guard let tenant = TenantID(name) else { throw entry.problem("\"\(name)\" is not a tenant's name") }
            let fields = try entry.object(keys: ["policy", "own_domains", "shadow_policy"])
            var choice = TenantChoice()
            choice.policy = try fields["policy"]?.string()
            choice.shadowPolicy = try fields["shadow_policy"]?.string()
            if let own = fields["own_domains"] {
                let texts = try own.strings()
                do { choice.ownDomains = try ConfigurationKey.hosts(texts) } catch { throw own.problem(error.reason) }
            }
            self.tenants[tenant] = choice
        }
    }

    /// Reads `HUTONG_…` variables over the values so far; lists are separated by commas.
    ///
    /// - Throws: ``ConfigurationProblem`` naming the variable, for a wrong value or an unknown `HUTONG_` name.
    public mutating func read(environment: [String: String]) throws(ConfigurationProblem) {
        let keys = Dictionary(ConfigurationKey.all.map { ($0.variable, $0) }, uniquingKeysWith: { first, _ in first })
        for (variable, value) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("HUTONG_") {
            if variable == Self.fileVariable { continue }
            guard let key = keys[variable] else {
                throw ConfigurationProblem(
                    source: variable,
                    reason: "is not a known variable (known: \(keys.keys.sorted().joined(separator: ", ")))")
            }
            try set(key, value, source: variable)
        }
    }

    /// Sets one key from a flag.
    public mutating func set(flag name: String, _ value: String) throws(ConfigurationProblem) {
        let flag = "--" + name.replacing("_", with: "-")
        guard let key = ConfigurationKey.all.first(where: { $0.name == name }) else {
            throw ConfigurationProblem(source: flag, reason: "is not a known key")
        }
        try set(key, value, source: flag)
    }

    private mutating func set(
        _ key: ConfigurationKey, _ value: String, source: String
    ) throws(ConfigurationProblem) {
        let texts =
            key.isList
            ? value.split(separator: ",").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty } : [value]
        do { try key.set(&self, texts) } catch { throw ConfigurationProblem(source: source, reason: error.reason) }
    }

    /// The variable that names the configuration file.
    public static let fileVariable = "HUTONG_CONFIG"
}
