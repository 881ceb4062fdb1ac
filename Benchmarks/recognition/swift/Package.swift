// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "recognition-comparison",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "hutong", path: "../../..")],
    targets: [
        .executableTarget(
            name: "RecognitionComparison",
            dependencies: [
                .product(name: "LinkRecognition", package: "hutong"), .product(name: "Platforms", package: "hutong"),
            ])
    ]
)
