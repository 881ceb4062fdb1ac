import LinkPolicy
import LinkRecognition

extension RecognitionLexicon {
    /// What descriptors say of the looks of links.
    init(_ descriptors: [PlatformDescriptor]) {
        self.init()
        for descriptor in descriptors {
            let owner = descriptor.slug.rawValue
            for host in descriptor.domains { domains.append(Domain(host: host, owner: owner)) }
            for host in descriptor.shortHosts { domains.append(Domain(host: host, owner: owner, standsAlone: false)) }
            for scheme in descriptor.schemes {
                schemes.append(
                    AppScheme(scheme: scheme.name, owner: owner, form: scheme.form, allowsOpaque: scheme.isOpaque))
            }
            codes += descriptor.codes.map { code in
                var shape = code.shape
                shape.kind = code.kind.rawValue
                return shape
            }
            cues += descriptor.cues
        }
        for descriptor in descriptors {
            for shape in descriptor.shapes {
                for pattern in shape.patterns { addForm(shape, pattern, owner: descriptor.slug.rawValue) }
            }
        }
        // A host of its own hides its parent's rules, so it takes them over.
        for index in domains.indices {
            let host = domains[index].host
            for parent in domains where host.hasSuffix("." + parent.host) && parent.owner == domains[index].owner {
                domains[index].forms += parent.forms.filter { !domains[index].forms.contains($0) }
            }
        }
    }

    private mutating func addForm(_ shape: PlatformDescriptor.Shape, _ pattern: AddressPattern, owner: String) {
        let isElsewhere = pattern.scheme == nil && !domains.contains { $0.host == pattern.hostKey && $0.owner == owner }
        guard let form = shape.form else { return }
        let rule = FormRule(prefix: pattern.literalPrefix, contains: shape.mark ?? pattern.literalQuery, form: form)
        if let scheme = pattern.scheme {
            if let index = schemes.firstIndex(where: { $0.scheme == scheme }) { schemes[index].forms.append(rule) }
        } else if let index = domains.firstIndex(where: { $0.host == pattern.hostKey }) {
            domains[index].forms.append(rule)
        } else if isElsewhere {
            let parent = domains.filter { pattern.hostKey.hasSuffix("." + $0.host) }
                .max { $0.host.utf8.count < $1.host.utf8.count }
            let domain = Domain(
                host: pattern.hostKey, owner: parent?.owner ?? owner, standsAlone: parent?.standsAlone ?? true,
                forms: [rule])
            domains.append(domain)
        }
    }
}
