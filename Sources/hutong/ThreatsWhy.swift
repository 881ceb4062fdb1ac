import ArgumentParser
import Gate
import Gateway
import LinkPolicy
import Persistence
import ThreatIntel
import URLStandard

extension Threats {
    struct Why: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every entry that a host or an address meets, and the verdict that it leads to.")

        @OptionGroup var options: ConfigurationOptions

        @Argument(help: "A host, an IP address or a URL.")
        var subject: String

        @Option(name: .long, help: "The policy to decide by.")
        var policy: String?

        @Option(name: .long, help: "Language of the words: zh or en.")
        var lang: String?

        func validate() throws {
            if let lang, Language(rawValue: lang) == nil { throw ValidationError("--lang must be zh or en") }
        }

        func run() async throws {
            try await Complaint.wrapping {
                let configuration = try options.load(flags: ["policy": policy, "language": lang])
                let isBareIPv6 = subject.contains(":") && ThreatNetwork(subject) != nil && !subject.hasPrefix("[")
                let written =
                    subject.contains("://") ? subject : isBareIPv6 ? "http://[\(subject)]" : "http://" + subject
                guard let url = try? WebURL(written), url.isSpecial, !url.hostname.isEmpty else {
                    throw Complaint("hutong: “\(subject)” is neither a host nor an http(s) address")
                }
                guard let set = try ThreatStore(data: configuration.data).open()?.set else {
                    throw Complaint("hutong: there is no set of threats yet; “hutong threats import” makes one")
                }
                show(set.hits(url), of: set)
                let rulebook = try options.files(configuration).rulebook(configuration, publicHost: nil)
                    .with(threats: set)
                let message = Gate.check(Posting(text: url.href), tenant: .main, rulebook: rulebook, at: now())
                let language = configuration.language
                print("Verdict on \(url.href) (policy \(configuration.policy)): \(message.disposition.rawValue)")
                for ground in message.findings.flatMap(\.verdict.grounds) {
                    print(
                        "  · \(ground.disposition.rawValue): \(ground.title(language)): \(ground.explanation(language))"
                    )
                }
            }
        }

        private func show(_ hits: [ThreatHit], of set: ThreatSet) {
            guard !hits.isEmpty else { return print("No list names it.") }
            let present = now()
            printTable(
                ["LISTED", "LIST", "CLASS", "CONFIDENCE", "SINCE (UTC)", "UNTIL (UTC)"],
                hits.flatMap { hit in
                    hit.listings.map { listing in
                        let end = listing.until.map { utcMinute(Int64($0)) } ?? "-"
                        return [
                            hit.subject.description, set.feeds[Int(listing.feed)], listing.threatClass.rawValue,
                            "\(listing.confidence)", utcMinute(Int64(listing.firstSeen)),
                            listing.isInForce(at: present) ? end : end + " (ended)",
                        ]
                    }
                })
        }
    }
}
