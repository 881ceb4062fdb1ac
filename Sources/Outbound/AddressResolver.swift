/// Gives the addresses of a host.
public protocol AddressResolver: Sendable {
    /// All addresses of `host`, an ASCII name in lower case, in the order they should be tried; none when it has none.
    ///
    /// A call returns soon after its task is cancelled: a door waits for it.
    func addresses(of host: String) async throws -> [IPAddress]
}
