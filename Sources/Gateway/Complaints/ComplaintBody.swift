import JSONText
import LinkPolicy
import Moderation
import URLStandard

/// The body of `POST /v1/complaints`.
struct ComplaintBody: Sendable {
    /// Bytes of a link or an address.
    static let linkLimit = 16_384
    private static let identifierLimit = 256
    private static let receiptLimit = 1_024
    /// Days, a hundred years.
    private static let ageLimit = 36_525

    enum Subject: Sendable {
        /// A link of the gateway's, or its token.
        case link(String)
        /// An address in a scene.
        case address(String, Scene)
    }

    let subject: Subject
    let category: String
    let statement: String
    let person: String?
    /// Whole days since the complainant's account was made.
    let accountAgeDays: Int?
    let receipt: String?
    /// Files as they were sent: hostile.
    let pictures: [[UInt8]]

    /// - Parameters:
    ///   - rules: Whose categories are known.
    ///   - scenes: Those that the tenant's policy knows.
    init(_ bytes: [UInt8], rules: ComplaintRules, scenes: [Scene]) throws(JSONProblem) {
        var reader = try JSONReader(bytes)
        var link: String?
        var address: String?
        var scene: Scene?
        var category: String?
        var statement = ""
        var person: String?
        var accountAgeDays: Int?
        var receipt: String?
        var pictures: [[UInt8]] = []
        try reader.object { (reader, name) throws(JSONProblem) in
            switch name {
            case "link": link = try reader.string(atMost: Self.linkLimit)
            case "url":
                let text = try reader.string(atMost: Self.linkLimit)
                guard let url = try? WebURL(text), ["http", "https"].contains(url.scheme), AddressSubject(url) != nil
                else {
                    throw reader.invalid("is not an http or https address")
                }
                address = text
            case "scene":
                let word = try reader.string(atMost: 64)
                guard let known = scenes.first(where: { $0.rawValue == word }) else {
                    throw reader.invalid("must be one of \(scenes.map(\.rawValue).joined(separator: ", "))")
                }
                scene = known
            case "category":
                let word = try reader.string(atMost: 64)
                guard let known = rules[word] else {
                    throw reader.invalid(
                        "must be one of \(rules.categories.map(\.id).joined(separator: ", "))")
                }
                category = known.id
            case "statement":
                statement = try reader.string().plainWords
                guard statement.utf16.count <= ComplaintService.statementLimit else {
                    throw reader.invalid("is longer than \(ComplaintService.statementLimit) characters")
                }
            case "person":
                guard !reader.null() else { return }
                let text = try reader.string(atMost: Self.identifierLimit)
                if text.isEmpty { throw reader.invalid("must not be empty") }
                person = text
            case "account_age_days":
                guard !reader.null() else { return }
                let days = try reader.integer()
                guard (0...Self.ageLimit).contains(days) else {
                    throw reader.invalid("must be from 0 to \(Self.ageLimit)")
                }
                accountAgeDays = days
            case "images":
                try reader.array { (reader, position) throws(JSONProblem) in
                    guard position < ComplaintPictures.countLimit else {
                        throw reader.invalid("is beyond the \(ComplaintPictures.countLimit) pictures of a complaint")
                    }
                    pictures.append(try reader.picture())
                }
            case "receipt": receipt = reader.null() ? nil : try reader.string(atMost: Self.receiptLimit)
            default: throw reader.unknown()
            }
        }
        try reader.end()
        guard let category else { throw reader.missing("category") }
        switch (link, address) {
        case (let link?, nil):
            guard scene == nil else {
                throw JSONProblem(.invalid("is for “url”: a link knows its own"), pointer: "/scene", offset: 0)
            }
            subject = .link(link)
        case (nil, let address?): subject = .address(address, scene ?? .direct)
        case (nil, nil): throw reader.missing("link")
        case (.some, .some): throw JSONProblem(.invalid("stands beside “link”"), pointer: "/url", offset: 0)
        }
        self.category = category
        self.statement = statement
        self.person = person
        self.accountAgeDays = accountAgeDays
        self.receipt = receipt
        self.pictures = pictures
    }
}
