public import LinkPolicy
public import LinkRecognition
import StrictYAML

/// Every platform that is known: an immutable snapshot, cheap to copy.
public struct PlatformCatalog: Sendable {
    let storage: CatalogStorage
    /// What a ``LinkRecognition/LinkFinder`` needs to know of these platforms.
    public let lexicon: RecognitionLexicon

    /// How many redirectors inside one another are unwrapped.
    public static let maximumNesting = 4

    /// - Throws: ``CatalogProblems`` where two descriptors claim one slug, host or scheme, or refer to what is not
    ///   there; each problem names both.
    public init(descriptors: [PlatformDescriptor]) throws(CatalogProblems) {
        let sorted = descriptors.sorted { $0.slug < $1.slug }
        storage = try CatalogStorage(sorted)
        lexicon = RecognitionLexicon(sorted)
    }

    /// Reads every `*.yaml` of a folder.
    ///
    /// - Throws: ``CatalogProblems`` with every problem of every file, or that the folder cannot be read.
    public static func load(directory: String) throws(CatalogProblems) -> PlatformCatalog {
        try PlatformCatalog(descriptors: descriptors(directory: directory))
    }

    /// Reads every `*.yaml` of a folder, but for the file `left`.
    static func descriptors(
        directory: String, except left: String? = nil
    ) throws(CatalogProblems) -> [PlatformDescriptor] {
        var problems: [YAMLProblem] = []
        var descriptors: [PlatformDescriptor] = []
        for path in try yamlFiles(in: directory) where path != left {
            do throws(YAMLProblem) {
                descriptors.append(try PlatformDescriptor(yaml: readText(path), file: path))
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw CatalogProblems(problems: problems) }
        return descriptors
    }

    /// By slug.
    public var descriptors: [PlatformDescriptor] { storage.platforms.map(\.descriptor) }

    public subscript(slug: PlatformSlug) -> PlatformDescriptor? {
        storage.numbers[slug].map { storage.platforms[$0].descriptor }
    }
}
