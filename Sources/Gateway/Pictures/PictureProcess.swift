import Foundation

/// One run of `hutong-picture`. Blocks its thread until the program has ended and was reaped.
///
/// Both ways go over one pair of sockets and not over pipes, so that a program which has died while it is written to
/// raises no SIGPIPE.
struct PictureProcess {
    /// Seconds after which the program is killed; it has two of processor time.
    static let patience = 3.0
    /// The program's exit status when it could not confine itself.
    private static let refusedToRun: Int32 = 70

    let path: String
    var arguments: [String] = []
    let picture: [UInt8]
    /// Bytes of the longest answer.
    var answerLimit = PictureAnswer.byteLimit

    /// The codes in the picture.
    ///
    /// - Throws: ``PictureReaderError/unavailable(_:)`` when the program cannot be started or confine itself.
    func run() throws(PictureReaderError) -> PictureReading {
        try answer().flatMap(PictureAnswer.reading) ?? .unreadable
    }

    /// What the program writes; `nil` when that is late or too long.
    ///
    /// - Throws: ``PictureReaderError/unavailable(_:)`` when the program cannot be started or confine itself.
    func answer() throws(PictureReaderError) -> [UInt8]? {
        let ends = try Self.socketPair()
        let process: pid_t
        do throws(PictureReaderError) {
            process = try start(ends.theirs)
        } catch {
            close(ends.ours)
            close(ends.theirs)
            throw error
        }
        close(ends.theirs)
        let answer = converse(ends.ours)
        close(ends.ours)
        // A program that has closed its end is ending; any other has had its time.
        if answer == nil { kill(process, SIGKILL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let exitStatus = status & 0x7F == 0 ? status >> 8 & 0xFF : nil
        if exitStatus == Self.refusedToRun { throw .unavailable("it cannot confine itself") }
        return answer
    }

    private static func socketPair() throws(PictureReaderError) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .unavailable(Self.reason(errno)) }
        #if !canImport(Glibc)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            var isOn: Int32 = 1
            setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &isOn, socklen_t(MemoryLayout<Int32>.size))
        #endif
        _ = fcntl(ends[0], F_SETFL, fcntl(ends[0], F_GETFL) | O_NONBLOCK)
        return (ends[0], ends[1])
    }

    /// Starts the program with `socket` as its input and output, nothing in its environment and no signal blocked.
    private func start(_ socket: Int32) throws(PictureReaderError) -> pid_t {
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, socket, 0)
        posix_spawn_file_actions_adddup2(&actions, socket, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        var copies: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        copies.append(nil)
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        let status = posix_spawn(&process, path, &actions, &attributes, copies, &environment)
        guard status == 0 else { throw .unavailable(Self.reason(status)) }
        return process
    }

    /// Sends the picture and receives the answer, to its end; `nil` when it is late or too long.
    private func converse(_ socket: Int32) -> [UInt8]? {
        let deadline = Self.seconds() + Self.patience
        var sent = 0
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        send(&sent, to: socket)
        while true {
            let left = deadline - Self.seconds()
            guard left > 0 else { return nil }
            let events = sent < picture.count ? POLLIN | POLLOUT : POLLIN
            var descriptor = pollfd(fd: socket, events: Int16(events), revents: 0)
            guard poll(&descriptor, 1, Int32(left * 1_000) + 1) > 0 else { continue }
            if Int32(descriptor.revents) & Int32(POLLOUT) != 0 { send(&sent, to: socket) }
            guard Int32(descriptor.revents) & ~Int32(POLLOUT) != 0 else { continue }
            let count = recv(socket, &chunk, chunk.count, 0)
            if count > 0 {
                answer += chunk[..<count]
                guard answer.count <= answerLimit else { return nil }
            } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                return answer
            }
        }
    }

    /// Sends what the socket takes; says that nothing follows when all is sent, or when the program reads no more.
    private func send(_ sent: inout Int, to socket: Int32) {
        #if canImport(Glibc)
            let flags = Int32(MSG_NOSIGNAL)
        #else
            let flags: Int32 = 0
        #endif
        while sent < picture.count {
            let count = picture.withUnsafeBytes { bytes in
                Foundation.send(socket, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, flags)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            sent = count < 0 ? picture.count : sent + count
        }
        shutdown(socket, Int32(SHUT_WR))
    }

    private static func seconds() -> Double { ProcessInfo.processInfo.systemUptime }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
