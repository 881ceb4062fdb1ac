// swift-tools-version:6.2
import PackageDescription

let package = Package(
    name: "recognition-comparison",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "hutong", path: "../../..")],
    targets: [
        .target(name: "CHeapCount"),
        .executableTarget(
            name: "RecognitionComparison",
            dependencies: [
                "CHeapCount",
                .product(name: "LinkRecognition", package: "hutong"), .product(name: "Platforms", package: "hutong"),
            ]),
    ]
)
