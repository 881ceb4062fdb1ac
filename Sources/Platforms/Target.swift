public import LinkPolicy
import LinkRecognition
public import URLStandard

/// What a link leads to.
public struct Target: Sendable {
    /// Who runs the destination; `nil` when no known platform does.
    public var platform: PlatformSlug?
    public var kind: ResourceKind
    /// The resource's id as the address shows it; `nil` where it shows none, as a short link does.
    public var id: String?
    /// The share code, bare.
    public var code: String?
    /// The parsed address; `nil` for a bare code.
    public var url: WebURL?
    /// The address in the URL Standard's serialisation, or the code.
    public var address: String
    /// What a reader needs before the page shows anything.
    public var access: PlatformDescriptor.Access
    /// Whether the address is short: what it leads to is unknown until somebody resolves it.
    public var isShort: Bool

    /// Whose rules apply, those of anonymous sites included.
    let rules: CompiledPlatform?
    /// The shape that the address has.
    let match: CompiledShape?
    private var nested: Nested?

    private final class Nested: Sendable {
        let target: Target
        init(_ target: Target) { self.target = target }
    }

    init(
        platform: PlatformSlug?, kind: ResourceKind, id: String?, code: String?, url: WebURL?, address: String,
        access: PlatformDescriptor.Access = .open, isShort: Bool = false, rules: CompiledPlatform?,
        match: CompiledShape? = nil, nested: Target? = nil
    ) {
        self.platform = platform
        self.kind = kind
        self.id = id
        self.code = code
        self.url = url
        self.address = address
        self.access = access
        self.isShort = isShort
        self.rules = rules
        self.match = match
        self.nested = nested.map { Nested($0) }
    }

    /// An address of which nothing is known but its text.
    public init(address: String, url: WebURL? = nil) {
        self.init(platform: nil, kind: .unknown, id: nil, code: nil, url: url, address: address, rules: nil)
    }

    /// Where a redirector leads, read from its address without the network; itself unwrapped, so that following
    /// `unwrapped` to its end passes every hop. At most ``PlatformCatalog/maximumNesting`` deep.
    public var unwrapped: Target? { nested?.target }
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
        var results: [String?] = []
        for template in templates {
            guard let template else {
                results.append(nil)
                continue
            }
            var values: [Int: String] = [:]
            for case .slot(let slot) in template.pieces where matches { values[slot] = captures.value(slot, text) }
            results.append(template.filled(address) { values[$0] })
        }
        return body(results)
    }
}
