extension WebURL {
    /// A normal form under which spellings of one address are equal; block lists and the shelf compare by it.
    ///
    /// Beyond what parsing does (case of scheme and host, default ports, dot segments): credentials, the fragment, an
    /// empty query and the host's trailing dots are left out; percent-encoded unreserved bytes (RFC 3986, section
    /// 6.2.2.2) are decoded, the other escapes put in upper case, and a bare "%" is escaped. The key of a key is itself. O(n).
    public var equalityKey: String {
        withUTF8Href { bytes in
            var output: [UInt8] = []
            output.reserveCapacity(bytes.count)
            output.append(contentsOf: bytes[...Int(structure.schemeEnd)])
            if structure.host != .none {
                let host = Array(bytes[hostRange])[...]
                output.append(contentsOf: "//".utf8)
                output.append(contentsOf: structure.host == .domain ? withoutTrailingDots(host) : host)
            }
            let authorityEnd = Int(structure.host == .none ? structure.schemeEnd + 1 : structure.hostEnd)
            // The port, or the "/." before a path that begins with "//".
            output.append(contentsOf: bytes[authorityEnd..<Int(structure.pathStart)])
            // In file URLs a decoded letter could make a drive letter.
            let decodes = structure.scheme != .file
            output.append(normalizingEscapesOf: bytes[pathRange], decodingUnreserved: decodes)
            if let query = queryRange, !query.isEmpty {
                output.append(UInt8(ascii: "?"))
                output.append(normalizingEscapesOf: bytes[query], decodingUnreserved: decodes)
            }
            return String(decoding: output, as: UTF8.self)
        }
    }

    /// The dots stay where the name would become a number without them, and so another host: "0x7f..".
    private func withoutTrailingDots(_ host: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let end = host.lastIndex(where: { $0 != UInt8(ascii: ".") }) else { return host }
        let name = host[...end]
        return IPv4.endsInNumber(name) ? host : name
    }
}

extension [UInt8] {
    fileprivate mutating func append(
        normalizingEscapesOf bytes: Slice<UnsafeBufferPointer<UInt8>>, decodingUnreserved decodes: Bool
    ) {
        let text = Array(bytes)
        var index = 0
        while index < text.count {
            if let byte = PercentEncoding.decodedByte(text[...], at: index) {
                if decodes, byte.isUnreserved { append(byte) } else { appendPercentEncoded(byte) }
                index += 3
                continue
            }
            // A bare "%" must not begin an escape together with what is decoded after it.
            if text[index] == UInt8(ascii: "%") { appendPercentEncoded(text[index]) } else { append(text[index]) }
            index += 1
        }
    }
}

extension UInt8 {
    /// RFC 3986, section 2.3.
    fileprivate var isUnreserved: Bool {
        isASCIIAlphanumeric || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") || self == UInt8(ascii: "_")
            || self == UInt8(ascii: "~")
    }
}
