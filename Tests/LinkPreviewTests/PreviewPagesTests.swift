import Foundation
import LinkPreview
import Testing
import URLStandard

/// Pages of other programs' tests, with the fields that a card must have: ../shared/data/preview_pages.
struct PreviewPagesTests {
    struct Manifest: Decodable {
        struct Page: Decodable, CustomTestStringConvertible {
            var file: String
            var url: String
            var contentType: String
            var expected: [String: String?]
            var loose: [String]
            var accept: [String: [String?]]?
            var level: String
            var health: String?

            enum CodingKeys: String, CodingKey {
                case file, url, expected, loose, accept, level, health
                case contentType = "content_type"
            }

            var testDescription: String { file }
        }
        var pages: [Page]
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/data/preview_pages").standardizedFileURL

    static let pages: [Manifest.Page] = {
        guard let data = try? Data(contentsOf: folder.appending(path: "manifest.json")) else {
            print("SKIPPED: no preview pages at \(folder.path())")
            return []
        }
        do { return try JSONDecoder().decode(Manifest.self, from: data).pages } catch {
            Issue.record("the manifest cannot be read: \(error)")
            return []
        }
    }()

    @Test(arguments: pages)
    func fields(_ page: Manifest.Page) throws {
        let body = try Data(contentsOf: Self.folder.appending(path: page.file))
        let preview = PagePreview(
            PageAnswer(
                url: try WebURL(page.url), status: 200, contentType: page.contentType, body: [UInt8](body)))
        let card = preview.card
        let found: [String: String?] = [
            "title": card.title, "description": card.description, "image": card.picture?.url.href,
            "site_name": card.siteName, "type": card.kind, "price": card.price?.amount,
            "currency": card.price?.currency, "published": card.published,
        ]
        var wrong: [String] = []
        for (field, value) in found {
            let wanted = page.expected[field] ?? nil
            if let accepted = page.accept?[field] {
                if !accepted.contains(value) { wrong.append("\(field): \(value ?? "none"), not one of \(accepted)") }
            } else if value != wanted, !(wanted == nil && page.loose.contains(field)) {
                wrong.append("\(field): \(value ?? "none"), not \(wanted ?? "none")")
            }
        }
        if let health = page.health, preview.health.health.rawValue != health {
            wrong.append("health: \(preview.health), not \(health)")
        }
        if page.level == "core" {
            #expect(wrong.isEmpty)
        } else if !wrong.isEmpty {
            print("stretch \(page.file): \(wrong.joined(separator: "; "))")
        }
    }
}
