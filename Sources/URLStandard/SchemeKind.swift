/// The schemes the Standard treats apart (URL Standard, section 4.2: "special scheme").
enum SchemeKind: UInt8, Sendable {
    case other
    case http
    case https
    case ws
    case wss
    case ftp
    case file

    init(_ scheme: some Collection<UInt8>) {
        // No special scheme is longer than five letters.
        guard scheme.count <= 5 else {
            self = .other
            return
        }
        let packed = scheme.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        self =
            switch packed {
            case 0x68_74_74_70: .http
            case 0x68_74_74_70_73: .https
            case 0x77_73: .ws
            case 0x77_73_73: .wss
            case 0x66_74_70: .ftp
            case 0x66_69_6c_65: .file
            default: .other
            }
    }

    var isSpecial: Bool { self != .other }

    var defaultPort: UInt16? {
        switch self {
        case .http, .ws: 80
        case .https, .wss: 443
        case .ftp: 21
        case .file, .other: nil
        }
    }
}
