import Foundation
import NIOSSL
import Testing
import URLStandard

@testable import Outbound

@Suite struct TLSTests {
    /// A certificate for a.example and 127.0.0.1 signed by itself, and its key, in PEM.
    private static let credentials: (certificate: [UInt8], key: [UInt8])? = {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "outbound-tls-\(UInt64.random(in: .min ... .max))")
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=a.example", "-addext", "subjectAltName=DNS:a.example,IP:127.0.0.1", "-keyout",
            folder.appending(path: "key.pem").path, "-out", folder.appending(path: "certificate.pem").path,
        ]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try process.run()
            process.waitUntilExit()
            return (
                [UInt8](try Data(contentsOf: folder.appending(path: "certificate.pem"))),
                [UInt8](try Data(contentsOf: folder.appending(path: "key.pem")))
            )
        } catch {
            print("SKIPPED: openssl is not there to make a certificate; TLS is not tried")
            return nil
        }
    }()

    private static func server(_ script: @escaping @Sendable (String) -> ScriptedServer.Reply) async throws
        -> ScriptedServer?
    {
        guard let credentials else { return nil }
        let chain = try NIOSSLCertificate.fromPEMBytes(credentials.certificate).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(bytes: credentials.key, format: .pem))
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: key))
        return try await ScriptedServer(tls: context, script)
    }

    private func door(trusting root: [UInt8]?) -> OutboundDoor {
        var policy = localPolicy()
        policy.additionalTrustRoots = root
        return OutboundDoor(
            policy: policy, resolver: TableResolver(["a.example": "127.0.0.1", "b.example": "127.0.0.1"]))
    }

    @Test func aTrustedServerAnswers() async throws {
        guard let server = try await Self.server({ _ in .ok("secure") }) else { return }
        let door = door(trusting: Self.credentials?.certificate)
        for host in ["a.example", "a.example.", "127.0.0.1"] {
            let answer = try await door.send(OutboundRequest(.get, try WebURL("https://\(host):\(server.port)/")))
            #expect(answer.body == Array("secure".utf8))
            #expect(!answer.isTruncated)
        }
        try await server.stop()
    }

    @Test(.timeLimit(.minutes(1))) func anEndlessBodyIsLeftBehind() async throws {
        let server = try await Self.server { _ in
            .init(pieces: ["HTTP/1.1 200 OK\r\n\r\n"], endless: String(repeating: "b", count: 4_096))
        }
        guard let server else { return }
        var request = OutboundRequest(.get, try WebURL("https://a.example:\(server.port)/"))
        request.limits.bodyBytes = 10_000
        let answer = try await door(trusting: Self.credentials?.certificate).send(request)
        #expect(answer.isTruncated)
        #expect(answer.body.count == 10_000)
        // The test's time limit ends the wait where the connection stays.
        while server.openConnections > 0 { try await Task.sleep(for: .milliseconds(5)) }
        try await server.stop()
    }

    @Test func nobodyIsTrustedWithoutReason() async throws {
        guard let server = try await Self.server({ _ in .ok("secure") }) else { return }
        let unknown = try WebURL("https://a.example:\(server.port)/")
        let otherName = try WebURL("https://b.example:\(server.port)/")
        for (door, url) in [
            (door(trusting: nil), unknown), (door(trusting: Self.credentials?.certificate), otherName),
        ] {
            guard case .connection = await outboundError({ try await door.send(OutboundRequest(.get, url)) }) else {
                Issue.record("\(url) was trusted")
                continue
            }
        }
        #expect(server.requests.isEmpty)
        try await server.stop()
    }

    @Test func aPlainServerIsNoTLSServer() async throws {
        let server = try await ScriptedServer { _ in .ok("plain") }
        let url = try WebURL("https://a.example:\(server.port)/")
        let error = await outboundError {
            try await door(trusting: nil).send(OutboundRequest(.get, url, limits: .init(totalTime: .milliseconds(500))))
        }
        #expect(error != nil)
        #expect(server.requests.isEmpty)
        try await server.stop()
    }

    @Test func certificatesThatAreNoneAreAnError() async throws {
        let door = door(trusting: Array("no certificate".utf8))
        let error = await outboundError { try await door.send(OutboundRequest(.get, try WebURL("https://a.example/"))) }
        guard case .connection = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
