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

    public init(
        purpose: Purpose, tenant: TenantID, linkID: UInt64, issuedAt: Int64, expiresAt: Int64, scene: Scene,
        finding: Finding, message: String?, sender: String?, group: String?
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
        guard reader.isAtEnd else { throw .malformed }
    }
}

/// Appends integers in big-endian order and strings behind a 16-bit length.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(byte: UInt8) { bytes.append(byte) }

    mutating func append(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// A string longer than 65,535 bytes is cut at a character's boundary.
    mutating func append(string: String) {
        var length = string.utf8.count
        if length > Int(UInt16.max) {
            var utf8 = Array(string.utf8.prefix(Int(UInt16.max)))
            while let last = utf8.last, last & 0xC0 == 0x80 { utf8.removeLast() }
            if let last = utf8.last, last >= 0xC0 { utf8.removeLast() }
            length = utf8.count
        }
        bytes.append(UInt8(length >> 8))
        bytes.append(UInt8(length & 0xFF))
        if length == string.utf8.count {
            bytes.append(contentsOf: string.utf8)
        } else {
            bytes.append(contentsOf: string.utf8.prefix(length))
        }
    }

    mutating func append(optional: String?) {
        bytes.append(optional == nil ? 0 : 1)
        if let optional { append(string: optional) }
    }
}

struct ByteReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func byte() throws(TokenError) -> UInt8 {
        guard index < bytes.count else { throw .malformed }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func uint64() throws(TokenError) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<8 { value = value << 8 | UInt64(try byte()) }
        return value
    }

    mutating func string() throws(TokenError) -> String {
        let length = Int(try byte()) << 8 | Int(try byte())
        guard bytes.count - index >= length else { throw .malformed }
        let range = index..<(index + length)
        index += length
        guard let text = try? UTF8Span(validating: bytes.span.extracting(range)) else { throw .malformed }
        return String(copying: text)
    }

    mutating func optional() throws(TokenError) -> String? {
        switch try byte() {
        case 0: nil
        case 1: try string()
        default: throw .malformed
        }
    }
}
