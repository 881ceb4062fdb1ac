import Persistence

extension StandingChanges {
    /// The same changes cut into transactions of at most `size` rows of a kind; none where there is nothing to write.
    ///
    /// What belongs to notes is one transaction. The rest comes from time alone and can be cut anywhere, but a change of
    /// tier goes with its record: gateways read the tiers again when they are told of one.
    func parts(of size: Int) -> [StandingChanges] {
        let rows = [records.count, forgotten.count, removedComplaints.count, rewritten.count, looks.count]
        let isShared = sharing != nil || !shared.isEmpty || !unshared.isEmpty
        guard notes != nil || isShared || rows.contains(where: { $0 > 0 }) else { return [] }
        guard notes == nil, rows.contains(where: { $0 > size }) else { return [self] }
        let own = Dictionary(grouping: steps.filter { !$0.isShared }, by: \.key)
        var parts: [StandingChanges] = []
        func cut<Row>(_ rows: [Row], _ body: (inout StandingChanges, [Row]) -> Void) {
            for start in stride(from: 0, to: rows.count, by: size) {
                var part = StandingChanges()
                body(&part, Array(rows[start..<min(start + size, rows.count)]))
                parts.append(part)
            }
        }
        // Before the standings that they are part of: whoever goes on after a crash finds them by these.
        cut(removedComplaints) { $0.removedComplaints = $1 }
        cut(rewritten) { $0.rewritten = $1 }
        cut(records) { part, records in
            part.records = records
            part.steps = records.flatMap { own[$0.key] ?? [] }
        }
        cut(forgotten) { part, keys in
            part.forgotten = keys
            part.steps = keys.flatMap { own[$0] ?? [] }
        }
        cut(looks) { $0.looks = $1 }
        parts[0].complaints = complaints
        parts[0].populations = populations
        // What tenants share is written whole, with who they are.
        (parts[0].shared, parts[0].unshared, parts[0].sharing) = (shared, unshared, sharing)
        parts[0].steps += steps.filter(\.isShared)
        return parts
    }
}
