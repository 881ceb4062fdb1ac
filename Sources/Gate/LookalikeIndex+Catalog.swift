import LinkPolicy
public import Platforms
public import ThreatIntel
public import URLStandard

extension LookalikeIndex {
    /// Protects the domains of every platform in `catalog`, and `own`.
    ///
    /// - Parameters:
    ///   - own: Further hosts to protect.
    ///   - exceptions: Hosts that imitate nobody, the operator's own among them.
    public convenience init(
        catalog: PlatformCatalog, own: [String] = [], exceptions: [String] = [], rules: LookalikeRules,
        publicSuffixes: PublicSuffixList
    ) {
        let platforms = catalog.descriptors.flatMap { descriptor in
            // Several sites in one file share no name.
            let title = descriptor.isAnonymous ? nil : descriptor.names.zh
            return (descriptor.domains + descriptor.shortHosts).map { ProtectedDomain(host: $0, title: title) }
        }
        self.init(
            protecting: platforms + own.map { ProtectedDomain(host: $0) }, knowing: exceptions, rules: rules,
            publicSuffixes: publicSuffixes)
    }
}
