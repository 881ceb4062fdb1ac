import Testing

@testable import Reputation

@Suite struct GammaTests {
    @Test(arguments: gammaTable.split(separator: "\n").map(String.init))
    func agreesWithTheTable(_ line: String) throws {
        let words = line.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Double($0) }
        switch words[0] {
        case "lgamma":
            let found = logGamma(numbers[0])
            #expect(abs(found - numbers[1]) <= 1e-13 * max(1, abs(numbers[1])))
        case "upper":
            let found = regularizedUpperGamma(numbers[0], numbers[1])
            // What is next to 1 is the complement of something small: its digits are those of the complement.
            #expect(abs(found - numbers[2]) <= 1e-11 * numbers[2] + 1e-15)
        case "quantile":
            let found = GammaDistribution(shape: numbers[0], rate: 2).quantile(numbers[1])
            #expect(abs(found * 2 - numbers[2]) <= 1e-9 * numbers[2])
        default: Issue.record("no such function")
        }
    }

    @Test func stepsOverTheEdges() {
        #expect(regularizedUpperGamma(3, 0) == 1)
        #expect(regularizedUpperGamma(3, -1) == 1)
        #expect(regularizedUpperGamma(3, .infinity) == 0)
        #expect(GammaDistribution(shape: 2, rate: 1).quantile(0) == 0)
        #expect(GammaDistribution(shape: 2, rate: 1).quantile(1) == .infinity)
    }

    @Test(arguments: [0.02, 0.5, 1, 9.9, 10.1, 80, 4_000])
    func fallsWithTheArgument(_ shape: Double) {
        var last = 1.0
        for step in 1...300 {
            let value = regularizedUpperGamma(shape, shape * Double(step) / 100)
            #expect(value <= last + 1e-15 && value >= 0)
            last = value
        }
    }
}
