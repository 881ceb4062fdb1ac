import HTTPTypes

extension Problem {
    static let picturesOff = Problem(
        .unprocessableContent, "pictures-off", "Pictures are not looked into here",
        detail: "The operator has switched them off with picture_limit: 0.", pointer: "/images")
    static let picturesBusy = Problem(
        .serviceUnavailable, "pictures-busy", "Too many pictures are waiting",
        detail: "Nothing was done. Send the request again in a second.", headers: [.retryAfter: "1"])
    static let picturesUnavailable = Problem(
        .serviceUnavailable, "pictures-unavailable", "Pictures cannot be looked into",
        detail: "The program hutong-picture is missing beside the gateway or cannot confine itself; the log says more. "
            + "Nothing was done.")

    init(_ refusal: ComplaintPictures.Refusal) {
        func refused(_ index: Int, _ reason: String) -> Problem {
            Problem(
                .unprocessableContent, "invalid-value", "A value is not allowed",
                detail: "“images/\(index)” \(reason).", pointer: "/images/\(index)")
        }
        switch refusal {
        case .tooMany: self = refused(ComplaintPictures.countLimit, "is one picture too many")
        case .tooLarge(let index): self = refused(index, "has more than \(ComplaintPictures.byteLimit) bytes")
        case .unreadable(let index): self = refused(index, "is no PNG, JPEG, WebP or GIF that can be read")
        case .busy: self = .picturesBusy
        }
    }
}
