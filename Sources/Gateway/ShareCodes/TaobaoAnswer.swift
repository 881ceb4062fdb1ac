import JSONText
import URLStandard

/// The body of an answer of Taobao's open platform to a question for a code's address.
struct TaobaoAnswer {
    private var url: String?
    private var isKnown = true
    private var error: (code: Int, subcode: String)?

    /// - Throws: ``ShareCodeFailure`` when it is not what the platform describes.
    init(_ body: [UInt8]) throws(ShareCodeFailure) {
        var hasAnswer = false
        do {
            var reader = try JSONReader(body)
            try reader.object { (reader, name) throws(JSONProblem) in
                switch name {
                case "wireless_share_tpwd_query_response":
                    hasAnswer = true
                    try readAnswer(&reader)
                case "error_response": try readError(&reader)
                default: try reader.skip()
                }
            }
            try reader.end()
        } catch {
            throw ShareCodeFailure(reason: "its answer is not the JSON that it describes")
        }
        guard hasAnswer || error != nil else {
            throw ShareCodeFailure(reason: "its answer is to another question")
        }
    }

    /// - Returns: The address behind the code; `nil` when there is none, or none that a browser opens.
    /// - Throws: ``ShareCodeFailure`` for an error that says nothing of the code.
    func address() throws(ShareCodeFailure) -> WebURL? {
        if let error {
            // “Remote service error” with a subcode of “isv” blames the question, here the code; any other error the
            // app's access, its signature or the platform's own state.
            if error.code == 15, error.subcode.hasPrefix("isv.") { return nil }
            throw ShareCodeFailure(reason: "it answered with error \(error.code)")
        }
        guard isKnown, let url, let address = try? WebURL(url), address.scheme == "https" || address.scheme == "http"
        else { return nil }
        return address
    }

    private mutating func readAnswer(_ reader: inout JSONReader) throws(JSONProblem) {
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "url": url = reader.null() ? nil : try reader.string()
            case "suc": isKnown = try Self.bool(&reader)
            default: try reader.skip()
            }
        }
    }

    private mutating func readError(_ reader: inout JSONReader) throws(JSONProblem) {
        var code = 0
        var subcode = ""
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "code": code = try reader.integer()
            case "sub_code": subcode = try reader.string()
            default: try reader.skip()
            }
        }
        error = (code, subcode)
    }

    /// `true`, or `"true"` as some of its servers write it.
    private static func bool(_ reader: inout JSONReader) throws(JSONProblem) -> Bool {
        var other = reader
        if let word = try? other.string() {
            reader = other
            return word == "true"
        }
        return try reader.bool()
    }
}
