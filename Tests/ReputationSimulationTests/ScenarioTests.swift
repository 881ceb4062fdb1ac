import Foundation
import Reputation
import ReputationSimulation
import StrictYAML
import Testing

/// The folder with the rules that come with Hutong.
let config = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../config").standardized

func parameters() throws -> ReputationParameters {
    let text = try String(contentsOf: config.appending(path: "reputation.yaml"), encoding: .utf8)
    return try ReputationParameters(yaml: text, file: "reputation.yaml")
}

func scenario(_ text: String) throws -> Scenario {
    try Scenario(yaml: text, file: "s.yaml", categories: Set(parameters().severity.keys))
}

let small = """
    scenario: small
    title: {zh: 小, en: Small}
    days: 6
    moderators: {people: 1}
    actors:
      - name: phish
        nature: bad
        starts: 1
        openings_a_day: {least: 500, most: 900}
        complaints: 0.02
        categories: {phishing: 3, fraud: 1}
        moves: {after_hours: 2, times: 1}
      - name: site
        nature: good
        count: 2
        openings_a_day: 40
        complaints: 0.0005
        categories: marketing
    brigades:
      - {against: site, size: 60, on_day: 3.5, opens: true, category: fraud}
    aims:
      - {measure: openings_until_held, of: phish, quantile: 0.5, at_most: 800}
    """

@Suite struct ScenarioTests {
    @Test func readyScenariosAreSound() throws {
        let folder = config.appending(path: "scenarios")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(files.count >= 6)
        for file in files {
            let read = try scenario(String(contentsOf: folder.appending(path: file), encoding: .utf8))
            #expect(read.name + ".yaml" == file)
            #expect(!read.aims.isEmpty)
        }
    }

    /// A text of the file, what stands there instead, the line of the mistake and what is said.
    @Test(arguments: [
        ("days: 6", "days: 0", 3, "0.0 is outside"),
        ("nature: bad", "nature: evil", 7, "not one of good, careless, bad"),
        ("{phishing: 3, fraud: 1}", "{fishing: 3}", 11, "\"fishing\" is no category"),
        ("{phishing: 3, fraud: 1}", "{phishing: 0}", 11, "all 0"),
        ("{least: 500, most: 900}", "{least: 900, most: 500}", 9, "\"least\" is above \"most\""),
        ("name: site", "name: phish", 13, "two actors named"),
        ("against: site", "against: shop", 20, "there is no actor \"shop\""),
        ("on_day: 3.5", "on_day: 7", 20, "after the end"),
        ("of: phish, quantile: 0.5, at_most: 800", "of: phish", 22, "needs one of"),
        ("openings_until_held", "demoted_share", 22, "has no quantiles"),
        ("openings_until_held", "half_lives_until_restored", 22, "no last phase"),
        ("openings_until_held", "points_moved", 22, "no brigade"),
        ("openings_a_day: 40", "openings_a_day: 1000000000", 16, "is outside"),
        ("size: 60", "size: 1000000, times: 2", 6, "complaints in a run"),
        ("starts: 1", "start: 1", 8, "did you mean \"starts\"?"), ("people: 1", "people: many", 4, "whole number"),
    ])
    func refuses(_ good: String, _ bad: String, _ line: Int, _ reason: String) throws {
        let changed = small.replacing(good, with: bad)
        #expect(changed != small)
        let problem = try #require(throws: YAMLProblem.self) { _ = try scenario(changed) }
        #expect(problem.reason.contains(reason), "\(problem)")
        #expect(problem.line == line, "\(problem)")
    }
}
