/// Phrases and addresses that tell a page's health. Compared in lower case; a phrase counts only on a page that says
/// little else, so that an article about lost pages is not taken for one.
enum HealthMarks {
    static let botCheckPhrases = [
        "just a moment...", "attention required! | cloudflare", "checking your browser", "verify you are human",
        "verifying you are human", "are you a robot", "unusual traffic from your computer", "complete the captcha",
        "安全验证", "访问验证", "人机验证", "滑动验证", "请完成验证", "拖动滑块", "验证码拦截", "访问过于频繁", "百度安全验证",
    ]
    static let botCheckMachinery = [
        "challenge-platform", "challenges.cloudflare.com", "challenge-form", "_incapsula_resource", "/_____tmd_____/",
        "captcha-delivery.com", "px-captcha", "hcaptcha.com", "geetest.com", "captcha.gtimg.com",
    ]
    static let gonePhrases = [
        "页面不存在", "页面找不到", "找不到页面", "页面走丢", "页面丢失", "内容不存在", "内容已删除", "内容已被删除", "已被作者删除",
        "该内容已被发布者删除", "文章不存在", "视频不存在", "视频不见了", "视频已失效", "笔记不存在", "商品不存在", "宝贝不存在",
        "商品已下架", "宝贝已下架", "已经下架", "链接已失效", "链接已过期", "分享已取消", "分享的文件已经被取消", "此帐号已注销", "已停止访问该网页",
        "page not found", "404 not found", "page doesn't exist", "page does not exist", "content isn't available",
        "no longer available", "has been removed", "video unavailable", "page isn't available",
    ]
    static let appOnlyPhrases = [
        "客户端打开", "app内打开", "app 内打开", "app中打开", "app打开", "打开app", "打开 app", "下载app", "在app查看", "请使用微信扫",
        "请在微信", "请用微信", "请在支付宝", "请用手机淘宝", "open in app", "open in the app", "open the app", "get the app to",
        "only available in the app",
    ]
    static let loginPhrases = [
        "请先登录", "请登录", "登录后查看", "登录后可见", "扫码登录", "登录以继续", "登录/注册", "log in to continue",
        "sign in to continue", "please log in", "please sign in", "you must log in", "login required",
    ]
    static let loginTitles = ["登录", "登陆", "用户登录", "账号登录", "log in", "login", "sign in", "signin"]
    static let regionPhrases = [
        "所在的国家", "所在的地区", "所在地区", "您所在的区域", "地区限制", "区域限制", "not available in your country",
        "not available in your region", "unavailable in your region", "isn't available in your location",
        "not available in your location",
    ]

    static func found(_ phrases: [String], in text: String) -> String? {
        phrases.first { text.contains($0) }
    }
}
