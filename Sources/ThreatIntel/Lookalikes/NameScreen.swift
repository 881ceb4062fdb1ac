// What the first stage asks of every label is answered from one pass over its bytes, without a branch in it: a hash of
// the label, one of what all folds leave of it, and whether five letters began a name. Only labels of which the same is
// left as of a name are folded, and only those that begin or end as a name of about their length are compared without
// one letter.

/// What the first stage of ``LookalikeIndex`` knows of the letters and of the names.
struct NameScreen: Sendable {
    /// Of each byte, what ``Letter`` reads.
    let letters: [UInt64]
    /// Whether five letters may begin a name, as bits.
    private(set) var windows = [UInt64](repeating: 0, count: 1 << 10)
    /// The names that begin with five letters.
    private(set) var beginnings: [UInt64: [Int]] = [:]
    /// The lengths of the names that begin, and that end, with two or with three letters, as bits.
    private var edges = [UInt16](repeating: 0, count: 4 << 11)
    /// The first two letters of the names' suffixes, as bits.
    private var suffixes = [UInt64](repeating: 0, count: 1 << 6)
    /// The hash of "www".
    let www = NameHash.of("www".utf8)
    /// What a byte weighs in a hash before so many others.
    private let weights: [UInt64]

    init() {
        weights = (1...255).reduce(into: [1]) { weights, _ in
            weights.append(weights[weights.count - 1] &* NameHash.base)
        }
        letters = (0...255).map { Letter(UInt8($0)).packed }
    }

    mutating func insert(_ label: [UInt8], number: Int) {
        let codes = label.map { Letter.number(letters[Int($0)]) }
        let window = codes.prefix(LookalikeIndex.shortest).reduce(0) { $0 << 6 | $1 }
        beginnings[window, default: []].append(number)
        let bit = Self.bit(of: window)
        windows[bit / 64] |= 1 << UInt64(bit % 64)
        let length: UInt16 = 1 << UInt16(min(codes.count - 4, 15))
        for size in [2, 3] where codes.count > 2 * size {
            edges[Self.edge(codes.prefix(size).reduce(0) { $0 << 6 | $1 }, size, isEnd: false)] |= length
            edges[Self.edge(codes.suffix(size).reduce(0) { $0 << 6 | $1 }, size, isEnd: true)] |= length
        }
    }

    /// Notes the public suffix of a name.
    mutating func insert(suffix: String) {
        let letters = Array(suffix.utf8)
        guard letters.count > 1 else { return }
        let bit = suffixBit(letters[0], letters[1])
        suffixes[bit / 64] |= 1 << UInt64(bit % 64)
    }

    /// Whether the suffix of a name may begin with two letters.
    @inline(__always)
    func mayBeginSuffix(_ first: UInt8, _ second: UInt8) -> Bool {
        let bit = suffixBit(first, second)
        return suffixes[bit / 64] >> UInt64(bit % 64) & 1 == 1
    }

    @inline(__always)
    private func suffixBit(_ first: UInt8, _ second: UInt8) -> Int {
        Int(Letter.number(letters[Int(first)]) << 6 | Letter.number(letters[Int(second)]))
    }

    /// The numbers of the last five letters, six bits each, with one letter more.
    @inline(__always)
    func window(_ window: UInt64, appending byte: UInt8) -> UInt64 {
        (window << 6 | Letter.number(letters[Int(byte)])) & 0x3FFF_FFFF
    }

    /// - Parameter window: Numbers of five letters, six bits each.
    @inline(__always)
    func mayBegin(_ window: UInt64) -> Bool {
        let bit = Self.bit(of: window)
        return windows[bit / 64] >> UInt64(bit % 64) & 1 == 1
    }

    /// Whether a label may be one slip away from a name: one slip leaves the first letters or the last ones as they are,
    /// two of a name of five letters or more, three of one of seven or more.
    ///
    /// - Parameter label: Of three letters or more.
    @inline(__always)
    func mayBeNear(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
        let count = label.count
        // Up to two letters more than the name, or one less. From nine on the name has seven or more.
        guard count < 18 else { return true }
        let lengths = UInt16(truncatingIfNeeded: (0b1111 << count) >> 6)
        let size = count < 9 ? 2 : 3
        let (first, last) = (packed(label, from: 0), packed(label, from: count - 3))
        let start = size == 2 ? first >> 6 : first
        return (edges[Self.edge(start, size, isEnd: false)] | edges[Self.edge(last, size, isEnd: true)]) & lengths != 0
    }

