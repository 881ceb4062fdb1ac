import Foundation

/// A file's bytes as they lie on disk, read when they are touched. The file must only ever be replaced by another under
/// its name, never written over: then the bytes stay as they are, even when the name is gone.
///
/// Unchecked: nothing in it changes after the initialiser, and the mapping is undone when nobody holds it.
public final class MappedFile: @unchecked Sendable {
    public let bytes: UnsafeRawBufferPointer
    /// Which file it is.
    public let identity: Identity

    /// What a file is and when it was last changed, whatever path leads to it.
    public struct Identity: Hashable, Sendable {
        private let device: UInt64
        private let number: UInt64
        private let size: Int64
        private let seconds: Int
        private let nanoseconds: Int

        /// `nil` where there is no file.
        public init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
            size = Int64(status.st_size)
            #if canImport(Darwin)
                seconds = status.st_mtimespec.tv_sec
                nanoseconds = status.st_mtimespec.tv_nsec
            #else
                seconds = status.st_mtim.tv_sec
                nanoseconds = status.st_mtim.tv_nsec
            #endif
        }
    }

    /// - Throws: ``PersistenceError/unusable(path:reason:)``.
    public init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PersistenceError.unusable(path: path, reason: DurableFiles.reason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw PersistenceError.unusable(path: path, reason: DurableFiles.reason())
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PersistenceError.unusable(path: path, reason: "is not a file")
        }
        identity = Identity(status)
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw PersistenceError.unusable(path: path, reason: DurableFiles.reason())
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
