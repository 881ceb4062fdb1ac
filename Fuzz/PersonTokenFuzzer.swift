// modules: URLStandard LinkRecognition JSONText StrictYAML LinkPolicy LinkTokens PersonTokens
// links: packages
// seeds: Fuzz/Seeds/tokens
// cost: 4
//
// A libFuzzer target: scripts/fuzz-target Fuzz/PersonTokenFuzzer.swift RUNS
//
// Whatever the bytes: as a token, and as the header and the claims of one (apart at the first line break), they are read
// within the limits of a token or refused; as a set of keys or as one key, they give keys of the names in them or none.

import LinkPolicy
import LinkTokens
import PersonTokens

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let text = String(decoding: bytes, as: UTF8.self)
    check(try? PersonToken(unverified: text))
    let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 {
        let token = Base64URL.encode(Array(parts[0])) + "." + Base64URL.encode(Array(parts[1])) + ".AA"
        check(try? PersonToken(unverified: token))
    }
    for algorithm in TokenAlgorithm.allCases {
        for (name, key) in (try? SigningKey.keys(inSet: bytes, algorithm: algorithm)) ?? [:] {
            precondition(key.kid == name && key.algorithm == algorithm, "a key under another's name")
        }
        _ = SigningKey(pem: text, kid: "k", algorithm: algorithm)
    }
    return 0
}

private func check(_ token: PersonToken?) {
    guard let token else { return }
    for name in [token.person, token.id] + Array(token.groups.keys) {
        precondition((1...256).contains(name.utf8.count), "an identifier of \(name.utf8.count) bytes")
    }
    precondition(!token.groups.values.contains(.stranger), "a stranger in a group")
}
