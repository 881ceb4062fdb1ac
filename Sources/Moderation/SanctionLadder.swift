public import LinkPolicy
public import StrictYAML

/// How severe a sanction is and how long it lasts: data, read from `sanctions.yaml`.
public struct SanctionLadder: Hashable, Sendable {
    /// How long a restriction lasts.
    public enum Term: Hashable, Sendable {
        /// Until whoever is concerned has mended the matter, and so many seconds at most.
        case untilMended(atMost: Int64)
        /// So many seconds.
        case lasting(Int64)
        case permanent

        /// When one that starts at `start` ends by itself; seconds since 1970.
        public func end(from start: Int64) -> Int64? {
            switch self {
            case .untilMended(let seconds), .lasting(let seconds): start + seconds
            case .permanent: nil
            }
        }
    }

    /// What a case of some severity begins with.
    public struct Beginning: Hashable, Sendable {
        /// From this severity on, in hundredths: 0 to 100.
        public var from: Int
        public var step: Sanction.Step
    }

    /// Seconds for which a ruling counts as an earlier one.
    public let window: Int64
    /// By the number of rulings within the window: the first, the second, …; the last for all that follow.
    public let terms: [Term]
    /// From mild to severe; the first from 0.
    public let beginnings: [Beginning]
    /// Links under a domain, or domains of a platform, that must have offended before all of it may be restricted.
    public let offendersNeeded: Int
    /// Seconds after which one of them that is not mended counts as uncorrected.
    public let correctionTime: Int64

    /// What holds where no file says otherwise; `config/sanctions.yaml` is the same.
    public static let usual = SanctionLadder(
        window: 180 * 86_400,
        terms: [.untilMended(atMost: 7 * 86_400), .lasting(12 * 3_600), .lasting(86_400), .lasting(7 * 86_400)],
        beginnings: [
            Beginning(from: 0, step: .notice), Beginning(from: 30, step: .demotion),
            Beginning(from: 60, step: .suspension), Beginning(from: 85, step: .block),
        ],
        offendersNeeded: 5, correctionTime: 86_400)

    private init(window: Int64, terms: [Term], beginnings: [Beginning], offendersNeeded: Int, correctionTime: Int64) {
        self.window = window
        self.terms = terms
        self.beginnings = beginnings
        self.offendersNeeded = offendersNeeded
        self.correctionTime = correctionTime
    }

    /// The term of a restriction for evading another one.
    public static let evasion = Term.permanent

    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong.
    public init(yaml text: String, file: String) throws(YAMLProblem) {
        let root = try YAMLValue(parsing: text, file: file).object(keys: [
            "window", "mended_within", "terms", "begin", "whole",
        ])
        window = try root.required("window").duration()
        let mendedWithin = try root.required("mended_within").duration()
        let given = try root.required("terms")
        var terms: [Term] = []
        for item in try given.list() {
            let isMended = try item.scalarText() == "mended"
            terms.append(isMended ? .untilMended(atMost: mendedWithin) : .lasting(try item.duration()))
        }
        guard !terms.isEmpty else { throw given.problem("the list is empty") }
        self.terms = terms
        let begin = try root.required("begin")
        var beginnings: [Beginning] = []
        for item in try begin.list() {
            let fields = try item.object(keys: ["from", "step"])
            let from = try fields.required("from")
            let severity = try from.int(in: 0...100)
            guard severity > beginnings.last?.from ?? -1 else {
                throw from.problem("has to be greater than the one before")
            }
            beginnings.append(Beginning(from: severity, step: try fields.required("step").choice(Sanction.Step.self)))
        }
        guard beginnings.first?.from == 0 else { throw begin.problem("the first has to begin from 0") }
        self.beginnings = beginnings
        let whole = try root.required("whole").object(keys: ["offenders", "uncorrected_after"])
        offendersNeeded = try whole.required("offenders").int(in: 1...1_000)
        correctionTime = try whole.required("uncorrected_after").duration()
    }

    /// The step for a matter of `severity` (0 to 100) that has `repeats` rulings before it: each makes it one step more
    /// severe, and repetition alone never blocks.
    public func step(severity: Int, repeats: Int) -> Sanction.Step {
        let first = beginnings.last { $0.from <= severity }?.step ?? .notice
        var step = first
        for _ in 0..<min(repeats, 4) { step = step.next }
        return step == .block && first < .suspension ? .suspension : step
    }

    /// The term for a matter that has `repeats` rulings before it.
    public func term(repeats: Int) -> Term { terms[min(repeats, terms.count - 1)] }
}

extension Sanction.Step {
    /// The one after it, or itself where it is the last.
    var next: Sanction.Step {
        switch self {
        case .notice: .demotion
        case .demotion: .suspension
        case .suspension, .block: .block
        }
    }
}

extension YAMLValue {
    /// Seconds of `30m`, `12h` or `7d`.
    fileprivate func duration() throws(YAMLProblem) -> Int64 {
        let text = try scalarText()
        let units: [Character: Int64] = ["m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()),
            (1...100_000).contains(number)
        else { throw problem("\"\(text)\" is no duration: write 30m, 12h or 7d") }
        return number * unit
    }
}
