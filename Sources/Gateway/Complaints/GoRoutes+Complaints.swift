import Attribution
import Gate
import Hummingbird
import LinkPolicy
import LinkTokens
import Moderation
import Persistence

/// `/go/{token}/complain`: somebody complains about the link.
extension GoRoutes {
    /// Bytes of a form.
    private static let formLimit = 64 << 10

    func complaintForm(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await withLink(request, context) { link, _, language in
            complaintPage(link, request, context, language)
        }
    }

    func complain(_ request: Request, _ context: GatewayRequestContext) async throws -> Response {
        try await withLink(request, context) { link, snapshot, language in
            let phrases = Phrases.of(language)
            let reader = ReaderRequest(request, context, configuration)
            let form: ComplaintForm
            do {
                form = try await complaintForm(request, from: reader)
            } catch ComplaintPictures.Refusal.busy {
                return complaintPage(
                    link, request, context, language, problem: ComplaintPhrases.of(language).picturesBusy)
            }
            guard let category = form.category.flatMap({ snapshot.rulebook.complaints[$0] }), category.isOffered else {
                return complaintPage(link, request, context, language, form, problem: phrases.complainChoose)
            }
            guard form.statement.utf16.count <= ComplaintService.statementLimit else {
                return complaintPage(link, request, context, language, form, problem: phrases.complainTooLong)
            }
            var statement = ComplaintService.Statement(category: category.id, words: form.statement)
            statement.person = link.reader?.person
            statement.reader = visits.hash(of: reader, link)
            statement.address = reader.address
            statement.receipt = request.uri.queryParameters["receipt"].map { String($0) }
            statement.once = form.once.map { once in
                let key = ComplaintService.hash(["form", String(link.context.linkID), once])
                return (key, ComplaintService.hash([category.id, form.statement]))
            }
            statement.pictures = form.pictures
            let answer = try await complaints.take(statement, about: link, snapshot: snapshot)
            if case .badPicture(let refusal) = answer {
                let problem = ComplaintPhrases.of(language).refusal(of: refusal)
                return complaintPage(link, request, context, language, form, problem: problem)
            }
            return try await page(answer, back: path(context) + query(request)(language) + "&again=1", language)
        }
    }

    /// - Throws: ``ComplaintPictures/Refusal/busy`` where too many send pictures at the moment.
    private func complaintForm(_ request: Request, from reader: ReaderRequest) async throws -> ComplaintForm {
        guard ComplaintForm.hasFiles(request), let pictures = complaints.pictures else {
            return try await ComplaintForm(request, limit: Self.formLimit, pictureLimit: 0)
        }
        let household = state.dayHasher.hasher.hash("picture\u{0}" + ComplaintLimiter.household(reader.address ?? ""))
        return try await pictures.inTurn(household) {
            try await ComplaintForm(
                request, limit: Self.formLimit,
                pictureLimit: ComplaintPictures.countLimit * ComplaintPictures.byteLimit)
        }
    }

    private func page(
        _ answer: ComplaintService.Answer, back: String, _ language: Language
    ) async throws -> Response {
        let phrases = Phrases.of(language)
        let words = ComplaintPhrases.of(language)
        func filed(_ complaint: ComplaintRecord, _ title: String, _ lead: String) async throws -> Response {
            var notes = complaint.isCounted ? [] : [words.alsoCounted]
            if case .filed(_, isWithoutPictures: true) = answer { notes.append(words.picturesLeftOut) }
            if try await complaints.isWarned(complaint) { notes.append(words.warned) }
            let model = MessagePage(
                title: title, lead: lead, receipt: complaint.id, notes: notes,
                next: .init(
                    address: "/complaints/\(complaint.id)?lang=\(language.rawValue)", label: words.seeStatus),
                back: back)
            return pages.page("message", model, language, status: .created)
        }
        switch answer {
        case .filed(.kept(let complaint, _, _), _), .filed(.replayed(let complaint), _):
            return try await filed(complaint, phrases.thanksTitle, phrases.thanksLead)
        case .filed(.added(let complaint), _):
            return try await filed(complaint, words.addedTitle, words.added)
        case .filed(.differs, _), .badPicture:
            // The form was changed and sent again after its complaint was kept.
            let model = MessagePage(title: phrases.refusedTitle, lead: phrases.refusedLead, back: back)
            return pages.page("message", model, language, status: .unprocessableContent)
        case .filed(.paused(let until), _):
            let model = MessagePage(
                title: words.pausedTitle, lead: words.paused.replacing("{until}", with: utcMinute(until)), back: back)
            return pages.page(
                "message", model, language, status: .tooManyRequests,
                headers: [.retryAfter: String(max(1, until - clock.seconds))])
        case .tooMany(let seconds):
            let model = MessagePage(
                title: words.tooManyTitle,
                lead: words.tooMany.replacing("{minutes}", with: String((seconds + 59) / 60)), back: back)
            return pages.page(
                "message", model, language, status: .tooManyRequests, headers: [.retryAfter: String(seconds)])
        }
    }

    private func complaintPage(
        _ link: OpenedLink, _ request: Request, _ context: GatewayRequestContext, _ language: Language,
        _ form: ComplaintForm? = nil, problem: String? = nil
    ) -> Response {
        let path = path(context)
        // A receipt goes along with the form; what is none proves nothing, and is left out where it could be anything.
        let receipt = request.uri.queryParameters["receipt"].map { String($0) }.flatMap { text in
            text.utf8.count <= 1_024 && Base64URL.decode(text) != nil ? "&receipt=" + text : nil
        }
        let query = { (language: Language) in self.query(request)(language) + (receipt ?? "") }
        var random = complaints.random
        let model = ComplaintPage(
            language: language, rules: complaints.rules, shown: link.shown,
            action: path + "/complain" + query(language), back: path + self.query(request)(language) + "&again=1",
            languageLink: path + "/complain" + query(language.other),
            once: form?.once ?? ShortToken(using: &random).text, chosen: form?.category,
            statement: form?.statement ?? "", takesPictures: complaints.pictures != nil, problem: problem)
        return pages.page("complain", model, language, status: problem == nil ? .ok : .unprocessableContent)
    }
}
