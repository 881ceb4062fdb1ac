import StrictYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Longest descriptor read, in bytes.
private let longestFile = 1 << 20

/// The paths of the `*.yaml` files in a folder, sorted.
func yamlFiles(in directory: String) throws(CatalogProblems) -> [String] {
    guard let folder = opendir(directory) else {
        let problem = YAMLProblem(file: directory, line: 1, reason: "is not a folder that can be read")
        throw CatalogProblems(problems: [problem])
    }
    defer { closedir(folder) }
    var paths: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
        if name.hasSuffix(".yaml"), !name.hasPrefix(".") { paths.append(directory + "/" + name) }
    }
    return paths.sorted()
}

/// The text of a file.
func readText(_ path: String) throws(YAMLProblem) -> String {
    guard let file = fopen(path, "rb") else { throw YAMLProblem(file: path, line: 1, reason: "cannot be read") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { break }
        bytes += buffer[..<count]
        guard bytes.count <= longestFile else {
            throw YAMLProblem(file: path, line: 1, reason: "is longer than \(longestFile) bytes")
        }
    }
    guard ferror(file) == 0 else { throw YAMLProblem(file: path, line: 1, reason: "cannot be read to its end") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw YAMLProblem(file: path, line: 1, reason: "is not UTF-8")
    }
    return text
}
