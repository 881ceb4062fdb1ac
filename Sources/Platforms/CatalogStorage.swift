import LinkPolicy
import LinkRecognition

/// A platform of a catalogue. A class, so that targets can point at it.
final class CompiledPlatform: Sendable {
    let descriptor: PlatformDescriptor
    /// What targets report; `nil` for anonymous sites.
    let slug: PlatformSlug?
    /// For addresses that have no known shape.
    let links: LinkTemplates

    init(_ descriptor: PlatformDescriptor) {
        self.descriptor = descriptor
        slug = descriptor.isAnonymous ? nil : descriptor.slug
        links = LinkTemplates(descriptor.app.links, captures: [])
    }
}

/// One pattern of a shape, with what an address of that pattern is.
final class CompiledShape: Sendable {
    let platform: CompiledPlatform
    let shape: PlatformDescriptor.Shape
    let pattern: AddressPattern
    let id: CaptureTemplate
    let code: CaptureTemplate
    /// The shape's own templates, and the platform's where it has none.
    let links: LinkTemplates
    let canonical: LinkTemplate?
    let unwrap: [Unwrapping]
    // What every target needs of the shape.
    let kind: ResourceKind
    let adopts: PlatformDescriptor.Shape.Adoption
    let access: PlatformDescriptor.Access
    let isShort: Bool

    /// A parameter that holds an address, and the key of JSON under which its value does.
    struct Unwrapping: Sendable {
        var name: [UInt8]
        var key: [UInt8]?
    }

    init(platform: CompiledPlatform, shape: PlatformDescriptor.Shape, pattern: AddressPattern) {
        self.platform = platform
        self.shape = shape
        self.pattern = pattern
        id = CaptureTemplate(shape.id, pattern)
        code = CaptureTemplate(shape.code, pattern)
        var links = platform.descriptor.app.links
        // A web page of the app stands for addresses of which nothing better is known.
        links["web"] = nil
        links.merge(shape.links) { $1 }
        self.links = LinkTemplates(links, captures: pattern.names)
        canonical = shape.canonical.map { LinkTemplate($0, captures: pattern.names) }
        kind = shape.kind
        adopts = shape.adopts
        access = shape.access
        isShort = shape.isShort
        unwrap = shape.unwrap.compactMap { text in
            let pieces = text.split(separator: ".", maxSplits: 1).map { Array($0.utf8) }
            return pieces.first.map { Unwrapping(name: $0, key: pieces.count == 2 ? pieces[1] : nil) }
        }
    }
}

/// A catalogue, compiled. Immutable.
final class CatalogStorage: Sendable {
    /// What is tried on the addresses of one host or scheme.
    final class Entry: Sendable {
        /// The beginning that paths of a shape have, as a number; see ``PathBeginning``.
        struct Filter: Sendable {
            let beginning: UInt64
            let mask: UInt64
        }

        let platform: CompiledPlatform
        /// One for each shape, apart from it: to pass over a shape costs no reference counting.
        private let filters: [Filter]
        /// The most specific first; those of other platforms that are guests here before the owner's.
        let shapes: [CompiledShape]

        /// The next shape after the one at `index`, or after -1, that a path with this beginning may have.
        func next(after index: Int, _ beginning: UInt64) -> Int? {
            var next = index + 1
            while next < filters.count {
                if beginning & filters[next].mask == filters[next].beginning { return next }
                next += 1
            }
            return nil
        }

        init(platform: CompiledPlatform, shapes: [CompiledShape]) {
            self.platform = platform
            self.shapes = shapes
            filters = shapes.map {
                let (beginning, mask) = PathBeginning.of($0.pattern)
                return Filter(beginning: beginning, mask: mask)
            }
        }
    }

    let platforms: [CompiledPlatform]
    let numbers: [PlatformSlug: Int]
    /// Numbers of entries.
    let hosts: HostIndex
    /// Numbers of entries.
    let schemes: HostIndex
    let entries: [Entry]
    /// Text forms such as `#小程序`, with their platform.
    let textSchemes: [(prefix: String, platform: CompiledPlatform)]
    /// Whose rules hold for addresses of no known platform.
    let common: CompiledPlatform?

    init(_ descriptors: [PlatformDescriptor]) throws(CatalogProblems) {
        platforms = descriptors.map(CompiledPlatform.init)
        var builder = CatalogBuilder(platforms)
        let (hosts, schemes) = try builder.build()
        numbers = builder.numbers
        self.hosts = HostIndex(hosts.enumerated().map { ($0.element.name, $0.offset) })
        let plain = schemes.filter { !$0.name.hasPrefix("#") }
        self.schemes = HostIndex(plain.enumerated().map { ($0.element.name, hosts.count + $0.offset) })
        entries = hosts.map(\.entry) + plain.map(\.entry)
        textSchemes = schemes.filter { $0.name.hasPrefix("#") }
            .sorted { $0.name.utf8.count > $1.name.utf8.count }
            .map { ($0.name + "://", $0.entry.platform) }
        common = platforms.first { $0.descriptor.isAnonymous }
    }
}

/// The first eight bytes of a path as one number, so that most patterns are told apart by one comparison.
enum PathBeginning {
    private static let lowerCase: UInt64 = 0x2020_2020_2020_2020

    /// What the path of an address begins with; bytes it lacks are zero. Case is lost.
    @inline(__always)
    static func of(_ text: Span<UInt8>, _ path: Range<Int>) -> UInt64 {
        if path.lowerBound + 8 <= text.count {
            let word = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: path.lowerBound, as: UInt64.self)
            let known = path.count >= 8 ? UInt64.max : (1 << UInt64(path.count * 8)) - 1
            return UInt64(littleEndian: word) & known | lowerCase
        }
        var value: UInt64 = 0
        for offset in 0..<min(8, path.count) {
            value |= UInt64(text[path.lowerBound + offset]) << UInt64(offset * 8)
        }
        return value | lowerCase
    }

    /// What paths of a pattern begin with, and which bytes of that are known.
    static func of(_ pattern: AddressPattern) -> (beginning: UInt64, mask: UInt64) {
        // A lone slash is optional.
        guard case .literal(let bytes)? = pattern.path.first, bytes != [UInt8(ascii: "/")] else { return (0, 0) }
        var value: UInt64 = 0
        var mask: UInt64 = 0
        for (offset, byte) in bytes.prefix(8).enumerated() {
            value |= UInt64(byte | 0x20) << UInt64(offset * 8)
            mask |= 0xFF << UInt64(offset * 8)
        }
        return (value, mask)
    }
}
