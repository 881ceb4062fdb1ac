/// A dictionary in parts. To change one that others hold as well copies the part that is changed and not the whole: rulings
/// stand in snapshots, and one of very many changes at a time.
public struct DividedDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private static var partCount: Int { 256 }

    /// None until there is something in them.
    private var parts: [[Key: Value]] = []
    private var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// In no order.
    public var values: some Sequence<Value> { parts.lazy.flatMap(\.values) }

    /// O(1); to set one copies a part, a 256th of the whole, where others hold this as well.
    public subscript(key: Key) -> Value? {
        get { parts.isEmpty ? nil : parts[Self.part(of: key)][key] }
        _modify {
            if parts.isEmpty { parts = Array(repeating: [:], count: Self.partCount) }
            let part = Self.part(of: key)
            let former = parts[part].count
            defer { count += parts[part].count - former }
            yield &parts[part][key]
        }
    }

    private static func part(of key: Key) -> Int { key.hashValue >> 40 & (partCount - 1) }
}
