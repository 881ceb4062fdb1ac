/// Which query parameters of a platform's addresses stay and which go when a link is cleaned.
///
/// Decided for each parameter by the first that applies: dropped by a rule whose condition holds; kept as affiliate or
/// content; dropped as a tracker; dropped as a weak tracker where the address carries no affiliate parameter; kept.
/// Names may end in `*`.
public struct ParameterRules: Sendable, Hashable {
    /// Carry a commission or an install credit.
    public var affiliate: [Name] = []
    /// Carry content or access.
    public var keep: [Name] = []
    /// Identify the sharer, the device or the session.
    public var drop: [Name] = []
    /// Identify the sharer, but their absence is noticed where a commission is reckoned.
    public var dropUnlessAffiliate: [Name] = []
    public var conditions: [Condition] = []

    public init() {}

    /// A parameter's name, or the beginning of one.
    public struct Name: Sendable, Hashable {
        let bytes: [UInt8]
        let isPrefix: Bool

        public init(_ text: String) {
            isPrefix = text.hasSuffix("*")
            bytes = Array(isPrefix ? text.utf8.dropLast() : text.utf8[...])
        }

        func matches(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
            guard isPrefix ? range.count >= bytes.count : range.count == bytes.count else { return false }
            for offset in bytes.indices where text[range.lowerBound + offset] != bytes[offset] { return false }
            return true
        }
    }

    /// Names dropped, or counted as affiliate, on some hosts or beside some parameter only.
    public struct Condition: Sendable, Hashable {
        /// `name` and value that must stand in the query, if any.
        public var parameter: Parameter?
        /// Host that the address must have or be below, if any.
        public var host: [UInt8]?
        public var drop: [Name] = []
        public var affiliate: [Name] = []

        public struct Parameter: Sendable, Hashable {
            var name: [UInt8]
            var value: [UInt8]
        }

        func holds(_ text: Span<UInt8>, _ parts: AddressParts) -> Bool {
            if let host {
                let range = parts.host
                guard range.count >= host.count else { return false }
                let start = range.upperBound - host.count
                for offset in host.indices where text[start + offset] != host[offset] { return false }
                guard start == range.lowerBound || text[start - 1] == UInt8(ascii: ".") else { return false }
            }
            guard let parameter else { return true }
            guard let query = parts.query else { return false }
            var pairs = QueryPairs(query)
            while let pair = pairs.next(text) {
                if pair.hasName(parameter.name, text), decoded(text, pair.value) == parameter.value { return true }
            }
            return false
        }
    }

    /// The address without its trackers, or `nil` when there is nothing to drop. O(address × names).
    ///
    /// - Parameter needed: Parameters that carry the resource's identity and therefore stay whatever the rules say.
    func cleaned(_ text: Span<UInt8>, _ parts: AddressParts, needed: [[UInt8]]) -> String? {
        guard let query = parts.query else { return nil }
        let active = conditions.filter { $0.holds(text, parts) }
        let earned = affiliate + active.flatMap(\.affiliate)
        let dropped = active.flatMap(\.drop)
        func isIn(_ names: [Name], _ range: Range<Int>) -> Bool { names.contains { $0.matches(text, range) } }

        var pairs = QueryPairs(query)
        var hasAffiliate = false
        while let pair = pairs.next(text) {
            if isIn(earned, pair.name), !isIn(dropped, pair.name), !pair.value.isEmpty { hasAffiliate = true }
        }
        pairs = QueryPairs(query)
        var kept: [Range<Int>] = []
        var hasDropped = false
        while let pair = pairs.next(text) {
            let stays: Bool
            if needed.contains(where: { pair.hasName($0, text) }) {
                stays = true
            } else if isIn(dropped, pair.name) {
                stays = false
            } else if isIn(earned, pair.name) || isIn(keep, pair.name) {
                stays = true
            } else {
                stays = !isIn(drop, pair.name) && (hasAffiliate || !isIn(dropUnlessAffiliate, pair.name))
            }
            if stays { kept.append(pair.whole) } else { hasDropped = true }
        }
        guard hasDropped else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for index in 0..<query.lowerBound - 1 { result.append(text[index]) }
        for (number, range) in kept.enumerated() {
            result.append(number == 0 ? UInt8(ascii: "?") : UInt8(ascii: "&"))
            for index in range { result.append(text[index]) }
        }
        for index in query.upperBound..<text.count { result.append(text[index]) }
        return String(decoding: result, as: UTF8.self)
    }
}
