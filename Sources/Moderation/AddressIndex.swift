public import URLStandard

/// Values by the part of the web that they are on, for lookup by address.
public struct AddressIndex<Value: Sendable>: Sendable {
    /// What is on one host.
    private struct Host: Sendable {
        /// On all of it.
        var whole: [Value] = []
        var byPath: [String: [Value]] = [:]
        /// Bytes of the longest path that ever had a value: longer parts of an address need no look.
        var longestPath = 0

        var isEmpty: Bool { whole.isEmpty && byPath.isEmpty }

        subscript(path: String) -> [Value] {
            get { path.isEmpty ? whole : byPath[path] ?? [] }
            set {
                if path.isEmpty {
                    whole = newValue
                } else {
                    byPath[path] = newValue.isEmpty ? nil : newValue
                    longestPath = max(longestPath, path.utf8.count)
                }
            }
        }
    }

    private var hosts = DividedDictionary<String, Host>()

    /// - Parameter precedes: Which of two values on the same part comes first.
    public init(_ values: [(AddressSubject, Value)] = [], precedes: ((Value, Value) -> Bool)? = nil) {
        for (subject, value) in values { insert(value, on: subject) }
        guard let precedes else { return }
        for subject in Set(values.map(\.0)) { hosts[subject.host]?[subject.path].sort(by: precedes) }
    }

    public var isEmpty: Bool { hosts.isEmpty }

    /// Every value, in no order.
    public var values: some Sequence<Value> {
        hosts.values.lazy.flatMap { host in [host.whole, host.byPath.values.flatMap { $0 }].joined() }
    }

    /// Adds a value, behind those on the same part.
    public mutating func insert(_ value: Value, on subject: AddressSubject) {
        var host = hosts[subject.host] ?? Host()
        hosts[subject.host] = nil
        host[subject.path].append(value)
        hosts[subject.host] = host
    }

    /// Takes the values on `subject` away that `isGone` names.
    public mutating func remove(on subject: AddressSubject, where isGone: (Value) -> Bool) {
        hosts[subject.host]?[subject.path].removeAll(where: isGone)
        if hosts[subject.host]?.isEmpty == true { hosts[subject.host] = nil }
    }

    /// The first value that covers `url` and that `admits` takes, the most specific part first: the longest host, then
    /// the longest path. O(labels of the host), and where values are on paths of the host O(parts of the path); only then
    /// the address is brought to its normal form.
    public func first(covering url: WebURL, where admits: (Value) -> Bool) -> Value? {
        first(covering: url) { value, _ in admits(value) }
    }

    /// Every value that covers `url`, with whether it is on this very address. O(labels of the host + parts of the path).
    public func forEach(covering url: WebURL, _ body: (Value, _ isExact: Bool) -> Void) {
        _ = first(covering: url) { value, isExact in
            body(value, isExact)
            return false
        }
    }

    private func first(covering url: WebURL, where isWanted: (Value, Bool) -> Bool) -> Value? {
        guard !hosts.isEmpty, let (name, hasLabels) = AddressSubject.host(of: url) else { return nil }
        var normal: AddressSubject?
        func address() -> AddressSubject? {
            if normal == nil { normal = AddressSubject(url) }
            return normal
        }
        var host = name[...]
        while true {
            if let found = hosts[String(host)] {
                let isOwn = host.startIndex == name.startIndex
                if !found.byPath.isEmpty, let address = address() {
                    for path in address.coveringPaths(atMost: found.longestPath) {
                        guard let values = found.byPath[String(path)] else { continue }
                        let isWhole = path.endIndex == address.path.endIndex
                        for value in values where isWanted(value, isOwn && isWhole) { return value }
                    }
                }
                if !found.whole.isEmpty {
                    let isRoot =
                        isOwn && url.path.utf8.allSatisfy { $0 == UInt8(ascii: "/") } && address()?.path.isEmpty == true
                    for value in found.whole where isWanted(value, isRoot) { return value }
                }
            }
            guard hasLabels, let dot = host.firstIndex(of: ".") else { return nil }
            host = host[host.index(after: dot)...]
        }
    }
}

extension AddressSubject {
    /// The paths under which something covers this one, longest first: itself, without its query, and what lies above.
    ///
    /// - Parameter limit: Bytes; longer ones are left out.
    fileprivate func coveringPaths(atMost limit: Int) -> [Substring] {
        let bytes = path.utf8
        var paths: [Substring] = []
        var isInQuery = false
        for place in bytes.indices {
            switch bytes[place] {
            case _ where place == bytes.startIndex || isInQuery: continue
            case UInt8(ascii: "?"): isInQuery = true
            case UInt8(ascii: "/"): break
            default: continue
            }
            guard bytes.distance(from: bytes.startIndex, to: place) <= limit else { return paths.reversed() }
            paths.append(path[..<place])
        }
        if !path.isEmpty, bytes.count <= limit { paths.append(path[...]) }
        return paths.reversed()
    }
}
