/// Whether a request comes from a person or from a program that looks at links on its own account.
public enum Visitor: Hashable, Sendable {
    case reader
    case robot

    /// Decides by method and headers.
    ///
    /// A person's opening that is taken for a robot's costs somebody their figures, so a user agent is a robot's only
    /// when it says so in the words that crawlers, previewers, monitors and HTTP libraries use.
    ///
    /// - Parameters:
    ///   - purpose: `Sec-Purpose`, `Purpose` or `X-Moz`: browsers set them when they fetch ahead of the reader.
    public init(method: String, userAgent: String?, purpose: String?) {
        if method == "HEAD" || purpose.map(Self.isPrefetch) == true {
            self = .robot
        } else if let userAgent, !userAgent.isEmpty {
            self = Self.isRobot(userAgent) ? .robot : .reader
        } else {
            self = .robot
        }
    }

    private static func isPrefetch(_ purpose: String) -> Bool {
        let words = purpose.lowercased()
        return words.contains("prefetch") || words.contains("prerender") || words.contains("preview")
    }

    private static func isRobot(_ userAgent: String) -> Bool {
        let text = userAgent.lowercased()
        func holds(any words: [String]) -> Bool { words.contains(where: text.contains) }
        if holds(any: phrases) || libraries.contains(where: text.hasPrefix) || namesItselfBot(text) { return true }
        // A robot says whom to write to; a browser does not.
        if holds(any: ["://", "+mailto:"]) { return true }
        if text.contains("(compatible;"), !holds(any: oldBrowsers) { return true }
        // What is neither a browser nor on any device is a program.
        return !text.hasPrefix("mozilla/") && !holds(any: devices) && !holds(any: plainBrowsers)
    }

    /// A word that ends in "bot" ("Googlebot", "TelegramBot"), but not "Cubot", a maker of phones.
    private static func namesItselfBot(_ text: String) -> Bool {
        var rest = text[...]
        while let range = rest.firstRange(of: "bot") {
            let after = text[range.upperBound...].first
            if !text[..<range.lowerBound].hasSuffix("cu"), after.map({ !$0.isLetter }) ?? true { return true }
            rest = text[range.upperBound...]
        }
        return false
    }

    /// Browsers from the days when they all called themselves "compatible".
    private static let oldBrowsers = [
        "msie", "trident", "konqueror", "amiga", "beos", "haiku", "positive/", "office", "opera", "icab", "omniweb",
    ]

    private static let devices = [
        "iphone", "ipad", "ipod", "ios", "android", "windows", "macintosh", "mac os", "darwin", "linux", "x11", "cros ",
        "mobile", "harmony", "symbian", "blackberry", "nokia", "opera", "midp", "j2me", "up.browser", "playstation",
        "nintendo", "tizen", "kaios",
    ]

    private static let plainBrowsers = [
        "applewebkit", "gecko/", "lynx/", "links", "w3m", "dillo", "netsurf", "office", "outlook", "quicktime", "mozac",
    ]

    private static let phrases = [
        "spider", "crawl", "slurp", "scrap", "facebookexternalhit", "facebookcatalog", "meta-externalagent",
        "whatsapp/", "embedly", "snippet", "iframely", "flipboardproxy", "validator",
        "monitor", "uptime", "pingdom", "statuscake", "site24x7", "headlesschrome", "phantomjs", "lighthouse",
        "pagespeed", "rssreader", "google-inspectiontool", "googleother", "adsbot",
        "mediapartners-google", "apis-google", "bytespider", "baiduspider",
        "sogou web", "360spider", "yisouspider", "archive.org", "ia_archiver", "wayback", "httrack", "checker",
        "web scan", "nuclei", "nmap", "zgrab", "masscan", "censys", "ahrefs", "semrush", "dataprovider", "newspaper",
        "preview", "proxy", "unfurl", "fetcher", "synthetic", "gomezagent", "ptst/", "catchpoint", "watcher",
        "wechatdevtools", "verification", "analy", "auditor", "libcurl", "newsbeuter", "librss", "feed", "sparkler",
        "scope3", "ylt chrome", "productfinder", "deep-research",
        "vkshare", "mastodon/", "pleroma", "misskey", "akkoma", "synapse (bot", "matrix-media-repo", "discordapp.com",
    ]

    private static let libraries = [
        "curl/", "wget/", "python", "go-http-client", "java/", "okhttp/", "axios/", "node-fetch", "node/", "undici",
        "got (", "libwww-perl", "lwp::", "ruby", "php/", "guzzlehttp", "apache-httpclient", "httpx", "aiohttp",
        "scrapy", "postmanruntime", "insomnia", "httpie", "faraday", "typhoeus", "rest-client", "http_request",
        "winhttp", "reqwest", "hyper/", "dart/", "swift", "async-http-client", "jakarta", "urllib", "perl", "cfnetwork",
    ]
}
