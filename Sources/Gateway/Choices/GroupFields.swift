import LinkPolicy
import LinkRecognition

/// Why a form was refused, in a sentence for whoever filled it in.
struct ChoiceFormProblem: Error, Sendable {
    var sentence: String
}

/// A group's settings as they stand in a form, right or wrong.
struct GroupFields: Sendable {
    private var posters: String
    private var forms: Set<String>
    private var kinds: Set<String>
    private var asksFirst: Bool
    private var shelfOnly: Bool
    private var isQuiet: Bool
    private var from: String
    private var until: String
    private var offset: String
    private var domains: String

    init(_ settings: GroupSettings) {
        posters = settings.posters.rawValue
        forms = Set((settings.forms ?? Set(LinkForm.allCases)).map(\.rawValue))
        kinds = Set((settings.kinds ?? Set(ResourceKind.allCases)).map(\.rawValue))
        asksFirst = settings.asksFirst
        shelfOnly = settings.shelfOnly
        isQuiet = settings.quietHours != nil
        from = settings.quietHours.map { DailyHours.clock($0.from) } ?? "22:00"
        until = settings.quietHours.map { DailyHours.clock($0.until) } ?? "07:00"
        offset = settings.quietHours?.offsetText ?? "+08:00"
        domains = settings.trustedDomains.sorted().joined(separator: "\n")
    }

    init(_ fields: FormFields) {
        posters = fields.first("posters") ?? ""
        forms = Set(fields.all("form"))
        kinds = Set(fields.all("kind"))
        asksFirst = fields.first("asks_first") != nil
        shelfOnly = fields.first("shelf_only") != nil
        isQuiet = fields.first("quiet") != nil
        from = fields.first("from") ?? ""
        until = fields.first("until") ?? ""
        offset = fields.first("offset") ?? ""
        domains = fields.first("trusted_domains") ?? ""
    }

    func settings(_ check: DomainCheck, _ phrases: ChoicePhrases) throws(ChoiceFormProblem) -> GroupSettings {
        func words<T: RawRepresentable & CaseIterable & Hashable>(
            _ given: Set<String>, _: T.Type
        ) throws(ChoiceFormProblem) -> Set<T>? where T.RawValue == String {
            let known = Set(given.compactMap(T.init))
            guard known.count == given.count else { throw ChoiceFormProblem(sentence: phrases.badChoice) }
            return known.count == T.allCases.count ? nil : known
        }
        guard let posters = GroupSettings.Posters(rawValue: posters) else {
            throw ChoiceFormProblem(sentence: phrases.badChoice)
        }
        var hours: DailyHours?
        if isQuiet {
            hours = DailyHours(from: from, until: until, offset: offset)
            guard hours != nil else { throw ChoiceFormProblem(sentence: phrases.badHours) }
        }
        return GroupSettings(
            posters: posters, forms: try words(forms, LinkForm.self), kinds: try words(kinds, ResourceKind.self),
            asksFirst: asksFirst, shelfOnly: shelfOnly, quietHours: hours,
            trustedDomains: try TrustedDomainLines.read(domains, check, phrases))
    }

    func parts(_ t: ChoicePhrases) -> [ChoicePage.Part] {
        func box(_ name: String, _ value: String, _ label: String, _ isChosen: Bool) -> ChoicePage.Option {
            .init(type: "checkbox", optionName: name, optionValue: value, optionLabel: label, isChosen: isChosen)
        }
        return [
            .init(
                legend: t.postersLegend,
                options: GroupSettings.Posters.allCases.map {
                    .init(
                        type: "radio", optionName: "posters", optionValue: $0.rawValue, optionLabel: t.posters($0),
                        isChosen: $0.rawValue == posters)
                }),
            .init(
                legend: t.waitingLegend,
                options: [
                    box("asks_first", "on", t.asksFirst, asksFirst), box("shelf_only", "on", t.shelfOnly, shelfOnly),
                ]),
            .init(
                legend: t.quietLegend, options: [box("quiet", "on", t.quiet, isQuiet)],
                inputs: [
                    .init(inputType: "time", inputName: "from", inputLabel: t.from, inputValue: from),
                    .init(inputType: "time", inputName: "until", inputLabel: t.until, inputValue: until),
                ],
                selects: [
                    .init(
                        selectName: "offset", selectLabel: t.zone,
                        answers: offsets.map {
                            .init(answerValue: $0, answerLabel: "UTC" + $0, isSelected: $0 == offset)
                        })
                ]),
            .init(
                legend: t.formsLegend, hint: t.formsHint,
                options: LinkForm.allCases.map { box("form", $0.rawValue, t.form($0), forms.contains($0.rawValue)) }),
            .init(
                legend: t.kindsLegend, hint: t.formsHint,
                options: ResourceKind.allCases.map {
                    box("kind", $0.rawValue, t.kind($0), kinds.contains($0.rawValue))
                }),
            .init(legend: t.trustedDomains, lines: TrustedDomainLines.part(domains, t)),
        ]
    }

    /// The offsets that are in use, west to east, and the one that is chosen.
    private var offsets: [String] {
        let halves = [-570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765]
        var minutes = Set((-12...14).map { $0 * 60 } + halves)
        if let chosen = DailyHours(from: "00:00", until: "00:01", offset: offset) { minutes.insert(chosen.offset) }
        return minutes.sorted().compactMap { DailyHours(from: 0, until: 1, offset: $0)?.offsetText }
    }
}

/// The box for trusted domains, one a line.
enum TrustedDomainLines {
    static func part(_ text: String, _ t: ChoicePhrases) -> ChoicePage.Lines {
        .init(linesName: "trusted_domains", linesLabel: t.domainsLabel, linesValue: text)
    }

    static func read(
        _ text: String, _ check: DomainCheck, _ phrases: ChoicePhrases
    ) throws(ChoiceFormProblem) -> Set<String> {
        let words = text.split { $0.isWhitespace || [",", ";", "，", "；", "、"].contains($0) }
        guard words.count <= ChoiceForm.domainLimit else { throw ChoiceFormProblem(sentence: phrases.tooManyDomains) }
        var domains: Set<String> = []
        for word in words {
            do throws(ChoiceForm.Refusal) {
                domains.insert(try check(String(word)))
            } catch {
                throw ChoiceFormProblem(
                    sentence: phrases.badDomain(String(word.prefix(64)), isSuffix: error.isSuffix))
            }
        }
        return domains
    }
}
