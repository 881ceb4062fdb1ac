public import LinkPolicy
public import LinkRecognition
public import Platforms

/// A message as the chat server hands it over. Identifiers are the tenant's own and opaque.
public struct Posting: Hashable, Sendable {
    public var id: String?
    public var text: String
    public var scene: Scene
    public var sender: String?
    public var group: String?
    public var client: ClientFacts?

    public init(
        id: String? = nil, text: String, scene: Scene = .direct, sender: String? = nil, group: String? = nil,
        client: ClientFacts? = nil
    ) {
        self.id = id
        self.text = text
        self.scene = scene
        self.sender = sender
        self.group = group
        self.client = client
    }
}

/// A finding with everything the gate says of it.
public struct CheckedFinding: Sendable {
    public var finding: Finding
    public var range: TextRange
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
    public var findings: [CheckedFinding]

    /// The strictest disposition of the findings; `open` without any.
    public var disposition: Disposition { findings.map(\.verdict.disposition).max() ?? .open }
}
