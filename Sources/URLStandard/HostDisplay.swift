/// A host as it is safe to show to people.
///
/// Unicode is shown only when every label passes UTS 39's "Highly Restrictive" level and the further checks of
/// ``LabelSafety``; otherwise the whole host is shown in ASCII, with Punycode. URL Standard, section 4.8.3.
public struct HostDisplay: Hashable, Sendable {
    /// Why a host is not shown in Unicode.
    public enum Refusal: String, Hashable, Sendable, CaseIterable {
        /// A label is not valid under UTS 46.
        case invalidIDNA = "invalid-idna"
        /// An empty label other than the root.
        case emptyLabel = "empty-label"
        /// A character outside UTS 39's identifiers: symbols, emoji, invisible or obsolete characters.
        case restrictedCharacter = "restricted-character"
        /// Scripts that are not written together.
        case mixedScripts = "mixed-scripts"
        /// Digits of several systems.
        case mixedDigits = "mixed-digits"
        /// A character that passes for a separator, or belongs to one language, in a place where it is not at home.
        case misplacedCharacter = "misplaced-character"
        /// Every character of the label has a twin in ASCII.
        case wholeScriptConfusable = "whole-script-confusable"
        /// The label reads as a number.
        case digitLookalike = "digit-lookalike"
        /// The label looks like a protected name.
        case protectedName = "protected-name"
    }

    /// What to show.
    public let text: String
    /// Whether ``text`` holds characters outside ASCII.
    public let isUnicode: Bool
    /// UTF-8 offsets of the registrable domain inside ``text``, to be set off; `nil` when there is none.
    public let registrableRange: Range<Int>?
    /// Why an internationalised host is shown in ASCII; `nil` when there was nothing to refuse.
    public let refusal: Refusal?

    /// - Parameters:
    ///   - protectedNames: Names that other hosts must not look like. Defaults to none.
    ///   - list: The Public Suffix List for ``registrableRange``.
    public init(_ host: Host, protectedNames: ProtectedNames = .none, list: PublicSuffixList = .builtin) {
        let ascii = host.serialized
        var shown = ascii
        var refusal: Refusal?
        if case .domain(let name) = host, HostDisplay.isInternationalized(name) {
            switch HostDisplay.unicodeLabels(of: name, protectedNames) {
            case .success(let labels):
                var view = String.UnicodeScalarView()
                view.append(contentsOf: labels.joined(separator: ["."]))
                shown = String(view)
            case .failure(let reason):
                refusal = reason.refusal
            }
        }
        text = shown
        self.refusal = refusal
        isUnicode = !shown.utf8.allSatisfy { $0 < 0x80 }
        registrableRange = HostDisplay.registrableRange(host, shown: shown, list: list)
    }

    private static func isInternationalized(_ name: String) -> Bool {
        name.utf8.split(separator: UInt8(ascii: ".")).contains { $0.starts(with: "xn--".utf8) }
    }

    private struct Refused: Error {
        let refusal: Refusal
    }

    private static func unicodeLabels(
        of name: String, _ protectedNames: ProtectedNames
    ) -> Result<[[Unicode.Scalar]], Refused> {
        guard let labels = IDNA.toUnicode(Array(name.unicodeScalars))?.map(Array.init) else {
            return .failure(Refused(refusal: .invalidIDNA))
        }
        // The last label may be empty: the root.
        guard !labels.dropLast().contains(where: \.isEmpty) else { return .failure(Refused(refusal: .emptyLabel)) }
        let topLevel = labels.last { !$0.isEmpty } ?? []
        for label in labels where !label.allSatisfy(\.isASCII) {
            if let refusal = LabelSafety(label: label, topLevel: topLevel).refusal {
                return .failure(Refused(refusal: refusal))
            }
            if protectedNames.resemble(label) { return .failure(Refused(refusal: .protectedName)) }
        }
        return .success(labels)
    }

    /// The registrable domain has as many labels in Unicode as in ASCII: it is counted off from the end.
    private static func registrableRange(_ host: Host, shown: String, list: PublicSuffixList) -> Range<Int>? {
        guard let domain = Site(host, list: list).registrableDomain else { return nil }
        let dots = domain.utf8.count { $0 == UInt8(ascii: ".") }
        let bytes = Array(shown.utf8)
        let end = bytes.last == UInt8(ascii: ".") ? bytes.count - 1 : bytes.count
        var seen = 0
        var start = end
        while start > 0 {
            if bytes[start - 1] == UInt8(ascii: ".") {
                if seen == dots { break }
                seen += 1
            }
            start -= 1
        }
        return start..<end
    }
}
