public import JSONText
public import LinkPolicy

extension ExplanationStep {
    /// Writes the step as in the API's `steps`.
    public func write(to json: inout JSONWriter, language: Language) {
        json.object { json in
            json.member("rule", rule)
            switch outcome {
            case .applied: json.member("outcome", "applied")
            case .opened: json.member("outcome", "opened")
            case .exempted: json.member("outcome", "exempted")
            case .freed: json.member("outcome", "freed")
            case .notApplicable: json.member("outcome", "not_applicable")
            }
            json.member("disposition", disposition.rawValue)
            json.member("sentence", sentence(language))
            switch outcome {
            case .applied, .opened, .exempted: break
            case .freed(let freedom): json.member("by", freedom.origin.rawValue)
            case .notApplicable(let miss):
                json.member("part", miss.part[language])
                json.member("wanted", miss.wanted[language])
                json.member("found", miss.found[language])
            }
        }
    }
}
