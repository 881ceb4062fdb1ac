import LinkPolicy

/// The words of pages, in one language.
protocol Phrasebook: Sendable {
    var language: Language { get }
}

extension Phrasebook {
    func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
}
