import Foundation

/// One labelled message.
struct CorpusLine: Decodable {
    var text: String
    var platform: String
    var form: String
    var links: [String]
    var kind: String
    var id: String?
    var code: String?
    var platforms: [String]?
    var note: String?

    /// Which part of the corpus it counts in.
    var part: String {
        if form == "none" { return "hard negatives" }
        if note?.hasPrefix("ambiguous:") == true { return "ambiguous" }
        if note?.hasPrefix("obfuscated:") == true { return "obfuscated" }
        return "main"
    }

    /// The recogniser's name of the form.
    var expectedForm: String {
        switch form {
        case "url", "short-url", "share-text": "web"
        case "share-code": "share_code"
        case "app-scheme": "app_link"
        case "mini-program": "mini_program"
        case "qr-payload": "qr"
        default: form
        }
    }
}
