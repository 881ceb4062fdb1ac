import LinkPolicy
public import StrictYAML

extension ReputationParameters {
    /// Reads `reputation.yaml`. Every number must be there: the file says all that the model rests on. Who shares standings
    /// need not: nobody does unless the file says so.
    ///
    /// - Throws: ``StrictYAML/YAMLProblem`` with file, line and reason for the first thing that is wrong.
    public init(yaml text: String, file: String) throws(YAMLProblem) {
        let root = try YAMLValue(parsing: text, file: file).object(keys: [
            "forgetting", "population", "prior_openings", "score", "tiers", "look", "hearing", "weights", "ruling",
            "severity", "sharing",
        ])
        let forgetting = try root.required("forgetting").object(keys: ["half_life_days", "openings", "idle_factor"])
        halfLife = try forgetting.required("half_life_days").number(in: 1...3650)
        halfLifeOpenings = try forgetting.required("openings").number(in: 100...1e12)
        idleFading = try forgetting.required("idle_factor").number(in: 1...100)
        let population = try root.required("population").object(keys: ["rate", "openings", "range"])
        populationRate = try population.required("rate").number(in: 1e-9...0.1)
        populationOpenings = try population.required("openings").number(in: 1...1e12)
        populationRange = try population.required("range").number(in: 1...100)
        let priors = try root.required("prior_openings")
        let prior = try priors.object(keys: Set(Subject.Kind.allCases.map(\.rawValue)))
        priorOpenings = [:]
        for kind in Subject.Kind.allCases {
            priorOpenings[kind] = try prior.required(kind.rawValue).number(in: 1...1e9)
        }
        scoreRate = try root.required("score").object(keys: ["half_at"]).required("half_at").number(in: 1e-9...1)
        let tiers = try root.required("tiers").object(keys: ["trusted", "watched", "poor"])
        trusted = try Threshold(tiers.required("trusted"), "below")
        watched = try Threshold(tiers.required("watched"), "above")
        poor = try Threshold(tiers.required("poor"), "above")
        guard trusted.rate < watched.rate, watched.rate < poor.rate else {
            throw try root.required("tiers").problem("the rates must rise from trusted over watched to poor")
        }
        look = try Look(root.required("look"))
        let hearing = try root.required("hearing").object(keys: ["hour", "day", "one_voice_days"])
        hour = try Hearing(hearing.required("hour"))
        day = try Hearing(hearing.required("day"))
        voiceDays = try hearing.required("one_voice_days").int(in: 1...3650)
        let weights = try root.required("weights").object(keys: ["unproved", "new_account", "flagger", "record"])
        unproved = try weights.required("unproved").number(in: 0...1)
        let account = try weights.required("new_account").object(keys: ["days", "weight"])
        newAccountDays = try account.required("days").number(in: 0...3650)
        newAccount = try account.required("weight").number(in: 0...1)
        flagger = try weights.required("flagger").number(in: 1...16)
        let record = try weights.required("record").object(keys: ["founded", "unfounded"])
        recordFounded = try record.required("founded").number(in: 0.01...1000)
        recordUnfounded = try record.required("unfounded").number(in: 0.01...1000)
        let ruling = try root.required("ruling").object(keys: ["rate", "openings"])
        rulingRate = try ruling.required("rate").number(in: 0...1)
        rulingOpenings = try ruling.required("openings").number(in: 0...1e9)
        severity = try Self.severities(root.required("severity"))
        sharing = try root["sharing"].map(Self.tenants) ?? []
    }

    private static func tenants(_ value: YAMLValue) throws(YAMLProblem) -> Set<TenantID> {
        var tenants: Set<TenantID> = []
        for item in try value.list() {
            let name = try item.string()
            guard let tenant = TenantID(name), tenant != .playground else {
                throw item.problem(
                    "\"\(name)\" cannot share standings: a tenant has 1 to 32 lower-case letters, digits, - or _, "
                        + "beginning with a letter, and the playground keeps none")
            }
            guard tenants.insert(tenant).inserted else { throw item.problem("\"\(name)\" is named twice") }
        }
        return tenants
    }

    private static func severities(_ value: YAMLValue) throws(YAMLProblem) -> [String: Double] {
        let fields = try value.openObject()
        var severity: [String: Double] = [:]
        for name in fields.keys { severity[name] = try fields.required(name).number(in: 0...1) }
        guard severity["other"] != nil else {
            throw value.problem("\"other\" is missing, by which categories that are not named are weighed")
        }
        return severity
    }
}

extension ReputationParameters.Threshold {
    fileprivate init(_ value: YAMLValue, _ key: String) throws(YAMLProblem) {
        let fields = try value.object(keys: [key, "enter", "leave"])
        rate = try fields.required(key).number(in: 1e-9...1)
        enter = try fields.required("enter").number(in: 0.5...0.999_999)
        let leaving = try fields.required("leave")
        leave = try leaving.number(in: 0...0.999_999)
        guard leave < enter else { throw leaving.problem("must be below \"enter\", or the tier would come and go") }
    }
}

extension ReputationParameters.Hearing {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["free", "share"])
        free = try fields.required("free").number(in: 0...1e6)
        share = try fields.required("share").number(in: 0...1)
    }
}

extension ReputationParameters.Look {
    fileprivate init(_ value: YAMLValue) throws(YAMLProblem) {
        let fields = try value.object(keys: ["above", "probability", "unheard", "again", "rest_hours"])
        rate = try fields.required("above").number(in: 1e-9...1)
        probability = try fields.required("probability").number(in: 0...1)
        unheard = try fields.required("unheard").number(in: 0...1e6)
        again = try fields.required("again").number(in: 0.001...1000)
        restHours = try fields.required("rest_hours").number(in: 0...1000)
    }
}
