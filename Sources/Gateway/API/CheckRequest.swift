public import Gate
public import JSONText
public import LinkPolicy
import LinkTokens

/// The body of `POST /v1/checks`: one message, or `messages`.
public struct CheckRequest: Sendable {
    /// Messages a batch may have.
    public static let batchLimit = 1_000
    /// Pictures a message may have.
    public static let pictureLimit = 9
    /// Bytes of an identifier.
    private static let identifierLimit = 256

    public var postings: [Posting]
    /// Whether they came as `messages`.
    public var isBatch: Bool

    /// - Parameters:
    ///   - scenes: The scenes that the tenant's policy knows.
    ///   - textLimit: Bytes a text may have.
    /// - Throws: ``JSONText/JSONProblem``.
    public init(json bytes: [UInt8], scenes: [Scene], textLimit: Int) throws(JSONProblem) {
        var reader = try JSONReader(bytes)
        var batch: [Posting]?
        var single = PostingDraft()
        var hasSingle = false
        try reader.object { (reader, name) throws(JSONProblem) in
            if name == "messages" {
                var postings: [Posting] = []
                try reader.array { (reader, position) throws(JSONProblem) in
                    guard position < Self.batchLimit else {
                        throw reader.invalid("is beyond the \(Self.batchLimit) messages of a batch")
                    }
                    postings.append(try Self.posting(&reader, scenes: scenes, textLimit: textLimit))
                }
                batch = postings
            } else {
                hasSingle = true
                try single.read(name, from: &reader, scenes: scenes, textLimit: textLimit)
            }
        }
        try reader.end()
        if let batch {
            guard !hasSingle else { throw reader.invalid("holds “messages” beside the fields of one message") }
            guard !batch.isEmpty else {
                throw JSONProblem(.invalid("must not be empty"), pointer: "/messages", offset: 0)
            }
            postings = batch
            isBatch = true
        } else {
            isBatch = false
            postings = [try single.posting(&reader)]
        }
    }

    /// Reads one message.
    ///
    /// - Throws: ``JSONText/JSONProblem``.
    public static func posting(
        _ reader: inout JSONReader, scenes: [Scene], textLimit: Int
    ) throws(JSONProblem) -> Posting {
        var draft = PostingDraft()
        try reader.object { (reader, name) throws(JSONProblem) in
            try draft.read(name, from: &reader, scenes: scenes, textLimit: textLimit)
        }
        return try draft.posting(&reader)
    }

    /// A message of which some fields have been read.
    private struct PostingDraft {
        var posting = Posting(text: "")
        var hasText = false

        mutating func read(
            _ name: String, from reader: inout JSONReader, scenes: [Scene], textLimit: Int
        ) throws(JSONProblem) {
            switch name {
            case "text":
                posting.text = try reader.string(atMost: textLimit)
                hasText = true
            case "images":
                try reader.array { (reader, position) throws(JSONProblem) in
                    guard position < pictureLimit else {
                        throw reader.invalid("is beyond the \(pictureLimit) pictures of a message")
                    }
                    posting.pictures.append(try reader.picture())
                }
            case "id": posting.id = try Self.identifier(&reader)
            case "sender": posting.sender = try Self.identifier(&reader)
            case "group": posting.group = try Self.identifier(&reader)
            case "sender_role": posting.facts.role = try reader.word(of: Role.self)
            case "sender_tier": posting.facts.tier = try reader.word(of: SenderTier.self)
            case "client" where reader.null(): posting.client = nil
            case "scene":
                let word = try reader.string(atMost: identifierLimit)
                guard let scene = scenes.first(where: { $0.rawValue == word }) else {
                    let known = scenes.map(\.rawValue).joined(separator: ", ")
                    throw reader.invalid("is not a known scene (known: \(known))")
                }
                posting.scene = scene
            case "client":
                var client = ClientFacts()
                try reader.object { (reader, name) throws(JSONProblem) in
                    guard try client.read(name, from: &reader) else { throw reader.unknown() }
                }
                posting.client = client
            default: throw reader.unknown()
            }
        }

        private static func identifier(_ reader: inout JSONReader) throws(JSONProblem) -> String? {
            reader.null() ? nil : try reader.string(atMost: identifierLimit)
        }

        func posting(_ reader: inout JSONReader) throws(JSONProblem) -> Posting {
            guard hasText || !posting.pictures.isEmpty else { throw reader.missing("text") }
            return posting
        }
    }
}

extension JSONReader {
    /// One of a closed set of words, or `null`.
    mutating func word<T: RawRepresentable & CaseIterable>(
        of _: T.Type
    ) throws(JSONProblem) -> T? where T.RawValue == String {
        if null() { return nil }
        guard let word = T(rawValue: try string(atMost: 64)) else {
            throw invalid("must be one of \(T.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }
}
