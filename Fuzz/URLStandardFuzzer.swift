// modules: URLStandard
//
// A libFuzzer target: scripts/fuzz-target Fuzz/URLStandardFuzzer.swift RUNS [FOLDER OF INPUTS]
//
// The first byte of an input chooses a base URL and a setter, the rest is the text.

import URLStandard

/// Bases of every kind: special, with credentials, opaque, without host, file.
private let bases: [WebURL?] =
    [nil]
    + [
        "https://user:pass@example.com:8443/a/b/../c?d#e", "http://例子.测试/", "file:///C:/a/b", "file://host/a",
        "mailto:a@b.example", "custom:/.//a/b", "custom://host/a",
    ].map { try? WebURL($0) }

private let setters: [@Sendable (inout WebURL, String) -> Void] = [
    { $0.setProtocol($1) }, { $0.setUsername($1) }, { $0.setPassword($1) }, { $0.setHost($1) },
    { $0.setHostname($1) }, { $0.setPort($1) }, { $0.setPathname($1) }, { $0.setSearch($1) }, { $0.setHash($1) },
]

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let choice = Int(start.pointee)
    let base = bases[choice % bases.count]
    let text = String(decoding: input, as: UTF8.self)

    let url = try? WebURL(utf8: input.span, base: base)
    let reported = WebURL.parse(text, base: base)
    require(reported.url == url, "the two entries disagree: \(text.debugDescription)")
    require(url != nil || !reported.validationErrors.isEmpty, "a failure without an error")
    for error in reported.validationErrors {
        require((0...text.utf8.count).contains(error.position), "an error outside the input")
    }
    if let url {
        check(url)
        var changed = base ?? url
        setters[choice / bases.count % setters.count](&changed, text)
        check(changed)
    }
    if let canonical = SafeBrowsingURL(utf8: input.span) { _ = canonical.expressionsV4() + canonical.expressionsV5() }
    return 0
}

private func require(_ condition: Bool, _ failure: @autoclosure () -> String) {
    if !condition { fatalError(failure()) }
}

/// What holds of every URL.
private func check(_ url: WebURL) {
    require(url.href.utf8.allSatisfy { $0 < 0x80 }, "\(url.href) is not ASCII")
    guard let again = try? WebURL(url.href) else { fatalError("\(url.href) does not parse again") }
    require(again == url, "\(url.href) parses to another")
    require(components(again) == components(url), "\(url.href) has other components")
    let key = url.equalityKey
    if let keyURL = try? WebURL(key) { require(keyURL.equalityKey == key, "the key of \(key) differs") }
    if let host = url.host {
        require(host.serialized == url.hostname, "\(url.href): the host reads back as another")
        let display = HostDisplay(host)
        if display.isUnicode {
            require((try? Host(parsing: display.text)) == host, "\(display.text) is not \(host)")
        }
    }
    _ = url.shortDisplay(maxCharacters: 30)
    _ = url.origin
    _ = FormURLEncoded.serialize(url.queryParameters)
}

private func components(_ url: WebURL) -> [String] {
    [
        url.scheme, url.username, url.password, url.hostname, url.port.map(String.init) ?? "", url.path,
        url.query ?? "-", url.fragment ?? "-", url.hasOpaquePath ? "opaque" : "list",
    ]
}
