public import LinkPolicy
public import LinkRecognition
public import Platforms

/// A message as the chat server hands it over. Identifiers are the tenant's own and opaque.
public struct Posting: Hashable, Sendable {
    public var id: String?
    public var text: String
    /// Files of pictures as they were sent, not yet looked into.
    public var pictures: [[UInt8]]
    public var scene: Scene
    public var sender: String?
    public var group: String?
    public var client: ClientFacts?
    /// What the chat server says of the sender, and what was counted and found in the text.
    public var facts: PostingFacts

    public init(
        id: String? = nil, text: String, pictures: [[UInt8]] = [], scene: Scene = .direct, sender: String? = nil,
        group: String? = nil, client: ClientFacts? = nil, facts: PostingFacts = PostingFacts()
    ) {
        self.id = id
        self.text = text
        self.pictures = pictures
        self.scene = scene
        self.sender = sender
        self.group = group
        self.client = client
        self.facts = facts
    }
}

/// A finding with everything the gate says of it.
public struct CheckedFinding: Sendable {
    public var finding: Finding
    /// Where it stands in the message's text; `nil` for one in a picture, whose `finding.range` counts in the code's text.
    public var range: TextRange?
    /// The code that holds it; `nil` for one in the message's text.
    public var code: PictureCode?
    public var target: Target
    public var facts: Facts
    public var verdict: Verdict
    /// Whether the link is the tenant's own and stays as it is.
    public var isOwn: Bool
    /// What became of asking where a share code leads; `nil` where nobody asked. Set with ``take(_:)``.
    public internal(set) var resolution: CodeResolution? = nil
    /// The verdict without the resolved address, where that counts in ``verdict``.
    public internal(set) var verdictAlone: Verdict? = nil
}

/// A message with its findings.
public struct CheckedMessage: Sendable {
    public var posting: Posting
    /// Those in the text, in its order, and after them those in pictures.
    public var findings: [CheckedFinding]
    /// What its words show; looked for only where there is a finding and the policy asks.
    public var patterns: [PatternHit] = []

    /// The strictest disposition of the findings; `open` without any.
    public var disposition: Disposition { findings.map(\.verdict.disposition).max() ?? .open }
}

extension CheckedFinding {
    /// How it is written: its part of `message`, or of the code in a picture that holds it. Well-formed UTF-8.
    public func writing(in message: Posting) -> Substring.UTF8View {
        let text = (code?.text ?? message.text)[...].utf8
        return text.dropFirst(finding.range.lowerBound).prefix(finding.range.count)
    }
}
