/// Top-level domains written in Han script, as the root zone has them.
private let hanTopLevelDomains: [[UInt8]] = [
    "中国", "中國", "公司", "网络", "網絡", "网址", "网店", "网站", "在线", "商城", "商标", "商店", "中文网", "手机", "我爱你", "集团", "公益", "政务",
    "机构", "香港", "台湾", "台灣", "新加坡", "娱乐", "购物", "信息", "移动", "时尚", "游戏", "企业", "健康", "佛山", "广东", "八卦", "测试", "測試",
].map { Array($0.utf8) }

/// The end of a host with letters beyond ASCII that begins at `start`, or `nil` where no such host can be told from the
/// text after it.
///
/// A label in an unspaced script is believed as a top-level domain when the root zone has it or when the address goes
/// on right after it; letters of an unspaced script after an ASCII label that could itself be the last one are text.
///
/// - Parameter stop: Set to where reading stopped.
func internationalHostEnd(_ text: Span<UInt8>, from start: Int, stop: inout Int) -> Int? {
    var index = start
    defer { stop = index }
    var labelStart = start
    var dots = 0
    scan: while index < text.count, index - start < 253 {
        let byte = text[index]
        if byte == UInt8(ascii: ".") {
            guard index > labelStart else { return nil }
            dots += 1
            index += 1
            labelStart = index
        } else if isAlphanumeric(byte) || byte == UInt8(ascii: "-") {
            index += 1
        } else if byte >= 0x80 {
            let scalar = decodeScalar(text, at: index)
            if isUnspacedLetter(scalar.value) {
                if dots > 0, index > labelStart, isLetter(text[labelStart]), !dotFollows(text, from: index) {
                    break scan
                }
            } else if !isSpacedLetter(scalar.value) {
                break scan
            }
            index += scalar.length
        } else {
            break scan
        }
    }
    guard dots > 0, index > labelStart else { return nil }
    if isLetter(text[labelStart]) { return index }
    for name in hanTopLevelDomains where starts(text, at: labelStart, with: name) { return labelStart + name.count }
    guard index < text.count else { return index }
    let next = text[index]
    let goesOn =
        next == UInt8(ascii: "/") || next == UInt8(ascii: ":") || next == UInt8(ascii: "?")
        || next == UInt8(ascii: "#") || next <= UInt8(ascii: " ")
    return goesOn ? index : nil
}

/// Whether letters go on from `start` to a dot and an ASCII letter: then they are a label and not text.
private func dotFollows(_ text: Span<UInt8>, from start: Int) -> Bool {
    var index = start
    while index < text.count, index - start < 63 {
        if text[index] == UInt8(ascii: ".") { return index + 1 < text.count && isLetter(text[index + 1]) }
        let scalar = decodeScalar(text, at: index)
        guard isUnspacedLetter(scalar.value) || (scalar.value < 0x80 && isAlphanumeric(text[index])) else {
            return false
        }
        index += scalar.length
    }
    return false
}

private func starts(_ text: Span<UInt8>, at offset: Int, with bytes: [UInt8]) -> Bool {
    guard offset + bytes.count <= text.count else { return false }
    for index in bytes.indices where text[offset + index] != bytes[index] { return false }
    return true
}
