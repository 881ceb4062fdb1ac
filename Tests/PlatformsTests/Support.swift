import Foundation
import LinkRecognition

/// The descriptors of this repository.
let platformsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../config/platforms").standardized.path

/// A file of the measuring corpus that stands beside the repository, or `nil` where it does not.
func sharedData(_ name: String) -> String? {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/data/\(name)").standardized.path
    return FileManager.default.fileExists(atPath: path) ? path : nil
}

/// `text` with `⟦` and `⟧` around every finding.
func mark(_ findings: [Finding], in text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    for finding in findings {
        result += bytes[position..<finding.range.lowerBound] + Array("⟦".utf8) + bytes[finding.range] + Array("⟧".utf8)
        position = finding.range.upperBound
    }
    return String(decoding: result + bytes[position...], as: UTF8.self)
}
