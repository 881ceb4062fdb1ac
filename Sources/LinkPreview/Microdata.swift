/// The items of a page's microdata (HTML Standard, section 5.2), as far as a card needs them.
struct Microdata: Sendable {
    struct Item: Sendable {
        var types: [String]
        var properties: [(name: String, value: Value)] = []
    }

    enum Value: Sendable {
        case text(String)
        /// Position of the item.
        case item(Int)
    }

    private(set) var items: [Item] = []

    static let itemLimit = 64
    static let propertyLimit = 64

    /// Opens an item; `nil` when there are too many.
    mutating func open(types: String?) -> Int? {
        guard items.count < Self.itemLimit else { return nil }
        items.append(Item(types: (types ?? "").split(whereSeparator: \.isWhitespace).prefix(4).map(String.init)))
        return items.count - 1
    }

    mutating func add(_ value: Value, as names: String, to item: Int) {
        for name in names.split(whereSeparator: \.isWhitespace).prefix(4) {
            guard items[item].properties.count < Self.propertyLimit else { return }
            items[item].properties.append((String(name), value))
        }
    }

    private func text(_ name: String, of item: Item) -> String? {
        for property in item.properties where property.name == name {
            switch property.value {
            case .text(let text): if !text.allSatisfy(\.isWhitespace) { return text }
            case .item(let position):
                let inner = items[position]
                // An author or a picture as an item of its own.
                let found = inner.properties.lazy.compactMap { (name, value) -> String? in
                    if case .text(let text) = value, name == "name" || name == "url" { text } else { nil }
                }.first
                if let found { return found }
            }
        }
        return nil
    }

    /// In schema.org's words.
    var data: StructuredData {
        var data = StructuredData()
        for item in items {
            guard let kind = item.types.lazy.compactMap(StructuredData.kind).first else { continue }
            var thing = StructuredData.Thing()
            thing.isFound = true
            thing.name = text("name", of: item) ?? text("headline", of: item)
            thing.description = text("description", of: item)
            thing.image = text("image", of: item)
            thing.published = text("datePublished", of: item) ?? text("uploadDate", of: item)
            thing.author = text("author", of: item)
            thing.publisher = text("publisher", of: item)
            let offers = item.properties.compactMap { (name, value) -> Item? in
                if name == "offers", case .item(let position) = value { items[position] } else { nil }
            }
            for offer in offers + [item] {
                guard let price = text("price", of: offer) ?? text("lowPrice", of: offer) else { continue }
                thing.price = price
                thing.currency = text("priceCurrency", of: offer)
                break
            }
            data.add(thing, as: kind)
        }
        return data
    }
}
