import ArgumentParser
import Gateway
import LinkPolicy
import ThreatIntel
import URLStandard

extension Threats {
    struct Lookalike: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which protected name hosts or addresses resemble, by what, and how surely.",
            discussion: "Keys protected_names and lookalike_exceptions add names of your own. See docs/lookalikes.md.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "Hosts or addresses.")
        var hosts: [String]

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load()
                let index = try options.files(configuration)
                    .lookalikes(configuration, ownHosts: configuration.ownDomains)
                var rows: [[String]] = []
                for host in hosts {
                    guard let url = try? WebURL(host.contains("://") ? host : "http://" + host), url.isSpecial,
                        !url.hostname.isEmpty
                    else { throw Complaint("hutong: “\(host)” is neither a host nor an http(s) address") }
                    if let fact = index.fact(url) {
                        rows.append([host, fact.name, "\(fact.confidence)", fact.technique.words])
                    } else {
                        rows.append([host, "-", "-", index.knows(url.hostname) ? "is known itself" : "resembles none"])
                    }
                }
                printTable(["HOST", "IMITATES", "CONFIDENCE", "WHY"], rows)
            }
        }
    }
}

extension LookalikeTechnique {
    fileprivate var words: String {
        switch self {
        case .homograph: "letters of another script, or with marks"
        case .homoglyph: "letters or digits that look alike"
        case .omission: "a letter is left out"
        case .repetition: "a letter is written twice"
        case .insertion: "a letter is put in"
        case .replacement: "a letter is exchanged"
        case .transposition: "two letters have changed places"
        case .addition: "a sign is added at the end"
        case .plural: "a plural is made of it"
        case .hyphenation: "hyphens are put in"
        case .vowelSwap: "a vowel is exchanged"
        case .bitFlip: "one bit of a letter is another"
        case .pinyin: "the syllables sound alike"
        case .otherSuffix: "the same name under another suffix"
        case .addedWord: "words are added to the name"
        case .subdomain: "the name stands in front of another's domain"
        case .path: "the name stands in the path of another's address"
        }
    }
}
