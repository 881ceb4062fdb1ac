public import JSONText
internal import JWTKit

/// The public key with which tokens of one name and algorithm are verified.
public struct SigningKey: Sendable {
    /// The name that tokens give it.
    public let kid: String
    public let algorithm: TokenAlgorithm
    private let material: Material

    private enum Material: Sendable {
        case es256(ES256PublicKey)
        case rs256(Insecure.RSA.PublicKey)
        case edDSA(EdDSA.PublicKey)
    }

    /// Reads a key in PEM (RFC 7468 §13); `nil` for one that is not a public key for `algorithm`.
    public init?(pem: String, kid: String, algorithm: TokenAlgorithm) {
        do {
            material =
                switch algorithm {
                case .es256: .es256(try ES256PublicKey(pem: pem))
                case .rs256: .rs256(try Insecure.RSA.PublicKey(pem: pem))
                case .edDSA: .edDSA(try EdDSA.PublicKey(pem: pem))
                }
        } catch {
            return nil
        }
        self.kid = kid
        self.algorithm = algorithm
    }

    /// The keys of a JWK Set (RFC 7517 §5) that verify signatures of `algorithm`, by their names; keys of other kinds
    /// and uses, and keys without a name, are passed over.
    ///
    /// - Throws: ``JSONText/JSONProblem`` for what is no JWK Set.
    public static func keys(
        inSet json: [UInt8], algorithm: TokenAlgorithm
    ) throws(JSONProblem) -> [String: SigningKey] {
        var keys: [String: SigningKey] = [:]
        var hasKeys = false
        var reader = try JSONReader(json)
        try reader.object { (reader, name) throws(JSONProblem) in
            guard name == "keys" else { return try reader.skip() }
            hasKeys = true
            try reader.array { (reader, _) throws(JSONProblem) in
                var members: [String: String] = [:]
                try reader.object { (reader, name) throws(JSONProblem) in
                    var trial = reader
                    guard let text = try? trial.string() else { return try reader.skip() }
                    members[name] = text
                    reader = trial
                }
                guard let key = SigningKey(jwk: members, algorithm: algorithm) else { return }
                keys[key.kid] = key
            }
        }
        try reader.end()
        guard hasKeys else { throw reader.missing("keys") }
        return keys
    }

    private init?(jwk: [String: String], algorithm: TokenAlgorithm) {
        guard let kid = jwk["kid"], jwk["use"] ?? "sig" == "sig", jwk["alg"] ?? algorithm.rawValue == algorithm.rawValue
        else { return nil }
        do {
            switch (algorithm, jwk["kty"], jwk["crv"]) {
            case (.es256, "EC", "P-256"):
                material = .es256(try ES256PublicKey(parameters: (jwk["x"] ?? "", jwk["y"] ?? "")))
            case (.rs256, "RSA", _):
                material = .rs256(try Insecure.RSA.PublicKey(modulus: jwk["n"] ?? "", exponent: jwk["e"] ?? ""))
            case (.edDSA, "OKP", "Ed25519"):
                material = .edDSA(try EdDSA.PublicKey(x: jwk["x"] ?? "", curve: .ed25519))
            default: return nil
            }
        } catch {
            return nil
        }
        self.kid = kid
        self.algorithm = algorithm
    }

    /// Whether the signature of a JWT in compact form is this key's.
    func verifies(_ token: String) async -> Bool {
        let keys = JWTKeyCollection()
        switch material {
        case .es256(let key): await keys.add(ecdsa: key)
        case .rs256(let key): await keys.add(rsa: key, digestAlgorithm: .sha256)
        case .edDSA(let key): await keys.add(eddsa: key)
        }
        // The one key of the collection is its default: it verifies whatever name the token gives.
        return (try? await keys.verify(token, as: Signed.self)) != nil
    }

    /// What is signed is read by ``PersonToken``, which refuses a claim given twice.
    private struct Signed: JWTPayload {
        func verify(using _: some JWTAlgorithm) async throws {}
    }
}
