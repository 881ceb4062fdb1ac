import Foundation
import Synchronization

/// The lock on a data folder, in its file `hutong.lock`: everybody who opens the database shares it, a restore has it
/// alone. It is `flock(2)`'s and ends with the process, however that ends.
final class FolderLock: Sendable {
    enum Kind: Sendable {
        case shared, alone
    }

    private let descriptor: Mutex<Int32?>

    /// - Throws: ``PersistenceError/unusable(path:reason:)`` at once when somebody else holds it the other way.
    init(folder: String, _ kind: Kind) throws {
        let path = folder + "/hutong.lock"
        let descriptor = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw PersistenceError.unusable(path: path, reason: DurableFiles.reason()) }
        guard flock(descriptor, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let reason = DurableFiles.reason()
            close(descriptor)
            guard isHeld else { throw PersistenceError.unusable(path: path, reason: reason) }
            throw PersistenceError.unusable(
                path: folder,
                reason: kind == .shared
                    ? "a restore is under way here; wait until it has ended"
                    : "a gateway, or another hutong command, is at work here; stop it first")
        }
        DurableFiles.giveToOwner(of: folder, descriptor)
        self.descriptor = Mutex(descriptor)
    }

    func release() {
        descriptor.withLock { held in
            if let descriptor = held { close(descriptor) }
            held = nil
        }
    }

    deinit { release() }
}
