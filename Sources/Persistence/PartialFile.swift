import Foundation

/// The file `PATH.partial` (mode 0600) that something is written to until it is whole and may take the name `PATH`. It is
/// locked, so that two programs with the same aim do not mix; what a killed one left is overwritten.
final class PartialFile {
    let path: String
    private let final: String
    private let descriptor: Int32
    private var isFinished = false

    /// - Throws: ``PersistenceError/unusable(path:reason:)``.
    init(for final: String) throws {
        self.final = final
        path = final + ".partial"
        descriptor = try Self.claim(path)
        // SQLite would apply what a killed one left there to the new file.
        unlink(path + "-journal")
        guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else {
            throw PersistenceError.unusable(path: path, reason: DurableFiles.reason())
        }
    }

    private static func claim(_ path: String) throws -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw PersistenceError.unusable(path: path, reason: DurableFiles.reason()) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let reason = errno == EWOULDBLOCK ? "is being written by another program" : DurableFiles.reason()
                close(descriptor)
                throw PersistenceError.unusable(path: path, reason: reason)
            }
            // The one that held the lock before may have finished and taken the file away under its final name.
            if DurableFiles.identity(descriptor) == DurableFiles.identity(path) { return descriptor }
            close(descriptor)
        }
    }

    func write(_ bytes: [UInt8]) throws { try DurableFiles.write(bytes[...], to: descriptor, called: path) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try DurableFiles.write(bytes, to: descriptor, called: path)
    }

    /// Overwrites the first bytes.
    func overwriteStart(_ bytes: UnsafeRawBufferPointer) throws {
        guard pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count else {
            throw PersistenceError.unusable(path: path, reason: DurableFiles.reason())
        }
    }

    /// Flushes the file and gives it its name, in the place of one that has it.
    func finish() throws {
        guard fsync(descriptor) == 0 else { throw PersistenceError.unusable(path: path, reason: DurableFiles.reason()) }
        try DurableFiles.move(path, to: final)
        isFinished = true
    }

    deinit {
        if !isFinished {
            unlink(path)
            unlink(path + "-journal")
        }
        close(descriptor)
    }
}
