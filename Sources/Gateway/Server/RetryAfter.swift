import Foundation

/// The header field `Retry-After` (RFC 9110 §10.2.3).
enum RetryAfter {
    /// Seconds from `now` on: the field's own, or up to its date in the preferred form.
    static func seconds(_ field: String, now: Int64) -> Int64? {
        if let seconds = Int64(field) { return seconds >= 0 ? seconds : nil }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: field).map { max(0, Int64($0.timeIntervalSince1970) - now) }
    }
}
