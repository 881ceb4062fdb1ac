import LinkPolicy
import LinkPreview

extension PageHealth {
    /// What a reader should know before going on; `nil` where there is nothing to say.
    func note(_ language: Language) -> String? {
        switch (self, language) {
        case (.ok, _), (.needsScript, _), (.notFetched, _): nil
        case (.blank, .zh): "不久前查看时，该页面没有任何内容。"
        case (.blank, .en): "The page was empty when it was last looked at."
        case (.loginWall, .zh): "该页面可能需要登录后才能查看。"
        case (.loginWall, .en): "The page may show nothing before you log in."
        case (.appOnly, .zh): "该页面可能只能在对应的 App 中打开。"
        case (.appOnly, .en): "The page may open in its own app only."
        case (.botCheck, .zh): "该网站会先要求验证。"
        case (.botCheck, .en): "The site asks for a check before it shows the page."
        case (.gone, .zh): "该内容可能已被删除或不存在。"
        case (.gone, .en): "What the link led to may have been removed."
        case (.regionWall, .zh): "该内容在某些地区可能无法查看。"
        case (.regionWall, .en): "The page may not be shown in some regions."
        case (.serverError, .zh): "不久前查看时，该网站出现错误。"
        case (.serverError, .en): "The site answered with an error when it was last looked at."
        case (.unreachable, .zh): "不久前查看时，无法连接该网站。"
        case (.unreachable, .en): "The site could not be reached when it was last looked at."
        case (.slow, .zh): "该网站响应较慢，打开可能需要等待。"
        case (.slow, .en): "The site is slow; it may take a while to open."
        }
    }
}
