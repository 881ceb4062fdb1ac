import Foundation

/// Steps on files that are on disk when they return.
enum DurableFiles {
    /// What a file is, whatever path leads to it.
    struct Identity: Hashable {
        let device: UInt64
        let number: UInt64
        let isRegular: Bool

        init(_ status: stat) {
            device = UInt64(status.st_dev)
            number = UInt64(status.st_ino)
            isRegular = status.st_mode & S_IFMT == S_IFREG
        }
    }

    /// `nil` where there is nothing; links are followed.
    static func identity(_ path: String) -> Identity? {
        var status = stat()
        return stat(path, &status) == 0 ? Identity(status) : nil
    }

    static func identity(_ descriptor: Int32) -> Identity? {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Identity(status) : nil
    }

    /// Bytes of the file; 0 where there is none.
    static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// The folder that a path's last part stands in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Flushes a file, or the names in a folder.
    static func flush(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PersistenceError.unusable(path: path, reason: reason()) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw PersistenceError.unusable(path: path, reason: reason()) }
    }

    /// Renames a file that is on disk, in the place of one that has the new name.
    static func move(_ path: String, to new: String) throws {
        guard rename(path, new) == 0 else { throw PersistenceError.unusable(path: new, reason: reason()) }
        try flush(folder(of: new))
    }

    /// Gives a file a second name that nobody has yet; where the file system knows no second names, the first is lost.
    static func keep(_ path: String, as other: String) throws {
        if link(path, other) == 0 { return try flush(folder(of: other)) }
        guard [EPERM, ENOTSUP, EOPNOTSUPP].contains(errno), identity(other) == nil else {
            throw PersistenceError.unusable(path: other, reason: reason())
        }
        try move(path, to: other)
    }

    /// Copies a file's bytes into a new one, mode 0600.
    static func copy(_ path: String, to new: String) throws {
        let target = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw PersistenceError.unusable(path: new, reason: reason()) }
        defer { close(target) }
        try pieces(of: path) { try write($0, to: target, called: new) }
        guard fsync(target) == 0 else { throw PersistenceError.unusable(path: new, reason: reason()) }
    }

    /// Reads a file from its beginning to its end.
    static func pieces(of path: String, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw PersistenceError.unusable(path: path, reason: reason()) }
        defer { close(source) }
        try pieces(from: source, called: path, piece)
    }

    /// Reads what is left behind a descriptor.
    static func pieces(
        from source: Int32, called path: String, _ piece: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 8)
        defer { buffer.deallocate() }
        while true {
            let count = read(source, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw PersistenceError.unusable(path: path, reason: reason()) }
            if count == 0 { return }
            try piece(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Writes all bytes; `path` is what the file is called when that fails.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32, called path: String) throws {
        try bytes.withUnsafeBytes { try write($0, to: descriptor, called: path) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, called path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let left = UnsafeRawBufferPointer(rebasing: rest)
            let written = Foundation.write(descriptor, left.baseAddress, left.count)
            guard written > 0 else {
                if written < 0, errno == EINTR { continue }
                throw PersistenceError.unusable(path: path, reason: reason())
            }
            rest = rest.dropFirst(written)
        }
    }

    /// What root makes in somebody's folder must be the owner's, or their gateway cannot use it.
    static func giveToOwner(of folder: String, _ descriptor: Int32) {
        var status = stat()
        guard geteuid() == 0, stat(folder, &status) == 0, status.st_uid != 0 else { return }
        _ = fchown(descriptor, status.st_uid, status.st_gid)
    }

    static func giveToOwner(of folder: String, path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        giveToOwner(of: folder, descriptor)
        close(descriptor)
    }

    /// Why the last call of the system failed.
    static func reason() -> String { String(cString: strerror(errno)) }
}
