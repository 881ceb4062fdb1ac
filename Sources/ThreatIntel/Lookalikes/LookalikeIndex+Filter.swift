extension LookalikeIndex {
    /// Whether a host may imitate a protected name: rarely wrong when it says so, never when it does not. O(n), and
    /// allocates nothing.
    ///
    /// - Parameter host: In ASCII, lower case.
    func mayImitate(_ host: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        // The label before: where it begins, and its hash.
        var before: (start: Int, hash: UInt64)?
        while start < host.count {
            var end = start
            while end < host.count, host[end] != UInt8(ascii: ".") { end += 1 }
            let label = UnsafeBufferPointer(rebasing: host[start..<end])
            if mayImitate(label: label) { return true }
            let hash = hash(label)
            if let before {
                let both = UnsafeBufferPointer(rebasing: host[before.start..<end])
                // A name cut in two by a dot, and a whole domain in front of another's.
                if filter.mayHold(before.hash &* power(label.count) &+ hash, .near) { return true }
                if end < host.count, filter.mayHold(self.hash(both), .domain) { return true }
            }
            before = (start, hash)
            start = end + 1
        }
        return false
    }

    private func mayImitate(label: UnsafeBufferPointer<UInt8>) -> Bool {
        guard label.count > 1, label.count <= 63 else { return false }
        if label.count > 4, label[0] == UInt8(ascii: "x"), label[1] == UInt8(ascii: "n"), label[2] == UInt8(ascii: "-"),
            label[3] == UInt8(ascii: "-")
        {
            return true
        }
        if holdsBeginning(label) { return true }
        var fine: UInt64 = 0
        NameFold.fine(label) { fine = NameHash.append($0, to: fine) }
        if filter.mayHold(fine, .fine) { return true }
        guard label.count >= lengths.lowerBound - 1 else { return false }
        var hasHyphen = false
        var start = 0
        for index in 0...label.count where index == label.count || label[index] == UInt8(ascii: "-") {
            if index < label.count { hasHyphen = true }
            if mayBeNear(UnsafeBufferPointer(rebasing: label[start..<index])) { return true }
            start = index + 1
        }
        guard hasHyphen else { return false }
        var joined: UInt64 = 0
        for byte in label where byte != UInt8(ascii: "-") { joined = NameHash.append(byte, to: joined) }
        return filter.mayHold(joined, .near) || mayBeNear(label)
    }

    /// Whether a label without hyphens is, or may be by one slip or one of its folds, a protected name.
    private func mayBeNear(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
        // "es" is the longest that is put in; pairs of letters fold into one, any number of times.
        guard label.count >= lengths.lowerBound - 1, label.count <= 2 * lengths.upperBound else { return false }
        var coarse: UInt64 = 0
        NameFold.coarse(label) { coarse = NameHash.append($0, to: coarse) }
        if filter.mayHold(coarse, .coarse) { return true }
        var twinned: UInt64 = 0
        NameFold.twinned(label) { twinned = NameHash.append($0, to: twinned) }
        if filter.mayHold(twinned, .coarse) { return true }
        var spoken: UInt64 = 0
        NameFold.pinyin(label) { spoken = NameHash.append($0, to: spoken) }
        if filter.mayHold(spoken, .pinyin) { return true }
        guard label.count <= lengths.upperBound + 2 else { return false }
        let whole = hash(label)
        if filter.mayHold(whole, .near) { return true }
        // From the end: what stands behind a letter, and what the letter weighs.
        var behind: UInt64 = 0
        var weight: UInt64 = 1
        for index in stride(from: label.count - 1, through: 0, by: -1) {
            let own = (UInt64(label[index]) &+ 1) &* weight
            let without = (whole &- own &- behind) &* NameHash.inverse &+ behind
            if filter.mayHold(without, .near) { return true }
            // A plural in the middle takes two letters.
            if index > 0, label[index] == UInt8(ascii: "s"), label[index - 1] == UInt8(ascii: "e") {
                let two = own &+ (UInt64(label[index - 1]) &+ 1) &* weight &* NameHash.base
                let short = (whole &- two &- behind) &* NameHash.inverse &* NameHash.inverse &+ behind
                if filter.mayHold(short, .near) { return true }
            }
            behind = behind &+ own
            weight = weight &* NameHash.base
        }
        return false
    }

    private func holdsBeginning(_ label: UnsafeBufferPointer<UInt8>) -> Bool {
        guard label.count >= Self.shortest else { return false }
        var window: UInt64 = 0
        let oldest = power(Self.shortest)
        for index in 0..<label.count {
            window = NameHash.append(NameFold.digitTwin(label[index]), to: window)
            if index >= Self.shortest {
                window = window &- (UInt64(NameFold.digitTwin(label[index - Self.shortest])) &+ 1) &* oldest
            }
            if index >= Self.shortest - 1, filter.mayHold(window, .beginning) { return true }
        }
        return false
    }

    @inline(__always)
    private func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0
        for byte in bytes { hash = NameHash.append(byte, to: hash) }
        return hash
    }

    @inline(__always)
    private func power(_ exponent: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<exponent { power = power &* NameHash.base }
        return power
    }
}
