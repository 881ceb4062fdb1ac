import URLStandard

extension LookalikeIndex {
    /// Whether a host may imitate a protected name: rarely wrong when it says so, never when it does not. O(n), and
    /// allocates nothing.
    ///
    /// - Parameter host: In ASCII, lower case.
    func mayImitate(_ host: UnsafeBufferPointer<UInt8>) -> Bool {
        let isDotted = host.last == UInt8(ascii: ".")
        let host = isDotted ? UnsafeBufferPointer(rebasing: host.dropLast()) : host
        guard let start = firstSuspect(host) else { return false }
        // Whatever is a public suffix, as github.io is, belongs to no name in front of it.
        return !isOwned(host, from: start)
            && !publicSuffixes.contains(utf8: UnsafeBufferPointer(rebasing: host[start...]))
    }

    /// Where the first label begins that may imitate a name, alone or with the ones behind it. Allocates nothing.
    ///
    /// - Parameter host: Without a dot at its end.
    func firstSuspect(_ host: UnsafeBufferPointer<UInt8>) -> Int? {
        screen.letters.withUnsafeBufferPointer { letters in
            screen.windows.withUnsafeBufferPointer { windows in firstSuspect(host, letters, windows) }
        }
    }

    @inline(__always)
    private func firstSuspect(
        _ host: UnsafeBufferPointer<UInt8>, _ letters: UnsafeBufferPointer<UInt64>,
        _ windows: UnsafeBufferPointer<UInt64>
    ) -> Int? {
        // The last label is nobody's name.
        var end = host.count
        while end > 0, host[end - 1] != UInt8(ascii: ".") { end -= 1 }
        end -= 1
        // Where the labels before begin, the hash of the last one, and that of both with the dot between them.
        var first: Int?
        var before: (start: Int, hash: UInt64, both: UInt64)?
        var start = 0
        // Every other host begins with it, and it is nobody's name.
        if end > 4, host[0] == UInt8(ascii: "w"), host[1] == UInt8(ascii: "w"), host[2] == UInt8(ascii: "w"),
            host[3] == UInt8(ascii: ".")
        {
            before = (0, screen.www, 0)
            start = 4
        }
        while start < end {
            var pass = NameScreen.Pass()
            var index = start
            while index < end, host[index] != UInt8(ascii: ".") {
                pass.append(host[index], letters[Int(host[index])], windows)
                index += 1
            }
            let label = UnsafeBufferPointer(rebasing: host[start..<index])
            var both: UInt64 = 0
            if let before {
                let weight = screen.weight(label.count)
                // A name cut in two by a dot.
                if lengths.contains(index - before.start - 1),
                    filter.mayHold(before.hash &* weight &+ pass.hash, .whole)
                {
                    return before.start
                }
                // A whole domain in front of another's: "ebay.com", "ebay.co.uk".
                both = NameHash.append(UInt8(ascii: "."), to: before.hash) &* weight &+ pass.hash
                if index < end {
                    if filter.mayHold(both, .domain) { return before.start }
                    let all = NameHash.append(UInt8(ascii: "."), to: before.both) &* weight &+ pass.hash
                    if let first, filter.mayHold(all, .domain) { return first }
                }
            }
            if mayImitate(label, pass) { return start }
            first = before?.start
            before = (start, pass.hash, both)
            start = index + 1
        }
        return nil
    }

    /// Whether a host is a known domain's, or the part from `start` on, before which nothing may imitate a name, is.
    /// Allocates nothing.
    private func isOwned(_ host: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        var hash: UInt64 = 0
        for index in host.indices.reversed() {
            hash = NameHash.append(host[index], to: hash)
            guard index == 0 || host[index - 1] == UInt8(ascii: "."), filter.mayHold(hash, .owner),
                let domain = owners[hash], domain.count == host.count - index, domain.elementsEqual(host[index...])
            else { continue }
            if start >= index { return true }
            // The longest public suffix counts: "s3.amazonaws.com" has customers below it.
            for start in 0..<index where start == 0 || host[start - 1] == UInt8(ascii: ".") {
                if publicSuffixes.contains(utf8: UnsafeBufferPointer(rebasing: host[start...])) { return false }
            }
            return true
        }
        return false
    }

