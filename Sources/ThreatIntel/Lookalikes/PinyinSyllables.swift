/// Which names are made of syllables of Mandarin in pinyin, without tones.
enum PinyinSyllables {
    /// Whether `text` can be read as at least two syllables. O(n).
    static func spell(_ text: [UInt8]) -> Bool {
        guard (4...32).contains(text.count) else { return false }
        // reach[i]: the most syllables, up to two, in which the first i bytes can be read; -1 for none.
        var reach = [Int](repeating: -1, count: text.count + 1)
        reach[0] = 0
        for end in 1...text.count {
            for length in 1...min(6, end) where reach[end - length] >= 0 {
                guard all.contains(String(decoding: text[end - length..<end], as: UTF8.self)) else { continue }
                reach[end] = max(reach[end], min(2, reach[end - length] + 1))
            }
        }
        return reach[text.count] == 2
    }

    private static let all: Set<String> = {
        var syllables = Set(["a", "ai", "an", "ang", "ao", "e", "ei", "en", "eng", "er", "o", "ou"])
        for (initials, finals) in rows {
            for initial in initials.split(separator: " ") {
                for final in finals.split(separator: " ") { syllables.insert(String(initial + final)) }
            }
        }
        return syllables
    }()

    private static let rows: [(initials: String, finals: String)] = [
        ("b p", "a ai an ang ao ei en eng i ian iao ie in ing o u"),
        ("m f", "a ai an ang ao ei en eng i ian iao ie in ing iu o ou u"),
        ("d t n l", "a ai an ang ao e ei en eng i ia ian iang iao ie in ing iu ong ou u uan ue ui un uo v"),
        ("g k h", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
        ("j q x", "i ia ian iang iao ie in ing iong iu u uan ue un"),
        ("zh ch sh r z c s", "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo"),
        ("y", "a an ang ao e i in ing o ong ou u uan ue un"), ("w", "a ai an ang ei en eng o u"),
    ]
}
