// modules: URLStandard LinkRecognition JSONText StrictYAML LinkPolicy LinkTokens
// links: Yams CYaml Crypto CryptoBoringWrapper CCryptoBoringSSL CCryptoBoringSSLShims CXKCP CXKCPShims CTriggers
//
// A libFuzzer target: scripts/fuzz-target Fuzz/LinkTokensFuzzer.swift RUNS
//
// Whatever the bytes: as a token nobody sealed, they open nothing; as the inside of a sealed link, they are read or
// refused, and what is read is written back to the same bytes; sealed, they open again; as a reader's token they are
// refused unless they are signed.

import Crypto
import LinkTokens

private let secret = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
private let ring = KeyRing(current: KeyRing.Key(id: 1, secret: secret, retiresAt: nil))

private func check(_ holds: Bool, _ what: StaticString) {
    if !holds { fatalError("\(what)") }
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let text = String(decoding: bytes, as: UTF8.self)

    check((try? SealedLink.open(text, with: ring, at: 0)) == nil, "a token that nobody sealed was opened")
    check((try? Receipt(opening: text, with: ring, at: 0)) == nil, "a receipt that nobody sealed was opened")
    check((try? ReaderToken.verify(text, secret: secret, at: 0)) == nil, "a reader was believed without a signature")
    if let decoded = Base64URL.decode(text) {
        check(Base64URL.encode(decoded) == text, "a value has two spellings")
    }
    check(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "base 64 lost something")

    if let context = try? LinkContext(encoded: bytes) {
        check(context.encoded() == bytes, "a context has two spellings")
        if let token = try? SealedLink.seal(context, with: ring) {
            let opened = try? SealedLink.open(token, with: ring, at: context.expiresAt &- 1)
            check(opened == context || context.expiresAt == .min, "a sealed context was lost")
        }
    }
    return 0
}
