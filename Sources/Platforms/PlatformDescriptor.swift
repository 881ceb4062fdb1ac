public import LinkPolicy
public import LinkRecognition
public import URLStandard

/// Everything known of one platform, as its file in `config/platforms` says it.
public struct PlatformDescriptor: Sendable {
    public var slug: PlatformSlug
    public var names: LocalizedText
    /// What the platform is for: the attribute that policies may speak of, never a rival's name.
    public var service: Service
    /// The logo's colour, `#RRGGBB`.
    public var colour: String?
    /// Where the platform answers oEmbed (<https://oembed.com>) for its pages.
    public var oEmbed: WebURL?
    /// Whether targets report no platform: the file describes sites that each stand for themselves.
    public var isAnonymous: Bool
    /// Platform whose resource ids this one shares: an item sold on Tmall has a Taobao id.
    public var idSpace: PlatformSlug
    /// Hosts that belong to the platform with all their subdomains, but for those that another file names.
    public var domains: [String]
    /// Hosts of short links.
    public var shortHosts: [String]
    /// The app's own schemes.
    public var schemes: [Scheme]
    /// Hosts and schemes of other platforms under which this one has pages too.
    public var guestOf: [String]
    public var app: App
    public var shapes: [Shape]
    public var parameters: ParameterRules
    public var codes: [Code]
    public var cues: [RecognitionLexicon.Cue]
    public var examples: [Example]
    /// The file it was read from, and the line each of its parts begins at, for messages.
    public var file: String

    public enum Service: String, Sendable, Hashable, CaseIterable {
        case shopping, payment, video, live, music, social, community, news, knowledge, local, travel, search
        case messaging, office, storage, reading, games, software, sites
    }

    public struct Scheme: Sendable, Hashable {
        /// Lower case, without colon; beginning with `#` for a text form such as `#小程序`.
        public var name: String
        /// Whether `scheme:rest` occurs without slashes.
        public var isOpaque: Bool
        public var form: LinkForm
    }

    /// How to open the platform's app where nothing more precise is known. Templates, see ``Shape/links``.
    public struct App: Sendable, Hashable {
        public var links: [String: String] = [:]
    }

    /// A kind of address.
    public struct Shape: Sendable {
        public var kind: ResourceKind
        var patterns: [AddressPattern]
        /// Template of the id; empty for none.
        public var id: String
        /// Template of the bare share code inside the address; empty for none.
        public var code: String
        public var codec: ResourceCodec?
        /// Template of the address that stands for all addresses of the resource.
        public var canonical: String?
        /// Templates by destination: `ios`, `android`, `mini_program`, `web`.
        public var links: [String: String]
        public var form: LinkForm?
        /// A text that must occur in the address for ``form`` to hold in running text.
        public var mark: String?
        /// Parameters that hold the address this one leads to; `name.key` for a key of JSON.
        public var unwrap: [String]
        /// Whether kind and id are the nested target's.
        public var adopts: Adoption
        public var access: Access
        /// Whether the address is short: what it leads to is unknown until it is resolved.
        public var isShort: Bool
        /// Whether its query must be left alone although trackers are in it.
        public var keepsQuery: Bool

        /// When an address speaks for the one nested in it.
        public enum Adoption: String, Sendable, Hashable, CaseIterable {
            case never
            /// The id only; the kind stays this shape's.
            case id
            /// Kind and id, where the nested address shows an id or starts a payment.
            case known
        }
    }

    /// What a reader needs before the page shows anything.
    public enum Access: String, Sendable, Hashable, CaseIterable {
        case open, login, app
    }

    public struct Code: Sendable, Hashable {
        public var shape: RecognitionLexicon.ShareCode
        public var kind: ResourceKind
        /// Whether the code is the resource's id.
        public var isID: Bool
        public var codec: ResourceCodec?
    }

    /// A line of a file that is run as a test.
    public struct Example: Sendable, Hashable {
        public var line: Int
        public var text: String
        /// What is expected, by key: `finds`, `platform`, `form`, `kind`, `id`, `code`, `clean`, `canonical`, `ios`,
        /// `android`, `mini_program`, `web`, `leads_to`, `marks`. The value `none` means absent.
        public var expected: [String: String]
    }
}
