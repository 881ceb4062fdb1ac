import Foundation
import ThreatIntel

/// Puts aside what a set is built from, in files without names that go with the process.
struct FileSpill: ThreatSpill {
    private let folder: String
    private var files: [Int: Int32] = [:]
    private let cleaning = Cleaning()

    /// Closes what is still open when the last copy of the spill goes.
    private final class Cleaning {
        var open: Set<Int32> = []
        deinit { for descriptor in open { close(descriptor) } }
    }

    init(folder: String) { self.folder = folder }

    mutating func append(_ bytes: UnsafeRawBufferPointer, to part: Int) throws {
        try DurableFiles.write(bytes, to: file(part), called: folder)
    }

    mutating func take(_ part: Int, _ piece: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let descriptor = files.removeValue(forKey: part) else { return }
        defer {
            cleaning.open.remove(descriptor)
            close(descriptor)
        }
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw PersistenceError.unusable(path: folder, reason: DurableFiles.reason())
        }
        try DurableFiles.pieces(from: descriptor, called: folder, piece)
    }

    private mutating func file(_ part: Int) throws -> Int32 {
        if let known = files[part] { return known }
        let descriptor = Self.nameless(in: folder)
        guard descriptor >= 0 else { throw PersistenceError.unusable(path: folder, reason: DurableFiles.reason()) }
        files[part] = descriptor
        cleaning.open.insert(descriptor)
        return descriptor
    }

    /// A file that never had a name, where the file system can make one: a process that ends between making a file and
    /// taking its name away would leave it there.
    private static func nameless(in folder: String) -> Int32 {
        #if os(Linux)
            // `O_TMPFILE` (open(2)), a macro that is not imported.
            let descriptor = open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return descriptor }
        #endif
        var template = Array((folder + "/.building-XXXXXX").utf8CString)
        let named = mkstemp(&template)
        if named >= 0 { unlink(template) }
        return named
    }
}

extension PartialFile: ThreatSink {}
