/// The host of a Safe Browsing URL, unescaped.
struct SafeBrowsingHost {
    let bytes: [UInt8]
    let isAddress: Bool

    /// Takes the host out of "user:password@host:port".
    init?(authority: ArraySlice<UInt8>) {
        let hostStart = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex
        var host = authority[hostStart...]
        if let colon = portSeparator(host) { host = host[..<colon] }
        if host.first == UInt8(ascii: "[") {
            guard host.last == UInt8(ascii: "]") else { return nil }
            self.init(literal: host)
            return
        }
        let name = SafeBrowsingHost.singleDotted(host)
        guard !name.isEmpty else { return nil }
        var output: [UInt8] = []
        if let address = SafeBrowsingHost.ipv4(name[...]) {
            IPv4.serialize(address, into: &output)
            self.init(bytes: output, isAddress: true)
        } else {
            self.init(bytes: SafeBrowsingHost.asciiForm(name), isAddress: false)
        }
    }

    private init(bytes: [UInt8], isAddress: Bool) {
        self.bytes = bytes
        self.isAddress = isAddress
    }

    /// An IPv6 address; one that wraps an IPv4 address (::ffff:0:0/96, 64:ff9b::/96) becomes that.
    private init?(literal: ArraySlice<UInt8>) {
        var diagnostics = Diagnostics.off
        guard let address = try? IPv6.parse(literal.dropFirst().dropLast(), diagnostics: &diagnostics) else {
            return nil
        }
        var output: [UInt8] = []
        switch address >> 32 {
        case 0xFFFF, 0x0064_FF9B << 64: IPv4.serialize(UInt32(truncatingIfNeeded: address), into: &output)
        default: IPv6.serialize(address, into: &output)
        }
        self.init(bytes: output, isAddress: true)
    }

    /// Without leading and trailing dots, and with runs of dots made one.
    private static func singleDotted(_ host: ArraySlice<UInt8>) -> [UInt8] {
        Array(host.split(separator: UInt8(ascii: ".")).joined(separator: [UInt8(ascii: ".")]))
    }

    private static func asciiForm(_ name: [UInt8]) -> [UInt8] {
        if !name.allSatisfy({ $0 < 0x80 }), let text = String(validating: name, as: UTF8.self),
            let ascii = IDNA.toASCII(Array(text.unicodeScalars), strict: false)
        {
            return ascii
        }
        return name.map(\.asciiLowercased)
    }

    /// One to four numbers, decimal, octal or hexadecimal, as inet_aton reads them: numbers too large for their place
    /// lose the upper bits. In names of at most 15 bytes what follows a space is ignored, as Windows does.
    private static func ipv4(_ host: ArraySlice<UInt8>) -> UInt32? {
        let text = host.count > 15 ? host : host.prefix { $0 != UInt8(ascii: " ") }
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 4 else { return nil }
        var address: UInt64 = 0
        for (index, part) in parts.enumerated() {
            guard let number = number(part) else { return nil }
            let bits = index == parts.count - 1 ? 8 * (4 - index) : 8
            address = address << UInt64(bits) | number & (1 << UInt64(bits) - 1)
        }
        return UInt32(truncatingIfNeeded: address)
    }

    /// A number of at most 32 bits.
    private static func number(_ text: ArraySlice<UInt8>) -> UInt64? {
        guard let first = text.first else { return nil }
        var digits = text
        var radix: UInt64 = 10
        if first == UInt8(ascii: "0"), text.count > 1 {
            radix = 8
            digits = digits.dropFirst()
            if digits.first.map({ $0 | 0x20 }) == UInt8(ascii: "x") {
                radix = 16
                digits = digits.dropFirst()
            }
        }
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard let digitValue = digit.hexDigitValue, digitValue < radix else { return nil }
            value = value * radix + UInt64(digitValue)
            if value > UInt64(UInt32.max) { return nil }
        }
        return value
    }
}
