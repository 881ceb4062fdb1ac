import Gate
import HTTPTypes
import Hummingbird
import JSONText
import LinkPolicy
import Persistence
import Webhooks

/// `/v1/policies`: the policies that a tenant can have, and those it puts in force for itself; for keys with the scope
/// `admin`.
struct PolicyRoutes: Sendable {
    /// Bytes of a body: every byte of the text may be escaped.
    private static let bodyLimit = 4 << 20
    /// Versions of a page.
    private static let pageLimit = 100

    /// Policies of its own that a tenant can have.
    private static let limit = 100

    let state: GatewayState
    let versions: PolicyVersionStore
    let clock: any GatewayClock

    func add(to router: Router<GatewayRequestContext>) {
        GatewayRouter.add("/v1/policies", [.get: list], to: router)
        GatewayRouter.add("/v1/policies/:policy", [.get: show, .put: put], to: router)
        GatewayRouter.add("/v1/policies/:policy/versions", [.get: listVersions], to: router)
    }

    func list(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let tenant = try tenant(of: request)
        try request.requireQuery(only: [])
        let rulebook = state.current.rulebook
        let names = rulebook.policyNames(of: tenant)
        return .json { json in
            json.object { json in
                json.array("policies") { json in
                    for name in names {
                        json.object { Self.write(name, of: tenant, rulebook, to: &$0) }
                    }
                }
            }
        }
    }

    func show(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let tenant = try tenant(of: request)
        try request.requireQuery(only: [])
        let rulebook = state.current.rulebook
        let name = try name(context, of: tenant, rulebook)
        // The number and the text are read together, whatever is in force on this gateway.
        let own = try await versions.versions(of: name, tenant: tenant, limit: 1).first
        var version = own?.text == nil ? nil : own
        if version == nil {
            version = try await versions.versions(of: name, tenant: nil, limit: 1).first.flatMap {
                $0.text == nil ? nil : $0
            }
        }
        var response = Response.json { json in
            json.object { json in
                Self.write(name, of: tenant, rulebook, to: &json)
                json.member("text", version?.text)
            }
        }
        response.headers[.eTag] = Self.tag(own?.version ?? 0, shared: own?.text == nil ? version?.version : nil)
        return response
    }

    func put(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let key = try state.current.authenticate(request, for: .admin)
        let tenant = key.record.tenant
        try request.requireQuery(only: [])
        let name = context.parameters.get("policy") ?? ""
        let body = try await body(of: request)
        let policy: Policy
        do {
            let rulebook = state.current.rulebook
            policy = try PolicyForm.policy(
                body.text, name: name, catalog: rulebook.catalog, patterns: rulebook.patterns)
        } catch {
            throw Problem(
                .unprocessableContent, "invalid-policy", "The policy is not in order", detail: "\(error).",
                pointer: "/text")
        }
        let latest = try await versions.versions(of: policy.name, tenant: tenant, limit: 1).first
        try await require(request, latest, policy.name)
        if latest == nil, try await versions.inForce().filter({ $0.tenant == tenant }).count >= Self.limit {
            throw Problem(
                .conflict, "too-many-policies", "There are too many policies",
                detail: "A tenant can have \(Self.limit) policies of its own.")
        }
        do {
            let made = try await versions.add(
                PolicyChange(
                    tenant: tenant, name: policy.name, text: body.text, author: key.record.id, reason: body.reason,
                    over: latest?.version ?? 0), now: clock.seconds)
            try await state.waitUntilInForce(made.revision)
            var response = Response.json(latest == nil ? .created : .ok) { made.version.write(to: &$0) }
            response.headers[.eTag] = Self.tag(made.version.version)
            response.headers[.location] = latest == nil ? "/v1/policies/" + policy.name : nil
            return response
        } catch is PolicyVersionStore.Conflict {
            throw Self.changedMeanwhile
        }
    }

