import ArgumentParser
import Foundation

@main
struct Hutong: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hutong",
        abstract: "An open link gateway for chat platforms.",
        discussion: """
            It opens every legitimate link, and gives a reason for every one that it does not. \
            “hutong serve” runs the gateway; “hutong check” tries a message without one.
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, Check.self, Card.self, HealthCommand.self, Keys.self, Block.self, Allow.self, Lift.self,
            Rules.self, Policies.self, PolicyCommand.self,
            PlatformsCommand.self, URLCommand.self, HoldsCommand.self, ComplaintsCommand.self, CasesCommand.self,
            Rulings.self, Appeals.self, Standings.self, Audit.self, WebhooksCommand.self, BackupCommand.self,
            RestoreCommand.self,
            RetentionCommand.self, Threats.self, Signers.self, ReputationCommand.self, Config.self,
        ])

    /// Like the library's own, but with one line for a problem of ours and no usage text behind it.
    static func main() async {
        // A reader that closes the pipe early ("hutong check … | head") ends the program quietly.
        signal(SIGPIPE, SIG_DFL)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let problem as Complaint {
            standardError(problem.description)
            exit(withError: ExitCode.failure)
        } catch {
            exit(withError: error)
        }
    }
}

/// A problem that ends a command, as one sentence for its user.
struct Complaint: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Runs `body`, turning any error that describes itself into a complaint.
    static func wrapping<Value>(_ body: () async throws -> Value) async throws -> Value {
        do { return try await body() } catch let complaint as Complaint {
            throw complaint
        } catch let error as any CustomStringConvertible & Error {
            throw Complaint("hutong: \(error)")
        }
    }
}

func standardError(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
