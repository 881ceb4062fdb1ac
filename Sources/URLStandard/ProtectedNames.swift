/// Names that no other host may be made to look like.
public struct ProtectedNames: Sendable {
    private let skeletons: Set<[Unicode.Scalar]>

    public static let none = ProtectedNames([])

    /// - Parameter names: Labels ("taobao") or domains, of which the first label counts ("taobao.com"): the name is
    ///   protected under every suffix.
    public init(_ names: some Sequence<String>) {
        skeletons = Set(
            names.map { name in
                let label = name.split(separator: ".").first ?? ""
                return Skeleton.bare(Array(label.lowercased().unicodeScalars))
            })
    }

    /// Whether `label`, in Unicode, looks like a protected name.
    func resemble(_ label: [Unicode.Scalar]) -> Bool {
        !skeletons.isEmpty && skeletons.contains(Skeleton.bare(label))
    }
}
