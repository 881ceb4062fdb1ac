public import LinkPolicy
public import LinkRecognition

/// What a sealed link carries: its target and the context of its posting.
public struct LinkContext: Hashable, Sendable {
    /// Whether the link stands in a message or was made by a visitor of the playground.
    public enum Purpose: Hashable, Sendable {
        case message
        /// Always shows the interstitial; decided by the policy that the visitor picked.
        case playground(policy: String)
    }

    public var purpose: Purpose
    public var tenant: TenantID
    /// Random, one for each link posted; opaque, so that it says nothing of a person.
    public var linkID: UInt64
    /// Seconds since 1970.
    public var issuedAt: Int64
    /// Seconds since 1970.
    public var expiresAt: Int64
    public var scene: Scene
    public var form: LinkForm
    public var marks: Finding.Marks
    public var address: String
    public var code: String?
    /// Slug of the platform that the message named beside the link.
    public var owner: String?
    /// What the message said the link opens.
    public var kind: String?
    /// Opaque identifiers given by the tenant.
    public var message: String?
    public var sender: String?
    public var group: String?
    /// What was known when the message was posted.
    public var posting: PostingFacts

    public init(
        purpose: Purpose, tenant: TenantID, linkID: UInt64, issuedAt: Int64, expiresAt: Int64, scene: Scene,
        finding: Finding, message: String?, sender: String?, group: String?, posting: PostingFacts = PostingFacts()
    ) {
        self.purpose = purpose
        self.tenant = tenant
        self.linkID = linkID
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.scene = scene
        form = finding.form
        marks = finding.marks
        address = finding.address
        code = finding.code
        owner = finding.owner
        kind = finding.kind
        self.message = message
        self.sender = sender
        self.group = group
        self.posting = posting
    }

    /// The finding that the link was made for; its range is not kept.
    public var finding: Finding {
        Finding(
            range: 0..<0, form: form, address: address, code: code, marks: marks, owner: owner, kind: kind)
    }
}

extension LinkContext {
    /// The compact binary form that is sealed, and kept for short links.
    public func encoded() -> [UInt8] {
        var coder = ByteWriter(reserving: address.utf8.count + 160)
        coder.append(linkID)
        coder.append(UInt64(bitPattern: issuedAt))
        coder.append(UInt64(bitPattern: expiresAt))
        coder.append(string: tenant.rawValue)
        coder.append(string: scene.rawValue)
        coder.append(byte: UInt8(LinkForm.allCases.firstIndex(of: form) ?? 0))
        coder.append(byte: marks.rawValue)
        coder.append(string: address)
        coder.append(optional: code)
        coder.append(optional: owner)
        coder.append(optional: kind)
        coder.append(optional: message)
        coder.append(optional: sender)
        coder.append(optional: group)
        switch purpose {
        case .message: coder.append(optional: nil)
        case .playground(let policy): coder.append(optional: policy)
        }
        if !posting.isEmpty { posting.encode(to: &coder) }
        return coder.bytes
    }

    /// - Throws: ``TokenError/malformed`` for bytes that ``encoded()`` does not produce.
    public init(encoded bytes: [UInt8]) throws(TokenError) {
        var reader = ByteReader(bytes)
        linkID = try reader.uint64()
        issuedAt = Int64(bitPattern: try reader.uint64())
        expiresAt = Int64(bitPattern: try reader.uint64())
        guard let tenant = TenantID(try reader.string()), let scene = Scene(try reader.string()) else {
            throw .malformed
        }
        self.tenant = tenant
        self.scene = scene
        let formIndex = Int(try reader.byte())
        guard LinkForm.allCases.indices.contains(formIndex) else { throw .malformed }
        form = LinkForm.allCases[formIndex]
        marks = Finding.Marks(rawValue: try reader.byte())
        address = try reader.string()
        code = try reader.optional()
        owner = try reader.optional()
        kind = try reader.optional()
        message = try reader.optional()
        sender = try reader.optional()
        group = try reader.optional()
        purpose = (try reader.optional()).map { .playground(policy: $0) } ?? .message
        posting = reader.isAtEnd ? PostingFacts() : try PostingFacts(from: &reader)
        guard reader.isAtEnd else { throw .malformed }
    }
}
