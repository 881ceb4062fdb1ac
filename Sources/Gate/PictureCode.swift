import LinkRecognition
import URLStandard

/// A code that was read in one of a message's pictures.
public struct PictureCode: Hashable, Sendable {
    /// A place in a picture, in pixels from its top left. It may lie outside when a code is cut off.
    public struct Point: Hashable, Sendable {
        public var x: Int
        public var y: Int

        public init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    /// Which of the message's pictures, from 0.
    public var picture: Int
    /// What it says.
    public var text: String
    /// Its four corners, beginning at its own top left, clockwise as it is to be read.
    public var corners: [Point]

    public init(picture: Int, text: String, corners: [Point]) {
        self.picture = picture
        self.text = text
        self.corners = corners
    }

    /// The links in what the code says.
    ///
    /// A scanner opens an address to its last character, where a reader of text would end it at a bracket or a full-width
    /// comma; so a code that is one address without white space is taken whole. A web address has the form
    /// ``LinkRecognition/LinkForm/qr``. Every other form stays: what may not be paid from a text may not be paid from a
    /// picture of it.
    func findings(_ finder: LinkFinder) -> [Finding] {
        var findings = finder.findings(in: text)
        if let whole { findings = [merge(whole, findings)] }
        for index in findings.indices where findings[index].form == .web { findings[index].form = .qr }
        return findings
    }

    /// The range of the code's only word, when that is an address with a scheme that leads to a server.
    private var whole: Range<Int>? {
        let bytes = Array(text.utf8)
        func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
        guard let start = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return nil }
        let word = bytes[start...last]
        guard !word.contains(where: isSpace), let url = try? WebURL(String(decoding: word, as: UTF8.self)),
            ["http", "https"].contains(url.scheme)
        else { return nil }
        return start..<last + 1
    }

    private func merge(_ whole: Range<Int>, _ findings: [Finding]) -> Finding {
        let bytes = Array(text.utf8)[whole]
        let address = String(decoding: bytes, as: UTF8.self)
        guard var finding = findings.first, finding.range.lowerBound == whole.lowerBound else {
            return Finding(range: whole, form: .web, address: address)
        }
        finding.range = whole
        finding.address = address
        return finding
    }
}
