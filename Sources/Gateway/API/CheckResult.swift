public import Gate
public import JSONText
public import LinkPolicy
import LinkRecognition
import Platforms

/// One message's answer: what the gate says, and the links that were made for it.
public struct CheckResult: Sendable {
    public let message: CheckedMessage
    /// The address that opens each finding through the gateway; `nil` for one that stays as it is.
    public let links: [String?]

    public init(_ message: CheckedMessage, links: [String?]) {
        self.message = message
        self.links = links
    }

    /// Writes the result as in the API's `results`.
    public func write(to json: inout JSONWriter, language: Language) {
        json.object { json in
            json.member("id", message.posting.id)
            json.member("disposition", message.disposition.rawValue)
            json.array("findings") { json in
                for (finding, link) in zip(message.findings, links) {
                    finding.write(to: &json, text: message.posting.text, link: link, language: language)
                }
            }
            let annotated = AnnotatedText(message, links: links)
            json.object("annotated") { json in
                json.member("text", utf8: annotated.text)
                json.member("html", utf8: annotated.html)
            }
        }
    }
}

extension CheckedFinding {
    fileprivate func write(to json: inout JSONWriter, text: String, link: String?, language: Language) {
        json.object { json in
            json.member("text", utf8: text.utf8.dropFirst(finding.range.lowerBound).prefix(finding.range.count))
            json.object("range") { json in
                json.member("utf8", range.utf8)
                json.member("utf16", range.utf16)
                json.member("scalars", range.scalars)
            }
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
            json.object("verdict") { json in
                json.member("disposition", verdict.disposition.rawValue)
                json.array("grounds") { json in
                    for ground in verdict.grounds { ground.write(to: &json, language: language) }
                }
            }
            resolution?.write(to: &json)
            json.member("go", link)
        }
    }
}

extension Target {
    fileprivate func writeResource(to json: inout JSONWriter) {
        json.object("resource") { json in
            json.member("kind", kind.rawValue)
            json.member("id", id)
        }
    }
}

extension CodeResolution {
    private var word: String {
        switch self {
        case .found: "found"
        case .unknown: "unknown"
        case .unavailable: "unavailable"
        case .unsupported: "unsupported"
        }
    }

    fileprivate func write(to json: inout JSONWriter) {
        json.member("resolution", word)
        guard let target = code?.target else {
            json.key("resolved")
            return json.null()
        }
        json.object("resolved") { json in
            json.member("url", target.address)
            json.member("clean_url", target.cleanAddress)
            json.member("platform", target.platform?.rawValue)
            target.writeResource(to: &json)
        }
    }
}

extension Ground {
    fileprivate func write(to json: inout JSONWriter, language: Language) {
        json.object { json in
            json.member("code", code)
            json.member("clause", clause(language))
            json.member("title", title(language))
            json.member("explanation", explanation(language))
            json.member("contest", contest(language))
        }
    }
}
