import ArgumentParser
import Gateway
import JSONText
import LinkPolicy

extension PolicyCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a policy says, and what comes before what.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "A policy's name, or a file.")
        var name: String

        @Option(name: .long, help: "Language of the words: zh or en.")
        var lang: String?

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load(flags: ["language": lang])
                let policy = try await PolicySources(options, configuration).policy(name)
                if json {
                    var writer = JSONWriter()
                    policy.write(to: &writer)
                    print(writer.text)
                } else {
                    printWords(policy, configuration.language)
                }
            }
        }

        private func printWords(_ policy: Policy, _ language: Language) {
            let isChinese = language == .zh
            print("\(policy.name) \(policy.version): \(policy.title[language])")
            print(policy.summary[language])
            print(isChinese ? "\n优先次序：" : "\nOrder of precedence:")
            for (index, sentence) in Policy.precedence.enumerated() { print("\(index + 1). \(sentence[language])") }
            if !policy.rules.isEmpty {
                print(isChinese ? "\n规则：" : "\nRules:")
                printTable(
                    isChinese ? ["编号", "处理", "条件", "理由", "可由谁放行"] : ["ID", "THEN", "WHEN", "GROUND", "WAIVED BY"],
                    policy.rules.map { rule in
                        [
                            rule.id, rule.disposition.rawValue, words(rule.asks, language), rule.ground.title[language],
                            rule.waivableBy.isEmpty
                                ? "-" : rule.waivableBy.map(\.rawValue).sorted().joined(separator: ", "),
                        ]
                    })
            }
            if !policy.exemptions.isEmpty {
                print(isChinese ? "\n豁免：" : "\nExemptions:")
                printTable(
                    isChinese ? ["编号", "免除规则", "条件", "理由"] : ["ID", "FREES FROM", "WHEN", "GROUND"],
                    policy.exemptions.map {
                        [
                            $0.id, $0.frees.sorted().joined(separator: ", "), words($0.asks, language),
                            $0.ground.title[language],
                        ]
                    })
            }
            if let opening = policy.opening {
                print(isChinese ? "\n分步开放：" : "\nStages:")
                printTable(
                    isChinese
                        ? ["编号", "起始 (UTC)", "用户比例", "次序", "客户端", "开放内容", "说明"]
                        : ["ID", "FROM (UTC)", "SHARE", "STEP", "CLIENTS", "OPENS", "TITLE"],
                    opening.stages.map { stage in
                        [
                            stage.id, stage.from.map(utcMinute) ?? (isChinese ? "未定" : "no date"), stage.share.words,
                            stage.step.map { "\($0)" } ?? "-",
                            stage.versions.isEmpty
                                ? "-"
                                : stage.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                                    .joined(separator: ", "),
                            stage.asks.isEmpty ? (isChinese ? "全部" : "all") : words(stage.asks, language),
                            stage.title[language],
                        ]
                    })
                print(
                    isChinese
                        ? "尚未开放的：\(opening.disposition.rawValue)（\(opening.clause.zh)）"
                        : "What is not open yet: \(opening.disposition.rawValue) (\(opening.clause.en))")
                for (index, step) in opening.priority.enumerated() {
                    let names = (step.services.sorted() + step.platforms.map(\.rawValue).sorted())
                        .joined(separator: ", ")
                    let reason = step.justification.map { ": \($0[language])" } ?? ""
                    print(isChinese ? "次序 \(index + 1)：\(names)\(reason)" : "Step \(index + 1): \(names)\(reason)")
                }
            }
            if !policy.fallbacks.isEmpty {
                let parts = policy.fallbacks.map { "\($0.key.rawValue) → \($0.value.rawValue)" }.sorted()
                print((isChinese ? "\n缺少部分检查时：" : "\nWhile a part is missing: ") + parts.joined(separator: ", "))
            }
        }

        private func words(_ asks: [(part: LocalizedText, wanted: LocalizedText)], _ language: Language) -> String {
            asks.map { "\($0.part[language]) \($0.wanted[language])" }.joined(separator: "; ")
        }
    }
}

extension Policy {
    /// The whole policy, in words and figures, for programs.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("policy", name)
            json.member("version", version)
            title.write("title", to: &json)
            summary.write("summary", to: &json)
            json.array("precedence") { json in for sentence in Policy.precedence { sentence.write(to: &json) } }
            json.member("scenes", scenes.map(\.rawValue))
            json.array("rules") { json in
                for rule in rules {
                    json.object { json in
                        json.member("id", rule.id)
                        json.member("then", rule.disposition.rawValue)
                        writeAsks(rule.asks, to: &json)
                        json.member("ground", rule.ground.code)
                        rule.ground.title.write("title", to: &json)
                        rule.justification?.write("justification", to: &json)
                        json.member("waivable_by", rule.waivableBy.map(\.rawValue).sorted())
                    }
                }
            }
            json.array("exemptions") { json in
                for exemption in exemptions {
                    json.object { json in
                        json.member("id", exemption.id)
                        json.member("frees", exemption.frees.sorted())
                        writeAsks(exemption.asks, to: &json)
                        json.member("ground", exemption.ground.code)
                        exemption.ground.title.write("title", to: &json)
                        exemption.justification?.write("justification", to: &json)
                    }
                }
            }
            if let opening {
                json.object("opening") { json in
                    json.member("closed", opening.disposition.rawValue)
                    opening.clause.write("clause", to: &json)
                    json.array("stages") { json in for stage in opening.stages { stage.write(to: &json) } }
                    json.array("priority") { json in
                        for step in opening.priority {
                            json.object { json in
                                json.member("services", step.services.sorted())
                                json.member("platforms", step.platforms.map(\.rawValue).sorted())
                                step.justification?.write("justification", to: &json)
                            }
                        }
                    }
                }
            }
            json.object("fallbacks") { json in
                for (part, disposition) in fallbacks.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    json.key(part.rawValue)
                    json.string(disposition.rawValue)
                }
            }
            json.member("examples", examples.count)
        }
    }
}

extension Opening.Stage {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            title.write("title", to: &json)
            json.member("from", from.map(isoTime))
            json.member("share", share.words)
            json.member("step", step)
            json.object("versions") { json in
                for (os, version) in versions.sorted(by: { $0.key < $1.key }) {
                    json.key(os)
                    json.string(version.description)
                }
            }
            writeAsks(asks, to: &json)
        }
    }
}

private func writeAsks(_ asks: [(part: LocalizedText, wanted: LocalizedText)], to json: inout JSONWriter) {
    json.array("when") { json in
        for ask in asks {
            json.object { json in
                json.member("part", ask.part.en)
                ask.wanted.write("wanted", to: &json)
            }
        }
    }
}

extension LocalizedText {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("zh", zh)
            json.member("en", en)
        }
    }

    func write(_ name: StaticString, to json: inout JSONWriter) {
        json.key(name)
        write(to: &json)
    }
}
