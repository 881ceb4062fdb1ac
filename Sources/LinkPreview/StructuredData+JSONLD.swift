extension StructuredData {
    /// Things walked through; a shop's page holds some hundred.
    private static let nodeLimit = 500

    /// Adds what one `application/ld+json` script says.
    mutating func add(script bytes: ArraySlice<UInt8>) {
        var reader = LooseJSONReader(bytes)
        guard let root = reader.read() else { return }
        // In width: what stands on the outside describes the page, what is nested within a list may be another's.
        var queue = [root]
        var next = 0
        while next < queue.count, next < Self.nodeLimit {
            let node = queue[next]
            next += 1
            switch node {
            case .array(let items): queue.append(contentsOf: items.prefix(Self.nodeLimit))
            case .object:
                for name in ["@graph", "mainEntity", "mainEntityOfPage", "video", "hasVariant"] {
                    if let inner = node[name] { queue.append(inner) }
                }
                for type in (node["@type"]?.items ?? []).prefix(8) {
                    guard let kind = type.text.flatMap(Self.kind) else { continue }
                    add(Self.thing(node), as: kind)
                    break
                }
            case .string, .number, .word: break
            }
        }
    }

    private static func thing(_ node: LooseJSON) -> Thing {
        var thing = Thing()
        thing.isFound = true
        thing.name = filled(node["name"]?.text) ?? filled(node["headline"]?.text) ?? filled(node["title"]?.text)
        thing.description = filled(node["description"]?.text)
        (thing.image, thing.imageSize) = image(node["image"] ?? node["thumbnailUrl"])
        (thing.price, thing.currency) = price(node)
        thing.published = filled(node["datePublished"]?.text) ?? filled(node["uploadDate"]?.text)
        thing.author = filled(name(node["author"])) ?? filled(name(node["creator"]))
        thing.publisher = filled(name(node["publisher"]))
        return thing
    }

    private static func filled(_ text: String?) -> String? {
        text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    private static func name(_ value: LooseJSON?) -> String? {
        guard let first = value?.items.first else { return nil }
        return first["name"]?.text ?? first.text
    }

    private static func image(_ value: LooseJSON?) -> (String?, (width: Int, height: Int)?) {
        guard let first = value?.items.first else { return (nil, nil) }
        guard case .object = first else { return (filled(first.text), nil) }
        let url = filled(first["url"]?.text) ?? filled(first["contentUrl"]?.text)
        let size = PictureSize.read(
            width: first["width"]?.text ?? first["width"]?["value"]?.text,
            height: first["height"]?.text ?? first["height"]?["value"]?.text)
        return (url, size)
    }

    private static func price(_ node: LooseJSON) -> (String?, String?) {
        for offer in (node["offers"]?.items ?? []).prefix(16) {
            let specification = offer["priceSpecification"]?.items.first
            // An aggregate may hold its offers within.
            let candidates = [offer["price"], offer["lowPrice"], specification?["price"], specification?["minPrice"]]
            if let price = candidates.lazy.compactMap({ Self.filled($0?.text) }).first {
                return (price, filled(offer["priceCurrency"]?.text) ?? filled(specification?["priceCurrency"]?.text))
            }
            if offer["offers"] != nil {
                let inner = Self.price(offer)
                if inner.0 != nil { return inner }
            }
        }
        return (nil, nil)
    }
}
