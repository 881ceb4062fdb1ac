/// Pictures of a report, as SVG (Scalable Vector Graphics 1.1).
public struct Plots: Sendable {
    let report: Report

    public init(_ report: Report) { self.report = report }

    /// Names of files, and what stands in them.
    public var files: [(name: String, svg: String)] {
        var files: [(name: String, svg: String)] = []
        for (index, actor) in report.scenario.actors.enumerated() {
            if report.summaries.contains(where: { $0.actors[index].heldShare > 0.02 }) {
                files.append(("\(report.scenario.name)-\(actor.name)-held.svg", held(index)))
            }
            if let scores = report.summaries.first?.actors[index].scores, (scores.first?.count ?? 0) > 1 {
                files.append(("\(report.scenario.name)-\(actor.name)-score.svg", score(index, scores)))
            }
        }
        files.append(("\(report.scenario.name)-demoted.svg", demoted))
        return files
    }

    /// The share of an actor's domains that are not held yet, by openings.
    private func held(_ index: Int) -> String {
        let curves = report.summaries.map { summary in
            [(time: 0.0, left: 1.0)] + summary.actors[index].untilHeld.steps
        }
        let most = max(10, 1.1 * (curves.compactMap { $0.last?.time }.max() ?? 10))
        var frame = Frame(
            title: "\(report.scenario.actors[index].name): share of domains not held yet", across: "openings",
            up: "share",
            width: most, height: 0...1)
        for (place, curve) in curves.enumerated() {
            var points: [(Double, Double)] = []
            for (time, left) in curve {
                if let last = points.last { points.append((time, last.1)) }
                points.append((time, left))
            }
            points.append((most, points.last?.1 ?? 1))
            frame.line(points, colour: Self.colours[place % 3], label: report.summaries[place].shortName, place)
        }
        return frame.svg
    }

    private func score(_ index: Int, _ scores: [[Double]]) -> String {
        let days = Double(max(1, scores[0].count - 1))
        var frame = Frame(
            title: "\(report.scenario.actors[index].name): score by day, median and 5-95 % of runs", across: "days",
            up: "score", width: days, height: 0...100)
        let points = scores.map { $0.enumerated().map { (Double($0.offset), $0.element) } }
        frame.band(points[0], points[2], colour: Self.colours[0])
        frame.line(points[1], colour: Self.colours[0], label: "Hutong", 0)
        return frame.svg
    }

    /// The share of each actor's domains that was ever demoted.
    private var demoted: String {
        let names = report.scenario.actors.map(\.name)
        var frame = Frame(
            title: "share of domains ever demoted", across: "", up: "share",
            width: Double(names.count), height: 0...1)
        frame.slots = names
        for (place, summary) in report.summaries.enumerated() {
            for (index, actor) in summary.actors.enumerated() {
                let left = Double(index) + 0.15 + 0.7 * Double(place) / Double(report.summaries.count)
                frame.bar(
                    left, left + 0.6 / Double(report.summaries.count), actor.demotedShare,
                    colour: Self.colours[place % 3])
            }
            frame.label(summary.shortName, colour: Self.colours[place % 3], place)
        }
        return frame.svg
    }

    private static let colours = ["#0b6e4f", "#c8553d", "#3d5a80"]
}

/// A pair of axes, and what is drawn between them.
private struct Frame {
    private static let (left, top, width, height) = (70.0, 40.0, 560.0, 300.0)

    let across: String
    let up: String
    let title: String
    let limit: Double
    let range: ClosedRange<Double>
    /// Names along the horizontal axis, in place of numbers.
    var slots: [String] = []
    private var body = ""

    init(title: String, across: String, up: String, width: Double, height: ClosedRange<Double>) {
        self.title = title
        self.across = across
        self.up = up
        limit = width
        range = height
    }

    private func x(_ value: Double) -> String { short(Self.left + Self.width * min(value, limit) / limit) }

    private func y(_ value: Double) -> String {
        let part = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        return short(Self.top + Self.height * (1 - min(max(part, 0), 1)))
    }

    private func short(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    mutating func line(_ points: [(Double, Double)], colour: String, label: String, _ place: Int) {
        let path = points.map { "\(x($0.0)),\(y($0.1))" }.joined(separator: " ")
        body += "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\"\(path)\"/>\n"
        self.label(label, colour: colour, place)
    }

    mutating func band(_ low: [(Double, Double)], _ high: [(Double, Double)], colour: String) {
        let path = (low + high.reversed()).map { "\(x($0.0)),\(y($0.1))" }.joined(separator: " ")
        body += "<polygon fill=\"\(colour)\" fill-opacity=\"0.15\" points=\"\(path)\"/>\n"
    }

    mutating func bar(_ from: Double, _ to: Double, _ value: Double, colour: String) {
        let width = Self.width * (to - from) / limit
        let height = Self.height * value
        body += """
            <rect x="\(x(from))" y="\(y(value))" width="\(short(width))" height="\(short(height))" fill="\(colour)"/>
            <text x="\(x((from + to) / 2))" y="\(y(value))" dy="-4" text-anchor="middle">\(percent(value))</text>

            """
    }

    mutating func label(_ text: String, colour: String, _ place: Int) {
        let middle = Self.top + 16 + 18 * Double(place)
        body += """
            <rect x="\(Self.left + Self.width + 14)" y="\(middle - 9)" width="12" height="12" fill="\(colour)"/>
            <text x="\(Self.left + Self.width + 32)" y="\(middle + 2)">\(escaped(text))</text>

            """
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private func below(_ value: Double, _ text: String) -> String {
        "<text x=\"\(x(value))\" y=\"\(Self.top + Self.height + 18)\" text-anchor=\"middle\">\(escaped(text))</text>\n"
    }

    var svg: String {
        let bottom = Self.top + Self.height
        var axes = ""
        for part in 0...4 {
            let share = Double(part) / 4
            let value = range.lowerBound + share * (range.upperBound - range.lowerBound)
            axes += """
                <line x1="\(Self.left)" x2="\(Self.left + Self.width)" y1="\(y(value))" y2="\(y(value))" stroke="#ddd"/>
                <text x="\(Self.left - 8)" y="\(y(value))" dy="4" text-anchor="end">\(number(value))</text>

                """
            if slots.isEmpty { axes += below(limit * share, number(limit * share)) }
        }
        for (index, name) in slots.enumerated() {
            axes += below((Double(index) + 0.5) * limit / Double(slots.count), name)
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400" font-family="sans-serif" font-size="12">
            <rect width="760" height="400" fill="#fff"/>
            <text x="\(Self.left)" y="22" font-size="15">\(escaped(title))</text>
            \(axes)<text x="\(Self.left + Self.width / 2)" y="\(bottom + 38)" text-anchor="middle">\(escaped(across))</text>
            <text x="\(Self.left - 8)" y="\(Self.top - 12)" text-anchor="end">\(escaped(up))</text>
            \(body)</svg>

            """
    }
}
