import ArgumentParser
import Foundation
import Gateway
import Logging
import Persistence

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the gateway.",
        discussion: """
            Values come from the configuration file, the environment (HUTONG_…) and these flags, the later before the \
            earlier. “hutong config” lists every key.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(name: .long, help: "Address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(name: .long, help: "Port to listen on; 0 picks a free one. (default: 8080)")
    var port: String?

    @Option(name: .long, help: "Address under which people reach the gateway; the listener's when not given.")
    var publicUrl: String?

    @Option(name: .long, help: "Policy of tenants that choose none. (default: default)")
    var policy: String?

    @Flag(name: .long, help: "Serve the playground at /play.")
    var playground = false

    @Option(name: .long, help: "Least severity that is logged. (default: info)")
    var logLevel: String?

    func run() async throws {
        try await Complaint.wrapping {
            let configuration = try options.load(flags: [
                "host": host, "port": port, "public_url": publicUrl, "policy": policy, "log_level": logLevel,
                "playground": playground ? "true" : nil,
            ])
            LoggingSystem.bootstrap(StreamLogHandler.standardError)
            var logger = Logger(label: "hutong")
            logger.logLevel = configuration.logLevel
            let files = try options.files(configuration)
            let database = try await SQLiteDatabase(folder: configuration.data)
            let pictures = PicturePrograms(beside: Bundle.main.executablePath, logger: logger)
            let gateway = try await Gateway(
                configuration: configuration, files: files, database: database,
                master: MasterKey(folder: configuration.data),
                pictures: pictures, shrinker: pictures, logger: logger)
            try await gateway.run { address in
                print("hutong listens on \(address)")
                if configuration.playground { print("playground: \(address)/play") }
                fflush(nil)
            }
            try database.close()
        }
    }
}
