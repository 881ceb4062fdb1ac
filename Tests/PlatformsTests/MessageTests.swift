import LinkPolicy
import LinkRecognition
import Platforms
import Testing

/// Messages with what is to be found in them: form | platform | kind | id | code | text, in which `⟦` and `⟧` mark the
/// findings; the first is the one described. Every shape that the platforms' files speak of stands here once, the way
/// people paste it.
private let messages = #"""
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦💰q5Qep8fiQq6💰⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦🎁q5Qep8fiQq6🎁⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦📲q5Qep8fiQq6📲⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦🔐q5Qep8fiQq6🔐⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦🗝q5Qep8fiQq6🗝⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦😺q5Qep8fiQq6😺⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦💲q5Qep8fiQq6💲⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦✔q5Qep8fiQq6✔⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦🎵q5Qep8fiQq6🎵⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦微q5Qep8fiQq6信⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦信q5Qep8fiQq6微⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦啊q5Qep8fiQq6啊⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦嘻q5Qep8fiQq6嘻⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦₽q5Qep8fiQq6₽⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦₩q5Qep8fiQq6₩⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦฿q5Qep8fiQq6฿⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦￡q5Qep8fiQq6￡⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦₪q5Qep8fiQq6₪⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦₫q5Qep8fiQq6₫⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦₱q5Qep8fiQq6₱⟧复制打开淘宝
    share_code | taobao | item | - | q5Qep8fiQq6 | 夏季T恤⟦￠q5Qep8fiQq6￠⟧复制打开淘宝
    share_code | taobao | item | - | pItvaZ6GFUx | ⟦/ CZ009 pItvaZ6GFUx/⟧ 复制打开淘宝
    share_code | taobao | item | - | pItvaZ6GFUx | 9置⟦/ CZ0009 pItvaZ6GFUx/⟧ 
    share_code | taobao | item | - | pItvaZ6GFUx | 0覆制 ⟦/pItvaZ6GFUx/⟧ 打开淘宝
    share_code | taobao | item | - | pItvaZ6GFUx | fu置这行话⟦(pItvaZ6GFUx)⟧/打开👉taobao👈
    share_code | taobao | item | - | pItvaZ6GFUx | ⟦💰pItvaZ6GFUx💰⟧
    share_code | taobao | item | - | pItvaZGFUxk | ⟦￥pItvaZGFUxk￥⟧
    share_code | taobao | item | - | pItvaZGFUxk | 3.0 ⟦$pItvaZGFUxk$⟧ 打开淘宝
    share_code | xianyu | item | - | pItvaZ6GFUx | 【闲鱼】复制⟦￥pItvaZ6GFUx￥⟧打开闲鱼看看
    web | taobao | item | - | cyiU6d1HbRp | 【淘宝】⟦https://e.tb.cn/h.KEq9UAUG0Evl6qA?tk=cyiU6d1HbRp⟧ tG-#22>lD 「桌面理线器」
    web | taobao | item | - | cyiU6d1HbRp | 【淘宝】⟦https://e.tb.cn/h.KEq9UAUG0Evl6qA?tk=cyiU6d1HbRp⟧ tG-#22&gt;lD 「桌面理线器」
    share_code | jd | activity | - | NJdhFuqwIo8Xg6aB | 35:/⟦！NJdhFuqwIo8Xg6aB！⟧ ZH1997 京东
    share_code | jd | activity | - | NJdhFuqwIo8Xg6aB | 18:/⟦！NJdhFuqwIo8Xg6aB！⟧ ZH1997
    share_code | jd | activity | - | NJdhFuqwIo8Xg6 | ⟦￥NJdhFuqwIo8Xg6￥⟧
    web | jd | item | - | MrwtwC1s8y | 【京东】⟦https://3.cn/2S-oMZ3b?jkl=@MrwtwC1s8y⟧ MF8555 「耳机」
    web | jd | item | - | - | ⟦https://3.jd.hk/2S-oMZ3b⟧
    payment | alipay | payment | - | bcXmZ01x9k | #吱口令#长按复制此条消息，打开支付宝给我转账⟦bcXmZ01x9k⟧
    share_code | alipay | redpacket | - | 53573393 | 打开支付宝首页搜“⟦53573393⟧”，领红包
    share_code | alipay | redpacket | - | 535733932 | 打开支付宝首页搜索【⟦535733932⟧】领红包
    share_code | alipay | redpacket | - | aBcd8IFCSK | 打开支付宝领取！⟦aBcd8IFCSK⟧
    payment | alipay | payment | - | pItvaZ6GFUxk | ⟦Z:/pItvaZ6GFUxk#⟧ W:/j MU3481 $459
    payment | alipay | payment | - | - | ⟦https://qr.alipay.com/2m6abc⟧
    payment | alipay | payment | - | - | ⟦HTTPS://QR.ALIPAY.COM/FKX08574RTZ1HFO3V9LT2E8⟧
    share_code | bilibili | video | BV1mB4y1k7Dz | - | ⟦BV1mB4y1k7Dz⟧ 这个
    share_code | bilibili | video | BV1mB4y1k7Dz | - | 看看 ⟦BV1mB4y1k7Dz⟧。
    share_code | bilibili | video | BV1mB4y1k7Dz | - | 推荐(⟦BV1mB4y1k7Dz⟧)
    share_code | bilibili | video | av170001 | - | 老视频⟦av170001⟧经典
    share_code | bilibili | video | av170001 | - | 老视频 ⟦av170001⟧ 经典
    web | tmall | item | 139672474080 | - | ⟦https://detail.tmall.hk/hk/item.htm?id=139672474080&spm=a.b⟧
    web | taobao | item | 139672474080 | - | ⟦https://a.m.taobao.com/i139672474080.htm⟧
    web | taobao | coupon | - | - | ⟦https://uland.taobao.com/coupon/edetail?e=abc%2Bdef&pid=mm_1_2_3⟧
    web | taobao | item | 139672474080 | - | ⟦https://detail.liangxinyao.com/item.htm?id=139672474080⟧
    web | tmall | shop | xiaomi | - | ⟦https://xiaomi.tmall.com⟧
    app_link | xianyu | item | 433691256835 | - | ⟦fleamarket://awesome_detail?itemId=433691256835⟧
    web | 1688 | item | 187172230904 | - | ⟦https://m.1688.com/offer/187172230904.html⟧
    web | jd | item | 96658901027 | - | ⟦https://item.m.jd.com/ware/view.action?wareId=96658901027⟧
    app_link | jd | item | 172769632766 | - | ⟦openApp.jdMobile://virtual?params=%7B%22des%22%3A%22productDetail%22%2C%22skuId%22%3A%22172769632766%22%7D⟧
    web | jd | item | - | - | ⟦https://union-click.jd.com/jdc?e=abc&p=def⟧
    web | pdd | unknown | - | - | ⟦https://mobile.yangkeduo.com/app.html?launch_url=goods.html%3Fgoods_id%3D725907705579⟧
    web | douyin | video | 7541523974185859318 | - | ⟦https://www.douyin.com/search/abc?modal_id=7541523974185859318⟧
    web | douyin | video | 7541523974185859318 | - | ⟦https://www.douyin.com/discover?modal_id=7541523974185859318⟧
    web | douyin | note | 7541523974185859318 | - | ⟦https://www.douyin.com/slides/7541523974185859318⟧
    web | douyin | user | MS4wLjABAAAAabc | - | ⟦https://www.iesdouyin.com/share/user/MS4wLjABAAAAabc?did=1⟧
    web | douyin | playlist | 7541523974185859318 | - | ⟦https://www.iesdouyin.com/share/mix/detail/7541523974185859318/⟧
    app_link | douyin | shop | abcDEF | - | ⟦snssdk1128://goods/store?sec_shop_id=abcDEF⟧
    app_link | douyin | video | 7541523974185859318 | - | ⟦snssdk1128://aweme/detail/7541523974185859318⟧
    web | douyin | live | - | - | 【小明的直播间】 点击打开👉⟦https://v.douyin.com/abcdeFg/⟧ 长按复制此条消息，打开【抖音】
    web | kuaishou | video | - | - | ⟦https://www.kuaishou.com/f/X-8abcdefghijKL⟧
    web | kuaishou | video | - | - | ⟦https://v.kuaishouapp.com/s/abcdEFGH⟧
    web | kuaishou | user | 3xabc | - | ⟦https://www.kuaishou.com/profile/3xabc⟧
    app_link | xiaohongshu | note | 684a404600000003d14a5c47 | - | ⟦xhsdiscover://item/684a404600000003d14a5c47⟧
    app_link | xiaohongshu | search | - | - | ⟦xhsdiscover://search/result?keyword=abc⟧
    web | xiaohongshu | user | c4da9b0d6cc33ba05afd7a5c | - | ⟦https://www.xiaohongshu.com/user/profile/c4da9b0d6cc33ba05afd7a5c⟧
    web | xiaohongshu | note | - | - | ⟦http://xhslink.com/abcDEF⟧
    web | weibo | post | 5034662908925804 | - | ⟦https://m.weibo.cn/detail/5034662908925804⟧
    web | weibo | video | 1034:5420850925183064 | - | ⟦https://video.weibo.com/show?fid=1034:5420850925183064⟧
    web | weibo | user | 2141146184 | - | ⟦https://weibo.com/u/2141146184⟧
    web | weibo | unknown | - | - | ⟦https://weibo.cn/sinaurl?u=https%3A%2F%2Fexample.org%2F⟧
    web | bilibili | video | ep12345 | - | ⟦https://www.bilibili.com/bangumi/play/ep12345⟧
    web | bilibili | article | cv12345 | - | ⟦https://www.bilibili.com/read/cv12345⟧
    web | bilibili | user | 12345 | - | ⟦https://space.bilibili.com/12345?from=search⟧
    web | bilibili | video | av170001 | - | ⟦https://b23.tv/av170001⟧
    web | zhihu | article | 12345678 | - | ⟦https://zhuanlan.zhihu.com/p/12345678?utm_psn=1⟧
    web | zhihu | post | 123456789 | - | ⟦https://www.zhihu.com/pin/123456789⟧
    web | zhihu | unknown | - | - | ⟦https://link.zhihu.com/?target=https%3A//example.org/⟧
    web | netease-music | music | 119207045 | - | ⟦https://music.163.com/#/song?id=119207045⟧
    web | netease-music | playlist | 119207045 | - | ⟦https://music.163.com/#/playlist?id=119207045⟧
    web | netease-music | music | 119207045 | - | ⟦https://y.music.163.com/m/song?id=119207045&uct2=a⟧
    web | qq-music | music | 001abcDEF | - | ⟦https://y.qq.com/n/ryqq/songDetail/001abcDEF⟧
    web | dianping | place | IEE9fDd2oojZcSKk | - | ⟦https://www.dianping.com/shop/IEE9fDd2oojZcSKk⟧
    web | qq | group | - | - | ⟦https://qm.qq.com/q/abcDEF1234⟧
    mini_program | wechat-miniprogram | app | - | aYokmhe8vbS | ⟦weixin://dl/business/?t=aYokmhe8vbS⟧
    mini_program | wechat-miniprogram | app | - | 550M3zuJRIm | ⟦https://wxurl.cn/550M3zuJRIm⟧
    web | wechat-channels | video | Ar8utTFpeA | - | ⟦https://channels.weixin.qq.com/finder-preview/pages/sph?id=Ar8utTFpeA⟧
    payment | wechat-pay | payment | - | - | ⟦wxp://wbf2fabcDEF_ghi-jkl⟧
    qr | wechat | contact | - | - | ⟦https://u.wechat.com/abcDEF-ghi⟧
    qr | wechat | contact | - | - | ⟦https://work.weixin.qq.com/ca/cawcde1234⟧
    web | youtube | video | NcCs3uL0sT8 | - | ⟦https://www.youtube.com/watch?v=NcCs3uL0sT8&t=10s⟧
    web | youtube | video | NcCs3uL0sT8 | - | ⟦https://www.youtube.com/shorts/NcCs3uL0sT8?feature=share⟧
    app_link | youtube | video | NcCs3uL0sT8 | - | ⟦vnd.youtube:NcCs3uL0sT8⟧
    web | youtube | video | NcCs3uL0sT8 | - | ⟦https://www.youtube.com/live/NcCs3uL0sT8⟧
    web | reddit | post | vx1jw6c | - | ⟦https://redd.it/vx1jw6c⟧
    web | telegram | post | 89 | - | ⟦https://t.me/c/1234567/89⟧
    web | telegram | article | Some-Title-01-02 | - | ⟦https://telegra.ph/Some-Title-01-02⟧
    app_link | apple | app | 3410136331 | - | ⟦itms-apps://itunes.apple.com/app/id3410136331⟧
    web | apple | music | 7245030776 | - | ⟦https://music.apple.com/cn/album/abc/7245030775?i=7245030776⟧
    web | google | app | com.example.app | - | ⟦https://play.google.com/store/apps/details?id=com.example.app&referrer=x⟧
    web | google | unknown | - | - | ⟦https://example.page.link/abcd⟧
    web | generic | unknown | - | - | ⟦https://bit.ly/3abcDEF⟧
    web | amazon | item | B0NUGRJ2KF | - | ⟦https://www.amazon.co.jp/gp/product/B0NUGRJ2KF/ref=ppx⟧
    web | generic | unknown | - | - | <⟦https://www.example.org/a⟧>
    web | generic | unknown | - | - | "⟦https://www.example.org/a⟧"
    web | generic | unknown | - | - | '⟦https://www.example.org/a⟧'
    web | generic | unknown | - | - | **⟦https://www.example.org/a⟧**
    web | generic | unknown | - | - | `⟦https://www.example.org/a⟧`
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧.
    web | generic | unknown | - | - | ⟦https://www.example.org/a?b=c⟧!
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧：b
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧、⟦https://www.example.org/b⟧
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧⟦https://www.example.org/b⟧
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧,⟦https://www.example.org/b⟧
    web | generic | unknown | - | - | ⟦https://web.archive.org/web/2020/https://www.example.org/⟧
    web | taobao | unknown | - | - | 看[淘宝](⟦https://www.taobao.com⟧)吧
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧…
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧...
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧～
    web | generic | unknown | - | - | ⟦https://www.example.org/a⟧【b】
    web | generic | unknown | - | - | ⟦https://user:pass@www.example.org:8443/a?b#c⟧
    web | generic | unknown | - | - | ⟦https://xn--fsqu00a.xn--0zwm56d/⟧
    web | generic | unknown | - | - | ⟦https://bücher.example/straße⟧
    web | generic | unknown | - | - | ⟦https://пример.рф/путь⟧
    web | generic | unknown | - | - | ⟦http://localhost:3000/x⟧
    web | generic | unknown | - | - | ⟦https://淘宝网.com/abc⟧
    web | generic | unknown | - | - | ⟦http://3232235777/⟧
    web | generic | unknown | - | - | ⟦http://[::1]:8080/⟧
    web | generic | unknown | - | - | url=⟦https://www.example.org/a&b=c⟧
    web | generic | unknown | - | - | 网址:⟦www.example.org⟧
    web | generic | unknown | - | - | ⟦WWW.EXAMPLE.ORG⟧
    web | generic | unknown | - | - | 去⟦www.例子.com⟧看
    web | jd | unknown | - | - | ⟦jd.com⟧的东西
    web | jd | item | 39065039 | - | ⟦item.jd.com/39065039.html⟧
    web | bilibili | video | - | - | ⟦b23.tv/9szhSiW⟧
    web | taobao | item | - | q5Qep8fiQq6 | ⟦m.tb.cn/h.7O63XnU?tk=q5Qep8fiQq6⟧
    web | generic | unknown | - | - | ⟦evil-site.com/login⟧
    """#

/// Texts in which nothing is to be found.
private let ordinary = #"""
    原价$1299$现价
    C:/Users/HelloWorld1/x
    #include <stdio.h>
    a.b.c.d
    x = y.z
    foo@bar.com/baz
    版本2.0.1-rc.3
    user@localhost
    见(2.1)节
    《HelloWorld12《 是书名
    他说:"好."
    e.g.this
    e.g. this
    Ph.D.in
    Inc.,
    St.John
    vs.code
    ASP.NET
    Next.js
    main.cpp:12
    foo.tar.gz
    index.html
    config.yaml
    README.md
    app.vue
    a.out
    lib.so.6
    com.taobao.taobao
    cn.jd.app
    net.core.somaxconn
    org.example.test
    std::vector<int>
    x://
    http:
    https:/
    //comment here
    /usr/share/HelloWorld1/
    $HOME/abcDEF12345/x
    ${abcDEF12345}
    $(abcDEF12345)
    func(abcDEF12345)
    [abc](def)
    ￥12345678901￥
    €99.99€
    ￥100-￥200
    #FF5000#
    #123456# 颜色
    ￥abcdefghijk￥
    BV1
    BV1abc
    AV1编码
    mav12345x
    av女优
    支付宝搜索框
    打开支付宝，扫一扫
    😆 哈哈 😆
    😆 abcdefghijklmno 😆
    Z:/data
    链接：无
    2:1
    12:30:45
    ::1
    fe80::1
    192.168.1.1:8080
    10.0.0.1/24
    3.14
    1.618.
    1。2
    我。你
    a。b
    好。go
    OK。Let's go
    iPhone。Mac
    点com是什么
    3点com
    8点半
    www.
    www..com
    www
    http://
    https://。
    taobao://
    weixin://
    淘宝://x
    taobao:
    mailto:
    tel:
    @taobao.com
    someone@taobao.com
    x@t.cn
    t.cn
    3.cn
    a.co
    t.me
    youtu.be
    b23.tv是短链
    看t.cn吧
    """#

/// Addresses written so that a filter would miss them: platform | text.
private let disguised = #"""
    generic | ⟦hxxps://www.example.org/a⟧
    generic | ⟦hXXp://www.example.org⟧
    generic | ⟦www[.]example[.]org/a⟧
    generic | ⟦www(.)example(.)org⟧
    generic | ⟦example[dot]org⟧
    generic | ⟦https[:]//www.example.org⟧
    generic | ⟦http[://]www.example.org/x⟧
    generic | ⟦ht\#u{200B}tps://www.example.org/⟧
    generic | ⟦https://www.exa\#u{200B}mple.org/a⟧
    generic | ⟦www.exa\#u{200B}mple.org⟧
    generic | ⟦www.example\#u{200B}.org⟧
    generic | ⟦ｗｗｗ.ｅｘａｍｐｌｅ.ｏｒｇ⟧
    generic | ⟦ｗｗｗ．example．org⟧
    generic | ⟦h t t p s : / / w w w . e x a m p l e . o r g⟧ 看
    generic | ⟦w w w . e x a m p l e . o r g⟧
    generic | ⟦www . example . org⟧
    generic | ⟦https:\\www.example.org\a⟧
    generic | ⟦www。example。org⟧
    generic | ⟦𝐡𝐭𝐭𝐩𝐬://𝐰𝐰𝐰.example.org⟧
    generic | ⟦ＨＴＴＰ：／／ＷＷＷ．ＥＸＡＭＰＬＥ．ＯＲＧ⟧
    generic | ⟦https：//www.example.org/a⟧
    generic | 看⟦ｗｗｗ．ｅｘａｍｐｌｅ．ｏｒｇ／ａ⟧，快
    generic | ⟦ⓗⓣⓣⓟ://www.example.org⟧
    taobao | 淘宝点com ⟦taobao点com⟧
    taobao | ⟦taobao . com⟧
    taobao | ⟦taobao .com⟧
    taobao | ⟦taobao. com⟧
    taobao | ⟦t a o b a o . c o m⟧
    jd | ⟦jd[.]com⟧
    jd | ⟦ｊｄ.com⟧
    taobao | ⟦ta\#u{200B}obao.com⟧
    jd | ⟦jd。com⟧
    jd | ⟦item．jd．com/1⟧
    """#

@Suite struct MessageTests {
    private static let catalog = Result { try PlatformCatalog.load(directory: platformsFolder) }

    private static func lines(_ table: String) -> [String] { table.split(separator: "\n").map(String.init) }

    private static func fields(_ line: String) -> [String] {
        line.split(separator: " | ", omittingEmptySubsequences: false).map(String.init)
    }

    private func findings(_ marked: String) throws -> [Finding] {
        let text = marked.replacing("⟦", with: "").replacing("⟧", with: "")
        let findings = LinkFinder(lexicon: try Self.catalog.get().lexicon).findings(in: text)
        #expect(mark(findings, in: text) == marked)
        return findings
    }

    @Test(arguments: lines(messages))
    func isFoundAndKnown(_ line: String) throws {
        let fields = Self.fields(line)
        try #require(fields.count == 6)
        let found = try findings(fields[5])
        let finding = try #require(found.first)
        let target = try Self.catalog.get().identify(finding)
        #expect(finding.form.rawValue == fields[0])
        #expect(target.platform?.rawValue ?? "generic" == fields[1])
        #expect(target.kind.rawValue == fields[2])
        #expect(target.id ?? "-" == fields[3])
        #expect(target.code ?? "-" == fields[4])
    }

    @Test(arguments: lines(ordinary))
    func isNoLink(_ text: String) throws {
        #expect(try findings(text).isEmpty)
    }

    @Test(arguments: lines(disguised))
    func isFoundThroughItsDisguise(_ line: String) throws {
        let fields = Self.fields(line)
        try #require(fields.count == 2)
        let finding = try #require(try findings(fields[1]).first)
        #expect(finding.marks.contains(.obfuscated))
        let target = try Self.catalog.get().identify(finding)
        #expect(target.platform?.rawValue ?? "generic" == fields[0])
        #expect(target.url != nil)
    }
}
