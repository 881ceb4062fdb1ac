import Foundation
import LinkPolicy
import Testing
import URLStandard

@testable import Gateway

@Suite struct TaobaoTests {
    /// The example in the platform's own description of its signature (open.taobao.com, docId 101617).
    private static let published = [
        (name: "method", value: "taobao.item.seller.get"), ("app_key", "12345678"), ("session", "test"),
        ("timestamp", "2016-01-01 12:00:00"), ("format", "json"), ("v", "2.0"), ("sign_method", "md5"),
        ("fields", "num_iid,title,nick,price,num"), ("num_iid", "11223344"),
    ]

    @Test func signsThePublishedExample() {
        let signature = TaobaoSignature.md5.sign(Self.published, secret: Secret("helloworld"))
        #expect(signature == "66987CB115214E59E6EC978214934FB8")
    }

    /// Names and values in a row give the texts of the RFCs' first cases (RFC 2202 §2, RFC 4231 §4.2 and §4.3).
    @Test(arguments: [
        (
            TaobaoSignature.hmac, "Hi", " There", String(repeating: "\u{0B}", count: 16),
            "9294727A3638BB1C13F48EF8158BFC9D"
        ),
        (.hmac, "what do ya want ", "for nothing?", "Jefe", "750C783E6AB0B503EAA86E310A5DB738"),
        (
            .hmacSHA256, "Hi", " There", String(repeating: "\u{0B}", count: 20),
            "B0344C61D8DB38535CA8AFCEAF0BF12B881DC200C9833DA726E9376C2E32CFF7"
        ),
        (
            .hmacSHA256, "what do ya want ", "for nothing?", "Jefe",
            "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"
        ),
    ])
    func signsTheExamplesOfTheRFCs(
        _ method: TaobaoSignature, _ name: String, _ value: String, _ secret: String, _ expected: String
    ) {
        #expect(method.sign([(name, value)], secret: Secret(secret)) == expected)
    }

    @Test(arguments: TaobaoSignature.allCases)
    func theOrderOfParametersAndEmptyOnesDoNotMatter(_ method: TaobaoSignature) {
        let secret = Secret("s")
        // The description's own case of an order by bytes: bar, foo, foo_bar, foobar.
        let sorted = [(name: "bar", value: "2"), ("foo", "1"), ("foo_bar", "3"), ("foobar", "4")]
        let other = [(name: "foobar", value: "4"), ("x", ""), ("foo", "1"), ("", "y"), ("foo_bar", "3"), ("bar", "2")]
        #expect(method.sign(sorted, secret: secret) == method.sign(other, secret: secret))
        #expect(method.sign(sorted, secret: secret) == method.sign([("bar2foo1foo_bar3foobar", "4")], secret: secret))
        #expect(method.sign(sorted, secret: secret) != method.sign(sorted, secret: Secret("t")))
    }

    @Test(arguments: [
        (0, "1970-01-01 08:00:00"), (1_451_620_800, "2016-01-01 12:00:00"), (1_456_761_599, "2016-02-29 23:59:59"),
        (1_893_427_199, "2030-01-01 00:00:00"),
    ])
    func tellsTheTimeOfChina(_ time: Int64, _ expected: String) {
        // One second before midnight in China is the last case's, which shows the carry.
        #expect(TaobaoCodes.timestamp(time == 1_893_427_199 ? time + 1 : time) == expected)
    }

    enum Expected: Equatable {
        case address(String)
        case none, failure
    }

    @Test(arguments: [
        (
            #"{"wireless_share_tpwd_query_response":{"suc":true,"url":"https://item.taobao.com/item.htm?id=1","x":[1]}}"#,
            Expected.address("https://item.taobao.com/item.htm?id=1")
        ),
        (
            #"{"wireless_share_tpwd_query_response":{"suc":"true","url":"http:\/\/a.m.taobao.com\/i1.htm"}}"#,
            .address("http://a.m.taobao.com/i1.htm")
        ),
        (#"{"wireless_share_tpwd_query_response":{"suc":false,"url":"https://a.example/"}}"#, .none),
        (#"{"wireless_share_tpwd_query_response":{"suc":true}}"#, .none),
        (#"{"wireless_share_tpwd_query_response":{"suc":true,"url":null}}"#, .none),
        (#"{"wireless_share_tpwd_query_response":{"suc":true,"url":"javascript:alert(1)"}}"#, .none),
        (#"{"wireless_share_tpwd_query_response":{"suc":true,"url":"nonsense"}}"#, .none),
        (#"{"error_response":{"code":15,"msg":"Remote service error","sub_code":"isv.invalid-password"}}"#, .none),
        (#"{"error_response":{"code":15,"msg":"Remote service error","sub_code":"isp.service-error"}}"#, .failure),
        (#"{"error_response":{"code":25,"msg":"Invalid signature"}}"#, .failure),
        (#"{"error_response":{"code":7,"msg":"App Call Limited"}}"#, .failure),
        (#"{"other_response":{}}"#, .failure), ("{}", .failure), ("[]", .failure), ("", .failure), ("<html>", .failure),
        (#"{"wireless_share_tpwd_query_response":{"url":7}}"#, .failure),
    ])
    func readsAnswers(_ body: String, _ expected: Expected) {
        let found: Expected
        do {
            found = try TaobaoAnswer(Array(body.utf8)).address().map { .address($0.href) } ?? Expected.none
        } catch {
            found = .failure
        }
        #expect(found == expected)
    }

    private func read(_ yaml: String) throws -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        try configuration.read(yaml: yaml, file: "hutong.yaml")
        return configuration
    }

    @Test(arguments: [
        "taobao_app_key: '1'", "taobao_secret: squeamish", "taobao_secret_file: /nowhere",
        "{taobao_app_key: '1', taobao_secret_file: /nowhere}",
        "{taobao_app_key: '1', taobao_secret: squeamish, taobao_secret_file: /nowhere}",
        "{taobao_app_key: '1', taobao_secret: squeamish, taobao_sign_method: sha1}",
        "{taobao_app_key: '1', taobao_secret: squeamish, taobao_gateway: 'ftp://a.example/'}",
        "{taobao_app_key: '1', taobao_secret: squeamish, share_code_timeout: 801}",
    ])
    func refusesWhatIsIncompleteAndNeverShowsTheSecret(_ yaml: String) {
        let problem = #expect(throws: ConfigurationProblem.self) { try read(yaml).shareCodes.taobao() }
        #expect(problem?.description.contains("squeamish") == false)
    }

    @Test func readsTheSecretFromAFile() throws {
        let path = NSTemporaryDirectory() + "secret-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try " ossifrage\n".write(toFile: path, atomically: true, encoding: .utf8)
        let configuration = try read("{taobao_app_key: '7', taobao_secret_file: \(path), taobao_sign_method: hmac}")
        let access = try #require(try configuration.shareCodes.taobao())
        #expect(access.secret == Secret("ossifrage"))
        #expect(access.signature == .hmac)
        #expect(access.gateway.href == ShareCodeSettings.defaultTaobaoGateway)
        var shown = "\(access) \(String(reflecting: access)) "
        dump(access, to: &shown)
        #expect(!shown.contains("ossifrage"))
        #expect(try GatewayConfiguration().shareCodes.taobao() == nil)
    }
}