    private func mayImitate(_ label: UnsafeBufferPointer<UInt8>, _ pass: NameScreen.Pass) -> Bool {
        guard label.count > 1, label.count <= 63 else { return false }
        if label[0] == UInt8(ascii: "x"), label.starts(with: "xn--".utf8) { return true }
        if filter.mayHold(pass.form, .form), mayBeFolded(label) { return true }
        guard label.count >= lengths.lowerBound - 1 else { return false }
        if pass.holdsBeginning, holdsName(label) { return true }
        if screen.mayBeNear(label), isNear(label, pass.hash) { return true }
        return pass.holdsHyphen && mayBeHyphenated(label)
    }

    /// Whether a label may have a name's fold.
    private func mayBeFolded(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
        // A short name itself imitates nobody.
        if mayHold(label, .fine, NameFold.fine), label.count >= Self.shortest || !isShortName(label) { return true }
        // Pairs of letters fold into one, any number of times.
        guard label.count >= lengths.lowerBound - 1, label.count <= 2 * lengths.upperBound else { return false }
        return mayHold(label, .coarse, NameFold.coarse) || mayHold(label, .coarse, NameFold.twinned)
            || mayHold(label, .pinyin, NameFold.pinyin)
    }

    /// Whether a fold of a label may be in the filter.
    @inline(__always)
    func mayHold(
        _ label: UnsafeBufferPointer<UInt8>, _ kind: NameFilter.Kind,
        _ fold: (UnsafeBufferPointer<UInt8>, (UInt8) -> Void) -> Void
    ) -> Bool {
        var hash: UInt64 = 0
        fold(label) { hash = NameHash.append($0, to: hash) }
        return filter.mayHold(hash, kind)
    }

    private func isShortName(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
        shortNames.contains(Self.packed(label))
    }

    /// Whether a name, or one with a slip, stands between hyphens or is parted by them.
    private func mayBeHyphenated(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
        var joined: UInt64 = 0
        var start = 0
        for index in 0...label.count {
            if index < label.count, label[index] != UInt8(ascii: "-") {
                joined = NameHash.append(label[index], to: joined)
                continue
            }
            if mayBeNear(UnsafeBufferPointer(rebasing: label[start..<index])) { return true }
            start = index + 1
        }
        return filter.mayHold(joined, .whole)
    }

    /// Whether a label is, or may be by one slip, a protected name.
    private func mayBeNear(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
        label.count > 2 && label.count >= lengths.lowerBound - 1 && screen.mayBeNear(label)
            && isNear(label, NameHash.of(label))
    }

    /// Whether a label, or the label without one letter, is in the deletion neighbourhood of the names.
    ///
    /// - Parameter whole: The hash of the label.
    private func isNear(_ label: UnsafeBufferPointer<UInt8>, _ whole: UInt64) -> Bool {
        // "es" is the longest that is put in.
        guard label.count <= lengths.upperBound + 2 else { return false }
        if filter.mayHold(whole, .near) { return true }
        var before: UInt64 = 0
        for index in 0..<label.count {
            if filter.mayHold(screen.hash(label, whole, without: index..<index + 1, after: before), .near) {
                return true
            }
            // A plural in the middle takes two letters.
            if label[index] == UInt8(ascii: "e"), index + 1 < label.count, label[index + 1] == UInt8(ascii: "s"),
                filter.mayHold(screen.hash(label, whole, without: index..<index + 2, after: before), .whole)
            {
                return true
            }
            before = NameHash.append(label[index], to: before)
        }
        return false
    }

    /// Whether a whole name stands in a longer label, with 0 as o and 1 as l.
    private func holdsName(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
        var window: UInt64 = 0
        for end in 0..<label.count {
            window = screen.window(window, appending: label[end])
            guard end > 3, screen.mayBegin(window), let names = screen.beginnings[window] else { continue }
            if names.contains(where: { self.names[$0].stands(in: label, at: end + 1 - Self.shortest) }) { return true }
        }
        return false
    }
}
