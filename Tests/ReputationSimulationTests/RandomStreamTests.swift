import Testing

@testable import ReputationSimulation

@Suite struct RandomStreamTests {
    @Test(arguments: [0.01, 0.7, 5, 29, 31, 400, 50_000])
    func poissonNumbersHaveTheirMeanAndVariance(_ mean: Double) {
        var numbers = RandomStream(seed: 5, 1)
        let (average, variance) = moments((0..<20_000).map { _ in Double(numbers.poisson(mean)) })
        #expect(abs(average - mean) < 5 * (mean / 20_000).squareRoot())
        #expect(abs(variance / mean - 1) < 0.25)
    }

    @Test(arguments: [1, 40, 2_000], [0.0003, 0.02, 0.5, 0.9])
    func binomialNumbersHaveTheirMeanAndVariance(_ count: Int, _ share: Double) {
        var numbers = RandomStream(seed: 6, 1)
        let draws = (0..<20_000).map { _ in Double(numbers.binomial(count, share)) }
        let (average, variance) = moments(draws)
        let expected = Double(count) * share * (1 - share)
        #expect(abs(average - Double(count) * share) < 5 * (expected / 20_000).squareRoot() + 1e-9)
        #expect(abs(variance - expected) < 0.15 * expected + 0.001)
        #expect(draws.allSatisfy { $0 >= 0 && $0 <= Double(count) })
    }

    @Test func edges() {
        var numbers = RandomStream(seed: 7)
        #expect(numbers.binomial(10, 1) == 10)
        #expect(numbers.binomial(10, 0) == 0)
        #expect(numbers.poisson(0) == 0)
        #expect(numbers.value(in: 3...3) == 3)
    }

    private func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
    }
}
