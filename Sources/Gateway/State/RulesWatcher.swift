import Foundation
import Gate
import LinkPolicy
import Logging
import ServiceLifecycle
import Synchronization

/// Looks at the files of the rules once a second and puts changed ones in force. Files with a mistake are refused with
/// file, line and reason, and what was in force stays so.
struct RulesWatcher: Service {
    private static let interval = Duration.seconds(1)

    let folder: String
    let configuration: GatewayConfiguration
    let state: GatewayState
    let clock: any GatewayClock
    let logger: Logger

    func run() async throws {
        var known = Self.fingerprint(of: folder)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            let found = Self.fingerprint(of: folder)
            guard found != known else { continue }
            known = found
            reload()
        }
    }

    func reload() {
        do {
            let fresh = try RulebookFiles(
                folder: folder, publicSuffixList: configuration.publicSuffixList
            ).rulebook(
                configuration, publicHost: configuration.publicHost, stored: state.current.rulebook.stored)
            state.update { snapshot in
                // A version that was stored since would be missing; one that cannot go yet stays.
                snapshot.with(
                    (fresh.with(stored: snapshot.rulebook.stored) ?? fresh).with(
                        revision: snapshot.rulebook.revision, operatorRules: snapshot.rulebook.operatorRules,
                        sanctions: snapshot.rulebook.sanctions,
                        tiers: snapshot.rulebook.tiers.with(parameters: fresh.tiers.parameters)
                    ).with(
                        threats: snapshot.rulebook.threats,
                        isDegraded: snapshot.rulebook.degraded.contains(.threats)))
            }
            state.rulesAreRead(at: clock.seconds)
            logger.notice("changed rules are in force", metadata: ["folder": "\(folder)"])
        } catch {
            logger.error("changed rules are refused; the former ones stay", metadata: ["reason": "\(error)"])
        }
    }

    /// Path, size and time of every file of the rules.
    static func fingerprint(of folder: String) -> [String: [String]] {
        var files: [String: [String]] = [:]
        for part in ["platforms", "patterns", "policies"] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + part)) ?? []
            for name in names where name.hasSuffix(".yaml") {
                let path = folder + "/" + part + "/" + name
                let attributes = try? FileManager.default.attributesOfItem(atPath: path)
                files[path] = ["\(attributes?[.size] ?? "")", "\(attributes?[.modificationDate] ?? "")"]
            }
        }
        for name in ["lookalikes.yaml", "complaints.yaml", "sanctions.yaml", "reputation.yaml"] {
            let path = folder + "/" + name
            if let attributes = try? FileManager.default.attributesOfItem(atPath: path) {
                files[path] = ["\(attributes[.size] ?? "")", "\(attributes[.modificationDate] ?? "")"]
            }
        }
        return files
    }
}
