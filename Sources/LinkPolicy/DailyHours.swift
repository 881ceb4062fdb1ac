/// A part of every day: from a minute, until before another; past midnight where the end is not after the beginning.
public struct DailyHours: Hashable, Sendable {
    /// Minutes since midnight, 0-1,439.
    public let from: Int
    /// Minutes since midnight, 0-1,439.
    public let until: Int
    /// Minutes east of UTC, -720 to 840.
    public let offset: Int

    /// `nil` for minutes out of range, and for hours that begin when they end.
    public init?(from: Int, until: Int, offset: Int) {
        guard (0..<1_440).contains(from), (0..<1_440).contains(until), from != until, (-720...840).contains(offset)
        else { return nil }
        self.from = from
        self.until = until
        self.offset = offset
    }

    /// - Parameters:
    ///   - from: `HH:MM`.
    ///   - until: `HH:MM`.
    ///   - offset: `+HH:MM`, `-HH:MM` or `Z`.
    public init?(from: String, until: String, offset: String) {
        guard let from = Self.minutes(from[...]), let until = Self.minutes(until[...]),
            let offset = Self.offset(offset[...])
        else { return nil }
        self.init(from: from, until: until, offset: offset)
    }

    /// Whether `moment` (seconds since 1970) is within.
    public func contains(_ moment: Int64) -> Bool {
        let minute = minuteOfDay(moment)
        return from < until ? (from..<until).contains(minute) : minute >= from || minute < until
    }

    /// When the hours that hold `moment` end, in seconds since 1970.
    public func end(after moment: Int64) -> Int64 {
        let left = (until - minuteOfDay(moment) + 1_440) % 1_440
        return (moment / 60 + Int64(left == 0 ? 1_440 : left)) * 60
    }

    /// `22:00`, for one of the two ends.
    public static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return two(minutes / 60) + ":" + two(minutes % 60)
    }

    /// `+08:00`.
    public var offsetText: String { (offset < 0 ? "-" : "+") + Self.clock(abs(offset)) }

    private func minuteOfDay(_ moment: Int64) -> Int {
        let minutes = (moment / 60 + Int64(offset)) % 1_440
        return Int(minutes < 0 ? minutes + 1_440 : minutes)
    }

    static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(isDigit) }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
        else { return nil }
        return hours * 60 + minutes
    }

    /// Minutes east of UTC.
    static func offset(_ text: Substring) -> Int? {
        if text == "Z" { return 0 }
        guard let sign = text.first, sign == "+" || sign == "-", let minutes = minutes(text.dropFirst()) else {
            return nil
        }
        return sign == "-" ? -minutes : minutes
    }
}

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
