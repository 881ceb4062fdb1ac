import Foundation
import NIOCore

enum Processors {
    /// How many processors this process may use: fewer than the machine has where it is held to some of them, as with
    /// `taskset` or in a container.
    static var available: Int {
        let status = FileManager.default.contents(atPath: "/proc/self/status").map {
            String(decoding: $0, as: UTF8.self)
        }
        return status.flatMap(allowed) ?? System.coreCount
    }

    /// The number of processors in the line `Cpus_allowed` of a process's status (proc_pid_status(5)); `nil` when there
    /// is none.
    static func allowed(in status: String) -> Int? {
        let name = "Cpus_allowed:"
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        let bits = line.dropFirst(name.count).compactMap { $0.hexDigitValue?.nonzeroBitCount }.reduce(0, +)
        return bits > 0 ? bits : nil
    }
}
