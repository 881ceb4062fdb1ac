import Foundation
import NIOPosix
import Persistence
import ThreatIntel

/// Fetches one list and puts it in a file, when it has changed.
struct FeedFetcher: Sendable {
    enum Result: Sendable {
        case unchanged
        case changed(ThreatStore.Incoming)
    }

    /// Why nothing came of it.
    struct Failure: Error {
        /// A sentence without its subject, the list, and without its stop.
        var reason: String
        /// Seconds that the source asks to wait.
        var wish: Int64?
    }

    let store: ThreatStore
    let transport: any FeedTransport

    /// - Parameters:
    ///   - whole: Whether the list is wanted though it may not have changed.
    ///   - now: Seconds since 1970.
    /// - Throws: ``Failure``, and `CancellationError`.
    func fetch(_ feed: FeedDefinition, _ record: FeedRecord?, whole: Bool, now: Int64) async throws -> Result {
        let token: String?
        do { token = try feed.token?.value() } catch { throw Failure(reason: "\(error)") }
        let known = record.flatMap { !whole && feed.mayBeUnchanged($0, now: now) ? $0 : nil }
        let answer = try await ask(feed, known: known, token: token)
        if answer.status == 304, known != nil { return .unchanged }
        guard answer.status == 200 else {
            throw Failure(
                reason: "its source answered \(answer.status)",
                wish: answer.retryAfter.flatMap { RetryAfter.seconds($0, now: now) })
        }
        if let coding = answer.coding { throw Failure(reason: "came in a coding that is not read: \(coding)") }
        guard !answer.isTruncated else {
            throw Failure(reason: "is longer than \(feed.sizeLimit >> 20) MiB, or broke off")
        }
        return .changed(try await apart { try keep(answer, of: feed, now: now) })
    }

    /// - Parameter known: What is held, where the source may answer that it is still the one.
    private func ask(_ feed: FeedDefinition, known: FeedRecord?, token: String?) async throws -> FeedAnswer {
        guard let url = feed.url(token: feed.token?.header == nil ? token : nil) else {
            throw Failure(reason: "has no address that can be asked")
        }
        var request = FeedRequest(url: url, sizeLimit: feed.sizeLimit)
        if let token, let header = feed.token?.header { request.headers.append((header, token)) }
        if let etag = known?.etag { request.headers.append(("If-None-Match", etag)) }
        if let date = known?.lastModified { request.headers.append(("If-Modified-Since", date)) }
        do { return try await transport.get(request) } catch {
            try Task.checkCancellation()
            throw Failure(reason: Self.printable("\(error)", without: token))
        }
    }

    /// What others' words may be shown as: one short line that never holds the token.
    static func printable(_ text: String, without token: String?) -> String {
        var line = String(
            text.unicodeScalars.prefix(300).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
        for form in [token, token.flatMap { FeedDefinition.escaped($0) }] {
            if let form, !form.isEmpty { line = line.replacing(form, with: "…") }
        }
        return line
    }

    /// Unpacks what came, and looks whether it is a list at all.
    private func keep(_ answer: FeedAnswer, of feed: FeedDefinition, now: Int64) throws -> ThreatStore.Incoming {
        let path: String
        do {
            path = try store.newList(feed.id)
            guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
                let file = FileHandle(forWritingAtPath: path)
            else { throw Failure(reason: "cannot be written to \(path)") }
            defer { try? file.close() }
            if Gunzip.isGzip(answer.body) {
                try Gunzip.unpack(answer.body, limit: feed.sizeLimit) { try file.write(contentsOf: $0) }
            } else {
                try file.write(contentsOf: answer.body)
            }
        } catch let problem as Gunzip.Problem { throw Failure(reason: "\(problem)") }
        let list = try MappedFile(path: path)
        if let reason = Self.objection(to: list.bytes) { throw Failure(reason: reason) }
        guard let format = feed.format ?? FeedFormat.detect(list.bytes) else {
            throw Failure(reason: "looks like no list that is known")
        }
        guard
            var record = FeedRecord(
                id: feed.id, format: format, coverage: feed.coverage, threatClass: feed.threatClass,
                confidence: feed.confidence, source: feed.address, readAt: now)
        else { throw Failure(reason: "has no name for a list") }
        record.entriesEndAfter = feed.entriesEndAfter
        record.etag = answer.etag.flatMap(Self.validator)
        record.lastModified = answer.lastModified.flatMap(Self.validator)
        var incoming = ThreatStore.Incoming(record: record, file: path)
        incoming.mayLose = feed.mayLose
        return incoming
    }

    /// Why the bytes are no list in any format: pages come with status 200 as well.
    static func objection(to bytes: UnsafeRawBufferPointer) -> String? {
        let start = bytes.prefix(1_024).drop { [0xEF, 0xBB, 0xBF, 0x09, 0x0A, 0x0D, 0x20].contains($0) }
        if start.isEmpty, bytes.count <= 1_024 { return "is empty" }
        if start.first == UInt8(ascii: "<") { return "is a page (HTML or XML), not a list" }
        if start.starts(with: "PK\u{3}\u{4}".utf8) { return "is a ZIP archive, which is not read" }
        return nil
    }

    /// A validator that can be sent back as it came.
    private static func validator(_ text: String) -> String? {
        text.utf8.count <= 512 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) } ? text : nil
    }
}

/// Does long work on a thread that requests do not wait for. When the task is cancelled, the work goes on and nobody
/// waits for it: it must be such that it can be cut off.
func apart<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let (results, continuation) = AsyncThrowingStream<Value, any Error>.makeStream()
    NIOThreadPool.singleton.submit { _ in
        do {
            continuation.yield(try work())
            continuation.finish()
        } catch { continuation.finish(throwing: error) }
    }
    for try await value in results { return value }
    throw CancellationError()
}
