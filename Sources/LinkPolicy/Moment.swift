/// Reads `2021-09-17T00:00:00+08:00` (RFC 3339 §5.6, seconds optional, no fractions) or `2021-09-17`, which is midnight
/// in UTC.
///
/// - Returns: Seconds since 1970; `nil` for any other text and for days that no calendar has.
public func moment(_ text: String) -> Int64? {
    let date = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
    guard date.count == 3, zip(date, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy(isDigit) }),
        let year = Int64(date[0]), let month = Int64(date[1]), let day = Int64(date[2]),
        year >= 1970, (1...12).contains(month), day >= 1, day <= days(in: month, of: year)
    else { return nil }
    let midnight = daysFromCivil(year, month, day) * 86_400
    let rest = text.dropFirst(10)
    if rest.isEmpty { return midnight }
    guard rest.first == "T" else { return nil }
    let zone = rest.firstIndex { $0 == "+" || $0 == "-" || $0 == "Z" } ?? rest.endIndex
    var clock = rest[rest.index(after: rest.startIndex)..<zone]
    var seconds: Int64 = 0
    if clock.utf8.count == 8 {
        let tail = clock.suffix(3)
        guard tail.first == ":", tail.dropFirst().utf8.allSatisfy(isDigit), let value = Int64(tail.dropFirst()),
            value < 60
        else { return nil }
        seconds = value
        clock = clock.dropLast(3)
    }
    guard let minutes = DailyHours.minutes(clock), let offset = DailyHours.offset(rest[zone...]) else { return nil }
    return midnight + Int64(minutes - offset) * 60 + seconds
}

private func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// Days since 1970-01-01 of a day of the proleptic Gregorian calendar (days-from-civil).
private func daysFromCivil(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}
