/// How far around a finding the words of its template may stand, in bytes.
private let reachBefore = 400
private let reachAfter = 400

extension Scan {
    /// Once all findings are known: what the texts between them say of each.
    mutating func resolveContext(_ text: Span<UInt8>) {
        for index in findings.indices {
            let owner = Int(findings[index].ownerNumber)
            guard owner >= 0, tables.hasCues[owner] else { continue }
            applyCues(text, at: index, owner: owner)
        }
        pairCodes()
        for index in findings.indices { findings[index].ownerNumber = -1 }
    }

    private mutating func applyCues(_ text: Span<UInt8>, at index: Int, owner: Int) {
        let range = findings[index].range
        let previous = index > 0 ? findings[index - 1].range.upperBound : 0
        let next = index + 1 < findings.count ? findings[index + 1].range.lowerBound : text.count
        let window = max(previous, range.lowerBound - reachBefore)..<min(next, range.upperBound + reachAfter)
        var means: Int?
        var kind: Int?
        var form: Int?
        func note(_ hit: CueIndex.Hit) {
            for meaning in tables.meanings[hit.pattern] {
                guard case .cue(let number) = meaning, tables.cueOwners[number] == owner else { continue }
                let cue = tables.cues[number]
                switch cue.place {
                case .adjacent where hit.end != range.lowerBound: continue
                case .before where hit.end > range.lowerBound: continue
                default: break
                }
                // Earlier cues of the lexicon outrank later ones.
                if cue.means != nil { means = min(means ?? number, number) }
                if cue.kind != nil { kind = min(kind ?? number, number) }
                if cue.form != nil { form = min(form ?? number, number) }
            }
        }
        // A word may overlap the finding after this one, but not this one.
        tables.words.forEachHit(in: text, beginningIn: window.lowerBound..<range.lowerBound, endingBy: range.lowerBound)
        {
            note($0)
        }
        tables.words.forEachHit(in: text, beginningIn: range.upperBound..<window.upperBound, endingBy: text.count) {
            note($0)
        }
        if let means { findings[index].owner = tables.cues[means].means }
        if let kind { findings[index].kind = tables.cues[kind].kind }
        if let form, let value = tables.cues[form].form { findings[index].form = value }
    }

    /// A share may carry an address and a code for one target: where a text holds exactly one code of an owner, the
    /// owner's addresses know it.
    private mutating func pairCodes() {
        // The one code of each owner; owners with several codes, or none, pair nothing.
        guard findings.count > 1, hasShareCode else { return }
        var codes: [Int32: String?] = [:]
        for index in findings.indices where findings[index].form == .shareCode {
            let owner = findings[index].ownerNumber
            codes[owner] = codes[owner] == nil ? .some(findings[index].code) : .some(nil)
        }
        for index in findings.indices where findings[index].code == nil {
            if let code = codes[findings[index].ownerNumber] { findings[index].code = code }
        }
    }
}
