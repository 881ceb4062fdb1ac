/// A form on which a group or a person chooses; both are made of the same parts.
struct ChoicePage: PageModel {
    /// A radio button or a box to tick.
    struct Option: Sendable {
        let type: String
        let optionName: String
        let optionValue: String
        let optionLabel: String
        let isChosen: Bool
    }

    /// One of several answers.
    struct Select: Sendable {
        struct Answer: Sendable {
            let answerValue: String
            let answerLabel: String
            let isSelected: Bool
        }

        let selectName: String
        let selectLabel: String
        let answers: [Answer]
    }

    /// A line to fill in.
    struct Input: Sendable {
        let inputType: String
        let inputName: String
        let inputLabel: String
        let inputValue: String
    }

    /// Several lines to fill in.
    struct Lines: Sendable {
        let linesName: String
        let linesLabel: String
        let linesValue: String
    }

    struct Part: Sendable {
        let legend: String
        var hint: String?
        var options: [Option] = []
        var inputs: [Input] = []
        var selects: [Select] = []
        var lines: Lines?
        /// What to tap to see a part that few want; it stands open where something is chosen in it.
        var fold: Fold?
    }

    struct Fold: Sendable {
        let summary: String
        let isOpen: Bool
    }

    let title: String
    let languageLink: String?
    let lead: String
    let signedIn: String
    let notice: String?
    let problem: String?
    let readOnlyNote: String?
    let canChange: Bool
    let action: String
    let formToken: String
    let version: String
    let parts: [Part]
    let save: String
    let backToDefault: String
    /// The page of links that wait, for whom it shows something.
    let heldLink: String?
    let heldLabel: String
}
