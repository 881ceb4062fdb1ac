extension RecognitionLexicon {
    /// How one kind of share code is written. Several may fit one text; the owner whose words stand nearest wins, then
    /// the first in the lexicon.
    public struct ShareCode: Sendable, Hashable {
        public var owner: String
        public var frame: Frame
        public var alphabet: Alphabet
        /// Length of the bare code in characters.
        public var length: ClosedRange<Int>
        /// Whether this shape is believed only where one of ``words`` stands nearby.
        public var needsWords: Bool
        /// Names of the owner and of what one does with its codes, at least three UTF-8 bytes each.
        public var words: [String]
        public var form: LinkForm
        public var kind: String?

        public init(
            owner: String, frame: Frame, alphabet: Alphabet = .alphanumeric, length: ClosedRange<Int>,
            needsWords: Bool = false, words: [String] = [], form: LinkForm = .shareCode, kind: String? = nil
        ) {
            self.owner = owner
            self.frame = frame
            self.alphabet = alphabet
            self.length = length
            self.needsWords = needsWords
            self.words = words
            self.form = form
            self.kind = kind
        }

        /// What stands directly around a code.
        public enum Frame: Sendable, Hashable {
            /// One delimiter on each side, which need not match: any currency sign, a pictograph, or one of `others`.
            /// Currency signs on both sides, or the same pictograph on both, suffice; otherwise words must help.
            /// A marker of two capitals and three or four digits may stand inside, before the code.
            case delimited(others: [String])
            /// A pictograph and a space on each side, neither belonging to the span.
            case pictographs
            /// The code follows one of these texts, with nothing but quotes, colons or spaces between. Whether the
            /// code must end the run of letters and digits goes without saying.
            case after([String])
            /// A fixed opening and closing around the code, both of the span.
            case wrapped(open: String, close: String)
            /// The code begins with this text, which is part of it; the length does not count it.
            case prefixed(String)
        }

        public enum Alphabet: String, Sendable, Hashable, CaseIterable {
            case digits
            case alphanumeric
            /// Letters and digits without `0`, `O`, `I` and `l`.
            case base58

            @inline(__always) func contains(_ byte: UInt8) -> Bool {
                switch self {
                case .digits: isDigit(byte)
                case .alphanumeric: isAlphanumeric(byte)
                case .base58: isAlphanumeric(byte) && byte != 0x30 && byte != 0x4F && byte != 0x49 && byte != 0x6C
                }
            }
        }
    }
}

extension RecognitionLexicon.ShareCode {
    /// Whether a bare code has this shape's length, alphabet and beginning.
    public func admits(_ code: String) -> Bool {
        var rest = code.utf8[...]
        if case .prefixed(let prefix) = frame {
            guard code.hasPrefix(prefix) else { return false }
            rest = rest.dropFirst(prefix.utf8.count)
        }
        return length.contains(rest.count) && rest.allSatisfy(alphabet.contains)
    }
}
