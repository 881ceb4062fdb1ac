import ArgumentParser
import Foundation
import JSONText
import URLStandard

struct URLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "url",
        abstract: "Show a URL as a browser sees it.",
        discussion: """
            Parses as the WHATWG URL Standard says and shows the parts, the site, the name that may be shown to people, \
            the expressions that threat lists are matched by, and what is not written as it should be.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "URLs.")
    var urls: [String] = []

    @Flag(name: .long, help: "Read one URL a line from standard input.")
    var lines = false

    @Flag(name: .long, help: "Print one JSON object a URL.")
    var json = false

    func validate() throws {
        if urls.isEmpty, !lines { throw ValidationError("give a URL, or --lines") }
        if !urls.isEmpty, lines { throw ValidationError("give URLs or --lines, not both") }
    }

    func run() async throws {
        let list = try await Complaint.wrapping { try options.publicSuffixes(options.load()) }
        var failed = false
        func show(_ text: String) {
            let report = URLReport(text, list: list)
            failed = failed || report.url == nil
            print(json ? report.json : report.words)
        }
        if lines {
            while let line = readLine() { show(line) }
        } else {
            for url in urls { show(url) }
        }
        // A line that is no URL is an answer, not a failure, when many are asked about.
        if failed, !lines { throw ExitCode.failure }
    }
}

/// Everything there is to say of one URL.
private struct URLReport {
    private let list: PublicSuffixList
    let input: String
    let url: WebURL?
    let error: URLParseError?
    let validationErrors: [URLStandard.ValidationError]

    init(_ text: String, list: PublicSuffixList) {
        self.list = list
        input = text
        let parsed = WebURL.parse(text)
        url = parsed.url
        validationErrors = parsed.validationErrors
        do {
            _ = try WebURL(text)
            error = nil
        } catch { self.error = error }
    }

    private var site: Site? { url?.host.map { Site($0, list: list) } }
    private var display: HostDisplay? { url?.host.map { HostDisplay($0, list: list) } }
    private var expressions: SafeBrowsingURL? { url.flatMap { SafeBrowsingURL($0) } }

    var json: String {
        var writer = JSONWriter()
        writer.object { json in
            json.member("input", input)
            if let url {
                json.member("href", url.href)
                json.member("scheme", url.scheme)
                json.member("host", url.host == nil ? nil : url.hostname)
                json.member("port", url.port.map { Int($0) })
                json.member("site", site?.registrableDomain)
                json.member("public_suffix", site?.publicSuffix)
                json.member("display", display?.text)
                json.member("short", url.shortDisplay(maxCharacters: 60))
                json.member("expressions", expressions?.expressionsV4() ?? [])
                json.member("expressions_v5", expressions?.expressionsV5(list: list) ?? [])
            } else {
                json.member("error", error.map { "\($0)" } ?? "not a URL")
            }
            json.array("validation_errors") { json in
                for error in validationErrors {
                    json.object { json in
                        json.member("name", error.name.rawValue)
                        json.member("position", error.position)
                    }
                }
            }
        }
        return writer.text
    }

    var words: String {
        guard let url else {
            return "\(input)\n  is not a URL: \(error.map { "\($0)" } ?? "")" + problems
        }
        var lines = [url.href]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines.append("  " + name + String(repeating: " ", count: 16 - name.count) + value)
        }
        add("scheme", url.scheme)
        add("user name", url.username)
        add("password", url.password.isEmpty ? nil : "(given)")
        add("host", url.hostname)
        add("shown as", display.flatMap { $0.text == url.hostname ? nil : $0.text })
        add("not in Unicode", display?.refusal.map { "because: \($0.rawValue)" })
        add("site", site?.registrableDomain ?? (url.host == nil ? nil : "none (an address or a single name)"))
        add("public suffix", site?.publicSuffix.map { $0 + (list.date.map { "   (list of \($0))" } ?? "") })
        add("port", url.port.map { "\($0)" })
        add("path", url.path)
        add("query", url.query)
        add("fragment", url.fragment)
        add("for people", url.shortDisplay(maxCharacters: 60))
        for (index, expression) in (expressions?.expressionsV4() ?? []).enumerated() {
            add(index == 0 ? "matched by" : "", expression)
        }
        return lines.joined(separator: "\n") + problems
    }

    private var problems: String {
        validationErrors.map { "\n  ! \($0.name.rawValue), at byte \($0.position)" }.joined()
    }
}
