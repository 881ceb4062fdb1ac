// swift-tools-version:6.2
import PackageDescription

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "hutong",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "hutong", targets: ["hutong"]),
        .executable(name: "hutong-picture", targets: ["hutong-picture"]),
        .library(name: "URLStandard", targets: ["URLStandard"]),
        .library(name: "LinkRecognition", targets: ["LinkRecognition"]),
        .library(name: "Platforms", targets: ["Platforms"]),
        .library(name: "Gate", targets: ["Gate"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.3.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    // Lowest first: a target depends only on targets above it in this list, which ArchitectureTests checks.
    targets: [
        .systemLibrary(name: "CICU", pkgConfig: "icu-uc", providers: [.apt(["libicu-dev"]), .brew(["icu4c"])]),
        .systemLibrary(
            name: "CPublicSuffix", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"]), .brew(["libpsl"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CAres", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"]), .brew(["c-ares"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(
            name: "CPicture",
            linkerSettings: ["ZXing", "png", "jpeg", "webp", "webpdemux", "gif"].map { .linkedLibrary($0) }),
        .executableTarget(name: "hutong-picture", dependencies: ["CPicture"]),
        .target(name: "CTriggers"),
        .target(name: "JSONText"),
        .target(name: "StrictYAML", dependencies: [yams]),
        .target(name: "URLStandard", dependencies: ["CICU", "CPublicSuffix"]),
        .target(name: "LinkRecognition", dependencies: ["CTriggers", "URLStandard"]),
        .target(name: "LinkPolicy", dependencies: ["LinkRecognition", "StrictYAML"]),
        .target(name: "Platforms", dependencies: ["LinkPolicy", "LinkRecognition", "StrictYAML", "URLStandard"]),
        .target(name: "ThreatIntel", dependencies: ["JSONText", "LinkPolicy", "URLStandard"]),
        .target(name: "Reputation", dependencies: ["JSONText", "LinkPolicy", "StrictYAML"]),
        .target(
            name: "ReputationSimulation", dependencies: ["JSONText", "LinkPolicy", "Reputation", "StrictYAML"]),
        .target(name: "LinkTokens", dependencies: ["COpenSSL", "JSONText", "LinkPolicy", "LinkRecognition", crypto]),
        .target(name: "PersonTokens", dependencies: ["JSONText", "LinkPolicy", "LinkTokens", crypto, jwt]),
        .target(name: "Attribution", dependencies: ["LinkPolicy"]),
        .target(name: "Moderation", dependencies: ["JSONText", "LinkPolicy", "StrictYAML", "URLStandard"]),
        .target(name: "LinkPreview", dependencies: ["CICU", "URLStandard"]),
        .target(name: "Webhooks", dependencies: ["JSONText", "LinkPolicy", "LinkTokens", "Moderation", crypto]),
        .target(
            name: "Gate",
            dependencies: [
                "LinkPolicy", "LinkRecognition", "Moderation", "Platforms", "Reputation", "StrictYAML", "ThreatIntel",
                "URLStandard",
            ]),
        .target(
            name: "Persistence",
            dependencies: [
                "Attribution", "JSONText", "LinkPolicy", "LinkTokens", "Moderation", "ThreatIntel", "URLStandard",
                "Webhooks", crypto,
                grdb, grdbSQLite,
            ]),
        .target(name: "RobotsTxt"),
        .target(
            name: "Outbound",
            dependencies: ["CAres", "RobotsTxt", "URLStandard", nioCore, nioHTTP1, nioPosix, nioSSL, nioTLS]),
        .target(
            name: "Gateway",
            dependencies: [
                "Attribution", "CZlib", "Gate", "JSONText", "LinkPolicy", "LinkPreview", "LinkRecognition",
                "LinkTokens", "Moderation",
                "Outbound", "PersonTokens", "Persistence", "Platforms", "Reputation", "StrictYAML", "ThreatIntel",
                "URLStandard", "Webhooks",
                crypto, httpTypes, hummingbird, hummingbirdCore, logging, metrics, mustache, nioCore, nioHTTP1,
                nioHTTPTypesHTTP1, nioPosix, serviceLifecycle, unixSignals,
            ]),
        .executableTarget(
            name: "hutong",
            dependencies: [
                "Attribution", "Gate", "Gateway", "JSONText", "LinkPolicy", "LinkPreview", "LinkRecognition",
                "LinkTokens", "Moderation", "PersonTokens", "Persistence",
                "Platforms", "Reputation", "ReputationSimulation", "StrictYAML", "ThreatIntel", "URLStandard",
                "Webhooks",
                argumentParser, crypto, logging,
            ]),
        .executableTarget(
            name: "corpus-report", dependencies: ["LinkPolicy", "LinkRecognition", "Platforms", "URLStandard"]),
        .target(name: "BenchmarkSupport"),
        .executableTarget(
            name: "policy-benchmark",
            dependencies: [
                "BenchmarkSupport", "Gate", "LinkPolicy", "LinkRecognition", "Persistence", "Platforms", "ThreatIntel",
                "URLStandard",
            ]),
        .executableTarget(
            name: "threats-benchmark",
            dependencies: ["BenchmarkSupport", "LinkPolicy", "Persistence", "ThreatIntel", "URLStandard"]),
        .executableTarget(
            name: "lookalikes-benchmark",
            dependencies: [
                "BenchmarkSupport", "Gate", "LinkPolicy", "Platforms", "StrictYAML", "ThreatIntel", "URLStandard",
            ]),
        .testTarget(name: "JSONTextTests", dependencies: ["JSONText"]),
        .testTarget(name: "StrictYAMLTests", dependencies: ["StrictYAML"]),
        .testTarget(name: "URLStandardTests", dependencies: ["URLStandard"]),
        .testTarget(name: "LinkRecognitionTests", dependencies: ["CTriggers", "LinkRecognition"]),
        .testTarget(name: "PlatformsTests", dependencies: ["LinkPolicy", "LinkRecognition", "Platforms"]),
        .testTarget(name: "LinkPolicyTests", dependencies: ["LinkPolicy", "LinkRecognition", "StrictYAML"]),
        .testTarget(name: "ThreatIntelTests", dependencies: ["LinkPolicy", "ThreatIntel", "URLStandard"]),
        .testTarget(name: "ReputationTests", dependencies: ["JSONText", "LinkPolicy", "Reputation", "StrictYAML"]),
        .testTarget(
            name: "ReputationSimulationTests", dependencies: ["Reputation", "ReputationSimulation", "StrictYAML"]),
        .testTarget(name: "LinkTokensTests", dependencies: ["LinkPolicy", "LinkRecognition", "LinkTokens", crypto]),
        .testTarget(name: "ModerationTests", dependencies: ["LinkPolicy", "Moderation", "StrictYAML", "URLStandard"]),
        .testTarget(
            name: "PersonTokensTests", dependencies: ["LinkPolicy", "LinkTokens", "PersonTokens", crypto]),
        .testTarget(name: "AttributionTests", dependencies: ["Attribution", "LinkPolicy"]),
        .testTarget(name: "LinkPreviewTests", dependencies: ["LinkPreview", "URLStandard"]),
        .testTarget(name: "WebhooksTests", dependencies: ["LinkPolicy", "Webhooks"]),
        .testTarget(
            name: "GateTests",
            dependencies: [
                "Gate", "LinkPolicy", "LinkRecognition", "Moderation", "Platforms", "Reputation", "StrictYAML",
                "ThreatIntel", "URLStandard",
            ]),
        .testTarget(
            name: "PersistenceTests",
            dependencies: [
                "Attribution", "LinkPolicy", "LinkRecognition", "LinkTokens", "Moderation", "Persistence",
                "ThreatIntel",
                "URLStandard", "Webhooks",
            ]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Attribution", "Gate", "Gateway", "LinkPolicy", "LinkPreview", "LinkRecognition", "LinkTokens",
                "Moderation", "Outbound", "PersonTokens", "Persistence",
                "Platforms", "Reputation", "StrictYAML", "ThreatIntel", "URLStandard", "Webhooks", crypto, httpTypes,
                hummingbird, logging, nioCore,
                nioEmbedded, nioHTTP1,
                nioHTTPTypes, nioHTTPTypesHTTP1,
            ]),
        .testTarget(name: "RobotsTxtTests", dependencies: ["RobotsTxt"]),
        .testTarget(
            name: "OutboundTests",
            dependencies: ["Outbound", "RobotsTxt", "URLStandard", nioCore, nioHTTP1, nioPosix, nioSSL]),
        .testTarget(name: "ArchitectureTests"),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
