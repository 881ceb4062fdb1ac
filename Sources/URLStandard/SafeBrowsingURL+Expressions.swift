extension SafeBrowsingURL {
    /// Host-suffix and path-prefix expressions of version 4, without scheme: at most 7 hosts, each with at most 6
    /// paths.
    ///
    /// The documentation grows hosts from the last five labels, Google's own client from the last seven; the longer
    /// ones are kept, since a key too many costs a look-up and a key too few misses a threat. Order: hosts from the
    /// exact one down, paths from the root up.
    public func expressionsV4() -> [String] {
        let labels = host.split(separator: ".")
        var hosts = [host]
        if !isAddress, labels.count > 2 {
            for count in stride(from: min(labels.count - 1, 7), through: 2, by: -1) {
                hosts.append(labels.suffix(count).joined(separator: "."))
            }
        }
        let paths = prefixPaths + exactPaths.reversed()
        return hosts.flatMap { host in paths.map { host + $0 } }
    }

    /// Expressions of version 5: the exact host and at most four more grown from the registrable domain. Order: hosts
    /// from the exact one down, the exact path with its query first.
    public func expressionsV5(list: PublicSuffixList = .builtin) -> [String] {
        var hosts = [host]
        if !isAddress, let domain = Site(.domain(host), list: list).registrableDomain {
            let labels = host.split(separator: ".")
            let least = domain.split(separator: ".").count
            for count in stride(from: min(labels.count - 1, least + 3), through: least, by: -1) where count >= least {
                hosts.append(labels.suffix(count).joined(separator: "."))
            }
        }
        let paths = exactPaths + prefixPaths
        return hosts.flatMap { host in paths.map { host + $0 } }
    }

    /// The path with its query, then without.
    private var exactPaths: [String] {
        guard let query, !query.isEmpty else { return [path] }
        return [path + "?" + query, path]
    }

    /// The root and up to three folders below it, but for the exact path.
    private var prefixPaths: [String] {
        var prefixes: [String] = []
        for index in path.indices where path[index] == "/" {
            prefixes.append(String(path[...index]))
            if prefixes.count == 4 { break }
        }
        return prefixes.filter { $0 != path }
    }
}
