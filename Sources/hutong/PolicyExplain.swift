public import ArgumentParser
import Gate
import Gateway
import JSONText
public import LinkPolicy
import LinkRecognition
import Persistence
import Platforms

extension PolicyCommand {
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say step by step how a policy comes to its verdict on the links of a text.",
            discussion: "Threat lists of the data folder are asked; the operator's own blocks and allowances are not.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "A policy's name, or a file.")
        var name: String

        @Option(name: .long, help: "The address, or any text with links.")
        var url: String

        @Option(name: .long, help: "Where the link stands.")
        var scene = "direct"

        @Option(name: .long, help: "The app's system, such as ios.")
        var os: String?

        @Option(name: .long, help: "The app's version, such as 8.0.13.")
        var clientVersion: String?

        @Option(name: .long, help: "What the app can do; empty for nothing. (default: it does not say)")
        var capability: [String] = []

        @Option(name: .long, help: "Who posts: owner, admin, member or stranger.")
        var role: Role?

        @Option(name: .long, help: "How well the sender is known: new, normal or trusted.")
        var tier: SenderTier?

        @Option(name: .long, help: "The person for whom it is decided, as shares of people need it.")
        var person: String?

        @Option(name: .long, help: "Language of the words: zh or en.")
        var lang: String?

        @Flag(name: .long, help: "Print JSON.")
        var json = false

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load(flags: ["language": lang])
                let language = configuration.language
                let policy = try await PolicySources(options, configuration).policy(name)
                guard let scene = policy.scenes.first(where: { $0.rawValue == scene }) else {
                    throw Complaint("hutong: “\(scene)” is not a scene of this policy")
                }
                let rulebook = try options.files(configuration).rulebook(configuration, publicHost: nil)
                    .with(threats: ThreatStore(data: configuration.data).open()?.set)
                let posting = Posting(
                    text: url, scene: scene, sender: person, client: try client(),
                    facts: PostingFacts(role: role, tier: tier))
                let message = Gate.check(posting, tenant: .main, rulebook: rulebook, policy: policy, at: now())
                guard !message.findings.isEmpty else { throw Complaint("hutong: there is no link in “\(url)”") }
                var writer = JSONWriter()
                writer.array { writer in
                    for finding in message.findings {
                        let explanation = policy.explain(finding.facts)
                        let text = String(finding.writing(in: posting)) ?? ""
                        if json {
                            write(explanation, text, language, to: &writer)
                        } else {
                            print("\(text): \(explanation.verdict.disposition.rawValue)")
                            for step in explanation.steps { print("  · \(step.sentence(language))") }
                        }
                    }
                }
                if json { print(writer.text) }
            }
        }

        private func client() throws -> ClientFacts? {
            guard os != nil || clientVersion != nil || !capability.isEmpty else { return nil }
            let version = try clientVersion.map { text in
                guard let version = ClientVersion(text) else {
                    throw Complaint("hutong: “\(text)” is not a version such as 8.0.13")
                }
                return version
            }
            return ClientFacts(
                os: os, version: version,
                capabilities: capability.isEmpty ? nil : Set(capability.filter { !$0.isEmpty }))
        }

        private func write(
            _ explanation: Explanation, _ text: String, _ language: Language, to json: inout JSONWriter
        ) {
            json.object { json in
                json.member("text", text)
                json.member("disposition", explanation.verdict.disposition.rawValue)
                json.array("steps") { json in
                    for step in explanation.steps { step.write(to: &json, language: language) }
                }
            }
        }
    }
}

extension Role: ExpressibleByArgument {}
extension SenderTier: ExpressibleByArgument {}
