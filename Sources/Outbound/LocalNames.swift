import URLStandard

/// Names that mean something in a local network only, whatever a resolver answers.
enum LocalNames {
    /// RFC 6761 and RFC 6762 with its appendix G, RFC 7686, RFC 8375, RFC 9476, ICANN's "internal", and Kubernetes' own.
    private static let suffixes: Set<String> = [
        "alt", "corp", "home", "home.arpa", "internal", "intranet", "lan", "local", "localdomain", "localhost", "onion",
        "private", "svc",
    ]

    /// Whether `name`, an ASCII host in lower case, is a single label or ends in one of the local suffixes.
    static func contains(_ name: String) -> Bool {
        let labels = name.split(separator: ".")
        guard labels.count > 1 else { return true }
        return suffixes.contains(String(labels[labels.count - 1]))
            || suffixes.contains(labels.suffix(2).joined(separator: "."))
    }
}
