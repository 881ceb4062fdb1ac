// modules: JSONText
// links: gateway
// seeds: Fuzz/Seeds/bodies
// cost: 4
//
// A libFuzzer target: scripts/fuzz-target Fuzz/GatewayBodyFuzzer.swift RUNS
//
// An input is the body of a request to the API, a form with files, a set of choices that was stored, another server's
// answer, a file of feeds or of settings: every reader takes it or refuses it, and what is taken keeps to the limits and
// is the same when it was written and read again.

import Gate
import JSONText
import LinkPolicy
import Persistence
import Platforms
import StrictYAML
import URLStandard

@testable import Gateway

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    readsAgain(bytes, as: GroupSettings.self)
    readsAgain(bytes, as: PersonPreferences.self)
    if let refusal = try? HoldBody.single(bytes, linkID: 1, action: .refuse) { check(refusal) }
    if let several = try? HoldBody.batch(bytes) {
        precondition((1...HoldForm.batchLimit).contains(several.count), "\(several.count) decisions")
        for each in several { check(each.request) }
    }
    guard let catalog = try? PlatformCatalog(descriptors: []) else { return 0 }
    for isNew in [true, false] { _ = try? WebhookBody(json: bytes, isNew: isNew, catalog: catalog) }
    _ = try? PolicyBody(json: bytes)
    if let request = try? CheckRequest(json: bytes, scenes: Scene.ready, textLimit: 200) {
        precondition(!request.postings.isEmpty, "a request for nothing")
        precondition(request.postings.allSatisfy { $0.text.utf8.count <= 200 }, "a text beyond its limit")
    }
    if let request = try? CardRequest(json: bytes, scenes: Scene.ready) {
        precondition(!request.urls.isEmpty, "a request for nothing")
    }
    if let form = try? MultipartForm(bytes, boundary: "b") {
        precondition(form.parts.count <= MultipartForm.partLimit, "more parts than there may be")
        precondition(form.parts.reduce(0) { $0 + $1.body.count } < bytes.count, "more bytes than there were")
    }
    if let text = String(validating: bytes, as: UTF8.self) { _ = try? MultipartForm.boundary(of: text) }
    _ = try? TaobaoAnswer(bytes)
    guard let text = String(validating: bytes, as: UTF8.self) else { return 0 }
    _ = try? FeedDefinition.read(text, file: "f")
    var configuration = GatewayConfiguration()
    try? configuration.read(yaml: text, file: "f")
    return 0
}

private func readsAgain<Settings: ChoiceSettings & Equatable>(_ bytes: [UInt8], as: Settings.Type) {
    let settings = try? Settings(json: bytes) { (domain) throws(ChoiceForm.Refusal) in
        try ChoiceForm.domain(domain, .builtin)
    }
    guard let settings else { return }
    guard let again = try? Settings(stored: settings.stored) else { preconditionFailure("wrote what it cannot read") }
    precondition(again == settings, "lost something on the way")
}

private func check(_ request: HoldRequest) {
    precondition(request.reason.utf8.count <= HoldForm.reasonLimit, "a reason beyond its limit")
    precondition(request.action != .refuse || !request.reason.isEmpty, "a refusal without a reason")
    precondition(request.origin == .group || request.origin == .operator, "decided by somebody else")
}
