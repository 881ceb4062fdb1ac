import HTTPTypes
import Hummingbird
import LinkPolicy
import Logging
import NIOHTTP1

/// Turns whatever a handler throws into an answer: problem+json for programs, a page for people.
struct ErrorMiddleware: RouterMiddleware {
    typealias Context = GatewayRequestContext

    let pages: PageRenderer
    let language: Language

    func handle(
        _ request: Request, context: GatewayRequestContext,
        next: (Request, GatewayRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return answer(problem, request)
        } catch let error as HTTPError {
            return answer(Self.problem(error), request)
        } catch let error as HTTPParserError {
            // The body broke off or is malformed; the connection says so.
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("a request failed", metadata: ["error": "\(error)"])
            return answer(.internalError, request)
        }
    }

    private func answer(_ problem: Problem, _ request: Request) -> Response {
        let path = request.uri.path
        let isForPrograms = path.hasPrefix("/v1/") || ["/v1", "/healthz", "/readyz"].contains(path)
        guard !isForPrograms else { return problem.response }
        let language = request.language(default: language)
        let phrases = Phrases.of(language)
        let (title, lead) =
            switch problem.status.code {
            case 404: (phrases.pageMissingTitle, phrases.pageMissingLead)
            case 400..<500: (phrases.refusedTitle, phrases.refusedLead)
            default: (phrases.errorTitle, phrases.errorLead)
            }
        return pages.page(
            "message",
            MessagePage(title: title, lead: lead, languageLink: "?lang=" + language.other.rawValue), language,
            status: problem.status,
            headers: problem.headers)
    }

    private static func problem(_ error: HTTPError) -> Problem {
        switch error.status {
        case .notFound: .notFound
        case .contentTooLarge:
            Problem(.contentTooLarge, "body-too-large", "The body is too large", detail: "Send less.")
        default:
            Problem(
                error.status, "http-\(error.status.code)", error.status.reasonPhrase,
                detail: error.body ?? error.status.reasonPhrase)
        }
    }
}
