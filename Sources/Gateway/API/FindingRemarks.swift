import JSONText
import LinkPolicy
import Webhooks

/// What is answered of a finding beyond its verdict, because the request asked for it.
struct FindingRemarks: Sendable {
    /// For a sender who asks before posting.
    struct Preflight: Sendable {
        /// When the verdict changes by the clock alone, in seconds since 1970; `nil` when that is not known.
        var validUntil: Int64?
    }

    /// How the policy came to the verdict; `nil` when nobody asked.
    var steps: [ExplanationStep]?
    var preflight: Preflight?

    /// Writes the members that they add to a finding with `verdict`.
    func write(to json: inout JSONWriter, _ verdict: Verdict, _ language: Language) {
        if let steps {
            json.array("steps") { json in for step in steps { step.write(to: &json, language: language) } }
        }
        guard let preflight else { return }
        json.member("valid_until", preflight.validUntil.map { utcTimestamp(milliseconds: $0 * 1_000) })
        json.array("advice") { json in
            var told: Set<String> = []
            for ground in verdict.grounds where told.insert(ground.contest(language)).inserted {
                json.object { json in
                    json.member("ground", ground.code)
                    json.member("text", ground.contest(language))
                }
            }
        }
    }
}
