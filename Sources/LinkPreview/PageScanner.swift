/// Gathers from a page's tags what a card, a trail and a health may need. O(n) in the length of the page.
struct PageScanner: Sendable {
    private(set) var facts = PageFacts()
    private var tokenizer: HTMLTokenizer
    private var stack: [Element] = []
    /// Elements that are open but were not kept, the page being nested too deep.
    private var overflow = 0
    private var foreignDepth = 0
    private var hiddenDepth = 0
    private var headingDepth: Int?
    /// Elements on the stack whose text is a property's value.
    private var openProperties = 0

    private struct Element: Sendable {
        var name: String
        /// The microdata item this element opens.
        var item: Int?
        /// The property whose text is being gathered.
        var property: (names: String, item: Int, text: String)?
        var isHidden = false
    }

    static let depthLimit = 256
    private static let openPropertyLimit = 8
    private static let propertyTextLimit = 2_000

    /// - Parameter text: The page in UTF-8.
    static func scan(_ text: [UInt8]) -> PageFacts {
        var scanner = PageScanner(tokenizer: HTMLTokenizer(text))
        while let token = scanner.tokenizer.next() { scanner.read(token) }
        while !scanner.stack.isEmpty { scanner.pop() }
        return scanner.facts
    }

    private init(tokenizer: HTMLTokenizer) {
        self.tokenizer = tokenizer
    }

    private mutating func read(_ token: HTMLToken) {
        switch token {
        case .start(let tag): start(tag)
        case .end(let name): end(name)
        case .text(let range): text(range)
        case .raw(let element, let range): raw(element, range)
        }
    }

    // MARK: Tags

    private static let voids: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "param",
    ]

    private mutating func start(_ tag: HTMLTag) {
        facts.note(tag)
        let item = microdata(tag)
        guard !Self.voids.contains(tag.name), !(tag.isSelfClosing && foreignDepth > 0) else { return }
        guard stack.count < Self.depthLimit else {
            overflow += 1
            return
        }
        var element = Element(name: tag.name, item: item.opened)
        if let names = item.pending, let owner = item.owner, openProperties < Self.openPropertyLimit {
            element.property = (names, owner, "")
            openProperties += 1
        }
        element.isHidden = tag.name == "template" || tag["hidden"] != nil
        if element.isHidden { hiddenDepth += 1 }
        if tag.name == "svg" || tag.name == "math" { foreignDepth += 1 }
        if tag.name == "h1", facts.heading == nil, headingDepth == nil { headingDepth = stack.count }
        stack.append(element)
    }

    private mutating func end(_ name: String) {
        if overflow > 0 {
            overflow -= 1
            return
        }
        // At most `depthLimit` steps.
        guard let position = stack.lastIndex(where: { $0.name == name }) else { return }
        while stack.count > position { pop() }
    }

    private mutating func pop() {
        let element = stack.removeLast()
        if element.isHidden { hiddenDepth -= 1 }
        if element.name == "svg" || element.name == "math" { foreignDepth -= 1 }
        if headingDepth == stack.count { headingDepth = nil }
        if let property = element.property {
            openProperties -= 1
            facts.microdata.add(.text(property.text), as: property.names, to: property.item)
        }
    }

    // MARK: Microdata

    /// - Returns: The item the tag opens, and the property whose value is the element's text.
    private mutating func microdata(_ tag: HTMLTag) -> (opened: Int?, pending: String?, owner: Int?) {
        let names = tag["itemprop"]
        let owner = names == nil ? nil : stack.last(where: { $0.item != nil })?.item
        if tag["itemscope"] != nil {
            guard let opened = facts.microdata.open(types: tag["itemtype"]) else { return (nil, nil, nil) }
            if let names, let owner { facts.microdata.add(.item(opened), as: names, to: owner) }
            return (opened, nil, nil)
        }
        guard let names, let owner else { return (nil, nil, nil) }
        // Section 5.2.4, and `content` on any element, as shops write it.
        let attribute: String? =
            switch tag.name {
            case "a", "area", "link": tag["href"] ?? tag["content"]
            case "img", "audio", "embed", "iframe", "source", "track", "video": tag["src"] ?? tag["content"]
            case "object": tag["data"]
            case "time": tag["datetime"]
            case "data", "meter": tag["value"]
            default: tag["content"]
            }
        guard let attribute else { return (nil, names, owner) }
        facts.microdata.add(.text(attribute), as: names, to: owner)
        return (nil, nil, nil)
    }

    // MARK: Text

    private mutating func text(_ range: Range<Int>) {
        guard hiddenDepth == 0 else { return }
        let bytes = tokenizer.bytes[range]
        let visible = bytes.count { $0 > 0x20 }
        guard visible > 0 else { return }
        facts.visibleBytes += visible
        let wantsVisible = facts.visibleText.utf8.count < PageFacts.visibleTextLimit
        guard wantsVisible || openProperties > 0 || headingDepth != nil else { return }
        let text = CharacterReferences.decode(bytes.prefix(PageFacts.visibleTextLimit), isAttribute: false)
        if wantsVisible { facts.visibleText += " " + text }
        if headingDepth != nil, (facts.heading?.utf8.count ?? 0) < Self.propertyTextLimit {
            facts.heading = (facts.heading ?? "") + text
        }
        guard openProperties > 0 else { return }
        for position in stack.indices {
            guard let gathered = stack[position].property?.text.utf8.count, gathered < Self.propertyTextLimit else {
                continue
            }
            stack[position].property?.text += text
        }
    }

    private mutating func raw(_ element: String, _ range: Range<Int>) {
        let bytes = tokenizer.bytes[range]
        // Its end tag follows, and takes the element off the stack.
        switch element {
        case "title":
            guard foreignDepth == 0, facts.title == nil else { return }
            facts.title = CharacterReferences.decode(bytes.prefix(HTMLTag.valueLimit), isAttribute: false)
        case "script": facts.note(script: bytes)
        case "textarea": facts.visibleBytes += bytes.count { $0 > 0x20 }
        default: break
        }
    }
}