    /// Three letters as numbers of six bits.
    @inline(__always)
    private func packed(_ label: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt64 {
        Letter.number(letters[Int(label[start])]) << 12 | Letter.number(letters[Int(label[start + 1])]) << 6
            | Letter.number(letters[Int(label[start + 2])])
    }

    /// What the hash of a text is multiplied by when so many bytes follow: no name is longer than 255.
    @inline(__always)
    func weight(_ count: Int) -> UInt64 { weights[min(count, 255)] }

    /// The hash of a label without some letters.
    ///
    /// - Parameters:
    ///   - whole: The hash of the label.
    ///   - before: That of the letters in front of `range`.
    @inline(__always)
    func hash(
        _ label: UnsafeBufferPointer<UInt8>, _ whole: UInt64, without range: Range<Int>, after before: UInt64
    ) -> UInt64 {
        var end = before
        for index in range { end = NameHash.append(label[index], to: end) }
        return whole &- (end &- before) &* weight(label.count - range.upperBound)
    }

    /// - Parameter window: Its lowest thirty bits count.
    @inline(__always)
    private static func bit(of window: UInt64) -> Int { Int((window << 34 &* 0x9E37_79B9_7F4A_7C15) >> 48) }

    @inline(__always)
    private static func edge(_ letters: UInt64, _ size: Int, isEnd: Bool) -> Int {
        let table = (size - 2) * 2 + (isEnd ? 1 : 0)
        let mask: UInt64 = size == 2 ? 0xFFF : 0x3_FFFF
        return table << 11 | Int(((letters & mask) &* 0x9E37_79B9_7F4A_7C15) >> 53)
    }
}

extension NameScreen {
    /// One pass over a label.
    struct Pass {
        /// The hash of the bytes.
        private(set) var hash: UInt64 = 0
        /// The hash of what all folds leave of the label.
        private(set) var form: UInt64 = 0
        private var window: UInt64 = 0
        private var seen: UInt64 = 0
        private var beginnings: UInt64 = 0

        var holdsHyphen: Bool { seen & Letter.hyphen != 0 }
        /// Whether five letters may have begun a name.
        var holdsBeginning: Bool { beginnings & 1 == 1 }

        @inline(__always)
        mutating func append(_ byte: UInt8, _ letter: UInt64, _ windows: UnsafeBufferPointer<UInt64>) {
            hash = NameHash.append(byte, to: hash)
            appendForm(letter)
            seen |= letter
            window = window << 6 | Letter.number(letter)
            let bit = NameScreen.bit(of: window)
            beginnings |= windows[bit >> 6] >> UInt64(bit & 63)
        }

        @inline(__always)
        mutating func appendForm(_ letter: UInt64) {
            // Multiplied by one, and nothing added, for a letter that is left out.
            form = form &* Letter.factor(letter) &+ Letter.form(letter)
        }
    }

    /// The hash of what all folds leave of a label.
    func form(of label: [UInt8]) -> UInt64 {
        var pass = Pass()
        for byte in label { pass.appendForm(letters[Int(byte)]) }
        return pass.form
    }

    /// What is known of a letter, packed in a word.
    private struct Letter {
        let packed: UInt64

        /// Odd, and larger than a byte.
        private static let factor: UInt64 = 0x1B3
        /// Set for a hyphen alone.
        static let hyphen: UInt64 = 1 << 8

        init(_ byte: UInt8) {
            let plain = NameFold.digitTwin(byte)
            let number: UInt64 =
                switch plain {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(plain - UInt8(ascii: "a")) + 1
                case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(plain - UInt8(ascii: "0")) + 27
                case UInt8(ascii: "-"): 37
                default: 38
                }
            // In one fold or another rn is m, vv is w, ng is n, lh is h and zh is z; cl and lb are b, and lc is k. Without
            // the letters that may fall away, and with b, c and k for one, nothing of that shows.
            let form: UInt64? =
                switch NameFold.twin(plain) {
                case let letter where "lnuwgh".utf8.contains(letter): nil
                case let letter where "bk".utf8.contains(letter): UInt64(UInt8(ascii: "c"))
                case let letter: UInt64(letter)
                }
            packed =
                number | (byte == UInt8(ascii: "-") ? Self.hyphen : 0) | (form ?? 0) << 16
                | (form == nil ? 1 : Self.factor) << 32
        }

        /// From 1 to 38, the same for 0 and o and for 1 and l.
        @inline(__always)
        static func number(_ letter: UInt64) -> UInt64 { letter & 0x3F }
        /// What stands for it in the form; 0 when it is left out.
        @inline(__always)
        static func form(_ letter: UInt64) -> UInt64 { letter >> 16 & 0xFF }
        /// What the form is multiplied by before.
        @inline(__always)
        static func factor(_ letter: UInt64) -> UInt64 { letter >> 32 }
    }
}
