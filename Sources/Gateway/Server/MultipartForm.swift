/// The parts of a `multipart/form-data` body (RFC 7578; RFC 2046 §5.1.1), in their order.
struct MultipartForm: Sendable {
    struct Part: Sendable {
        /// As the form has it; browsers write `"`, CR and LF in it as `%22`, `%0D` and `%0A` (HTML Standard §4.10.21.8).
        var name: String
        /// Whether it is a file, whatever its name.
        var isFile: Bool
        var body: ArraySlice<UInt8>
    }

    /// Why a body is not a form's.
    enum Malformation: Error, Hashable, CustomStringConvertible {
        /// The media type has no boundary, or one that RFC 2046 does not allow.
        case noBoundary
        /// The first boundary is not at the beginning of a line.
        case noBeginning
        /// A boundary's line goes on.
        case badBoundaryLine
        /// The header of a part is too long or is no header.
        case badHeader
        /// A part has no `form-data` name.
        case noName
        case tooManyParts
        /// The last boundary is missing: the body was cut off.
        case noEnd

        var description: String {
            switch self {
            case .noBoundary: "its media type names no boundary"
            case .noBeginning: "no boundary stands at the beginning of a line"
            case .badBoundaryLine: "the line of a boundary goes on behind it"
            case .badHeader: "a part has a header that is too long, or none"
            case .noName: "a part has no name"
            case .tooManyParts: "it has more than \(MultipartForm.partLimit) parts"
            case .noEnd: "the last boundary is missing"
            }
        }
    }

    /// Parts a form may have.
    static let partLimit = 32
    /// Bytes of a part's header.
    static let headerLimit = 4_096

    let parts: [Part]

    /// O(bytes).
    init(_ bytes: [UInt8], boundary: String) throws(Malformation) {
        let dashes = Array("--\(boundary)".utf8)
        let delimiter = [0x0D, 0x0A] + dashes
        var rest = bytes[...]
        // What stands before the first boundary is for readers without MIME.
        if rest.starts(with: dashes) {
            rest = rest.dropFirst(dashes.count)
        } else if let first = rest.position(of: delimiter) {
            rest = rest[(first + delimiter.count)...]
        } else {
            throw .noBeginning
        }
        var parts: [Part] = []
        while !rest.starts(with: [0x2D, 0x2D]) {
            guard parts.count < Self.partLimit else { throw .tooManyParts }
            rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
            guard rest.starts(with: [0x0D, 0x0A]) else { throw .badBoundaryLine }
            guard let end = rest.prefix(Self.headerLimit).position(of: [0x0D, 0x0A, 0x0D, 0x0A]) else {
                throw .badHeader
            }
            guard let header = String(validating: rest[rest.startIndex..<end], as: UTF8.self) else { throw .badHeader }
            let body = rest[(end + 4)...]
            // A part without a byte ends right behind its header, whose end is then the line break of the boundary, too.
            guard let close = rest[(end + 2)...].position(of: delimiter) else { throw .noEnd }
            let (name, isFile) = try Self.disposition(header)
            parts.append(Part(name: name, isFile: isFile, body: body.startIndex < close ? body[..<close] : []))
            rest = rest[(close + delimiter.count)...]
        }
        self.parts = parts
    }

    /// The text of the first field of this name; `nil` where there is none, or it is not UTF-8.
    func text(_ name: String) -> String? {
        parts.first { $0.name == name && !$0.isFile }.flatMap { String(validating: $0.body, as: UTF8.self) }
    }

    /// The files under this name. A browser sends one without a byte where none was chosen.
    func files(_ name: String) -> [[UInt8]] {
        parts.filter { $0.name == name && $0.isFile && !$0.body.isEmpty }.map { Array($0.body) }
    }

    /// The boundary that a media type names.
    static func boundary(of mediaType: String) throws(Malformation) -> String {
        let found = parameters(of: mediaType).first { $0.name == "boundary" }?.value
        // RFC 2046 §5.1.1: 1 to 70 of these, and no space at the end.
        guard let found, (1...70).contains(found.utf8.count), found.last != " ",
            found.utf8.allSatisfy({ byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "'()+_,-./:=? ".utf8.contains(byte)
                }
            })
        else { throw .noBoundary }
        return found
    }

    /// The name in `Content-Disposition` (RFC 7578 §4.2), and whether a file's name stands beside it.
    private static func disposition(_ header: String) throws(Malformation) -> (name: String, isFile: Bool) {
        for line in header.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw .badHeader }
            guard line[..<colon].lowercased() == "content-disposition" else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            guard value.lowercased().hasPrefix("form-data") else { throw .noName }
            let found = parameters(of: String(value))
            guard let name = found.first(where: { $0.name == "name" })?.value else { throw .noName }
            return (name, found.contains { $0.name == "filename" || $0.name == "filename*" })
        }
        throw .noName
    }

    /// The parameters behind the first `;` (RFC 9110 §5.6.6). In quotes a backslash keeps the sign behind it only before
    /// a quotation mark or another backslash: browsers write the paths of files with single ones.
    private static func parameters(of value: String) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        var rest = value.unicodeScalars.drop { $0 != ";" }
        while rest.popFirst() != nil {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest[name.endIndex...]
            guard rest.first == "=" else {
                rest = rest.drop { $0 != ";" }
                continue
            }
            rest = rest.dropFirst()
            var text = String.UnicodeScalarView()
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let scalar = rest.popFirst(), scalar != "\"" {
                    if scalar == "\\", let next = rest.first, next == "\"" || next == "\\" {
                        text.append(next)
                        rest = rest.dropFirst()
                    } else {
                        text.append(scalar)
                    }
                }
            } else {
                let word = rest.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
                text.append(contentsOf: word)
                rest = rest[word.endIndex...]
            }
            found.append((String(name).lowercased(), String(text)))
            rest = rest.drop { $0 != ";" }
        }
        return found
    }
}

extension ArraySlice<UInt8> {
    /// Where `needle`, which is not empty, begins for the first time. O(count) where its first byte is rare.
    fileprivate func position(of needle: [UInt8]) -> Int? {
        guard count >= needle.count else { return nil }
        return withUnsafeBufferPointer { bytes in
            var start = 0
            while let found = bytes[start...].firstIndex(of: needle[0]), found + needle.count <= bytes.count {
                if bytes[found..<(found + needle.count)].elementsEqual(needle) { return found + startIndex }
                start = found + 1
            }
            return nil
        }
    }
}
