internal import COpenSSL
import Crypto
import Synchronization

/// AES-256-GCM (NIST SP 800-38D) under one key, whose schedule is worked out once: a gateway seals and opens with the
/// same few keys all day.
final class LinkCipher: Sendable {
    static let nonceLength = 12
    static let tagLength = 16

    /// Addresses of the library's contexts, each of which one thread at a time may use; 0 for none.
    private let sealing: Mutex<UInt>
    private let opening: Mutex<UInt>

    /// - Parameter key: 32 bytes; with any other nothing is sealed or opened.
    init(_ key: SymmetricKey) {
        func context(seals: Bool) -> UInt {
            key.withUnsafeBytes { key in
                guard key.count == 32, let bytes = key.bindMemory(to: UInt8.self).baseAddress else { return 0 }
                return UInt(bitPattern: caes_context(bytes, seals ? 1 : 0))
            }
        }
        sealing = Mutex(context(seals: true))
        opening = Mutex(context(seals: false))
    }

    deinit {
        EVP_CIPHER_CTX_free(OpaquePointer(bitPattern: sealing.withLock { $0 }))
        EVP_CIPHER_CTX_free(OpaquePointer(bitPattern: opening.withLock { $0 }))
    }

    /// `header`, the nonce, the ciphertext and the tag in one row; `nil` when the library fails.
    ///
    /// - Parameter header: Bytes that are authenticated and stay readable.
    func seal(_ plaintext: [UInt8], header: [UInt8], nonce: (UInt64, UInt32)) -> [UInt8]? {
        let start = header.count + Self.nonceLength
        var isSealed = false
        let sealed = [UInt8](unsafeUninitializedCapacity: start + plaintext.count + Self.tagLength) { bytes, count in
            guard let base = bytes.baseAddress else { return }
            for index in header.indices { bytes[index] = header[index] }
            withUnsafeBytes(of: nonce.0) { for index in 0..<8 { bytes[header.count + index] = $0[index] } }
            withUnsafeBytes(of: nonce.1) { for index in 0..<4 { bytes[header.count + 8 + index] = $0[index] } }
            isSealed = sealing.withLock { address in
                guard let context = OpaquePointer(bitPattern: address) else { return false }
                return caes_seal(
                    context, base + header.count, base, CInt(header.count), plaintext, CInt(plaintext.count),
                    base + start) == 1
            }
            count = isSealed ? start + plaintext.count + Self.tagLength : 0
        }
        return isSealed ? sealed : nil
    }

    /// The plaintext of what ``seal(_:header:nonce:)`` gave; `nil` for anything else.
    ///
    /// - Parameter headerLength: Bytes of the header in front.
    func open(_ sealed: [UInt8], headerLength: Int) -> [UInt8]? {
        let start = headerLength + Self.nonceLength
        let length = sealed.count - start - Self.tagLength
        guard length >= 0 else { return nil }
        var isAuthentic = false
        let plaintext = [UInt8](unsafeUninitializedCapacity: max(1, length)) { output, count in
            isAuthentic = sealed.withUnsafeBufferPointer { sealed in
                guard let base = sealed.baseAddress, let output = output.baseAddress else { return false }
                return opening.withLock { address in
                    guard let context = OpaquePointer(bitPattern: address) else { return false }
                    return caes_open(
                        context, base + headerLength, base, CInt(headerLength), base + start, CInt(length), output) == 1
                }
            }
            count = isAuthentic ? length : 0
        }
        return isAuthentic ? plaintext : nil
    }
}
