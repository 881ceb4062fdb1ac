import ArgumentParser
import Foundation
import LinkPolicy
import Platforms

extension PlatformsCommand {
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Begin the file of a platform.",
            discussion: """
                Writes platforms/SLUG.yaml in the folder of the rules: a whole file that loads, with a comment on each part \
                and placeholders to replace. A running gateway takes it up when it is saved, so begin in another folder \
                (--dir) when that matters.
                """)

        @OptionGroup var options: ConfigurationOptions

        @Option(help: "Folder to write to, instead of platforms/ in the folder of the rules.")
        var dir: String?

        @Flag(help: "Replace a file that is already there.")
        var force = false

        @Argument(help: "The platform's short name: 1 to 32 lower-case letters, digits and hyphens.")
        var slug: String

        func run() async throws {
            try await Complaint.wrapping {
                guard let name = PlatformSlug(slug) else {
                    throw Complaint(
                        "hutong: “\(slug)” is no short name: it has 1 to 32 lower-case letters, digits and hyphens, and "
                            + "does not begin with a hyphen")
                }
                let known = try options.folder(options.load()) + "/platforms"
                let path = (dir ?? known) + "/\(name).yaml"
                if !force, FileManager.default.fileExists(atPath: path) {
                    throw Complaint("hutong: \(path) is already there; “--force” replaces it")
                }
                let text = try PlatformCatalog.template(for: name, beside: known, at: path)
                do {
                    try Data(text.utf8).write(
                        to: URL(fileURLWithPath: path), options: force ? .atomic : .withoutOverwriting)
                } catch {
                    throw Complaint("hutong: \(path) cannot be written: \(error.localizedDescription)")
                }
                print("Wrote \(path). Replace what it says, then run “hutong platforms test”.")
            }
        }
    }
}
