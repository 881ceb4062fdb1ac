/// The components of a URL apart (URL Standard, section 4.1 "URL representation"), for the setters.
struct URLRecord {
    var scheme: [UInt8]
    var schemeKind: SchemeKind
    var username: [UInt8]
    var password: [UInt8]
    /// Serialised; `nil` when the URL has no host.
    var host: [UInt8]?
    var hostKind: HostKind
    var port: UInt16?
    var path: [UInt8]
    let hasOpaquePath: Bool
    var query: [UInt8]?
    var fragment: [UInt8]?

    init(_ url: WebURL) {
        scheme = Array(url.scheme.utf8)
        schemeKind = url.structure.scheme
        username = Array(url.username.utf8)
        password = Array(url.password.utf8)
        hostKind = url.structure.host
        host = hostKind == .none ? nil : Array(url.hostname.utf8)
        port = url.port
        path = Array(url.path.utf8)
        hasOpaquePath = url.hasOpaquePath
        query = url.query.map { Array($0.utf8) }
        fragment = url.fragment.map { Array($0.utf8) }
    }

    mutating func setPort(_ number: UInt16) {
        port = number == schemeKind.defaultPort ? nil : number
    }

    /// URL Standard, section 4.5 "URL serializing".
    func assembled() -> WebURL {
        var output: [UInt8] = []
        var structure = URLStructure()
        structure.scheme = schemeKind
        structure.host = hostKind
        structure.hasOpaquePath = hasOpaquePath
        structure.schemeEnd = UInt32(scheme.count)
        output += scheme
        output.append(UInt8(ascii: ":"))
        if let host {
            output += "//".utf8
            output += username
            structure.usernameEnd = UInt32(output.count)
            if !password.isEmpty {
                output.append(UInt8(ascii: ":"))
                output += password
            }
            if !username.isEmpty || !password.isEmpty { output.append(UInt8(ascii: "@")) }
            structure.hostStart = UInt32(output.count)
            output += host
            structure.hostEnd = UInt32(output.count)
            if let port {
                structure.port = port
                structure.hasPort = true
                output.append(UInt8(ascii: ":"))
                output += String(port).utf8
            }
        } else {
            let end = UInt32(output.count)
            structure.usernameEnd = end
            structure.hostStart = end
            structure.hostEnd = end
            if !hasOpaquePath, path.starts(with: "//".utf8) { output += "/.".utf8 }
        }
        structure.pathStart = UInt32(output.count)
        output += path
        if let query {
            structure.queryStart = UInt32(output.count)
            output.append(UInt8(ascii: "?"))
            output += query
        }
        if let fragment {
            structure.fragmentStart = UInt32(output.count)
            output.append(UInt8(ascii: "#"))
            output += fragment
        }
        return WebURL(href: String(decoding: output, as: UTF8.self), structure: structure)
    }
}
