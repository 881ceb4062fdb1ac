public import URLStandard

/// Values by the part of the web that they are on: immutable, for lookup by address.
public struct AddressIndex<Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let subject: AddressSubject
        let value: Value
    }

    private var entriesByHost: [String: [Entry]] = [:]

    /// - Parameter precedes: Which of two values on the same part comes first.
    public init(_ values: [(AddressSubject, Value)], precedes: (Value, Value) -> Bool = { _, _ in false }) {
        for (subject, value) in values {
            entriesByHost[subject.host, default: []].append(Entry(subject: subject, value: value))
        }
        for host in entriesByHost.keys {
            entriesByHost[host]?.sort { a, b in
                let (left, right) = (a.subject.path.utf8.count, b.subject.path.utf8.count)
                return left == right ? precedes(a.value, b.value) : left > right
            }
        }
    }

    public var isEmpty: Bool { entriesByHost.isEmpty }

    /// Every value, in no order.
    public var values: some Sequence<Value> { entriesByHost.values.joined().lazy.map(\.value) }

    /// The first value that covers `url` and that `admits` takes, the most specific part first: the longest host, then
    /// the longest path. O(labels of the host); the address itself is brought to its normal form only when a value is on
    /// a path of its host.
    public func first(covering url: WebURL, where admits: (Value) -> Bool) -> Value? {
        var normal: AddressSubject?
        return firstEntry(onHostOf: url) { entry in
            guard admits(entry.value) else { return false }
            if entry.subject.path.isEmpty { return true }
            if normal == nil { normal = AddressSubject(url) }
            return normal?.isCovered(by: entry.subject.path) == true
        }?.value
    }

    /// Every value on the host of `url` or on a name that it stands below, whatever its path. O(labels of the host).
    public func forEach(onHostOf url: WebURL, _ body: (AddressSubject, Value) -> Void) {
        _ = firstEntry(onHostOf: url) { entry in
            body(entry.subject, entry.value)
            return false
        }
    }

    private func firstEntry(onHostOf url: WebURL, where isWanted: (Entry) -> Bool) -> Entry? {
        guard !entriesByHost.isEmpty, let (name, hasLabels) = AddressSubject.host(of: url) else { return nil }
        var host = name[...]
        while true {
            for entry in entriesByHost[String(host)] ?? [] where isWanted(entry) { return entry }
            guard hasLabels, let dot = host.firstIndex(of: ".") else { return nil }
            host = host[host.index(after: dot)...]
        }
    }
}
