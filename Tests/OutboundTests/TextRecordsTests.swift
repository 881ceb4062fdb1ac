import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Outbound

/// A DNS server that answers every question with the same TXT records, or an error.
private final class TextServer: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    /// Each record as its strings.
    let records: [[String]]
    /// RFC 1035, section 4.1.1: `RCODE`.
    let code: UInt8

    init(_ records: [[String]], code: UInt8 = 0) {
        self.records = records
        self.code = code
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let question = unwrapInboundIn(data)
        var bytes = question.data
        guard let id: UInt16 = bytes.readInteger(), bytes.readSlice(length: 10) != nil else { return }
        let name = bytes.readableBytesView.prefix { $0 != 0 }
        var answer = ByteBuffer()
        answer.writeInteger(id)
        answer.writeInteger(UInt16(0x8180) | UInt16(code))
        for count in [1, records.count, 0, 0] { answer.writeInteger(UInt16(count)) }
        answer.writeBytes(name)
        answer.writeBytes([0, 0, 16, 0, 1])
        for strings in records {
            answer.writeBytes([0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60])
            answer.writeInteger(UInt16(strings.reduce(0) { $0 + $1.utf8.count + 1 }))
            for string in strings {
                answer.writeInteger(UInt8(string.utf8.count))
                answer.writeString(string)
            }
        }
        context.writeAndFlush(
            wrapOutboundOut(AddressedEnvelope(remoteAddress: question.remoteAddress, data: answer)), promise: nil)
    }
}

/// Counts what it is asked, and answers nothing.
private final class SilentServer: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    let asked = Mutex(0)

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { asked.withLock { $0 += 1 } }
}

@Suite(.serialized) struct TextRecordsTests {
    private func records(_ server: TextServer) async throws -> [String] {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { $0.pipeline.addHandler(server) }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        let found = await TextRecords(servers: "127.0.0.1:\(port)").records(of: "_hutong-appeal.a.example")
        try await channel.close()
        return found
    }

    @Test func recordsAreRead() async throws {
        #expect(try await records(TextServer([["R-1"], ["v=spf1 -all"]])) == ["R-1", "v=spf1 -all"])
    }

    @Test func stringsOfOneRecordBelongTogether() async throws {
        #expect(try await records(TextServer([["R-", "1"], ["x"]])) == ["R-1", "x"])
    }

    @Test(arguments: [UInt8(2), 3, 5])
    func errorsGiveNone(code: UInt8) async throws {
        #expect(try await records(TextServer([], code: code)) == [])
    }

    @Test func aFloodIsNotPassedOn() async throws {
        let silent = SilentServer()
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { $0.pipeline.addHandler(silent) }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        let texts = TextRecords(servers: "127.0.0.1:\(port)", patience: 100)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<400 { group.addTask { #expect(await texts.records(of: "a\(number).example") == []) } }
        }
        try await channel.close()
        // Two tries each would be 800.
        let asked = silent.asked.withLock { $0 }
        #expect((1...100).contains(asked))
    }

    @Test func nobodyAnswers() async {
        #expect(await TextRecords(servers: "127.0.0.1:1").records(of: "a.example") == [])
        #expect(await TextRecords(servers: "nonsense here").records(of: "a.example") == [])
        #expect(await TextRecords(servers: "127.0.0.1:1").records(of: String(repeating: "a.", count: 300)) == [])
    }
}
