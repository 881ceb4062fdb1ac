import Gate
import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import Logging
import NIOCore
import Persistence

/// Messages as lines of JSON (NDJSON), answered line by line in their order while they come in: no limit on how many.
///
/// A line that cannot be checked is answered with `{"line": n, "problem": {…}}` and the others are not affected. Blank
/// lines are passed over, and counted. A sender that is faster than its allowance is not refused but slowed down.
struct CheckLines: Sendable {
    static let mediaType = "application/x-ndjson"

    /// Lines that are checked in one step.
    private static let stepLimit = 64

    let service: CheckService
    let key: AuthorizedKey
    let options: CheckOptions
    let state: GatewayState
    let configuration: GatewayConfiguration
    let clock: any GatewayClock
    let logger: Logger

    func response(to request: Request) -> Response {
        let body = request.body
        return Response(
            status: .ok, headers: [.contentType: Self.mediaType, .cacheControl: "no-store"],
            body: ResponseBody { writer in
                var splitter = LineSplitter(limit: configuration.bodyLimit)
                for try await chunk in body {
                    let lines = chunk.withUnsafeReadableBytes { splitter.lines(adding: $0) }
                    try await answer(lines, to: &writer)
                }
                if let last = splitter.end() { try await answer([last], to: &writer) }
                try await writer.finish(nil)
            })
    }

    private func answer(_ lines: [LineSplitter.Line], to writer: inout any ResponseBodyWriter) async throws {
        var rest = lines[...]
        while !rest.isEmpty {
            let step = rest.prefix(Self.stepLimit)
            rest = rest.dropFirst(Self.stepLimit)
            var output = ByteBuffer()
            for line in step { output.writeBytes(try await answer(line)) }
            if output.readableBytes > 0 { try await writer.write(output) }
        }
    }

    /// The answer to one line, with its line feed.
    private func answer(_ line: LineSplitter.Line) async throws -> [UInt8] {
        var json = JSONWriter()
        do {
            guard let bytes = line.bytes else {
                throw Problem(
                    .contentTooLarge, "line-too-long", "The line is too long",
                    detail: "A line may have at most \(configuration.bodyLimit) bytes.")
            }
            guard let posting = try posting(bytes) else { return [] }
            try await waitForAllowance(posting.cost)
            let results = try await service.results(
                [posting], key: key, state.current, options, now: clock.seconds)
            for result in results { result.write(to: &json, language: options.language) }
        } catch let error where !(error is CancellationError) {
            let problem = error as? Problem ?? .internalError
            if !(error is Problem) { logger.error("a line could not be checked", metadata: ["error": "\(error)"]) }
            json.object { json in
                json.member("line", line.number)
                json.key("problem")
                problem.write(to: &json)
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// `nil` for a blank line.
    private func posting(_ bytes: [UInt8]) throws(Problem) -> Posting? {
        guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return nil }
        do {
            let scenes = state.current.rulebook.policy(of: key.record.tenant).scenes
            var reader = try JSONReader(bytes)
            let posting = try CheckRequest.posting(&reader, scenes: scenes, textLimit: configuration.textLimit)
            try reader.end()
            return posting
        } catch {
            throw Problem(error)
        }
    }

    private func waitForAllowance(_ amount: Int) async throws {
        while key.allowance.take(amount, at: clock.milliseconds) == nil { try await Task.sleep(for: .milliseconds(20)) }
    }
}

/// Cuts a stream of bytes into lines.
struct LineSplitter {
    struct Line {
        /// From 1.
        var number: Int
        /// Without the line feed; `nil` for a line longer than the limit.
        var bytes: [UInt8]?
    }

    let limit: Int
    private var partial: [UInt8] = []
    private var isTooLong = false
    private var number = 1

    /// - Parameter limit: Bytes a line may have.
    init(limit: Int) { self.limit = limit }

    /// The lines that `bytes` complete.
    mutating func lines(adding bytes: UnsafeRawBufferPointer) -> [Line] {
        var lines: [Line] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            append(bytes[start..<end])
            lines.append(take())
            start = end + 1
        }
        append(bytes[start...])
        return lines
    }

    /// What follows the last line feed, when it is anything.
    mutating func end() -> Line? { partial.isEmpty && !isTooLong ? nil : take() }

    private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        guard !isTooLong else { return }
        if partial.count + bytes.count > limit {
            isTooLong = true
            partial = []
        } else {
            partial.append(contentsOf: bytes)
        }
    }

    private mutating func take() -> Line {
        defer {
            partial = []
            isTooLong = false
            number += 1
        }
        return Line(number: number, bytes: isTooLong ? nil : partial)
    }
}
