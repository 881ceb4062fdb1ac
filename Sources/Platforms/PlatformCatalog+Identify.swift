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
        let target = identify(address: finding.address, form: finding.form, owner: finding.owner)
        guard finding.code != nil || finding.kind != nil || finding.owner != nil else { return target }
        let isID = target.url == nil && target.id != nil
        let code = target.code ?? (isID ? nil : finding.code)
        var kind = target.kind
        if let word = finding.kind, target.id == nil || target.url == nil {
            kind = ResourceKind(rawValue: word) ?? kind
        }
        var platform = target.platform
        if target.url != nil, let owner = finding.owner.flatMap(PlatformSlug.init), storage.numbers[owner] != nil {
            platform = owner
        }
        if platform == target.platform, kind == target.kind, code == target.code { return target }
        return target.saying(platform: platform, kind: kind, code: code)
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

    // MARK: Addresses

    private func identify(_ url: WebURL, depth: Int) -> Target {
        let text = url.href.utf8.span
        let parts = AddressParts(url, text)
        guard let number = entry(url, text) else {
            return Target(
                platform: nil, url: url, basis: storage.common.map { .platform($0) } ?? .nothing,
                nested: nested(text, parts, isSpecial: url.isSpecial, depth: depth))
        }
        let entry = storage.entries[number]
        let beginning = PathBeginning.of(text, parts.path)
        var captures = Captures()
        var index = -1
        while let next = entry.next(after: index, beginning) {
            index = next
            let shape = entry.shapes[index]
            guard shape.pattern.matches(text, parts, &captures) else { continue }
            return target(url, text, parts, shape, captures, depth: depth)
        }
        return Target(
            platform: entry.platform.slug, url: url, basis: .platform(entry.platform),
            nested: nested(text, parts, isSpecial: url.isSpecial, depth: depth))
    }

    /// The target of an address that has the shape `match`.
    private func target(
        _ url: WebURL, _ text: Span<UInt8>, _ parts: AddressParts, _ match: CompiledShape,
        _ captures: borrowing Captures, depth: Int
    ) -> Target {
        var id = match.id.filled(match.pattern, text, captures)
        let inner =
            match.unwrap.isEmpty
            ? nested(text, parts, isSpecial: url.isSpecial, depth: depth)
            : nested(text, parts, names: match.unwrap, depth: depth)
        var kind = match.kind
        if let inner {
            switch match.adopts {
            case .never: break
            case .id: id = id ?? inner.id
            case .known: if inner.id != nil || inner.kind == .payment { (kind, id) = (inner.kind, inner.id) }
            }
        }
        return Target(
            platform: match.platform.slug, kind: kind, id: id, code: match.code.filled(match.pattern, text, captures),
            url: url, access: match.access, isShort: match.isShort, basis: .shape(match), nested: inner)
    }

    /// Which of the storage's entries has the shapes to try.
    private func entry(_ url: WebURL, _ text: Span<UInt8>) -> Int? {
        if url.isSpecial, !url.hostRange.isEmpty,
            let match = storage.hosts.longestSuffix(of: text, in: hostRange(url, text))
        {
            return match.value
        }
        var colon = 0
        while colon < text.count, text[colon] != UInt8(ascii: ":") { colon += 1 }
        return storage.schemes.exact(text, 0..<colon)
    }

    /// The host without a final dot: it is the same site with one.
    private func hostRange(_ url: WebURL, _ text: Span<UInt8>) -> Range<Int> {
        let range = url.hostRange
        return text[range.upperBound - 1] == UInt8(ascii: ".") ? range.lowerBound..<range.upperBound - 1 : range
    }

    // MARK: Redirectors

    /// The target that one of `names` carries; `name.key` looks into JSON.
    private func nested(
        _ text: Span<UInt8>, _ parts: AddressParts, names: [CompiledShape.Unwrapping], depth: Int
    ) -> Target? {
        guard depth < Self.maximumNesting else { return nil }
        for name in names {
            if let range = parts.query, let found = nested(text, range, name, depth: depth) { return found }
            if let range = parts.fragment, let found = nested(text, range, name, depth: depth) { return found }
        }
        return nil
    }

    private func nested(
        _ text: Span<UInt8>, _ range: Range<Int>, _ name: CompiledShape.Unwrapping, depth: Int
    ) -> Target? {
        var pairs = QueryPairs(range)
        while let pair = pairs.next(text) {
            guard pair.hasName(name.name, text) else { continue }
            var bytes = decoded(text, pair.value)
            if let key = name.key { bytes = jsonValue(of: key, in: bytes) ?? [] }
            if let target = nested(bytes, depth: depth) { return target }
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
    private func nested(
        _ text: Span<UInt8>, _ parts: AddressParts, isSpecial: Bool, depth: Int
    ) -> Target? {
        guard let query = parts.query, depth < Self.maximumNesting, isSpecial else { return nil }
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
            basis: .platform(platform))
    }

    private func code(_ code: String, owner: String?) -> Target {
        let named = owner.flatMap(PlatformSlug.init).flatMap { storage.numbers[$0] }.map { storage.platforms[$0] }
        for platform in named.map({ [$0] }) ?? storage.platforms {
            for index in platform.descriptor.codes.indices {
                guard named != nil || !platform.descriptor.codes[index].shape.needsWords,
                    platform.descriptor.codes[index].shape.admits(code)
                else { continue }
                let shape = platform.descriptor.codes[index]
                return Target(
                    platform: platform.slug, kind: shape.kind, id: shape.isID ? code : nil,
                    code: shape.isID ? nil : code, url: nil, address: code, access: .app,
                    basis: .platform(platform))
            }
        }
        return Target(
            platform: named?.slug, kind: .unknown, id: nil, code: code, url: nil, address: code, access: .app,
            basis: named.map { .platform($0) } ?? .nothing)
    }
}
