import Foundation
import LinkPolicy
public import URLStandard

/// How share codes are resolved to addresses: not at all without an app key.
public struct ShareCodeSettings: Sendable {
    /// The app's key at Taobao's open platform.
    public var taobaoAppKey: String?
    public var taobaoSecret: Secret?
    /// File that holds the secret instead.
    public var taobaoSecretFile: String?
    /// Where the platform takes requests; its own address when `nil`.
    public var taobaoGateway: WebURL?
    public var taobaoSignature = TaobaoSignature.hmacSHA256
    /// Milliseconds that one question may take.
    public var timeout = 800

    /// Where Taobao's open platform takes requests (open.taobao.com, docId 101617).
    public static let defaultTaobaoGateway = "https://gw.api.taobao.com/router/rest"
    /// Bytes of a file with a secret.
    private static let secretLimit = 1_024

    public init() {}

    /// What is needed to ask Taobao; `nil` when nothing is configured.
    ///
    /// - Throws: ``ConfigurationProblem`` when a part is missing or the file cannot be read. It never shows the secret.
    func taobao() throws -> TaobaoAccess? {
        guard let taobaoAppKey else {
            if taobaoSecret != nil || taobaoSecretFile != nil {
                throw ConfigurationProblem(source: "taobao_app_key", reason: "is missing beside the app's secret")
            }
            return nil
        }
        guard taobaoSecret == nil || taobaoSecretFile == nil else {
            throw ConfigurationProblem(
                source: "taobao_secret_file", reason: "stands beside taobao_secret; give one of them")
        }
        guard let secret = try taobaoSecret ?? taobaoSecretFile.map(Self.secret) else {
            throw ConfigurationProblem(
                source: "taobao_app_key", reason: "needs the app's secret: taobao_secret_file, or HUTONG_TAOBAO_SECRET")
        }
        return TaobaoAccess(
            appKey: taobaoAppKey, secret: secret, gateway: try taobaoGateway ?? WebURL(Self.defaultTaobaoGateway),
            signature: taobaoSignature, timeout: timeout)
    }

    private static func secret(in path: String) throws(ConfigurationProblem) -> Secret {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationProblem(source: path, reason: "cannot be read")
        }
        guard data.count <= secretLimit, let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationProblem(source: path, reason: "is no file with a secret")
        }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { throw ConfigurationProblem(source: path, reason: "is empty") }
        return Secret(secret)
    }
}
