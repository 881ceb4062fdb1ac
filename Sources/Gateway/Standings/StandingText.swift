import Foundation

/// Parts of standings as the store keeps them.
enum StandingText {
    static func encode(_ part: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(part), as: UTF8.self)
    }

    static func decode<Part: Decodable>(_ type: Part.Type, _ text: String) throws -> Part {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
