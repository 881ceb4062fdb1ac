import ArgumentParser
import Foundation
import Gate
import Gateway
import JSONText
import LinkPolicy
import LinkRecognition
import Logging
import Persistence
import Platforms

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check messages without a gateway.",
        discussion: """
            Reads the texts given as arguments; without any, the file, or standard input, as one message. \
            It keeps nothing and makes no links.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "Messages, one for each argument.")
    var text: [String] = []

    @Option(name: .shortAndLong, help: "Read one message from a file.")
    var file: String?

    @Option(name: .long, help: "A picture in which QR codes are looked for; all together are one message.")
    var image: [String] = []

    @Option(name: .long, help: "The policy to decide by.")
    var policy: String?

    @Option(name: .long, help: "Where the message stands.")
    var scene = "direct"

    @Option(name: .long, help: "Language of the words: zh or en.")
    var lang: String?

    @Flag(name: .long, help: "Print one JSON object a message, as in the API's results.")
    var json = false

    @Flag(name: .long, help: "Read one JSON object a line with “text” and any other field of the API's messages.")
    var jsonl = false

    func validate() throws {
        guard image.count <= CheckRequest.pictureLimit else {
            throw ValidationError("a message may have at most \(CheckRequest.pictureLimit) pictures")
        }
        guard image.isEmpty || (!jsonl && text.count <= 1) else {
            throw ValidationError("--image goes with one text at most, and not with --jsonl")
        }
        if let lang, Language(rawValue: lang) == nil { throw ValidationError("--lang must be zh or en") }
    }

    func run() async throws {
        try await Complaint.wrapping {
            let configuration = try options.load(flags: ["policy": policy, "language": lang])
            let rulebook = try options.files(configuration).rulebook(configuration, publicHost: nil)
                .with(threats: ThreatStore(data: configuration.data).open()?.set)
            let printer = Printer(
                rulebook: rulebook, language: configuration.language, asJSON: json || jsonl,
                pictureLimit: configuration.pictureLimit)
            if jsonl {
                try await checkLines(printer, textLimit: configuration.textLimit)
            } else {
                guard let scene = rulebook.policy(of: .main).scenes.first(where: { $0.rawValue == scene }) else {
                    throw Complaint("hutong: “\(scene)” is not a scene of this policy")
                }
                let pictures = try pictures()
                for text in try messages() {
                    try await printer.show(Posting(text: text, pictures: pictures, scene: scene))
                }
            }
        }
    }

    private func pictures() throws -> [[UInt8]] {
        try image.map { path in
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Complaint("hutong: \(path) cannot be read")
            }
            return Array(data)
        }
    }

    private func messages() throws -> [String] {
        if !text.isEmpty { return text }
        if !image.isEmpty, file == nil { return [""] }
        let data: Data
        if let file {
            guard let contents = FileManager.default.contents(atPath: file) else {
                throw Complaint("hutong: \(file) cannot be read")
            }
            data = contents
        } else {
            data = FileHandle.standardInput.readDataToEndOfFile()
        }
        if String(validating: data, as: UTF8.self) == nil {
            standardError("hutong: the input is not UTF-8; what is not was read as U+FFFD")
        }
        var message = String(decoding: data, as: UTF8.self)
        if message.hasSuffix("\n") { message.removeLast() }
        return [message]
    }

    /// Goes on after a line that is wrong, and ends with a failure then.
    private func checkLines(_ printer: Printer, textLimit: Int) async throws {
        let scenes = printer.rulebook.policy(of: .main).scenes
        var number = 0
        var wrong = 0
        let source = file ?? "standard input"
        let input =
            file.map { FileManager.default.contents(atPath: $0) } ?? FileHandle.standardInput.readDataToEndOfFile()
        guard let input else { throw Complaint("hutong: \(source) cannot be read") }
        for line in input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
            do {
                let posting = try Self.posting(Array(line), scenes: scenes, textLimit: textLimit)
                try await printer.show(posting)
            } catch let error as JSONProblem {
                standardError("hutong: \(source):\(number): \(error)")
                wrong += 1
            }
        }
        if wrong > 0 { throw ExitCode.failure }
    }

    private static func posting(_ line: [UInt8], scenes: [Scene], textLimit: Int) throws(JSONProblem) -> Posting {
        var reader = try JSONReader(line)
        let posting = try CheckRequest.posting(&reader, scenes: scenes, textLimit: textLimit)
        try reader.end()
        return posting
    }
}

/// Prints what the gate says of messages.
private struct Printer {
    let rulebook: Rulebook
    let language: Language
    let asJSON: Bool
    /// Bytes a picture may have.
    let pictureLimit: Int

    func show(_ posting: Posting) async throws {
        let pictures = try await read(posting.pictures)
        let message = Gate.check(
            posting, codes: pictures.flatMap(\.codes), tenant: .main, rulebook: rulebook, at: now())
        if asJSON {
            var json = JSONWriter()
            let links = [String?](repeating: nil, count: message.findings.count)
            CheckResult(message, links: links, pictures: pictures).write(to: &json, language: language)
            print(json.text)
        } else {
            for (number, picture) in pictures.enumerated() {
                switch picture {
                case .read: break
                case .unreadable: standardError("hutong: picture \(number + 1) could not be looked into")
                case .tooLarge: standardError("hutong: picture \(number + 1) is too large to be looked into")
                }
            }
            table(message)
        }
    }

    private func read(_ pictures: [[UInt8]]) async throws -> [PictureReading] {
        guard !pictures.isEmpty else { return [] }
        guard pictureLimit > 0 else { throw Complaint("hutong: picture_limit is 0: no pictures are looked into") }
        guard let reader = PicturePrograms(beside: Bundle.main.executablePath, logger: Logger(label: "hutong")) else {
            throw Complaint("hutong: the program hutong-picture does not stand beside this one")
        }
        do {
            return try await reader.read(pictures, limit: pictureLimit)
        } catch .unavailable(let reason) {
            throw Complaint("hutong: hutong-picture does not work: \(reason)")
        }
    }

    private func table(_ message: CheckedMessage) {
        guard !message.findings.isEmpty else {
            print(language == .zh ? "没有找到链接。" : "No links found.")
            return
        }
        printTable(
            language == .zh
                ? ["处理", "形式", "平台", "类型", "编号", "内容"] : ["VERDICT", "FORM", "PLATFORM", "KIND", "ID", "LINK"],
            message.findings.map { finding in
                [
                    finding.verdict.disposition.rawValue, finding.finding.form.rawValue,
                    finding.target.platform?.rawValue ?? "-", finding.target.kind.rawValue, finding.target.id ?? "-",
                    String(finding.writing(in: message.posting)) ?? "",
                ]
            })
        for ground in message.findings.flatMap(\.verdict.grounds) {
            print("  · \(ground.title(language)): \(ground.explanation(language))")
        }
    }
}
