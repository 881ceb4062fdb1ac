import LinkPolicy
import LinkRecognition

/// A person's preferences as they stand in a form, right or wrong. An empty word is for nothing chosen.
struct PersonFields: Sendable {
    private var all: String
    private var strangers: String
    private var forms: [String: String]
    private var kinds: [String: String]
    private var domains: String

    init(_ preferences: PersonPreferences) {
        all = preferences.all?.rawValue ?? ""
        strangers = preferences.strangers?.rawValue ?? ""
        func words<T: RawRepresentable>(_ choices: [T: PersonPreferences.Choice]) -> [String: String]
        where T.RawValue == String {
            Dictionary(choices.map { ($0.key.rawValue, $0.value.rawValue) }, uniquingKeysWith: { first, _ in first })
        }
        forms = words(preferences.forms)
        kinds = words(preferences.kinds)
        domains = preferences.trustedDomains.sorted().joined(separator: "\n")
    }

    init(_ fields: FormFields) {
        func words<T: RawRepresentable & CaseIterable>(_ prefix: String, _: T.Type) -> [String: String]
        where T.RawValue == String {
            var words: [String: String] = [:]
            for each in T.allCases { words[each.rawValue] = fields.first(prefix + each.rawValue) }
            return words
        }
        all = fields.first("all") ?? ""
        strangers = fields.first("strangers") ?? ""
        forms = words("form_", LinkForm.self)
        kinds = words("kind_", ResourceKind.self)
        domains = fields.first("trusted_domains") ?? ""
    }

    func preferences(_ check: DomainCheck, _ phrases: ChoicePhrases) throws(ChoiceFormProblem) -> PersonPreferences {
        func choice(_ word: String?) throws(ChoiceFormProblem) -> PersonPreferences.Choice? {
            guard let word, !word.isEmpty else { return nil }
            guard let choice = PersonPreferences.Choice(rawValue: word) else {
                throw ChoiceFormProblem(sentence: phrases.badChoice)
            }
            return choice
        }
        func choices<T: RawRepresentable & CaseIterable & Hashable>(
            _ words: [String: String], _: T.Type
        ) throws(ChoiceFormProblem) -> [T: PersonPreferences.Choice] where T.RawValue == String {
            var choices: [T: PersonPreferences.Choice] = [:]
            for each in T.allCases { choices[each] = try choice(words[each.rawValue]) }
            return choices
        }
        return PersonPreferences(
            all: try choice(all), strangers: try choice(strangers), forms: try choices(forms, LinkForm.self),
            kinds: try choices(kinds, ResourceKind.self),
            trustedDomains: try TrustedDomainLines.read(domains, check, phrases))
    }

    func parts(_ t: ChoicePhrases) -> [ChoicePage.Part] {
        func select(_ name: String, _ label: String, _ chosen: String?, unset: String) -> ChoicePage.Select {
            let answers = [("", unset)] + PersonPreferences.Choice.allCases.map { ($0.rawValue, t.choice($0)) }
            return .init(
                selectName: name, selectLabel: label,
                answers: answers.map {
                    .init(answerValue: $0.0, answerLabel: $0.1, isSelected: $0.0 == chosen ?? "")
                })
        }
        return [
            .init(
                legend: t.generalLegend,
                selects: [
                    select("all", t.all, all, unset: t.ownWord),
                    select("strangers", t.strangers, strangers, unset: t.asAbove),
                ]),
            .init(
                legend: t.formsLegend,
                selects: LinkForm.allCases.map {
                    select("form_" + $0.rawValue, t.form($0), forms[$0.rawValue], unset: t.asAbove)
                }),
            .init(
                legend: t.kindsLegend,
                selects: ResourceKind.allCases.map {
                    select("kind_" + $0.rawValue, t.kind($0), kinds[$0.rawValue], unset: t.asAbove)
                }),
            .init(legend: t.trustedDomains, lines: TrustedDomainLines.part(domains, t)),
        ]
    }
}
