public import LinkPolicy
import LinkRecognition
public import Platforms
public import URLStandard

/// What became of asking where a share code leads.
public enum CodeResolution: Sendable {
    case found(ResolvedCode)
    /// Its platform knows no address behind it: it is wrong or has expired.
    case unknown
    /// Nobody could be asked now.
    case unavailable
    /// Nobody is configured who knows the codes of this platform.
    case unsupported

    /// Where the code leads, when that is known.
    public var code: ResolvedCode? {
        if case .found(let code) = self { code } else { nil }
    }
}

/// Where a share code leads, judged like a web address in the same place.
public struct ResolvedCode: Sendable {
    public let target: Target
    public let verdict: Verdict
}

extension Gate {
    /// Judges `url` in the place of the share code of `situation` that leads to it. The code's own verdict stands beside
    /// it: see ``LinkPolicy/Verdict/joined(with:)``.
    public static func resolvedCode(
        _ url: WebURL, in situation: Situation, rulebook: Rulebook, policy: Policy
    ) -> ResolvedCode {
        let href = url.href
        // An address that pays or that opens an app has another form than a page.
        let found = rulebook.finder.findings(in: href).first { $0.range == 0..<href.utf8.count }
        var situation = situation
        situation.finding = found ?? Finding(range: 0..<href.utf8.count, form: .web, address: href)
        let target = rulebook.catalog.identify(situation.finding)
        let facts = facts(of: target, in: situation, rulebook: rulebook)
        let isOwn = isOwn(target, tenant: situation.tenant, rulebook: rulebook) && facts.operatorRule?.action != .block
        return ResolvedCode(target: target, verdict: isOwn ? Verdict(grounds: []) : policy.verdict(facts))
    }
}

extension Verdict {
    /// The verdict on something with two ends: the grounds of both, so that the strictest decides. An exemption of the
    /// other end frees only that end, which has no grounds then.
    public func joined(with other: Verdict) -> Verdict {
        Verdict(
            grounds: grounds + other.grounds.filter { !grounds.contains($0) }, exemption: exemption,
            freedoms: freedoms + other.freedoms.filter { !freedoms.contains($0) },
            degraded: degraded.union(other.degraded))
    }
}

extension CheckedFinding {
    /// Takes up what became of asking where the finding's code leads.
    public mutating func take(_ resolution: CodeResolution) {
        self.resolution = resolution
        guard let code = resolution.code else { return }
        verdictAlone = verdict
        verdict = verdict.joined(with: code.verdict)
    }
}
