import Foundation
import Gate
import HTTPTypes
import Hummingbird
import LinkPolicy
import Logging
import NIOCore
import NIOEmbedded
import Persistence
import Synchronization

@testable import Gateway

/// A clock that stands until it is moved.
final class TestClock: GatewayClock {
    private let now = Mutex<Int64>(1_631_868_000_000)

    var milliseconds: Int64 { now.withLock { $0 } }

    func advance(seconds: Int64) { now.withLock { $0 += seconds * 1_000 } }
}

/// A gateway on a folder of its own, asked without a socket.
final class TestGateway: Sendable {
    let folder: String
    let clock = TestClock()
    let database: SQLiteDatabase
    let gateway: Gateway
    private let responder: RouterResponder<GatewayRequestContext>

    static let publicURL = "https://gateway.example"

    /// Read once: every gateway of the tests has the same rules.
    private static let files = Result { try RulebookFiles(folder: rules) }

    static let rules = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../config").standardized.path

    init(
        pictures: (any PictureReader)? = nil, _ change: (inout GatewayConfiguration) -> Void = { _ in }
    ) async throws {
        folder = NSTemporaryDirectory() + "hutong-test-\(UInt64.random(in: .min ... .max))"
        var configuration = GatewayConfiguration()
        configuration.publicURL = Self.publicURL
        configuration.playground = true
        configuration.language = .en
        change(&configuration)
        database = try await SQLiteDatabase(folder: folder)
        gateway = try await Gateway(
            configuration: configuration, files: Self.files.get(), database: database,
            master: MasterKey(folder: folder), clock: clock, pictures: pictures,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        responder = gateway.router.build().buildResponder()
    }

    deinit {
        try? database.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// An answer in full.
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var body: String

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }
    }

    static let phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"

    func ask(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String = ""
    ) async throws -> Answer {
        try await ask(method, path, headers: headers, bytes: Array(body.utf8))
    }

    func ask(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, bytes: [UInt8]
    ) async throws -> Answer {
        var fields = headers
        if fields[.userAgent] == nil { fields[.userAgent] = Self.phone }
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "gateway.example", path: path, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(bytes: bytes)))
        let context = GatewayRequestContext(
            source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test")))
        let response = try await responder.respond(to: request, context: context)
        let writer = BodyCollector()
        try await response.body.write(writer)
        return Answer(
            status: response.status.code, headers: response.headers,
            body: String(decoding: writer.bytes.withLock { $0 }, as: UTF8.self))
    }

    /// A new key, good at once.
    func key(_ scopes: Set<Scope> = [.check, .read], tenant: TenantID = .main) async throws -> String {
        let key = APIKeyText()
        _ = try await APIKeyStore(database).insert(
            APIKeyRecord(
                id: key.id, tenant: tenant, name: "test", scopes: scopes, secretHash: key.hash, createdAt: clock.seconds
            ))
        try await reload()
        return key.text
    }

    /// What the refresher does when the store has changed.
    func reload() async throws {
        gateway.state.replace(try await gateway.loader.load(over: gateway.state.current))
        gateway.state.isInForce(gateway.state.current.rulebook.revision)
    }

    /// Checks with a key of `scopes`.
    func check(
        _ body: String, query: String = "", key: String? = nil, type: String = "application/json"
    ) async throws -> Answer {
        var good = key
        if good == nil { good = try await self.key() }
        return try await ask(
            .post, "/v1/checks" + query,
            headers: [.authorization: "Bearer \(good ?? "")", .contentType: type, .acceptLanguage: "en"], body: body)
    }

    /// The path of the link that a check of `text` makes.
    func link(_ text: String, scene: String = "direct", query: String = "") async throws -> String {
        let body = "{\"text\":\"\(text)\",\"scene\":\"\(scene)\"}"
        let results = try await check(body, query: query).json["results"] as? [[String: Any]]
        let findings = results?.first?["findings"] as? [[String: Any]]
        guard let go = findings?.first?["go"] as? String, go.hasPrefix(Self.publicURL) else { return "" }
        return String(go.dropFirst(Self.publicURL.count))
    }

    func totals() async throws -> [String: Int] {
        await gateway.observations.flush()
        let headers: HTTPFields = [.authorization: "Bearer \(try await key())"]
        let answer = try await ask(.get, "/v1/stats/summary", headers: headers)
        return answer.json["totals"] as? [String: Int] ?? [:]
    }
}
