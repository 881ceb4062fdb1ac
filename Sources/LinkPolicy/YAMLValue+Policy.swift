public import StrictYAML

extension LocalizedText {
    /// Reads `{zh: …, en: …}`.
    public init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["zh", "en"])
        self.init(zh: try fields.required("zh").scalarText(), en: try fields.required("en").scalarText())
    }
}

extension YAMLValue {
    func scene(among scenes: [Scene]) throws(YAMLProblem) -> Scene {
        let name = try string()
        guard let scene = scenes.first(where: { $0.rawValue == name }) else {
            throw problem("\"\(name)\" is not one of \(scenes.map(\.rawValue).joined(separator: ", "))")
        }
        return scene
    }

    /// A confidence, 0-100.
    func confidence() throws(YAMLProblem) -> Int {
        let text = try scalarText()
        guard let number = Int(text), (0...100).contains(number) else {
            throw problem("not a whole number from 0 to 100")
        }
        return number
    }

    func slug() throws(YAMLProblem) -> PlatformSlug {
        guard let slug = PlatformSlug(try scalarText()) else { throw problem("not a platform's slug") }
        return slug
    }

    func version() throws(YAMLProblem) -> ClientVersion {
        guard let version = ClientVersion(try scalarText()) else { throw problem("not a version such as 8.0.13") }
        return version
    }

    /// A name of lower-case letters, digits, `-` and `_`.
    public func name(_ what: String) throws(YAMLProblem) -> String {
        let name = try string()
        guard isName(name, extra: "_-") else {
            throw problem("\(what) is named with 1 to 32 lower-case letters, digits, - or _, beginning with a letter")
        }
        return name
    }

    /// Seconds since 1970.
    func moment() throws(YAMLProblem) -> Int64 {
        guard let moment = LinkPolicy.moment(try scalarText()) else {
            throw problem("not a moment such as \"2021-09-17T00:00:00+08:00\" or a day such as \"2021-09-17\"")
        }
        return moment
    }
}
