/// Pixels as pages write them.
enum PictureSize {
    private static let range = 1...20_000

    /// `nil` unless both are whole numbers of pixels, with or without "px".
    static func read(width: String?, height: String?) -> (width: Int, height: Int)? {
        guard let width = pixels(width), let height = pixels(height) else { return nil }
        return (width, height)
    }

    private static func pixels(_ text: String?) -> Int? {
        guard let text else { return nil }
        let digits = text.drop { $0.isWhitespace }.prefix { $0.isASCII && $0.isNumber }
        guard let value = Int(digits), range.contains(value) else { return nil }
        return value
    }
}
