import LinkPolicy

extension ResourceKind {
    /// What readers call it; `nil` where nothing is known of it.
    func name(_ language: Language) -> String? {
        let names: (zh: String, en: String)? =
            switch self {
            case .item: ("商品", "item")
            case .shop: ("店铺", "shop")
            case .coupon: ("优惠券", "coupon")
            case .activity: ("活动", "campaign")
            case .redPacket: ("红包", "red packet")
            case .payment: ("付款", "payment")
            case .video: ("视频", "video")
            case .note: ("笔记", "note")
            case .live: ("直播", "live stream")
            case .user: ("用户主页", "profile")
            case .post: ("帖子", "post")
            case .article: ("文章", "article")
            case .question: ("问题", "question")
            case .answer: ("回答", "answer")
            case .music: ("音乐", "music")
            case .playlist: ("歌单", "playlist")
            case .place: ("地点", "place")
            case .group: ("群聊", "group")
            case .contact: ("联系人", "contact")
            case .app: ("应用", "app")
            case .file: ("文件", "file")
            case .search: ("搜索结果", "search")
            case .unknown: nil
            }
        return names.map { language == .zh ? $0.zh : $0.en }
    }
}
