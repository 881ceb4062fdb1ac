extension URLParser {
    /// State "file"; `output` holds "file:".
    mutating func parseFile(_ start: Int) throws(URLParseError) {
        if byte(start)?.isSlash == true {
            reportReverseSolidus(at: start)
            try parseFileSlash(start + 1)
        } else if let base = fileBase {
            if startsWithDriveLetter(start) {
                diagnostics.report(.fileInvalidWindowsDriveLetter, at: start)
                replaceOutput(with: base, upTo: .authority)
                parsePath(start)
            } else {
                output.removeAll(keepingCapacity: true)
                parseReference(start, to: base)
            }
        } else {
            beginEmptyHost()
            parsePath(start)
        }
    }

    /// State "file slash".
    private mutating func parseFileSlash(_ start: Int) throws(URLParseError) {
        if byte(start)?.isSlash == true {
            reportReverseSolidus(at: start)
            try parseFileHost(start + 1)
            return
        }
        if let base = fileBase {
            replaceOutput(with: base, upTo: .authority)
            if !startsWithDriveLetter(start), let drive = driveLetterSegment(of: base) {
                output.append(contentsOf: drive)
            }
        } else {
            beginEmptyHost()
        }
        parsePath(start)
    }

    /// States "file host" and "path start".
    private mutating func parseFileHost(_ start: Int) throws(URLParseError) {
        var end = start
        while let byte = byte(end), !byte.isSlash, byte != UInt8(ascii: "?"), byte != UInt8(ascii: "#") { end += 1 }
        beginEmptyHost()
        let host = input[start..<end]
        if DriveLetter.matches(host) {
            diagnostics.report(.fileInvalidWindowsDriveLetterHost, at: start)
            parsePath(start)
            return
        }
        if !host.isEmpty {
            let hostStart = output.count
            structure.host = try HostParser.parse(
                host, isOpaque: false, into: &output, diagnostics: &diagnostics)
            if output[hostStart...].elementsEqual("localhost".utf8) {
                output.removeSubrange(hostStart...)
                structure.host = .empty
            }
            structure.hostEnd = UInt32(output.count)
            structure.pathStart = UInt32(output.count)
        }
        parsePathStart(end)
    }

    private var fileBase: WebURL? {
        base?.structure.scheme == .file ? base : nil
    }

    private mutating func beginEmptyHost() {
        output.append(UInt8(ascii: "/"))
        output.append(UInt8(ascii: "/"))
        beginPathWithoutHost()
        structure.host = .empty
    }

    private mutating func replaceOutput(with base: WebURL, upTo part: BasePart) {
        output.removeAll(keepingCapacity: true)
        copy(base, upTo: part)
    }

    /// Whether the rest of the input "starts with a Windows drive letter" (section 4.2).
    private func startsWithDriveLetter(_ start: Int) -> Bool {
        guard input.count - start >= 2, DriveLetter.matches(input[start..<(start + 2)]) else { return false }
        guard let third = byte(start + 2) else { return true }
        return third.isSlash || third == UInt8(ascii: "?") || third == UInt8(ascii: "#")
    }

    /// "/C:" when that is the first segment of the base's path.
    private func driveLetterSegment(of base: WebURL) -> [UInt8]? {
        let path = Array(base.path.utf8)
        guard path.count >= 3, DriveLetter.isNormalized(path[1..<3]), path.count == 3 || path[3] == UInt8(ascii: "/")
        else { return nil }
        return Array(path[..<3])
    }
}

/// URL Standard, section 4.2: "Windows drive letter".
enum DriveLetter {
    static func matches(_ text: ArraySlice<UInt8>) -> Bool {
        isNormalized(text)
            || (text.count == 2 && text[text.startIndex].isASCIIAlpha && text.last == UInt8(ascii: "|"))
    }

    static func isNormalized(_ text: ArraySlice<UInt8>) -> Bool {
        text.count == 2 && text[text.startIndex].isASCIIAlpha && text.last == UInt8(ascii: ":")
    }
}
