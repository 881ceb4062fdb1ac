import HTTPTypes
import Hummingbird
import JSONText
import NIOCore

/// An error answer in the form of RFC 9457.
struct Problem: Error, Sendable {
    let status: HTTPResponse.Status
    /// Last part of the problem's type, stable for programs: `unknown-field`.
    let type: String
    let title: String
    let detail: String
    /// The offending value as a JSON Pointer (RFC 6901).
    var pointer: String?
    var headers = HTTPFields()

    init(
        _ status: HTTPResponse.Status, _ type: String, _ title: String, detail: String, pointer: String? = nil,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.pointer = pointer
        self.headers = headers
    }

    init(_ problem: JSONProblem) {
        let (status, type, title): (HTTPResponse.Status, String, String) =
            switch problem.reason {
            case .badUTF8: (.badRequest, "bad-utf-8", "The body is not UTF-8")
            case .syntax, .tooDeep: (.badRequest, "malformed-json", "The body is not JSON")
            case .unknownField: (.unprocessableContent, "unknown-field", "A field is not known")
            case .duplicateField: (.unprocessableContent, "duplicate-field", "A field is given twice")
            case .missingField: (.unprocessableContent, "missing-field", "A field is missing")
            case .wrongType: (.unprocessableContent, "wrong-type", "A value has the wrong type")
            case .invalid: (.unprocessableContent, "invalid-value", "A value is not allowed")
            }
        self.init(
            status, type, title, detail: problem.description, pointer: problem.isMalformed ? nil : problem.pointer)
    }

    /// The same problem of a part of a larger whole.
    func below(_ prefix: String) -> Problem {
        var problem = self
        if let pointer { problem.pointer = prefix + pointer }
        return problem
    }

    /// A value outside what is allowed; `detail` is a sentence that says what is.
    static func invalidValue(_ detail: String) -> Problem {
        Problem(.unprocessableContent, "invalid-value", "A value is not allowed", detail: detail)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("type", "urn:hutong:problem:" + type)
            json.member("title", title)
            json.member("status", status.code)
            json.member("detail", detail)
            if let pointer { json.member("pointer", pointer) }
        }
    }

    var response: Response {
        var json = JSONWriter(reserving: 256)
        write(to: &json)
        var fields = headers
        fields[.contentType] = "application/problem+json"
        fields[.cacheControl] = "no-store"
        return Response(status: status, headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    static let requestTimeout = Problem(
        .requestTimeout, "request-timeout", "The request took too long",
        detail: "Its body did not come in time.")

    static func bodyTooLarge(limit: Int) -> Problem {
        Problem(
            .contentTooLarge, "body-too-large", "The body is too large",
            detail: "A body may have at most \(limit) bytes.", headers: [.connection: "close"])
    }

    static let notFound = Problem(.notFound, "not-found", "Not found", detail: "There is nothing at this address.")

    static let internalError = Problem(
        .internalServerError, "internal", "Internal error", detail: "The gateway failed; its log says more.")
}

extension Response {
    /// A JSON answer that nobody keeps.
    static func json(_ status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
        var json = JSONWriter()
        write(&json)
        return Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }
}
