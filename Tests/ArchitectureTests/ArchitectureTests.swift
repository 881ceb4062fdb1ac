import Foundation
import Testing

/// The order of the modules, lowest first; an arrow may only point to an earlier one.
private let order = [
    "CICU", "CPublicSuffix", "COpenSSL", "CZlib", "CAres", "CPicture", "CTriggers", "JSONText", "StrictYAML",
    "URLStandard",
    "LinkRecognition", "LinkPolicy", "Platforms",
    "ThreatIntel", "Reputation", "ReputationSimulation", "LinkTokens", "PersonTokens", "LinkPreview", "Attribution",
    "Moderation", "Gate",
    "Webhooks",
    "Persistence", "RobotsTxt", "Outbound", "Gateway", "hutong",
]

/// Modules of values in, values out: they import nothing that has a clock, a disk, a network or an event loop.
private let pureCore = [
    "JSONText", "StrictYAML", "URLStandard", "LinkRecognition", "LinkPolicy", "Platforms", "ThreatIntel", "Reputation",
    "ReputationSimulation", "LinkTokens", "PersonTokens", "LinkPreview", "Attribution", "Moderation", "Gate",
    "Webhooks", "RobotsTxt",
]

private let allowedInCore: Set<String> = [
    "Swift", "Crypto", "JWTKit", "Yams", "Synchronization", "Glibc", "Darwin", "Musl",
]

@Suite struct ArchitectureTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardized

    private struct Manifest: Decodable {
        struct Target: Decodable {
            struct Dependency: Decodable {
                var byName: [String?]?
                var target: [String?]?
            }

            var name: String
            var type: String
            var dependencies: [Dependency]
        }

        var targets: [Target]
    }

    private static func manifest() throws -> Manifest {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // A scratch folder of its own: the test run holds the lock of the usual one.
        let scratch = NSTemporaryDirectory() + "hutong-manifest-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        process.arguments = ["swift", "package", "--scratch-path", scratch, "dump-package"]
        process.currentDirectoryURL = root
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try JSONDecoder().decode(Manifest.self, from: data)
    }

    @Test func theManifestsArrowsPointDown() throws {
        let targets = try Self.manifest().targets.filter { $0.type != "test" }
        #expect(targets.count >= 10)
        for target in targets where !Self.tools.contains(target.name) {
            let place = try #require(order.firstIndex(of: target.name), "\(target.name) has no place in the order")
            for dependency in target.dependencies {
                let name = (dependency.byName ?? dependency.target ?? []).first.flatMap { $0 }
                guard let name, let other = order.firstIndex(of: name) else { continue }
                #expect(other < place, "\(target.name) must not depend on \(name)")
            }
        }
    }

    @Test func theImportsPointDown() throws {
        for module in try Self.modules() {
            let place = try #require(order.firstIndex(of: module), "\(module) has no place in the order")
            for (file, imported) in try Self.imports(of: module) {
                if let other = order.firstIndex(of: imported) {
                    #expect(other < place, "\(file) imports \(imported), which stands above it")
                } else if pureCore.contains(module) {
                    #expect(allowedInCore.contains(imported), "\(file) imports \(imported) into the pure core")
                }
            }
        }
    }

    @Test func theCheckSeesAnUpwardImport() {
        #expect(
            Self.importedModules("public import Gateway\n@testable import Persistence\nimport struct Gate.Facts")
                == ["Gateway", "Persistence", "Gate"])
    }

    /// Programs beside the product; nothing depends on them.
    private static let tools: Set<String> = [
        "corpus-report", "hutong-picture", "lookalikes-benchmark", "threats-benchmark", "policy-benchmark",
        "BenchmarkSupport",
    ]

    private static func modules() throws -> [String] {
        let sources = root.appendingPathComponent("Sources").path
        return try FileManager.default.contentsOfDirectory(atPath: sources).filter { name in
            !tools.contains(name) && !name.hasPrefix("C") && !name.hasPrefix(".")
        }
    }

    private static func imports(of module: String) throws -> [(file: String, module: String)] {
        let folder = root.appendingPathComponent("Sources/" + module)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var found: [(String, String)] = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            found += importedModules(text).map { (file.lastPathComponent, $0) }
        }
        return found
    }

    private static func importedModules(_ text: String) -> [String] {
        let kinds: Set<Substring> = ["struct", "enum", "class", "func", "protocol", "typealias", "var", "let"]
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
            guard let position = words.firstIndex(of: "import"),
                words[..<position].allSatisfy({
                    ["public", "internal", "package", "private", "fileprivate"].contains($0)
                })
            else { return nil }
            let name = words[(position + 1)...].first { !kinds.contains($0) }
            return name.map { String($0.prefix { $0 != "." }) }
        }
    }
}
