import ArgumentParser
import Attribution
import Gate
import Gateway
import JSONText
import LinkPolicy
import LinkPreview
import Persistence
import URLStandard

struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Show what links to a site were like, and look at one now.",
        discussion: """
            An address is looked at now, and what is found is kept beside the readings of the gateway; a host is not. \
            Either shows what was found at the site within the last 30 days.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "A host, or an address to look at.")
    var subject: String

    @Option(name: .long, help: "Whose readings.")
    var tenant = TenantArgument.main

    @Flag(name: .long, help: "Print one JSON object, as the API answers.")
    var json = false

    func run() async throws {
        try await Complaint.wrapping {
            let configuration = try options.load()
            let rulebook = try options.files(configuration).rulebook(configuration, publicHost: nil)
            let isAddress = subject.contains("://")
            guard let url = try? WebURL(isAddress ? subject : "http://" + subject),
                url.scheme == "http" || url.scheme == "https", !url.hostname.isEmpty
            else { throw Complaint("hutong: “\(subject)” is neither a host nor an http(s) address") }
            let database = try await SQLiteDatabase(folder: configuration.data, makesMissing: false)
            let store = HealthStore(database)
            var site = HealthNote.site(of: url, rulebook.publicSuffixes)
            if isAddress {
                let service = CardService(configuration: configuration)
                let answers = await service.answers([url], tenant: tenant.tenant, scene: .direct, rulebook: rulebook)
                for answer in answers {
                    if !json {
                        print(
                            "\(url.href): \(answer.fetched.health.health.rawValue) (\(answer.fetched.health.evidence))")
                    }
                    guard let note = HealthNote(answer, tenant: tenant.tenant, list: rulebook.publicSuffixes) else {
                        continue
                    }
                    site = note.site
                    try await store.add([note])
                }
            }
            let history = try await store.history(
                tenant: tenant.tenant, site: site, since: now() - 30 * 86_400, limit: json ? 100 : 20)
            if json {
                var writer = JSONWriter()
                history.write(to: &writer, site: site)
                print(writer.text)
            } else {
                show(history, site)
            }
        }
    }

    private func show(_ history: HealthStore.History, _ site: String) {
        guard !history.notes.isEmpty else { return print("Nothing was found at \(site) within the last 30 days.") }
        let counts = history.states.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        print("\(site): " + counts.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        printTable(
            ["READ (UTC)", "STATE", "EVIDENCE", "ADDRESS"],
            history.notes.map { [utcMinute($0.at), $0.state, $0.evidence, $0.url] })
    }
}
