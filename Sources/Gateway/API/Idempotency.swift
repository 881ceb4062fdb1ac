import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Persistence
import Synchronization

/// Answers a request that carries an `Idempotency-Key` once, and the same request again with the same answer
/// (draft-ietf-httpapi-idempotency-key-header-07). Answers are kept on disk for a day; refusals are not kept.
struct Idempotency: Sendable {
    /// Seconds an answer is kept.
    static let lifetime: Int64 = 86_400
    /// Bytes of a key.
    private static let keyLimit = 255

    let store: IdempotencyStore
    let clock: any GatewayClock

    /// - Throws: ``Problem`` 400 for a malformed key, 409 while the first request is being answered, 422 when the key
    ///   was used for another request; and whatever `answer` throws.
    func once(
        _ request: Request, key: AuthorizedKey, body: [UInt8], _ answer: () async throws -> Response
    ) async throws -> Response {
        guard let text = try Self.key(of: request) else { return try await answer() }
        let name = IdempotencyStore.Key(tenant: key.record.tenant, apiKey: key.record.id, text: text)
        switch try await store.begin(name, fingerprint: Self.fingerprint(request, body), now: clock.seconds) {
        case .new: break
        case .running:
            throw Problem(
                .conflict, "request-in-progress", "The request is being answered",
                detail: "A request with this Idempotency-Key is still being answered; ask again in a moment.",
                headers: [.retryAfter: "1"])
        case .differs: throw Self.reused
        case .answered(let answer): return Self.replay(answer)
        }
        do {
            let response = try await answer()
            let collector = BodyCollector()
            try await response.body.write(collector)
            let bytes = collector.bytes.withLock { $0 }
            try await store.finish(
                name,
                .init(
                    status: response.status.code,
                    contentType: response.headers[.contentType] ?? "application/json", body: bytes))
            return Response(
                status: response.status, headers: response.headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        } catch {
            try? await store.abandon(name)
            throw error
        }
    }

    /// Makes one thing for a request, however often it is sent, and answers about it. What is made keeps the key in its
    /// own transaction, so that no crash leaves one without the other, and a repeated request need not wait.
    ///
    /// - Parameters:
    ///   - make: Makes it, in a transaction that keeps its argument, too; returns its id.
    ///   - answer: The answer about what has this id.
    /// - Throws: ``Problem`` 400 for a malformed key, 422 when the key was used for another request; and whatever `make`
    ///   and `answer` throw.
    func made(
        _ request: Request, key: AuthorizedKey, body: [UInt8],
        by make: (IdempotencyStore.Once?) async throws -> String, answer: (String) async throws -> Response
    ) async throws -> Response {
        guard let text = try Self.key(of: request) else { return try await answer(make(nil)) }
        let once = IdempotencyStore.Once(
            key: .init(tenant: key.record.tenant, apiKey: key.record.id, text: text),
            fingerprint: Self.fingerprint(request, body))
        var repeated = try await store.former(once)
        if repeated == nil {
            // The same request may be under way beside this one.
            do { return try await answer(make(once)) } catch let found as IdempotencyStore.Repeated { repeated = found }
        }
        switch repeated {
        case .made(let id):
            var response = try await answer(id)
            response.headers[.idempotencyReplayed] = "true"
            return response
        case .answered(let answer): return Self.replay(answer)
        case .differs, nil: throw Self.reused
        }
    }

    private static func replay(_ answer: IdempotencyStore.Answer) -> Response {
        Response(
            status: .init(code: answer.status),
            headers: [
                .contentType: answer.contentType, .cacheControl: "no-store", .idempotencyReplayed: "true",
            ], body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// The key of a request; `nil` when it has none.
    ///
    /// - Throws: ``Problem`` 400 for a malformed one.
    static func key(of request: Request) throws(Problem) -> String? {
        guard let text = request.headers[.idempotencyKey] else { return nil }
        guard (1...keyLimit).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem(
                .badRequest, "malformed-idempotency-key", "The Idempotency-Key is malformed",
                detail: "It must be 1 to \(keyLimit) visible ASCII characters.")
        }
        return text
    }

    static let reused = Problem(
        .unprocessableContent, "idempotency-key-reused", "The Idempotency-Key was used before",
        detail: "Another request was sent under this Idempotency-Key; use a new one for each request.")

    private static func fingerprint(_ request: Request, _ body: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: Array("\(request.method.rawValue) \(request.uri.string)\n".utf8))
        hash.update(data: Array("\(request.headers[.acceptLanguage] ?? "")\n".utf8))
        hash.update(data: body)
        return Array(hash.finalize())
    }
}

/// Gathers an answer's body.
final class BodyCollector: ResponseBodyWriter, Sendable {
    let bytes = Mutex<[UInt8]>([])

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { $0.append(contentsOf: buffer.readableBytesView) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
