/// What a page says of itself in schema.org's words, whether as JSON-LD or as microdata.
struct StructuredData: Sendable {
    var product = Thing()
    var article = Thing()
    var video = Thing()
    /// Any other thing with a name.
    var other = Thing()

    struct Thing: Sendable {
        var isFound = false
        var name: String?
        var description: String?
        var image: String?
        var imageSize: (width: Int, height: Int)?
        var price: String?
        var currency: String?
        var published: String?
        var author: String?
        var publisher: String?
    }

    enum Kind {
        case product
        case article
        case video
        case other
    }

    /// The kind a type belongs to (schema.org's hierarchy, of which pages use a few); `nil` for what is beside the point
    /// of a page, as its breadcrumbs.
    static func kind(of type: String) -> Kind? {
        let name = type.split(whereSeparator: { $0 == "/" || $0 == "#" || $0 == ":" }).last.map(String.init) ?? type
        if products.contains(name) { return .product }
        if name.hasSuffix("Article") || articles.contains(name) { return .article }
        if videos.contains(name) { return .video }
        return others.contains(name) ? .other : nil
    }

    private static let products: Set<String> = [
        "Product", "ProductGroup", "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle", "Car",
    ]
    private static let articles: Set<String> = [
        "BlogPosting", "Report", "SocialMediaPosting", "DiscussionForumPosting", "LiveBlogPosting", "Review", "Recipe",
    ]
    private static let videos: Set<String> = ["VideoObject", "Movie", "TVEpisode", "Clip", "BroadcastEvent"]
    private static let others: Set<String> = [
        "WebPage", "ItemPage", "ProfilePage", "Person", "Event", "MusicRecording", "MusicAlbum", "PodcastEpisode",
        "Book",
        "SoftwareApplication", "MobileApplication", "LocalBusiness", "Restaurant", "Hotel", "Place", "Course",
        "JobPosting",
    ]

    mutating func add(_ thing: Thing, as kind: Kind) {
        switch kind {
        case .product: product.fill(from: thing)
        case .article: article.fill(from: thing)
        case .video: video.fill(from: thing)
        case .other: other.fill(from: thing)
        }
    }

    /// Fills what is not known yet.
    mutating func fill(from data: StructuredData) {
        if data.product.isFound { product.fill(from: data.product) }
        if data.article.isFound { article.fill(from: data.article) }
        if data.video.isFound { video.fill(from: data.video) }
        if data.other.isFound { other.fill(from: data.other) }
    }

    /// The first value that any of the things has: of a product, a video, an article, then others.
    func first<Value>(_ path: KeyPath<Thing, Value?>) -> Value? {
        product[keyPath: path] ?? video[keyPath: path] ?? article[keyPath: path] ?? other[keyPath: path]
    }
}

extension StructuredData.Thing {
    /// The first thing of a kind describes the page; later ones add only what belongs together with nothing yet said.
    mutating func fill(from thing: Self) {
        isFound = true
        name = name ?? thing.name
        description = description ?? thing.description
        if image == nil {
            image = thing.image
            imageSize = thing.imageSize
        }
        // A price and its currency come from one offer.
        if price == nil {
            price = thing.price
            currency = thing.currency
        }
        published = published ?? thing.published
        author = author ?? thing.author
        publisher = publisher ?? thing.publisher
    }
}
