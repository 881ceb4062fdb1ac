import Foundation
import JSONText
import LinkPolicy
import Outbound
import URLStandard

/// Asks Taobao's open platform where a Taobao code leads: `taobao.wireless.share.tpwd.query` (open.taobao.com, docId
/// 32461), for which the platform grants an app access.
///
/// Other interfaces that take a code (`taobao.tbk.tpwd.convert`) answer with an address that pays their caller in the
/// place of the sharer, and are not used.
struct TaobaoCodes: ShareCodeResolver {
    let platform: PlatformSlug
    private let access: TaobaoAccess
    private let door: OutboundDoor
    private let clock: any GatewayClock

    private static let method = "taobao.wireless.share.tpwd.query"
    /// Bytes of an answer.
    private static let answerLimit = 64 << 10

    /// - Parameter permitted: Networks that may be reached although they are not public, and without TLS.
    init(_ access: TaobaoAccess, platform: PlatformSlug, permitted: [IPNetwork], clock: any GatewayClock) {
        self.access = access
        self.platform = platform
        self.clock = clock
        var policy = OutboundPolicy()
        policy.permittedNetworks = permitted
        // A code is part of somebody's message.
        policy.requiresTLS = true
        policy.allowedPorts = [80...80, 443...443, 1_024...65_535]
        policy.siteBudget = OutboundBudget(concurrent: ShareCodes.concurrencyLimit, perMinute: 6_000)
        door = OutboundDoor(policy: policy)
    }

    func address(of code: String) async throws(ShareCodeFailure) -> WebURL? {
        let answer: OutboundResponse
        do {
            answer = try await door.send(
                OutboundRequest(
                    .post, access.gateway,
                    headers: [
                        ("content-type", "application/x-www-form-urlencoded;charset=utf-8"),
                        ("accept", "application/json"),
                    ],
                    body: Array(FormURLEncoded.serialize(parameters(for: code)).utf8),
                    limits: OutboundLimits(
                        totalTime: .milliseconds(access.timeout), bodyBytes: Self.answerLimit, redirects: 0)))
        } catch {
            throw ShareCodeFailure(reason: (error as? OutboundError)?.description ?? "the request was given up")
        }
        guard answer.status == 200 else { throw ShareCodeFailure(reason: "it answered with status \(answer.status)") }
        guard !answer.isTruncated, answer.leftOutEncoding == nil else {
            throw ShareCodeFailure(reason: "its answer was not whole")
        }
        return try TaobaoAnswer(answer.body).address()
    }

    /// Every parameter of a request, signed.
    func parameters(for code: String) -> [(name: String, value: String)] {
        var parameters = [
            (name: "method", value: Self.method), ("app_key", access.appKey),
            ("timestamp", Self.timestamp(clock.seconds)), ("format", "json"), ("v", "2.0"),
            ("sign_method", access.signature.rawValue), ("password_content", "￥\(code)￥"),
        ]
        parameters.append((name: "sign", value: access.signature.sign(parameters, secret: access.secret)))
        return parameters
    }

    /// `yyyy-MM-dd HH:mm:ss` in GMT+8, the platform's only form of time.
    ///
    /// - Parameter time: Seconds since 1970.
    static func timestamp(_ time: Int64) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3_600) ?? .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: TimeInterval(time)))
        func two(_ value: Int?) -> String { ((value ?? 0) < 10 ? "0" : "") + "\(value ?? 0)" }
        let day = "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
        return day + " \(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
    }
}

/// What an operator has of Taobao's open platform.
struct TaobaoAccess: Sendable {
    var appKey: String
    var secret: Secret
    var gateway: WebURL
    var signature: TaobaoSignature
    /// Milliseconds that one request may take.
    var timeout: Int
}
