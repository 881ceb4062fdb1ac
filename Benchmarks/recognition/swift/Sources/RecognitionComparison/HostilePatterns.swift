/// Texts that, repeated, make a finder that looks back or ahead too far, or allocates for every candidate, slow.
let hostilePatterns = [
    "a", ".", "a.", "a.b", "https://", "http://a", "https://a.example/ ", "://", ":", "/", "(", "((", "[", "[.]",
    "(dot)",
    "@", "a@", "a@b.", "www.", "www。", "%", "&amp;", "\u{200B}", "a\u{200B}", "ａ", "．", "。a", "a。", "点a", "中", "中a",
    "中 a", "文 1234567", "￥", "￥a1B2c3D4e5F", "￥a1B2c3D4e5F￥", "$a1B2c3D4e5F", "(a1B2c3D4e5F", "/a1B2c3D4e5F", "😀", "😀 ",
    "😀 a1B2c3D4e5F6g7H 😀 ", "av1", "BV1", "xn--", "复制", "复制￥a1B2c3D4e5F￥", "a b ", "a . b ", "h t t p : / / ",
    "hxxp://", "http://a[.]b", "#小程序://", "mailto:", "taobao:", "https://a.example/(", "https://a.example/?u={\"",
    "https://例子.测试/", "例子.", "http://[2001:", "http://a:b", "http://a%", "[a](https://b.example)",
    "<a href='https://a.example'>", "https://m.tb.cn/h.x?tk=y 淘宝 ",
]
