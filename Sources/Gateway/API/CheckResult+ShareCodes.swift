import Gate
import JSONText
import LinkPolicy
import Platforms

extension Target {
    func writeResource(to json: inout JSONWriter) {
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

    func write(to json: inout JSONWriter) {
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
