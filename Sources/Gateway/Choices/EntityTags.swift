import HTTPTypes
import Hummingbird
import Persistence

/// The validators of choices: the number of the last change, in quotes (RFC 9110 §8.8.3).
enum EntityTag {
    static func text(_ version: Int64) -> String { "\"\(version)\"" }

    /// What `If-Match` and `If-None-Match` of a request that changes something demand (RFC 9110 §13.1.1, §13.1.2).
    static func conditions(of request: Request) -> [ChoiceCondition] {
        var conditions: [ChoiceCondition] = []
        let match = request.headers[values: .ifMatch]
        if !match.isEmpty {
            let tags = tags(in: match)
            // A weak tag never matches here, nor does one that is not ours.
            conditions.append(tags.contains("*") ? .exists : .version(Set(tags.compactMap(version))))
        }
        let noneMatch = request.headers[values: .ifNoneMatch]
        if !noneMatch.isEmpty {
            let tags = tags(in: noneMatch)
            let versions = tags.compactMap { version($0.hasPrefix("W/") ? $0.dropFirst(2) : $0[...]) }
            conditions.append(tags.contains("*") ? .isAbsent : .versionIsNot(Set(versions)))
        }
        return conditions
    }

    private static func tags(in fields: [String]) -> [String] {
        fields.joined(separator: ",").split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
    }

    private static func version(_ tag: String) -> Int64? { version(tag[...]) }

    private static func version(_ tag: Substring) -> Int64? {
        guard tag.hasPrefix("\""), tag.hasSuffix("\""), tag.utf8.count > 2,
            let version = Int64(tag.dropFirst().dropLast()), text(version) == tag
        else { return nil }
        return version
    }
}
