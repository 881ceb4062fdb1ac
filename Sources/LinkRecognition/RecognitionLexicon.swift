/// What a ``LinkFinder`` knows of the world: domains, app schemes, share codes and the words around them. Pure data;
/// a catalogue of platforms builds it from its descriptors.
///
/// Owners and kinds are names that mean nothing to the recogniser and come back in ``Finding/owner`` and
/// ``Finding/kind``.
public struct RecognitionLexicon: Sendable, Hashable {
    public var domains: [Domain] = []
    public var schemes: [AppScheme] = []
    public var codes: [ShareCode] = []
    public var cues: [Cue] = []
    /// Words that ask the reader to copy a text or to open an app with it. With one of them nearby, weak brackets
    /// suffice around a share code.
    public var actions: [String] = RecognitionLexicon.commonActions
    /// Top-level domains under which an address without scheme is believed when a path or port follows it, or when it
    /// was disguised. Lower case, without a dot.
    public var topLevelDomains: [String] = RecognitionLexicon.commonTopLevelDomains

    public init() {}

    /// A host that makes a link even without scheme.
    public struct Domain: Sendable, Hashable {
        /// Lower-case ASCII; its subdomains count too.
        public var host: String
        public var owner: String
        /// Whether the bare name, without a path, is believed in prose. `false` suits short-link hosts, whose names
        /// are short enough to occur by chance.
        public var standsAlone: Bool
        /// Forms other than ``LinkForm/web``, the first match counting.
        public var forms: [FormRule]

        public init(host: String, owner: String, standsAlone: Bool = true, forms: [FormRule] = []) {
            self.host = host
            self.owner = owner
            self.standsAlone = standsAlone
            self.forms = forms
        }
    }

    /// An app's own scheme.
    public struct AppScheme: Sendable, Hashable {
        /// Lower-case ASCII without the colon. A scheme that begins with `#` is a text form such as `#小程序`, which
        /// is followed by `://`, a name and a token.
        public var scheme: String
        public var owner: String
        public var form: LinkForm
        /// Whether `scheme:rest` is enough; otherwise `://` must follow.
        public var allowsOpaque: Bool
        public var forms: [FormRule]

        public init(
            scheme: String, owner: String, form: LinkForm = .appLink, allowsOpaque: Bool = false,
            forms: [FormRule] = []
        ) {
            self.scheme = scheme
            self.owner = owner
            self.form = form
            self.allowsOpaque = allowsOpaque
            self.forms = forms
        }
    }

    /// The form of addresses whose rest begins and reads in a certain way. ASCII case is ignored.
    public struct FormRule: Sendable, Hashable {
        /// What the address goes on with right after the host, or after `scheme://`.
        public var prefix: String
        /// A text that must occur in the rest, if any.
        public var contains: String?
        public var form: LinkForm

        public init(prefix: String, contains: String? = nil, form: LinkForm) {
            self.prefix = prefix
            self.contains = contains
            self.form = form
        }
    }

    /// A word near a finding of `owner` that says more about it.
    public struct Cue: Sendable, Hashable {
        public enum Place: String, Sendable, Hashable, CaseIterable {
            /// Between the finding before and this one.
            case before
            /// Directly before, nothing between.
            case adjacent
            /// Before, or between this finding and the next.
            case around
        }

        /// At least three UTF-8 bytes.
        public var text: String
        public var owner: String
        public var place: Place
        /// The owner it names instead.
        public var means: String?
        public var kind: String?
        public var form: LinkForm?

        public init(
            text: String, owner: String, place: Place = .around, means: String? = nil, kind: String? = nil,
            form: LinkForm? = nil
        ) {
            self.text = text
            self.owner = owner
            self.place = place
            self.means = means
            self.kind = kind
            self.form = form
        }
    }

    public static let commonActions = [
        "复制", "復制", "復製", "复製", "打开", "打開", "打汧", "口令", "领券", "優惠券", "优惠券", "领取", "助力", "長按", "长按",
        "下单", "抢购", "粘贴", "剪贴板",
    ]

    /// Without those that are common extensions of file names or words of prose, such as `.cc`, `.in` and `.to`.
    public static let commonTopLevelDomains = [
        "com", "net", "org", "cn", "hk", "tw", "io", "co", "me", "tv", "info", "biz", "xyz", "top", "vip", "shop",
        "site", "online", "club", "app", "dev", "ai", "link", "live", "fun", "ink", "ltd", "wang", "icu", "store",
        "tech", "space", "mobi", "asia", "edu", "gov", "uk", "jp", "kr", "de", "fr", "ru", "eu", "ly", "gl", "gg", "sg",
        "au", "ca", "br", "example", "test",
    ]
}
