import LinkPolicy
import URLStandard

/// Somebody who can be asked where a share code leads: an interface of its platform.
protocol ShareCodeResolver: Sendable {
    /// The platform whose codes it knows.
    var platform: PlatformSlug { get }

    /// Asks for the address behind a bare code. Takes a bounded time.
    ///
    /// - Returns: A web address; `nil` when the platform says that there is none behind this code.
    /// - Throws: ``ShareCodeFailure`` when there was no answer, so that nothing is known of the code.
    func address(of code: String) async throws(ShareCodeFailure) -> WebURL?
}

/// Why nobody could say where a code leads. For the operator's log: it holds no code, key or secret.
struct ShareCodeFailure: Error, Equatable {
    let reason: String
}