    func listVersions(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        let tenant = try tenant(of: request)
        try request.requireQuery(only: ["cursor"])
        let name = try name(context, of: tenant, state.current.rulebook)
        let before = try request.cursorNumber()
        let found = try await versions.versions(of: name, tenant: tenant, before: before, limit: Self.pageLimit + 1)
        let page = found.prefix(Self.pageLimit)
        return .json { json in
            json.object { json in
                json.array("versions") { json in for version in page { version.write(to: &json) } }
                json.member("next_cursor", found.count > Self.pageLimit ? page.last.map { "\($0.version)" } : nil)
            }
        }
    }

    // MARK: Parts

    private func tenant(of request: Request) throws(Problem) -> TenantID {
        try state.current.authenticate(request, for: .admin).record.tenant
    }

    /// The policy that the path names.
    private func name(
        _ context: GatewayRequestContext, of tenant: TenantID, _ rulebook: Rulebook
    ) throws(Problem) -> String {
        guard let name = context.parameters.get("policy"), rulebook.policy(named: name, of: tenant) != nil else {
            throw Problem(
                .notFound, "unknown-policy", "There is no such policy",
                detail: "The tenant of this key has no policy of this name.")
        }
        return name
    }

    private func body(of request: Request) async throws -> PolicyBody {
        let bytes = try await request.jsonBody(atMost: Self.bodyLimit)
        do { return try PolicyBody(json: bytes) } catch { throw Problem(error) }
    }

    /// What the tag of ``show(_:_:)`` stands for: the latest version of the tenant's own, 0 for none, and behind that
    /// everybody's where it is shown.
    private static func tag(_ version: Int, shared: Int? = nil) -> String {
        "\"v\(version)" + (shared.map { "-\($0)" } ?? "") + "\""
    }

    /// Sees to `If-Match` and `If-None-Match` (RFC 9110 §13.1).
    private func require(_ request: Request, _ latest: PolicyVersion?, _ name: String) async throws {
        let wanted = request.headers[values: .ifMatch].joined(separator: ",")
        let unwanted = request.headers[values: .ifNoneMatch].joined(separator: ",")
        guard !wanted.isEmpty || !unwanted.isEmpty else { return }
        let shared =
            latest?.text == nil
            ? try await versions.versions(of: name, tenant: nil, limit: 1).first.flatMap {
                $0.text == nil ? nil : $0.version
            } : nil
        let tag = Self.tag(latest?.version ?? 0, shared: shared)
        if !wanted.isEmpty, !ConditionalMiddleware.matches(wanted, tag) { throw Self.changedMeanwhile }
        if !unwanted.isEmpty, unwanted.contains("*") ? latest != nil : ConditionalMiddleware.matches(unwanted, tag) {
            throw Self.changedMeanwhile
        }
    }

    private static let changedMeanwhile = Problem(
        .preconditionFailed, "changed-meanwhile", "The policy is not what it was",
        detail: "It was changed since; read it again and decide anew.")

    /// The members that tell of a policy as `tenant` has it.
    private static func write(
        _ name: String, of tenant: TenantID, _ rulebook: Rulebook, to json: inout JSONWriter
    ) {
        guard let policy = rulebook.policy(named: name, of: tenant) else { return }
        let stored = rulebook.storedPolicy(named: name, of: tenant)
        json.member("policy", policy.name)
        json.object("title") { json in
            json.member("zh", policy.title.zh)
            json.member("en", policy.title.en)
        }
        json.member("source", stored == nil ? "file" : stored?.tenant == nil ? "operator" : "tenant")
        json.member("version", stored?.version)
        json.member("rules", policy.rules.count)
        json.member("in_use", rulebook.settings(of: tenant).policy == name)
    }
}

extension PolicyVersion {
    /// Writes the version as the API shows it in lists, without its text.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("policy", name)
            json.member("version", version)
            json.member("hash", hash)
            json.member("by", author)
            json.member("reason", reason)
            json.member("restores", restores)
            json.member("at", utcTimestamp(milliseconds: at * 1_000))
        }
    }
}
