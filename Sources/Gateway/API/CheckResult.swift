public import Gate
public import JSONText
public import LinkPolicy
import LinkRecognition
import Persistence
import Platforms

/// One message's answer: what the gate says, and the links that were made for it.
public struct CheckResult: Sendable {
    public let message: CheckedMessage
    /// The address that opens each finding through the gateway; `nil` for one that stays as it is.
    public let links: [String?]
    /// What waits of each finding, or nothing at all.
    let holds: [HeldLink?]
    /// What became of each of the message's pictures.
    public let pictures: [PictureReading]
    /// The card of each finding; `nil` when none were asked for.
    var cards: [FindingCard]?
    /// What was asked for beside the verdict of each finding; empty when nothing was.
    let remarks: [FindingRemarks]

    public init(_ message: CheckedMessage, links: [String?], pictures: [PictureReading] = []) {
        self.init(message, links: links, holds: [], pictures: pictures, remarks: [])
    }

    init(
        _ message: CheckedMessage, links: [String?], holds: [HeldLink?], pictures: [PictureReading],
        remarks: [FindingRemarks]
    ) {
        self.holds = holds
        self.message = message
        self.links = links
        self.pictures = pictures
        self.remarks = remarks
    }

    /// Writes the result as in the API's `results`.
    public func write(to json: inout JSONWriter, language: Language) {
        json.object { json in
            json.member("id", message.posting.id)
            json.member("disposition", message.disposition.rawValue)
            json.array("findings") { json in
                for (index, (finding, link)) in zip(message.findings, links).enumerated() {
                    finding.write(
                        to: &json, in: message.posting, link: link, hold: holds.isEmpty ? nil : holds[index],
                        remarks: remarks.isEmpty ? nil : remarks[index], card: cards?[index], language: language)
                }
            }
            if !message.posting.pictures.isEmpty {
                json.array("images") { json in
                    for (index, reading) in pictures.enumerated() { reading.write(to: &json, index: index) }
                }
            }
            if !message.patterns.isEmpty {
                json.array("patterns") { json in
                    for hit in message.patterns {
                        json.object { json in
                            json.member("name", hit.name)
                            json.member("words", hit.words)
                        }
                    }
                }
            }
            let annotated = AnnotatedText(message, links: links)
            json.object("annotated") { json in
                json.member("text", utf8: annotated.text.span)
                json.member("html", utf8: annotated.html.span)
            }
        }
    }
}

extension CheckedFinding {
    fileprivate func write(
        to json: inout JSONWriter, in posting: Posting, link: String?, hold: HeldLink?, remarks: FindingRemarks?,
        card: FindingCard?, language: Language
    ) {
        json.object { json in
            json.member("text", utf8: (code?.text ?? posting.text).utf8.span.extracting(finding.range))
            if let range {
                json.object("range") { json in
                    json.member("utf8", range.utf8)
                    json.member("utf16", range.utf16)
                    json.member("scalars", range.scalars)
                }
            } else {
                json.key("range")
                json.null()
            }
            if let code { code.write(to: &json) }
            json.member("form", finding.form.rawValue)
            json.member("platform", target.platform?.rawValue)
            target.writeResource(to: &json)
            json.member("code", target.code)
            json.member("url", target.address)
            json.member("clean_url", target.cleanAddress)
            json.object("deep_links") { json in
                let links = target.deepLinks
                if let android = links.android { json.member("android", android) }
                if let ios = links.ios { json.member("ios", ios) }
                if let miniProgram = links.miniProgram { json.member("mini_program", miniProgram) }
            }
            json.member("risks", facts.risks.map(\.rawValue))
            json.key("verdict")
            verdict.write(to: &json, language: language)
            hold?.writeBriefly(to: &json)
            resolution?.write(to: &json)
            remarks?.write(to: &json, verdict, language)
            json.member("go", link)
            card?.write(to: &json, language: language)
        }
    }
}

extension PictureCode {
    fileprivate func write(to json: inout JSONWriter) {
        json.object("image") { json in
            json.member("index", picture)
            json.array("points") { json in
                for corner in corners {
                    json.array { json in
                        json.integer(corner.x)
                        json.integer(corner.y)
                    }
                }
            }
        }
    }
}

extension PictureReading {
    fileprivate func write(to json: inout JSONWriter, index: Int) {
        json.object { json in
            json.member("index", index)
            json.member("status", word)
            json.member("codes", codes.count)
        }
    }
}

extension Verdict {
    /// Writes the verdict as the API has it everywhere.
    func write(to json: inout JSONWriter, language: Language) {
        json.object { json in
            json.member("disposition", disposition.rawValue)
            json.array("grounds") { json in for ground in grounds { ground.write(to: &json, language: language) } }
            if !freedoms.isEmpty {
                json.array("freed") { json in for freedom in freedoms { freedom.write(to: &json, language: language) } }
            }
            if !degraded.isEmpty { json.member("degraded", degraded.map(\.rawValue).sorted()) }
        }
    }
}

extension Ground {
    fileprivate func write(to json: inout JSONWriter, language: Language) {
        json.object { json in
            json.member("code", code)
            json.member("by", origin.rawValue)
            json.member("clause", clause(language))
            json.member("title", title(language))
            json.member("explanation", explanation(language))
            json.member("contest", contest(language))
            if let ruling { json.member("ruling", ruling) }
        }
    }
}

extension Freedom {
    fileprivate func write(to json: inout JSONWriter, language: Language) {
        json.object { json in
            json.member("rule", rule)
            json.member("by", origin.rawValue)
            json.member("code", code)
            json.member("clause", clause(language))
            json.member("title", title(language))
        }
    }
}
