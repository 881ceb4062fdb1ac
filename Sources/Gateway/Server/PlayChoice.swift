import LinkPolicy

/// A phone of the playground.
struct PlayPhone: Sendable {
    let id: String
    let name: LocalizedText
    /// `nil` for an app that says nothing of itself.
    let client: ClientFacts?

    private init(_ id: String, zh: String, en: String, os: String?, version: String, canShowNotice: Bool) {
        self.id = id
        name = LocalizedText(zh: zh, en: en)
        client = os.map {
            ClientFacts(
                os: $0, version: ClientVersion(version),
                capabilities: canShowNotice ? [ClientFacts.interstitial] : [])
        }
    }

    static let newest = PlayPhone(
        "ios-new", zh: "iPhone · 8.0.13", en: "iPhone · 8.0.13", os: "ios", version: "8.0.13", canShowNotice: true)

    static let all = [
        newest,
        PlayPhone(
            "android-new", zh: "安卓 · 8.0.11", en: "Android · 8.0.11", os: "android", version: "8.0.11",
            canShowNotice: true),
        PlayPhone(
            "android-old", zh: "安卓 · 7.0.22（旧版）", en: "Android · 7.0.22 (old)", os: "android", version: "7.0.22",
            canShowNotice: true),
        PlayPhone(
            "android-plain", zh: "安卓 · 8.0.11（无提示页）", en: "Android · 8.0.11 (no notice page)", os: "android",
            version: "8.0.11", canShowNotice: false),
        PlayPhone("unknown", zh: "未知客户端", en: "Unknown app", os: nil, version: "", canShowNotice: false),
    ]

    static func named(_ id: String?) -> PlayPhone? { all.first { $0.id == id } }
}

/// What a visitor of the playground chose.
struct PlayChoice: Sendable {
    var policy: String
    var scene = Scene.direct
    var sender = PlayPhone.newest
    var receiver = PlayPhone.newest
    var text = ""

    /// UTF-16 units a message may have here, as browsers count them.
    static let textLimit = 4_000

    /// The shapes that apps share, with titles and tokens made up.
    static let samples: [(label: LocalizedText, text: String)] = [
        (
            LocalizedText(zh: "淘宝", en: "Taobao"),
            "【淘宝】https://m.tb.cn/h.gQ7vXkP?tk=WpT4dJm8RkA CZ3457 「轻薄羽绒服女短款2021新款」\n点击链接直接打开 或者 淘宝搜索直接打开"
        ),
        (
            LocalizedText(zh: "抖音", en: "Douyin"),
            "7.46 复制打开抖音，看看【小院做饭的作品】三十分钟做一桌年夜饭 # 家常菜 https://v.douyin.com/iRx7Qk2M/ h@B.tE :2pm 12/05"
        ),
        (
            LocalizedText(zh: "小红书", en: "Xiaohongshu"),
            "胶片相机入门怎么选... http://xhslink.com/a/Kd8fQz2WmXbY 复制后打开【小红书】查看笔记！"
        ),
        (
            LocalizedText(zh: "哔哩哔哩", en: "Bilibili"),
            "【十分钟看懂胡同的来历-哔哩哔哩】 https://www.bilibili.com/video/BV17x411w7KC/?share_source=copy_web"
        ),
        (
            LocalizedText(zh: "普通网站", en: "An ordinary site"),
            "周末市集的地图在 https://www.example.org/market/map ，一起去？"
        ),
        (
            LocalizedText(zh: "可疑链接", en: "A doubtful link"),
            "恭喜中奖，登录领取 http://www.taobao.com@203.0.113.7:8081/login"
        ),
    ]
}
