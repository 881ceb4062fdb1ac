import ArgumentParser
import Gate
import Gateway
import JSONText
import LinkPolicy
import LinkPreview
import LinkRecognition
import Platforms
import URLStandard

struct Card: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch the cards of links without a gateway.",
        discussion: """
            Follows each link as a gateway with “cards: true” would, and shows title, picture and price, the health of \
            the page, and every hop with its verdict. Networks that are not public are reached only where \
            “outbound_networks” permits them.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "Addresses.")
    var urls: [String]

    @Option(name: .long, help: "The policy to decide by.")
    var policy: String?

    @Option(name: .long, help: "Where the link stands.")
    var scene = "direct"

    @Option(name: .long, help: "Language of the words: zh or en.")
    var lang: String?

    @Flag(name: .long, help: "Print one JSON object a link, as in the API's results.")
    var json = false

    func validate() throws {
        if let lang, Language(rawValue: lang) == nil { throw ValidationError("--lang must be zh or en") }
    }

    func run() async throws {
        try await Complaint.wrapping {
            let configuration = try options.load(flags: ["policy": policy, "language": lang])
            let rulebook = try options.files(configuration).rulebook(configuration, publicHost: nil)
            guard let scene = rulebook.policy(of: .main).scenes.first(where: { $0.rawValue == scene }) else {
                throw Complaint("hutong: “\(scene)” is not a scene of this policy")
            }
            let addresses = try urls.map { text in
                guard let url = try? WebURL(text), url.scheme == "http" || url.scheme == "https" else {
                    throw Complaint("hutong: “\(text)” is not an http or https address")
                }
                return url
            }
            let service = CardService(configuration: configuration)
            for answer in await service.answers(addresses, tenant: .main, scene: scene, rulebook: rulebook) {
                if json {
                    var writer = JSONWriter()
                    answer.write(to: &writer, language: configuration.language)
                    print(writer.text)
                } else {
                    Self.show(answer, configuration.language)
                }
            }
        }
    }

    private static func show(_ answer: CardAnswer, _ language: Language) {
        func line(_ zh: String, _ en: String, _ value: String?) {
            if let value { print("  \(language == .zh ? zh : en): \(value)") }
        }
        print(answer.url.href)
        let card = answer.card
        line("标题", "title", card?.title)
        line("描述", "description", card?.description)
        line("站点", "site", card?.siteName)
        line("平台", "platform", answer.platform?.names[language])
        line("价格", "price", card?.price.map { $0.amount + ($0.currency.map { " " + $0 } ?? "") })
        line("图片", "picture", card?.picture?.url.href)
        let health = answer.fetched.health
        line("状态", "health", "\(health.health.rawValue) (\(health.evidence))")
        line("处理", "verdict", answer.verdict.disposition.rawValue)
        for hop in answer.hops.dropFirst() {
            print("  → \(hop.hop.way.rawValue) \(hop.hop.url.href) (\(hop.verdict.disposition.rawValue))")
        }
    }
}
