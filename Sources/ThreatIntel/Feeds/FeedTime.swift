enum FeedTime {
    /// Reads "2026-07-06", "2026-07-06 00:40:29", "2026-07-06T00:40:29Z", with fractions and an offset such as "+00:00" or
    /// "UTC" behind; or seconds since 1970. Offsets other than that of UTC count as well. `nil` for anything else.
    static func seconds(_ text: String) -> UInt32? {
        let bytes = Array(text.utf8)
        if bytes.count >= 9, bytes.count <= 10, let number = UInt32(text) { return number }
        func number(_ range: Range<Int>) -> Int64? {
            guard range.upperBound <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[range] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), (1...12).contains(month),
            (1...31).contains(day), bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-")
        else { return nil }
        var seconds = days(year, month, day) * 86_400
        if bytes.count > 10 {
            guard bytes[10] == UInt8(ascii: " ") || bytes[10] | 0x20 == UInt8(ascii: "t"), let hour = number(11..<13),
                let minute = number(14..<16), hour < 24, minute < 60
            else { return nil }
            seconds += hour * 3600 + minute * 60 + (number(17..<19) ?? 0)
            if let sign = bytes[11...].lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }),
                let hours = number((sign + 1)..<(sign + 3))
            {
                let minutes = number((bytes.count - 2)..<bytes.count) ?? 0
                let offset = hours * 3600 + minutes * 60
                seconds += bytes[sign] == UInt8(ascii: "+") ? -offset : offset
            }
        }
        return UInt32(exactly: seconds)
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted from the first of March so that leap days come last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
