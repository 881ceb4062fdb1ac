import LinkPolicy
public import LinkRecognition
public import URLStandard

/// Parameters under which sites commonly hand on a whole address.
private let commonTargetParameters: [[UInt8]] = [
    "url", "u", "target", "to", "link", "goto", "redirect", "redirect_url", "redirect_uri", "redirectUrl", "dest",
    "destination", "next", "return", "return_url", "returnUrl", "jump", "jumpurl", "h5Url", "originUrl", "pfurl",
    "gourl", "weburl", "web_url", "share_url",
].map { Array($0.utf8) }

extension PlatformCatalog {
    /// What a finding leads to. Time does not depend on how many platforms there are.
    public func identify(_ finding: Finding) -> Target {
        var target = identify(address: finding.address, form: finding.form, owner: finding.owner)
        if finding.code != nil, target.code == nil, !isID(target) { target.code = finding.code }
        if let word = finding.kind, let kind = ResourceKind(rawValue: word), target.id == nil || target.url == nil {
            target.kind = kind
        }
        if let owner = finding.owner.flatMap(PlatformSlug.init), target.url != nil, storage.numbers[owner] != nil {
            target.platform = owner
        }
        return target
    }

    /// What an address or code leads to.
    ///
    /// - Parameters:
    ///   - address: An address with its scheme, or a bare code.
    ///   - form: The form it was found in.
    ///   - owner: Slug of the platform that its text named, if any: codes of several platforms look alike.
    public func identify(address: String, form: LinkForm, owner: String? = nil) -> Target {
        if form == .shareCode { return code(address, owner: owner) }
        if let url = try? WebURL(address) { return identify(url, depth: 0) }
        for scheme in storage.textSchemes where address.hasPrefix(scheme.prefix) {
            return textScheme(address, platform: scheme.platform)
        }
        return code(address, owner: owner)
    }

    /// What a parsed URL leads to.
    public func identify(_ url: WebURL) -> Target { identify(url, depth: 0) }

    private func isID(_ target: Target) -> Bool { target.url == nil && target.id != nil }

    // MARK: Addresses

    private func identify(_ url: WebURL, depth: Int) -> Target {
        let text = url.href.utf8.span
        let parts = AddressParts(url, text)
        guard let entry = entry(url, text) else {
            return target(url, text, parts, platform: nil, depth: depth)
        }
        let beginning = PathBeginning.of(text, parts.path)
        var captures = Captures()
        for index in entry.filters.indices {
            let filter = entry.filters[index]
            guard beginning & filter.mask == filter.beginning else { continue }
            let shape = entry.shapes[index]
            guard shape.pattern.matches(text, parts, &captures) else { continue }
            return target(url, text, parts, shape, captures, depth: depth)
        }
        return target(url, text, parts, platform: entry.platform, depth: depth)
    }

    /// The target of an address that has no known shape.
    private func target(
        _ url: WebURL, _ text: Span<UInt8>, _ parts: AddressParts, platform: CompiledPlatform?, depth: Int
    ) -> Target {
        Target(
            platform: platform?.slug, kind: .unknown, id: nil, code: nil, url: url, address: url.href,
            rules: platform ?? storage.common, nested: nested(text, parts, url, depth: depth))
    }

    private func entry(_ url: WebURL, _ text: Span<UInt8>) -> CatalogStorage.Entry? {
        if url.isSpecial, !url.hostRange.isEmpty,
            let match = storage.hosts.longestSuffix(of: text, in: hostRange(url, text))
        {
            return storage.hostEntries[match.value]
        }
        var colon = 0
        while colon < text.count, text[colon] != UInt8(ascii: ":") { colon += 1 }
        return storage.schemes.exact(text, 0..<colon).map { storage.schemeEntries[$0] }
    }

    /// The host without a final dot: it is the same site with one.
    private func hostRange(_ url: WebURL, _ text: Span<UInt8>) -> Range<Int> {
        let range = url.hostRange
        return text[range.upperBound - 1] == UInt8(ascii: ".") ? range.lowerBound..<range.upperBound - 1 : range
    }

