/// Unicode IDNA Compatibility Processing (UTS 46, revision 35, Unicode 17), nontransitional, with CheckBidi and
/// CheckJoiners, as the URL Standard asks in its section 3.3 "IDNA".
enum IDNA {
    /// Domains of more code points than this are refused. The DNS carries 253 bytes; without a limit a megabyte of a
    /// host would keep a processor busy for a third of a second.
    static let maximumLength = 16_384

    /// Section 4.2 "ToASCII". O(n log n).
    ///
    /// - Parameter strict: CheckHyphens, UseSTD3ASCIIRules and VerifyDnsLength.
    /// - Returns: The domain in lower case, or `nil` for failure.
    static func toASCII(_ domain: [Unicode.Scalar], strict: Bool) -> [UInt8]? {
        guard domain.count <= maximumLength else { return nil }
        var isValid = true
        let labels = process(domain, strict: strict, isValid: &isValid)
        guard isValid else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(domain.count + 8)
        for (index, label) in labels.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ".")) }
            let start = output.count
            if label.allSatisfy(\.isASCII) {
                for scalar in label { output.append(UInt8(truncatingIfNeeded: scalar.value)) }
            } else {
                output.append(contentsOf: "xn--".utf8)
                Punycode.encode(label, into: &output)
            }
            // The last label may be empty: the root.
            if strict, output.count - start > 63 || (label.isEmpty && index < labels.count - 1) { return nil }
        }
        if strict {
            let length = output.last == UInt8(ascii: ".") ? output.count - 1 : output.count
            guard (1...253).contains(length) else { return nil }
        }
        return output
    }

    /// Section 4.3 "ToUnicode" of a host in ASCII, by the URL Standard's "domain to Unicode".
    ///
    /// - Returns: The labels, or `nil` when an error was recorded: the domain is then to be shown as it is.
    static func toUnicode(_ domain: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>]? {
        guard domain.count <= maximumLength else { return nil }
        var isValid = true
        let labels = process(domain, strict: false, isValid: &isValid)
        return isValid ? labels : nil
    }

    /// Section 4 "Processing": labels in Unicode. `isValid` becomes false when an error is recorded.
    private static func process(
        _ domain: [Unicode.Scalar], strict: Bool, isValid: inout Bool
    ) -> [ArraySlice<Unicode.Scalar>] {
        let normalized = Normalization.nfc(map(domain))
        var labels = normalized.split(separator: ".", omittingEmptySubsequences: false)
        for (index, label) in labels.enumerated() {
            if label.starts(with: acePrefix) {
                guard let decoded = Punycode.decode(label.dropFirst(acePrefix.count)),
                    !decoded.allSatisfy(\.isASCII), Normalization.nfc(decoded) == decoded
                else {
                    isValid = false
                    continue
                }
                labels[index] = decoded[...]
            }
            // A mapped label in ASCII meets all but the strict criteria.
            if strict || !labels[index].allSatisfy(\.isASCII) {
                isValid = isValid && LabelValidity.check(labels[index], strict: strict)
            }
        }
        if isValid, labels.contains(where: BidiRule.containsRightToLeft) {
            isValid = labels.allSatisfy(BidiRule.isSatisfied)
        }
        return labels
    }

    private static let acePrefix: [Unicode.Scalar] = ["x", "n", "-", "-"]

    /// Section 4, step 1 "Map".
    private static func map(_ domain: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var mapped: [Unicode.Scalar] = []
        mapped.reserveCapacity(domain.count)
        for scalar in domain {
            switch IDNATable.status(scalar) {
            // Disallowed code points stay here and are refused by the validity criteria.
            case .valid, .disallowed: mapped.append(scalar)
            case .ignored: break
            case .mapped(let target): mapped.append(target)
            case .replaced(let range):
                for value in IDNATable.pool[range] { mapped.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
            }
        }
        return mapped
    }
}

extension IDNATable {
    enum Status {
        case valid
        case ignored
        case disallowed
        case mapped(Unicode.Scalar)
        /// To these entries of ``IDNATable/pool``.
        case replaced(Range<Int>)
    }

    static func status(_ scalar: Unicode.Scalar) -> Status {
        let code = scalar.value
        if code < 0x80 {
            return (0x41...0x5A).contains(code) ? .mapped(Unicode.Scalar(UInt8(code | 0x20))) : .valid
        }
        let page = Int(code >> 8)
        let candidates =
            page + 1 < pages.count ? Int(pages[page])...Int(pages[page + 1]) : 0...starts.count - 1
        let index = RangeTable.index(starts, candidates, of: code) { $0 & 0xFF_FFFF }
        switch starts[index] >> 24 {
        case 0: return .valid
        case 1: return .ignored
        case 3: return Unicode.Scalar(code &+ values[index]).map(Status.mapped) ?? .disallowed
        case 4:
            let start = Int(values[index] >> 8)
            return .replaced(start..<start + Int(values[index] & 0xFF))
        default: return .disallowed
        }
    }
}
