import Crypto
import HTTPTypes
import Hummingbird
import LinkPolicy
import LinkTokens
import Logging
import Persistence
import PersonTokens

/// Why somebody has no session, as far as they can do something about it.
enum SessionRefusal: Error, Hashable, Sendable {
    /// There is none, or it is over.
    case missing
    /// The link from the app is too old.
    case expiredLink
    /// The link from the app was opened before.
    case usedLink
    /// The link from the app is not good.
    case badLink
    /// The session is another tenant's.
    case otherTenant
    /// The person is not in the group, as far as the app has said.
    case notInGroup
}

/// Exchanges tenants' tokens for sessions, once each, and finds the session of a request.
struct SessionService: Sendable {
    let state: GatewayState
    let store: SignerStore
    let keys: SignerKeys
    let clock: any GatewayClock
    let logger: Logger

    /// The name by which a token can mean any gateway.
    private static let commonAudience = "hutong"

    /// Makes a session of a token that was never used before. That it was used is on disk when this returns.
    ///
    /// - Throws: ``SessionRefusal``, or what the store throws.
    func begin(_ text: String) async throws -> Session {
        let now = clock.seconds
        let token: PersonToken
        do throws(PersonTokenError) {
            token = try await verified(text, now: now)
        } catch {
            logger.info("a person's token is refused", metadata: ["reason": "\(error)"])
            throw error == .expired ? SessionRefusal.expiredLink : .badLink
        }
        let isFirst = try await store.use(
            token: token.id, issuer: token.issuer, tenant: token.tenant, expiresAt: token.expiresAt)
        guard isFirst else { throw SessionRefusal.usedLink }
        return Session(
            tenant: token.tenant, person: token.person, groups: token.groups,
            formToken: Base64URL.encode(SymmetricKey(size: .bits128).withUnsafeBytes { [UInt8]($0) }),
            expiresAt: now + Session.lifetime)
    }

    private func verified(_ text: String, now: Int64) async throws(PersonTokenError) -> PersonToken {
        let token = try PersonToken(unverified: text)
        // What the token says of its tenant and issuer picks the keys that it must then be signed with.
        let signers = state.current.signers[token.tenant]?.filter { $0.issuer == token.issuer } ?? []
        guard !signers.isEmpty else { throw .wrongIssuer }
        var audiences: Set<String> = [Self.commonAudience]
        if let publicURL = state.publicURL { audiences.formUnion([publicURL, publicURL + "/"]) }
        for signer in signers where signer.algorithm == token.algorithm {
            guard let key = await keys.key(token.kid, of: signer, now: now) else { continue }
            try await token.verify(with: key, issuer: signer.issuer, audiences: audiences, now: now)
            return token
        }
        throw .wrongKey
    }

    /// The session of a request.
    ///
    /// - Throws: ``SessionRefusal/missing``.
    func session(of request: Request) throws(SessionRefusal) -> Session {
        let now = clock.seconds
        let ring = state.current.keyRing
        let prefix = cookieName + "="
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard pair.hasPrefix(prefix) else { continue }
                if let session = try? Session(opening: pair.dropFirst(prefix.count), with: ring, at: now) {
                    return session
                }
            }
        }
        throw .missing
    }

    /// The session of a request for a group's page, below `/t/:tenant/g/:group`.
    ///
    /// - Throws: ``SessionRefusal``: no session, another tenant's, or not in the group.
    func membership(
        of request: Request, _ context: GatewayRequestContext
    ) throws(SessionRefusal) -> Membership {
        let session = try session(of: request)
        guard context.parameters.get("tenant") == session.tenant.rawValue else { throw .otherTenant }
        guard let group = context.identifier("group"), let role = session.groups[group],
            let name = context.parameters.get("group")
        else { throw .notInGroup }
        return Membership(
            session: session, group: group, role: role, path: "/t/\(session.tenant.rawValue)/g/\(name)")
    }

    /// The `Set-Cookie` field of a session (RFC 6265 §4.1).
    func cookie(for session: Session) throws -> String {
        let value = try session.sealed(with: state.current.keyRing)
        return "\(cookieName)=\(value); Path=/; Max-Age=\(Session.lifetime); HttpOnly; SameSite=Lax"
            + (isSecure ? "; Secure" : "")
    }

    /// With its prefix, no other host of the same domain can set the cookie (RFC 6265bis §4.1.3.2).
    private var cookieName: String { isSecure ? "__Host-hutong_session" : "hutong_session" }

    private var isSecure: Bool { state.publicURL?.hasPrefix("https:") == true }
}

/// A person in a session, in a group of theirs.
struct Membership: Sendable {
    let session: Session
    let group: String
    let role: Role
    /// What the addresses of the group's pages begin with.
    let path: String
}

extension Session {
    /// Whether a form was made for this session. Takes the same time wherever the two differ.
    func owns(formToken text: String?) -> Bool {
        guard let text else { return false }
        let key = SymmetricKey(size: .bits256)
        let own = HMAC<SHA256>.authenticationCode(for: Array(formToken.utf8), using: key)
        return HMAC<SHA256>.isValidAuthenticationCode(own, authenticating: Array(text.utf8), using: key)
    }
}
