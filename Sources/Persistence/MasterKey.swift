public import Crypto
import Foundation

/// The key that seals every secret in the database; it stands in a file of its own beside it, readable by its owner
/// only, so that a copy of the database alone gives nothing away.
public struct MasterKey: Sendable {
    private let key: SymmetricKey
    let path: String

    static func path(in folder: String) -> String { folder + "/master.key" }

    var bytes: [UInt8] { key.withUnsafeBytes { [UInt8]($0) } }

    /// Reads `master.key` in `folder`, making it at first.
    ///
    /// - Throws: ``PersistenceError/unusable(path:reason:)``.
    public init(folder: String) throws {
        let path = Self.path(in: folder)
        if !FileManager.default.fileExists(atPath: path) { try Self.make(at: path) }
        try self.init(file: path)
    }

    /// Reads a key that must be there.
    ///
    /// - Throws: ``PersistenceError/unusable(path:reason:)``.
    init(file path: String) throws {
        self.path = path
        guard let data = FileManager.default.contents(atPath: path) else {
            throw PersistenceError.unusable(path: path, reason: "cannot be read")
        }
        guard data.count == 32 else {
            throw PersistenceError.unusable(path: path, reason: "must hold 32 bytes, holds \(data.count)")
        }
        key = SymmetricKey(data: data)
    }

    /// Writes a new key under a temporary name, flushes it, and links it into place unless another process was faster.
    private static func make(at path: String) throws {
        let temporary = path + ".\(UInt64.random(in: .min ... .max))"
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) }
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data(bytes), attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forUpdatingAtPath: temporary)
        else { throw PersistenceError.unusable(path: path, reason: "cannot be written") }
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        try handle.synchronize()
        try handle.close()
        do {
            try FileManager.default.linkItem(atPath: temporary, toPath: path)
        } catch  where FileManager.default.fileExists(atPath: path) {
            return
        }
    }

    /// A key of 32 bytes for one purpose, which tells nothing of this one or of those for other purposes: HKDF-SHA-256
    /// (RFC 5869).
    public func derivedKey(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Data("hutong ".utf8) + Data(purpose.utf8), outputByteCount: 32)
    }

    func seal(_ secret: [UInt8], as name: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(secret, using: key, authenticating: Array(name.utf8))
        return Array(box.nonce) + box.ciphertext + box.tag
    }

    func open(_ sealed: [UInt8], as name: String) throws -> [UInt8] {
        do {
            return Array(try AES.GCM.open(.init(combined: sealed), using: key, authenticating: Array(name.utf8)))
        } catch {
            throw PersistenceError.wrongMasterKey(path: path)
        }
    }
}
