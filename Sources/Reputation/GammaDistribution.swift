#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A gamma distribution by shape and rate: what is believed of a rate after counting.
///
/// The incomplete gamma function is computed as in NIST's Digital Library of Mathematical Functions, §8.7.1 (series)
/// and §8.9.2 (continued fraction). Its leading factor is written with the deviance x/a − 1 − ln(x/a), which keeps its
/// digits where shape and argument are large and close together.
public struct GammaDistribution: Hashable, Sendable {
    /// Above 0.
    public var shape: Double
    /// Above 0; the inverse of the scale.
    public var rate: Double

    public init(shape: Double, rate: Double) {
        self.shape = shape
        self.rate = rate
    }

    public var mean: Double { shape / rate }

    /// The probability of a value above `value`. O(√shape).
    public func probability(above value: Double) -> Double {
        regularizedUpperGamma(shape, value * rate)
    }

    /// The value that `probability` of the distribution lies below; 0 for 0 and less, infinite for 1 and more.
    ///
    /// Found by halving, to 12 digits.
    public func quantile(_ probability: Double) -> Double {
        guard probability > 0 else { return 0 }
        guard probability < 1 else { return .infinity }
        var high = max(shape, 1)
        while regularizedUpperGamma(shape, high) > 1 - probability { high *= 2 }
        var low = high
        // Small shapes put much of their weight next to zero, so the halving goes by the logarithm.
        while low > 1e-300, regularizedUpperGamma(shape, low) < 1 - probability { low /= 16 }
        while high - low > 1e-12 * high {
            let middle = (low * high).squareRoot()
            guard middle > low, middle < high else { break }
            if regularizedUpperGamma(shape, middle) > 1 - probability { low = middle } else { high = middle }
        }
        return high / rate
    }
}

/// ln Γ(x) for x > 0, to about 15 digits: Stirling's series (DLMF 5.11.1), reached by the recurrence.
func logGamma(_ x: Double) -> Double {
    var x = x
    var product = 1.0
    var shift = 0.0
    while x < 15 {
        product *= x
        // Far below the overflow of the product of at most 15 factors, far above its underflow.
        if product < 1e-280 {
            shift += log(product)
            product = 1
        }
        x += 1
    }
    return (x - 0.5) * log(x) - x + 0.5 * log(2 * .pi) + stirlingRemainder(x) - log(product) - shift
}

/// ln Γ(x) less Stirling's leading terms, for x ≥ 10.
private func stirlingRemainder(_ x: Double) -> Double {
    let inverse = 1 / x
    let square = inverse * inverse
    return inverse
        * (1 / 12.0
            - square
            * (1 / 360.0
                - square * (1 / 1260.0 - square * (1 / 1680.0 - square * (1 / 1188.0 - square * 691 / 360_360.0)))))
}

/// Q(a, x) = Γ(a, x) / Γ(a), for a > 0: 1 for x ≤ 0.
func regularizedUpperGamma(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x < .infinity else { return 0 }
    let factor = leadingFactor(a, x)
    if x < a + 1 {
        var term = 1.0
        var sum = 1.0
        var index = a
        repeat {
            index += 1
            term *= x / index
            sum += term
        } while term > sum * 1e-17
        return max(0, 1 - factor * sum)
    }
    return min(1, factor * a * upperFraction(a, x))
}

/// The continued fraction for Γ(a, x) e^x x^(−a), by Lentz's method.
private func upperFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / (abs(b) < tiny ? tiny : b)
    var value = d
    var index = 1.0
    while index < 1e6 {
        let numerator = -index * (index - a)
        b += 2
        d = numerator * d + b
        d = 1 / (abs(d) < tiny ? tiny : d)
        c = b + numerator / c
        if abs(c) < tiny { c = tiny }
        value *= c * d
        if abs(c * d - 1) < 1e-16 { break }
        index += 1
    }
    return value
}

/// x^a e^(−x) / Γ(a + 1).
private func leadingFactor(_ a: Double, _ x: Double) -> Double {
    guard a >= 10 else { return exp(a * log(x) - x - logGamma(a + 1)) }
    return exp(-a * deviance((x - a) / a) - stirlingRemainder(a)) / (2 * .pi * a).squareRoot()
}

/// d − ln(1 + d), without loss of digits near 0.
private func deviance(_ d: Double) -> Double {
    guard abs(d) < 0.1 else { return d - log1p(d) }
    var power = d * d
    var sum = 0.0
    var index = 2.0
    while true {
        let term = power / index
        sum += term
        if abs(term) < 1e-18 * abs(sum) || term == 0 { return sum }
        power *= -d
        index += 1
    }
}
