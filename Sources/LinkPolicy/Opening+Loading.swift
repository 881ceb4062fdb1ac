import StrictYAML

extension Opening {
    init(_ value: YAMLValue, scenes: [Scene], policy: String) throws(YAMLProblem) {
        let fields = try value.object(keys: ["closed", "clause", "priority", "stages"])
        let closed = try fields.required("closed")
        disposition = try closed.choice(Disposition.self)
        guard disposition > .open else {
            throw closed.problem("what no stage opens is closed: warn, copy, hold or block")
        }
        clause = try LocalizedText(fields.required("clause"))
        var priority: [Step] = []
        for item in try fields["priority"]?.list() ?? [] { priority.append(try Step(item)) }
        self.priority = priority
        let list = try fields.required("stages")
        var stages: [Stage] = []
        for item in try list.list() {
            let stage = try Stage(item, scenes: scenes, steps: priority.count, policy: policy)
            guard !stages.contains(where: { $0.id == stage.id }) else {
                throw item.problem("stage \"\(stage.id)\" is given twice")
            }
            stages.append(stage)
        }
        guard !stages.isEmpty else { throw list.problem("without a stage nothing ever opens") }
        self.stages = stages
    }
}

extension Opening.Step {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["service", "platform", "justification"])
        services = Set(try fields["service"]?.strings() ?? [])
        var platforms: Set<PlatformSlug> = []
        for item in try fields["platform"]?.listOrOne() ?? [] { platforms.insert(try item.slug()) }
        self.platforms = platforms
        justification = try fields["justification"].map(LocalizedText.init)
        guard !services.isEmpty || !platforms.isEmpty else { throw value.problem("a step needs a service or platform") }
        guard platforms.isEmpty || justification != nil else {
            throw value.problem("a step that names a platform must state its \"justification\"")
        }
    }
}

extension Opening.Stage {
    fileprivate convenience init(
        _ value: YAMLValue, scenes: [Scene], steps: Int, policy: String
    ) throws(YAMLProblem) {
        let fields = try value.object(keys: ["id", "title", "opens", "from", "share", "step", "client"])
        let id = try fields.required("id").name("a stage")
        let opens = try fields.required("opens")
        let salt = policy + "/" + id
        // "all" for everything, since a condition needs a part.
        let known = Set([Condition.Part.scene, .form, .kind, .service, .knownPlatform].map(\.rawValue))
        let condition: Condition
        if opens.isObject {
            _ = try opens.object(keys: known)
            condition = try Condition(opens, scenes: scenes, salt: salt)
        } else {
            guard try opens.string() == "all" else { throw opens.problem("give what it opens, or \"all\"") }
            condition = Condition()
        }
        let client = try fields["client"]?.object(keys: ["versions", "unknown"])
        var versions: [String: ClientVersion] = [:]
        if let object = try client?.required("versions").openObject() {
            for os in object.keys {
                guard os == os.lowercased() else { throw value.problem("systems are named in lower case") }
                versions[os] = try object.required(os).version()
            }
        }
        self.init(
            id: id,
            title: try LocalizedText(fields.required("title")),
            from: try fields["from"]?.moment(),
            share: try fields["share"].map { (value) throws(YAMLProblem) in try ShareOfPeople(value, salt: salt) }
                ?? ShareOfPeople(basisPoints: 10_000, salt: salt),
            step: steps == 0 ? nil : try fields["step"]?.int(in: 1...steps),
            versions: versions,
            opensForUnknownClients: try client?.required("unknown").choice(UnknownClient.self) != .closed,
            condition: condition)
        if steps == 0, let step = fields["step"] { throw step.problem("the opening has no \"priority\" list") }
    }

    private enum UnknownClient: String, CaseIterable {
        case opens, closed
    }
}
