import JSONText
import LinkPolicy
public import Persistence

/// What may be said with a decision on a held link, checked alike for the API and the command line.
public enum HoldForm {
    /// Bytes of a reason, as of an operator's rule.
    public static let reasonLimit = 500
    /// Bytes of an identifier.
    static let identifierLimit = 256
    /// Decisions of one request.
    static let batchLimit = 100

    /// Why a request cannot be taken, as the end of a sentence about its reason; `nil` when it can.
    public static func refusal(of request: HoldRequest) -> String? {
        let reason = request.reason
        if request.action == .refuse, !reason.contains(where: { !$0.isWhitespace }) {
            return "must say why: people are shown it"
        }
        if reason.utf8.count > reasonLimit { return "is longer than \(reasonLimit) bytes" }
        if reason.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "must be one line, without control characters"
        }
        return nil
    }
}

/// The bodies of the routes that decide on held links.
enum HoldBody {
    /// `{reason, by, person}` for the link and the action that the path names.
    static func single(
        _ bytes: [UInt8], linkID: UInt64, action: HeldDecision.Action
    ) throws(JSONProblem) -> HoldRequest {
        var reader = try JSONReader(bytes)
        var request = HoldRequest(linkID: linkID, action: action)
        try reader.object { (reader, name) throws(JSONProblem) in try read(name, into: &request, &reader) }
        try check(request)
        try reader.end()
        return request
    }

    /// `{decisions: [{id, action, reason, by, person}]}`; a name of no link's shape gives a request that finds none.
    static func batch(_ bytes: [UInt8]) throws(JSONProblem) -> [(id: String, request: HoldRequest)] {
        var reader = try JSONReader(bytes)
        var requests: [(id: String, request: HoldRequest)]?
        try reader.object { (reader, name) throws(JSONProblem) in
            guard name == "decisions" else { throw reader.unknown() }
            var read: [(id: String, request: HoldRequest)] = []
            try reader.array { (reader, position) throws(JSONProblem) in
                guard position < HoldForm.batchLimit else {
                    throw reader.invalid("is beyond the \(HoldForm.batchLimit) decisions of a request")
                }
                read.append(try item(&reader))
            }
            if read.isEmpty { throw reader.invalid("must not be empty") }
            requests = read
        }
        guard let requests else { throw reader.missing("decisions") }
        try reader.end()
        return requests
    }

    private static func item(_ reader: inout JSONReader) throws(JSONProblem) -> (id: String, request: HoldRequest) {
        var id: String?
        var action: HeldDecision.Action?
        var request = HoldRequest(linkID: 0, action: .release)
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "id": id = try reader.string(atMost: 64)
            case "action":
                switch try reader.string(atMost: 64) {
                case "release": action = .release
                case "refuse": action = .refuse
                default: throw reader.invalid("must be one of release, refuse")
                }
            default: try read(name, into: &request, &reader)
            }
        }
        guard let id else { throw reader.missing("id") }
        guard let action else { throw reader.missing("action") }
        request.action = action
        request.linkID = HeldLink.number(id) ?? 0
        try check(request)
        return (id, request)
    }

    private static func read(
        _ name: String, into request: inout HoldRequest, _ reader: inout JSONReader
    ) throws(JSONProblem) {
        switch name {
        case "reason": request.reason = try reader.string()
        case "person": request.person = reader.null() ? nil : try reader.string(atMost: HoldForm.identifierLimit)
        case "by":
            switch try reader.string(atMost: 64) {
            case "group": request.origin = .group
            case "operator": request.origin = .operator
            default: throw reader.invalid("must be one of group, operator")
            }
        default: throw reader.unknown()
        }
    }

    private static func check(_ request: HoldRequest) throws(JSONProblem) {
        guard let why = HoldForm.refusal(of: request) else { return }
        throw JSONProblem(.invalid(why), pointer: "/reason", offset: 0)
    }
}
