/// Forms of a label in which letters that pass for one another are the same.
enum NameFold {
    /// What nobody would tell apart: 0 and o, 1 and l, rn and m, vv and w.
    static func fine(_ label: [UInt8]) -> [UInt8] { folded(label, fine) }

    /// What is told apart at a second look: b and d, c and e, u and v, i and l, cl and d.
    static func coarse(_ label: [UInt8]) -> [UInt8] { folded(label, coarse) }

    /// The same, letter by letter: what two of them would make one in ``coarse(_:)`` may be two.
    static func twinned(_ label: [UInt8]) -> [UInt8] { folded(label, twinned) }

    /// The syllables as those who mix up zh and z, ch and c, sh and s, n and l, -ng and -n speak them.
    static func pinyin(_ label: [UInt8]) -> [UInt8] { folded(label, pinyin) }

    private static func folded(
        _ label: [UInt8], _ fold: (UnsafeBufferPointer<UInt8>, (UInt8) -> Void) -> Void
    ) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(label.count)
        label.withUnsafeBufferPointer { bytes in fold(bytes) { output.append($0) } }
        return output
    }

    @inline(__always)
    static func fine(_ label: UnsafeBufferPointer<UInt8>, _ emit: (UInt8) -> Void) {
        var index = 0
        while index < label.count {
            let first = digitTwin(label[index])
            let second = index + 1 < label.count ? label[index + 1] : 0
            switch (first, second) {
            case (UInt8(ascii: "r"), UInt8(ascii: "n")): emit(UInt8(ascii: "m"))
            case (UInt8(ascii: "v"), UInt8(ascii: "v")): emit(UInt8(ascii: "w"))
            default:
                emit(first)
                index -= 1
            }
            index += 2
        }
    }

    @inline(__always)
    static func coarse(_ label: UnsafeBufferPointer<UInt8>, _ emit: (UInt8) -> Void) {
        var index = 0
        while index < label.count {
            let first = digitTwin(label[index])
            let second = index + 1 < label.count ? digitTwin(label[index + 1]) : 0
            let third = index + 2 < label.count ? label[index + 2] : 0
            index += 1
            // In "clh" the l is the h's.
            if third != UInt8(ascii: "h"), let pair = pairTwin(first, second) {
                emit(pair)
                index += 1
            } else if first != UInt8(ascii: "l") || second != UInt8(ascii: "h") {
                emit(twin(first))
            }
        }
    }

    @inline(__always)
    static func twinned(_ label: UnsafeBufferPointer<UInt8>, _ emit: (UInt8) -> Void) {
        for byte in label { emit(twin(digitTwin(byte))) }
    }

    @inline(__always)
    static func pinyin(_ label: UnsafeBufferPointer<UInt8>, _ emit: (UInt8) -> Void) {
        var before: UInt8 = 0
        for byte in label {
            switch (before, byte) {
            case (UInt8(ascii: "z"), UInt8(ascii: "h")), (UInt8(ascii: "c"), UInt8(ascii: "h")),
                (UInt8(ascii: "s"), UInt8(ascii: "h")), (UInt8(ascii: "n"), UInt8(ascii: "g")):
                break
            case (_, UInt8(ascii: "l")): emit(UInt8(ascii: "n"))
            default: emit(byte)
            }
            before = byte
        }
    }

    /// Whether two letters are one in ``coarse(_:)``.
    static func areTwins(_ a: UInt8, _ b: UInt8) -> Bool {
        twin(digitTwin(a)) == twin(digitTwin(b)) || digitPairs.contains { $0 == (a, b) || $0 == (b, a) }
    }

    /// Digits that only resemble one another, or a letter that they do not stand for when read.
    private static let digitPairs: [(UInt8, UInt8)] = ["38", "69", "3e", "8b", "5s", "2z", "4a", "7t", "6b", "9g"].map {
        let bytes = Array($0.utf8)
        return (bytes[0], bytes[1])
    }

    @inline(__always)
    static func digitTwin(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0"): UInt8(ascii: "o")
        case UInt8(ascii: "1"): UInt8(ascii: "l")
        default: byte
        }
    }

    @inline(__always)
    static func twin(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "i"), UInt8(ascii: "j"): UInt8(ascii: "l")
        case UInt8(ascii: "d"): UInt8(ascii: "b")
        case UInt8(ascii: "e"): UInt8(ascii: "c")
        case UInt8(ascii: "m"), UInt8(ascii: "r"): UInt8(ascii: "n")
        case UInt8(ascii: "v"): UInt8(ascii: "u")
        case UInt8(ascii: "q"): UInt8(ascii: "g")
        default: byte
        }
    }

    @inline(__always)
    static func pairTwin(_ first: UInt8, _ second: UInt8) -> UInt8? {
        switch (first, second) {
        case (UInt8(ascii: "r"), UInt8(ascii: "n")), (UInt8(ascii: "n"), UInt8(ascii: "n")): UInt8(ascii: "n")
        case (UInt8(ascii: "v"), UInt8(ascii: "v")): UInt8(ascii: "w")
        case (UInt8(ascii: "c"), UInt8(ascii: "l")), (UInt8(ascii: "d"), UInt8(ascii: "l")),
            (UInt8(ascii: "l"), UInt8(ascii: "b")):
            UInt8(ascii: "b")
        case (UInt8(ascii: "l"), UInt8(ascii: "c")): UInt8(ascii: "k")
        default: nil
        }
    }
}