    /// The target of an address that has the shape `match`.
    private func target(
        _ url: WebURL, _ text: Span<UInt8>, _ parts: AddressParts, _ match: CompiledShape, _ captures: Captures,
        depth: Int
    ) -> Target {
        var id = match.id.filled(match.pattern, text, captures)
        let inner =
            match.shape.unwrap.isEmpty
            ? nested(text, parts, url, depth: depth)
            : nested(text, parts, names: match.shape.unwrap, depth: depth)
        var kind = match.shape.kind
        if let inner {
            switch match.shape.adopts {
            case .never: break
            case .id: id = id ?? inner.id
            case .known:
                if inner.id != nil || inner.kind == .payment { (kind, id) = (inner.kind, inner.id) }
            }
        }
        return Target(
            platform: match.platform.slug, kind: kind, id: id, code: match.code.filled(match.pattern, text, captures),
            url: url, address: url.href, access: match.shape.access, isShort: match.shape.isShort,
            rules: match.platform, match: match, nested: inner)
    }

    // MARK: Redirectors

    /// The target that one of `names` carries; `name.key` looks into JSON.
    private func nested(_ text: Span<UInt8>, _ parts: AddressParts, names: [String], depth: Int) -> Target? {
        guard depth < Self.maximumNesting else { return nil }
        for name in names {
            let pieces = name.split(separator: ".", maxSplits: 1).map { Array($0.utf8) }
            guard let first = pieces.first else { continue }
            for range in [parts.query, parts.fragment].compactMap({ $0 }) {
                var pairs = QueryPairs(range)
                while let pair = pairs.next(text) {
                    guard pair.hasName(first, text) else { continue }
                    var bytes = decoded(text, pair.value)
                    if pieces.count == 2 { bytes = jsonValue(of: pieces[1], in: bytes) ?? [] }
                    if let target = nested(bytes, depth: depth) { return target }
                }
            }
        }
        return nil
    }

    private func nested(_ bytes: [UInt8], depth: Int) -> Target? {
        guard bytes.count > 3 else { return nil }
        let address = String(decoding: bytes, as: UTF8.self)
        if let url = try? WebURL(address) { return identify(url, depth: depth + 1) }
        guard !address.hasPrefix("/"), address.utf8.contains(UInt8(ascii: ".")),
            let url = try? WebURL("https://" + address)
        else { return nil }
        return identify(url, depth: depth + 1)
    }

    /// A whole web address handed on under one of the common names.
    private func nested(_ text: Span<UInt8>, _ parts: AddressParts, _ url: WebURL, depth: Int) -> Target? {
        guard let query = parts.query, depth < Self.maximumNesting, url.isSpecial else { return nil }
        var pairs = QueryPairs(query)
        while let pair = pairs.next(text) {
            guard pair.value.count > 10, text[pair.value.lowerBound] | 0x20 == UInt8(ascii: "h"),
                text[pair.value.lowerBound + 1] | 0x20 == UInt8(ascii: "t"),
                commonTargetParameters.contains(where: { pair.hasName($0, text) })
            else { continue }
            let address = String(decoding: decoded(text, pair.value), as: UTF8.self)
            if let inner = try? WebURL(address), inner.scheme == "http" || inner.scheme == "https" {
                return identify(inner, depth: depth + 1)
            }
        }
        return nil
    }

    // MARK: Codes

    private func textScheme(_ address: String, platform: CompiledPlatform) -> Target {
        let token = address.split(separator: "/").last.map(String.init)
        return Target(
            platform: platform.slug, kind: .app, id: nil, code: token, url: nil, address: address, access: .app,
            rules: platform)
    }

    private func code(_ code: String, owner: String?) -> Target {
        let named = owner.flatMap(PlatformSlug.init).flatMap { storage.numbers[$0] }.map { storage.platforms[$0] }
        for platform in named.map({ [$0] }) ?? storage.platforms {
            for shape in platform.descriptor.codes where named != nil || !shape.shape.needsWords {
                guard shape.shape.admits(code) else { continue }
                return Target(
                    platform: platform.slug, kind: shape.kind, id: shape.isID ? code : nil,
                    code: shape.isID ? nil : code, url: nil, address: code, access: .app, rules: platform)
            }
        }
        return Target(
            platform: named?.slug, kind: .unknown, id: nil, code: code, url: nil, address: code, access: .app,
            rules: named)
    }
}
