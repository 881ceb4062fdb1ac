import Foundation
import LinkPolicy
import Testing

@testable import Platforms

@Suite struct DescriptorTemplateTests {
    private static let slugs = ["a", "new-shop", "1688x", "2", "a--b", "n", "yes", String(repeating: "z", count: 32)]

    private static func descriptor(_ text: String) throws -> PlatformDescriptor {
        try PlatformDescriptor(yaml: text, file: "new.yaml")
    }

    @Test(arguments: slugs) func loadsAndItsExampleHolds(_ name: String) throws {
        let slug = try #require(PlatformSlug(name))
        let descriptor = try Self.descriptor(DescriptorTemplate.text(for: slug))
        #expect(descriptor.slug == slug)
        let catalog = try PlatformCatalog(descriptors: [descriptor])
        #expect(catalog.runExamples() == [])
    }

    /// Every part that is offered is a part that works.
    @Test(arguments: slugs) func loadsWithEveryOfferTaken(_ name: String) throws {
        let slug = try #require(PlatformSlug(name))
        let text = DescriptorTemplate.text(for: slug).split(separator: "\n", omittingEmptySubsequences: false)
            .map { line -> Substring in
                line.hasPrefix("# ") ? line.dropFirst(2) : line
            }
            .joined(separator: "\n")
        let descriptor = try Self.descriptor(text)
        #expect(descriptor.colour == "#FF5000")
        #expect(descriptor.shapes.count == 2)
        #expect(descriptor.schemes.count == 1)
        #expect(descriptor.codes.count == 1)
        #expect(descriptor.cues.count == 1)
        #expect(descriptor.examples.count == 2)
        #expect(try PlatformCatalog(descriptors: [descriptor]).runExamples() == [])
    }

    @Test func asksForBothNamesAndNamesEveryServiceAndKind() throws {
        let text = DescriptorTemplate.text(for: try #require(PlatformSlug("shop")))
        #expect(text.contains("in Chinese and in English"))
        let words = Set(text.split { !$0.isLetter }.map(String.init))
        for service in PlatformDescriptor.Service.allCases { #expect(words.contains(service.rawValue)) }
        for kind in ResourceKind.allCases { #expect(words.contains(kind.rawValue)) }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test func refusesASlugThatAnotherFileHas() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let shop = try #require(PlatformSlug("shop"))
        try DescriptorTemplate.text(for: shop).write(
            toFile: folder + "/other.yaml", atomically: true, encoding: .utf8)
        #expect(throws: CatalogProblems.self) {
            try PlatformCatalog.template(for: shop, beside: folder, at: folder + "/shop.yaml")
        }
        // The file that is to be replaced does not stand in its own way, whatever it holds.
        try "slug: ".write(toFile: folder + "/other.yaml", atomically: true, encoding: .utf8)
        #expect(try !PlatformCatalog.template(for: shop, beside: folder, at: folder + "/other.yaml").isEmpty)
    }
}
