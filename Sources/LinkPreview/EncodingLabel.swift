/// The character sets of the web that are read (Encoding Standard, section 4.2), by the labels pages give them.
enum EncodingLabel {
    static let utf8 = "utf-8"
    static let windows1252 = "windows-1252"
    static let gb18030 = "gb18030"
    static let big5 = "big5"

    /// The name of the set that a label means, or `nil` for what no browser knows. ISO-2022 and UTF-7, in which markup can
    /// hide, are unknown here.
    static func name(_ label: some StringProtocol) -> String? {
        let key = label.lowercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
        return names[key]
    }

    /// What ICU calls the set.
    static func converter(of name: String) -> String? {
        converters[name]
    }

    // GBK is a part of GB18030, and is decoded as such (Encoding Standard, section 10.1).
    private static let converters: [String: String] = {
        var converters = [
            gb18030: "gb18030", big5: "ibm-1375_P100-2008", "shift_jis": "ibm-943_P15A-2003",
            "euc-jp": "euc-jp-2007", "euc-kr": "windows-949-2000", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE",
            "koi8-r": "KOI8-R", "koi8-u": "KOI8-U", "windows-874": "windows-874-2000", "macintosh": "macintosh",
        ]
        for page in 1250...1258 { converters["windows-\(page)"] = "windows-\(page)" }
        for part in [2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15] { converters["iso-8859-\(part)"] = "ISO-8859-\(part)" }
        return converters
    }()

    private static let names: [String: String] = {
        var names: [String: String] = [:]
        for (name, labels) in [
            (utf8, "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 x-unicode20utf8"),
            (gb18030, "gb18030 gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280 iso-ir-58 x-gbk cp936"),
            (big5, "big5 big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5 cp950"),
            ("shift_jis", "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j ms932"),
            ("euc-jp", "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese"),
            (
                "euc-kr",
                "euc-kr euckr cseuckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 csksc56011987"
            ),
            (
                windows1252,
                "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 latin1 l1 ascii us-ascii cp819 "
                    + "ansi_x3.4-1968 ibm819 csisolatin1"
            ),
            ("windows-1254", "windows-1254 cp1254 iso-8859-9 iso8859-9 latin5 l5"),
            ("windows-874", "windows-874 tis-620 iso-8859-11 dos-874"),
            ("utf-16le", "utf-16le utf-16 unicode ucs-2 iso-10646-ucs-2"), ("utf-16be", "utf-16be unicodefffe"),
            ("koi8-r", "koi8-r koi8 koi cskoi8r"), ("koi8-u", "koi8-u koi8-ru"),
            ("macintosh", "macintosh mac x-mac-roman"),
        ] { for label in labels.split(separator: " ") { names[String(label)] = name } }
        for page in [1250, 1251, 1253, 1255, 1256, 1257, 1258] {
            for label in ["windows-\(page)", "cp\(page)", "x-cp\(page)"] { names[label] = "windows-\(page)" }
        }
        for part in [2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15] {
            for label in ["iso-8859-\(part)", "iso8859-\(part)", "iso_8859-\(part)"] {
                names[label] = "iso-8859-\(part)"
            }
        }
        return names
    }()
}
