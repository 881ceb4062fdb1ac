// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "url-comparison",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "hutong", path: "../../..")],
    targets: [
        .target(name: "CHeap"),
        .executableTarget(
            name: "URLComparison",
            dependencies: ["CHeap", .product(name: "URLStandard", package: "hutong")]),
    ]
)
