import LinkPolicy
public import StrictYAML

extension ComplaintRules {
    private static let categoryLimit = 64

    /// Reads `complaints.yaml`.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong.
    public init(yaml text: String, file: String) throws(YAMLProblem) {
        self.init()
        let root = try YAMLValue(parsing: text, file: file).object(keys: [
            "categories", "service_levels", "limits", "misuse",
        ])
        categories = try Self.categories(root.required("categories"))
        serviceLevels = try Self.levels(root.required("service_levels"))
        let limits = try root.required("limits").object(keys: ["person", "address"])
        personLimit = try Limit(limits.required("person"))
        addressLimit = try Limit(limits.required("address"))
        misuse = try Misuse(root.required("misuse"))
    }

    private static func categories(_ value: YAMLValue) throws(YAMLProblem) -> [ComplaintCategory] {
        var categories: [ComplaintCategory] = []
        let items = try value.list()
        guard (1...categoryLimit).contains(items.count) else {
            throw value.problem("give 1 to \(categoryLimit) categories")
        }
        for item in items {
            let category = try ComplaintCategory(item)
            guard !categories.contains(where: { $0.id == category.id }) else {
                throw item.problem("category \"\(category.id)\" is given twice")
            }
            categories.append(category)
        }
        guard categories.contains(where: \.isOffered) else { throw value.problem("no category is offered on pages") }
        return categories
    }

    private static func levels(_ value: YAMLValue) throws(YAMLProblem) -> [ServiceLevel] {
        var levels: [ServiceLevel] = []
        for item in try value.list() {
            let fields = try item.object(keys: ["severity", "hours"])
            let severity = try fields.required("severity").hundredths()
            if let last = levels.last, last.severity <= severity {
                throw item.problem("service levels must stand from severe to less so")
            }
            levels.append(ServiceLevel(severity: severity, hours: try fields.required("hours").int(in: 1...8_760)))
        }
        guard levels.last?.severity == 0 else { throw value.problem("the last service level must be for severity 0") }
        return levels
    }
}

extension ComplaintRules.Limit {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["hour", "day"])
        hour = try fields.required("hour").int(in: 1...1_000_000)
        day = try fields.required("day").int(in: 1...1_000_000)
        guard hour <= day else { throw value.problem("more are taken in an hour than in a day") }
    }
}

extension ComplaintRules.Misuse {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["window_days", "warn", "pause"])
        window = Int64(try fields.required("window_days").int(in: 1...3_650)) * 86_400
        let warn = try fields.required("warn").object(keys: ["unfounded", "share"])
        warnCount = try warn.required("unfounded").int(in: 1...100_000)
        warnShare = try warn.required("share").hundredths()
        let pause = try fields.required("pause").object(keys: ["unfounded", "share", "days"])
        pauseCount = try pause.required("unfounded").int(in: 1...100_000)
        pauseShare = try pause.required("share").hundredths()
        self.pause = Int64(try pause.required("days").int(in: 1...3_650)) * 86_400
        guard pauseCount > warnCount else {
            throw pause.value.problem("a pause must come after more unfounded complaints than a warning")
        }
    }
}

extension ComplaintCategory {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["id", "title", "hint", "severity", "statement", "clause", "offered"])
        id = try fields.required("id").name("a category")
        title = try LocalizedText(fields.required("title"))
        hint = try fields["hint"].map { (hint) throws(YAMLProblem) in try LocalizedText(hint) }
        severity = try fields.required("severity").hundredths()
        let statement = try fields.required("statement").object(keys: ["category", "keyword"])
        self.statement = try statement.required("category").choice(DSACategory.self)
        keyword = try statement["keyword"]?.keyword()
        clause = try LocalizedText(fields.required("clause"))
        isOffered = try fields["offered"]?.bool() ?? true
    }
}

extension YAMLValue {
    /// A number from 0 to 1 with at most two decimals, in hundredths.
    fileprivate func hundredths() throws(YAMLProblem) -> Int {
        let text = try scalarText()
        guard let number = Double(text), (0...1).contains(number), (number * 100).rounded() / 100 == number else {
            throw problem("\"\(text)\" is not a number from 0 to 1 with at most two decimals")
        }
        return Int((number * 100).rounded())
    }

    fileprivate func keyword() throws(YAMLProblem) -> String {
        let word = try string()
        guard (1...64).contains(word.utf8.count), word.utf8.first != UInt8(ascii: "_"),
            word.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "_") })
        else { throw problem("a keyword is written in capitals, such as PHISHING") }
        return word
    }
}
