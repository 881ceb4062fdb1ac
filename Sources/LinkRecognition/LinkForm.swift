/// What a finding looks like in the message.
public enum LinkForm: String, Hashable, Sendable, CaseIterable {
    /// An `http` or `https` address, with or without its scheme.
    case web
    /// A code that an app recognises on the clipboard (淘口令 and its kin), standing without any address.
    case shareCode = "share_code"
    /// An address with an app's own scheme.
    case appLink = "app_link"
    /// A WeChat mini-program link.
    case miniProgram = "mini_program"
    /// A payload that usually travels as a QR code (contact, group), not a payment.
    case qr
    /// Opening it starts a payment or a transfer.
    case payment
}
