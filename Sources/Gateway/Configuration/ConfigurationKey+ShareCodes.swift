import URLStandard

extension ConfigurationKey {
    /// The keys of ``ShareCodeSettings``.
    static let shareCodes: [ConfigurationKey] = [
        key("taobao_app_key", "text", "none", "App key at Taobao's open platform, which then resolves its share codes.")
        {
            $0.shareCodes.taobaoAppKey = $1
        },
        key("taobao_secret", "text", "none", "The app's secret; give it in the environment, or as a file.") {
            $0.shareCodes.taobaoSecret = Secret($1)
        },
        key("taobao_secret_file", "file", "none", "File that holds the app's secret.") {
            $0.shareCodes.taobaoSecretFile = $1
        },
        key(
            "taobao_gateway", "http(s) address", ShareCodeSettings.defaultTaobaoGateway,
            "Where Taobao's open platform takes requests."
        ) {
            (configuration, text) throws(Refusal) in
            guard let url = try? WebURL(text), url.scheme == "http" || url.scheme == "https", url.query == nil,
                url.fragment == nil, !url.hasCredentials
            else { throw Refusal(reason: "must be an http or https address without query, fragment or user name") }
            configuration.shareCodes.taobaoGateway = url
        },
        key("taobao_sign_method", "hmac-sha256, hmac or md5", "hmac-sha256", "How requests to it are signed.") {
            (configuration, text) throws(Refusal) in
            guard let signature = TaobaoSignature(rawValue: text) else {
                throw Refusal(reason: "must be hmac-sha256, hmac or md5")
            }
            configuration.shareCodes.taobaoSignature = signature
        },
        key("share_code_timeout", "50 to 800 milliseconds", "800", "Time to find out where one share code leads.") {
            (configuration, text) throws(Refusal) in
            configuration.shareCodes.timeout = try whole(text, 50...800)
        },
    ]
}
