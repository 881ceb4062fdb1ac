import Gate
import JSONText
import LinkPolicy
import Persistence
import Platforms
import URLStandard

/// Which cards an answer to a check carries.
enum CardChoice: String, Sendable {
    /// Those that are there within ``CheckService/cardPatience``.
    case wait
    /// Those that are kept already.
    case cached
    case none
}

/// The card of a finding.
enum FindingCard: Sendable {
    case ready(CardAnswer, PictureAddresses?)
    /// It is being fetched; asking again a moment later gives it.
    case pending
    /// Not kept and not fetched, or nothing that could be fetched.
    case none

    func write(to json: inout JSONWriter, language: Language) {
        json.object("card") { json in
            switch self {
            case .ready(let answer, let pictures):
                json.member("state", "ready")
                json.key("result")
                answer.write(to: &json, language: language, pictures: pictures)
            case .pending:
                json.member("state", "pending")
                json.key("result")
                json.null()
            case .none:
                json.member("state", "none")
                json.key("result")
                json.null()
            }
        }
    }
}

extension CheckService {
    /// Time that an answer waits for cards.
    static let cardPatience = Duration.milliseconds(1_500)

    /// A page in a scene; its verdicts are the tenant's in that scene.
    private struct AskedCard: Hashable, Sendable {
        var url: WebURL
        var scene: Scene
    }

    /// Adds the cards of all findings that lead to a page.
    func addCards(
        to results: inout [CheckResult], _ choice: CardChoice, _ key: AuthorizedKey, _ snapshot: Snapshot
    ) async {
        guard let cards else { return }
        let tenant = key.record.tenant
        var answers: [AskedCard: CardAnswer] = [:]
        var missing: [AskedCard] = []
        var seen: Set<AskedCard> = []
        for asked in results.flatMap({ Self.asked($0.message) }).compactMap({ $0 }) where seen.insert(asked).inserted {
            if let kept = cards.kept(
                for: asked.url, tenant: tenant, scene: asked.scene, rulebook: snapshot.rulebook)
            {
                answers[asked] = kept
            } else {
                missing.append(asked)
            }
        }
        var pending: Set<AskedCard> = []
        if choice == .wait {
            let fetched = Array(missing.prefix(CardsRoute.urlLimit))
            // Where the allowance does not reach for fetching, the check is answered without.
            if !fetched.isEmpty,
                key.allowance.take(fetched.count * CardsRoute.cost, at: cards.clock.milliseconds) != nil
            {
                let rulebook = snapshot.rulebook
                let fetches = fetched.map { asked in
                    { @Sendable in
                        await cards.answer(asked.url, tenant: tenant, scene: asked.scene, rulebook: rulebook)
                    }
                }
                let (there, coming) = await cards.late.answers(of: fetches, within: Self.cardPatience)
                for (position, answer) in there { answers[fetched[position]] = answer }
                pending = Set(coming.map { fetched[$0] })
            }
        }
        let pictures = cards.pictureAddresses(snapshot, key, state)
        for index in results.indices {
            results[index].cards = Self.asked(results[index].message).map { asked in
                guard let asked else { return .none }
                if let answer = answers[asked] { return .ready(answer, pictures) }
                return pending.contains(asked) ? .pending : .none
            }
        }
    }

    /// What there is to ask for each finding; `nil` where it leads to no page, or may not be opened.
    private static func asked(_ message: CheckedMessage) -> [AskedCard?] {
        message.findings.map { finding in
            guard let url = finding.target.url, url.scheme == "http" || url.scheme == "https", !finding.isOwn,
                finding.verdict.disposition < .hold
            else { return nil }
            return AskedCard(url: url, scene: message.posting.scene)
        }
    }
}
