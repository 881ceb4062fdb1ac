/// The media ranges of an `Accept` header (RFC 9110 §12.5.1).
enum MediaRange {
    /// Whether an answer of type `application/json` is acceptable.
    static func admitsJSON(_ header: String?) -> Bool { admits("application", "json", header) }

    /// Whether `type/subtype` is acceptable; everything is when there is no header. The most specific range that
    /// matches decides, and a weight of 0 refuses.
    static func admits(_ type: String, _ subtype: String, _ header: String?) -> Bool {
        guard let header, header != "*/*" else { return true }
        var best: (specificity: Int, isAcceptable: Bool)?
        for part in header.split(separator: ",") {
            let pieces = part.split(separator: ";").map { piece in
                piece.lowercased().filter { $0 != " " && $0 != "\t" }
            }
            guard let range = pieces.first else { continue }
            let specificity: Int
            switch range {
            case type + "/" + subtype: specificity = 2
            case type + "/*": specificity = 1
            case "*/*": specificity = 0
            default: continue
            }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if specificity >= best?.specificity ?? 0 { best = (specificity, weight > 0) }
        }
        return best?.isAcceptable ?? false
    }
}
