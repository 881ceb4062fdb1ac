import Crypto

/// How a request to Taobao's open platform is signed: its `sign_method` (open.taobao.com, “API 调用协议”, docId 101617,
/// section “签名算法”).
public enum TaobaoSignature: String, Hashable, Sendable, CaseIterable {
    /// HMAC-SHA256 (RFC 2104, FIPS 180-4) of the parameters under the secret.
    case hmacSHA256 = "hmac-sha256"
    /// HMAC-MD5 of the parameters under the secret.
    case hmac
    /// MD5 of the parameters between two copies of the secret.
    case md5

    /// The value of `sign`: names and values in a row, sorted by the bytes of the names, without empty ones and files;
    /// the digest in upper-case hexadecimal. O(n log n) in the number of parameters.
    func sign(_ parameters: [(name: String, value: String)], secret: Secret) -> String {
        let sorted = parameters.filter { !$0.name.isEmpty && !$0.value.isEmpty }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let text = Array(sorted.map { $0.name + $0.value }.joined().utf8)
        let secret = Array(secret.text.utf8)
        let key = SymmetricKey(data: secret)
        switch self {
        case .hmacSHA256: return Self.hexadecimal(HMAC<SHA256>.authenticationCode(for: text, using: key))
        case .hmac: return Self.hexadecimal(HMAC<Insecure.MD5>.authenticationCode(for: text, using: key))
        case .md5: return Self.hexadecimal(Insecure.MD5.hash(data: secret + text + secret))
        }
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
