import Moderation
import Testing

@Suite struct DividedDictionaryTests {
    /// Whatever is done to it, it is as a dictionary would be; and who holds a former one still has that.
    @Test func itIsADictionary() {
        var plain: [Int: Int] = [:]
        var divided = DividedDictionary<Int, Int>()
        var former: (DividedDictionary<Int, Int>, [Int: Int])?
        #expect(divided.isEmpty && divided[1] == nil && Array(divided.values).isEmpty)
        var state: UInt64 = 7
        for step in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            let key = Int(state >> 33) % 700
            switch state >> 60 {
            case 0...6:
                plain[key] = step
                divided[key] = step
            case 7...9:
                plain[key]? += 1
                divided[key]? += 1
            case 10:
                former = (divided, plain)
            default:
                plain[key] = nil
                divided[key] = nil
            }
            #expect(divided[key] == plain[key] && divided.isEmpty == plain.isEmpty)
        }
        for key in 0..<700 {
            #expect(divided[key] == plain[key])
            if let former { #expect(former.0[key] == former.1[key]) }
        }
        #expect(divided.values.sorted() == plain.values.sorted())
        for key in 0..<700 { divided[key] = nil }
        #expect(divided.isEmpty)
    }
}
