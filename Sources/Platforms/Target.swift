public import LinkPolicy
import LinkRecognition
public import URLStandard

/// What a link leads to. One reference: cheap to copy.
public struct Target: Sendable {
    /// What is known of the address.
    enum Basis: Sendable {
        case nothing
        /// Whose rules apply, those of anonymous sites included.
        case platform(CompiledPlatform)
        /// The shape that the address has.
        case shape(CompiledShape)
    }

    /// Immutable.
    private final class Storage: Sendable {
        let platform: PlatformSlug?
        let kind: ResourceKind
        let id: String?
        let code: String?
        let url: WebURL?
        /// The address where that is not that of `url`.
        let writing: String?
        let access: PlatformDescriptor.Access
        let isShort: Bool
        let basis: Basis
        let nested: Target?

        init(
            platform: PlatformSlug?, kind: ResourceKind, id: consuming String?, code: consuming String?,
            url: consuming WebURL?, writing: consuming String?, access: PlatformDescriptor.Access, isShort: Bool,
            basis: consuming Basis, nested: consuming Target?
        ) {
            self.platform = platform
            self.kind = kind
            self.id = id
            self.code = code
            self.url = url
            self.writing = writing
            self.access = access
            self.isShort = isShort
            self.basis = basis
            self.nested = nested
        }
    }

    private let storage: Storage

    /// - Parameter address: `nil` for the serialisation of `url`.
    init(
        platform: PlatformSlug?, kind: ResourceKind = .unknown, id: consuming String? = nil,
        code: consuming String? = nil, url: consuming WebURL?, address: consuming String? = nil,
        access: PlatformDescriptor.Access = .open, isShort: Bool = false, basis: consuming Basis,
        nested: consuming Target? = nil
    ) {
        storage = Storage(
            platform: platform, kind: kind, id: id, code: code, url: url, writing: address, access: access,
            isShort: isShort, basis: basis, nested: nested)
    }

    /// An address of which nothing is known but its text.
    public init(address: String, url: WebURL? = nil) {
        self.init(platform: nil, url: url, address: address, basis: .nothing)
    }

    /// The same, but for what the text around the address says.
    func saying(platform: PlatformSlug?, kind: ResourceKind, code: String?) -> Target {
        Target(
            platform: platform, kind: kind, id: id, code: code, url: url, address: storage.writing,
            access: access, isShort: isShort, basis: storage.basis, nested: storage.nested)
    }

    /// Who runs the destination; `nil` when no known platform does.
    public var platform: PlatformSlug? { storage.platform }

    public var kind: ResourceKind { storage.kind }

    /// The resource's id as the address shows it; `nil` where it shows none, as a short link does.
    public var id: String? { storage.id }

    /// The share code, bare.
    public var code: String? { storage.code }

    /// The parsed address; `nil` for a bare code.
    public var url: WebURL? { storage.url }

    /// The address in the URL Standard's serialisation, or the code.
    public var address: String { storage.writing ?? storage.url?.href ?? "" }

    /// What a reader needs before the page shows anything.
    public var access: PlatformDescriptor.Access { storage.access }

    /// Whether the address is short: what it leads to is unknown until somebody resolves it.
    public var isShort: Bool { storage.isShort }

    fileprivate var rules: CompiledPlatform? {
        switch storage.basis {
        case .nothing: nil
        case .platform(let platform): platform
        case .shape(let shape): shape.platform
        }
    }

    fileprivate var match: CompiledShape? { if case .shape(let shape) = storage.basis { shape } else { nil } }

    /// Where a redirector leads, read from its address without the network; itself unwrapped, so that following
    /// `unwrapped` to its end passes every hop. At most ``PlatformCatalog/maximumNesting`` deep.
    public var unwrapped: Target? { storage.nested }
}

extension Target {
    private var descriptor: PlatformDescriptor? { rules?.descriptor }

    private var shape: PlatformDescriptor.Shape? { match?.shape }

    private var pattern: AddressPattern? { match?.pattern }

    /// One text for a resource however its address is written, unique across platforms: `taobao/item/212301645499`.
    /// `nil` without id.
    public var resourceID: String? {
        guard let id, let descriptor, !descriptor.isAnonymous else { return nil }
        let canonical = (shape?.codec ?? codec)?.canonical(id) ?? id
        return "\(descriptor.idSpace)/\(kind.rawValue)/\(canonical)"
    }

    /// Codec of an id that came as a share code.
    private var codec: ResourceCodec? {
        guard url == nil, let descriptor else { return nil }
        return descriptor.codes.first { $0.isID }?.codec
    }

    /// The address without what identifies its sharer, the device or the session. What earns a commission or carries
    /// content stays. Computed when asked for, O(length of the address).
    public var cleanAddress: String {
        guard let url, shape?.keepsQuery != true, let rules = descriptor?.parameters else {
            return address
        }
        let needed = pattern?.query.map(\.name) ?? []
        let text = url.href.utf8.span
        return rules.cleaned(text, AddressParts(url, text), needed: needed) ?? address
    }

    /// The one address that stands for all addresses of the resource, where its shape has one.
    public var canonicalAddress: String? {
        guard let template = match?.canonical else { return nil }
        return filled([template]) { $0[0] }
    }

    /// Addresses that open the platform's app.
    public var deepLinks: DeepLinks {
        guard let descriptor, let rules else { return DeepLinks() }
        guard let url else {
            if address.hasPrefix("#") { return DeepLinks(miniProgram: address) }
            // A code is pasted: the app only has to be opened.
            let opening = descriptor.app.links["open"]
            return DeepLinks(android: opening, ios: opening)
        }
        let templates = match?.links ?? rules.links
        var links = filled([templates.android, templates.ios, templates.miniProgram]) {
            DeepLinks(android: $0[0], ios: $0[1], miniProgram: $0[2])
        }
        if !url.isSpecial {
            links.ios = address
            links.android = address
        }
        return links
    }

    /// What to copy: the address, or the code as its app takes it from a pasted text, between the signs that mark it.
    public var pasteText: String {
        guard url == nil, let descriptor else { return address }
        let isDelimited = descriptor.codes.contains { code in
            if case .delimited = code.shape.frame { code.shape.admits(address) } else { false }
        }
        return isDelimited ? "￥\(address)￥" : address
    }

    /// A web address for readers without the app: `nil` where there is none, as for a bare code.
    public var webFallback: String? {
        if let template = match?.links.web { return filled([template]) { $0[0] } }
        if let url, url.isSpecial { return url.href }
        if let canonicalAddress { return canonicalAddress }
        var inner = unwrapped
        while let target = inner {
            if let url = target.url, url.isSpecial { return url.href }
            inner = target.unwrapped
        }
        guard let template = rules?.links.web else { return nil }
        return filled([template]) { $0[0] }
    }

    /// Fills `templates` with what the pattern captures: read again from the address, since few targets are ever asked
    /// for links.
    private func filled<Result>(_ templates: [LinkTemplate?], _ body: ([String?]) -> Result) -> Result {
        let usesCaptures = templates.contains { $0?.usesCaptures == true }
        guard usesCaptures, let url, let pattern else {
            return body(templates.map { $0?.filled(address) { _ in nil } })
        }
        let text = url.href.utf8.span
        var captures = Captures()
        let matches = pattern.matches(text, AddressParts(url, text), &captures)
        var values = [String?](repeating: nil, count: pattern.names.count)
        for case .slot(let slot) in templates.compactMap({ $0?.pieces }).joined() where matches {
            if values[slot] == nil { values[slot] = captures.value(slot, text) }
        }
        return body(templates.map { $0?.filled(address) { values[$0] } })
    }
}
