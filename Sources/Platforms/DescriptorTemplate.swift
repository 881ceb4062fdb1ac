public import LinkPolicy
import StrictYAML

/// The beginning of a descriptor file, for somebody who adds a platform.
///
/// It is a whole file: it loads, and its example holds, on a host of the reserved domain `.example` (RFC 2606 §2) that
/// is there to be replaced. Lines that begin with `# ` are parts most platforms need, ready once `# ` is taken
/// away; lines that begin with `##` explain.
public enum DescriptorTemplate {
    /// The text of a file for the platform `slug`.
    public static func text(for slug: PlatformSlug) -> String {
        let services = wrapped(PlatformDescriptor.Service.allCases.map(\.rawValue))
        let kinds = wrapped(ResourceKind.allCases.map(\.rawValue))
        return """
            ## What Hutong knows of one platform. docs/platforms.md describes every key; other files of this folder show
            ## how they are used. Replace what stands here, take away the "# " of what the platform has, delete the rest,
            ## and run "hutong platforms test". Write facts only: whether a link may open is a policy's business.

            ## The platform's short name in answers, policies and figures. The file is named after it.
            slug: "\(slug)"
            ## Its name as people know it, in Chinese and in English; pages show the one of the reader's language.
            name: {zh: "\(slug) 的中文名", en: "\(slug)"}
            ## What it is for, which policies speak of. One of:
            \(services)
            service: sites
            ## The logo's colour.
            # colour: "#FF5000"
            ## Where it answers oEmbed (https://oembed.com) for its pages.
            # oembed: https://www.example.com/oembed

            ## Its hosts; subdomains are meant too. Each host belongs to one file only.
            domains: [\(slug).example]
            ## Hosts of its short links, found without "https://" only where a path follows.
            # short_hosts: [s.\(slug).example]
            ## The schemes of its app, without colon.
            # schemes: ["\(scheme(slug))"]
            ## How its app is opened where nothing more precise is known; "open" only starts it (used for share codes).
            # app: {open: "\(scheme(slug))://"}

            ## Kinds of addresses. The first pattern that fits decides, the more specific host first. A kind is one of:
            \(kinds)
            shapes:
              - kind: item
                ## {id:digits} takes the id; a pattern that begins with a slash holds on every domain above.
                match:
                  - "www.\(slug).example/item/{id:digits}"
            #       - "/goods?id={id:digits}"
                ## The one address that stands for all addresses of the same thing.
                canonical: "https://www.\(slug).example/item/{id}"
                ## Addresses that open the same thing in the app.
            #     links: {ios: "\(scheme(slug))://item?id={id}", android: "\(scheme(slug))://item?id={id}"}
            #   - kind: item
            #     match: "s.\(slug).example/*"
                ## What a short link leads to is unknown until somebody resolves it.
            #     short: true
            #     keep_query: true

            ## Parameters of its links. What earns the sharer a commission stays ("affiliate"), and so does what the page
            ## needs ("keep"); "drop" names trackers, and what no list names is left alone.
            # parameters:
            #   affiliate: [promoter]
            #   keep: [sku]
            #   drop: [from, "utm_*"]

            ## Codes that people copy into the app; exactly one of delimiters, pictographs, after, wrapped, prefix.
            # codes:
            #   - after: ["\(slug) code"]
            #     length: 8-12
            #     kind: item

            ## Texts that say what a short link beside them opens.
            # cues:
            #   - {text: "is live on \(slug)", kind: live}

            ## Messages and what is found in them; they are run as tests. Write one for each shape, with made-up ids of the
            ## right length, never those of real people's shares.
            examples:
              - text: "看看 https://www.\(slug).example/item/42?x=1，不错"
                finds: "https://www.\(slug).example/item/42?x=1"
                kind: item
                id: "42"
                canonical: "https://www.\(slug).example/item/42"
            #   - text: "\(scheme(slug))://item?id=42"
            #     form: app_link
            #     platform: "\(slug)"

            """
    }

    /// A scheme's letters and digits (RFC 3986 §3.1); it cannot begin with a digit.
    private static func scheme(_ slug: PlatformSlug) -> String {
        let letters = slug.rawValue.filter { $0 != "-" }
        return (letters.first?.isNumber == true ? "app" : "") + letters
    }

    /// Words in lines of comment of at most 118 characters.
    private static func wrapped(_ words: [String]) -> String {
        var lines: [String] = []
        var line = "##"
        for (index, word) in words.enumerated() {
            let piece = " " + word + (index + 1 < words.count ? "," : ".")
            if line.count + piece.count > 118 {
                lines.append(line)
                line = "##"
            }
            line += piece
        }
        return (lines + [line]).joined(separator: "\n")
    }
}

extension PlatformCatalog {
    /// What a new file for `slug` holds, once it is known to fit beside the files of `directory`. Writes nothing.
    ///
    /// - Parameter path: The new file's path; a file that stands there already is passed over.
    /// - Returns: The file's text, which loads beside the others and whose examples hold.
    /// - Throws: ``CatalogProblems`` where another file has the slug or one of the template's hosts, where a file of the
    ///   folder is wrong, or where the folder cannot be read.
    public static func template(
        for slug: PlatformSlug, beside directory: String, at path: String
    ) throws(CatalogProblems) -> String {
        let text = DescriptorTemplate.text(for: slug)
        var problems: [YAMLProblem] = []
        var descriptors = try descriptors(directory: directory, except: path)
        do throws(YAMLProblem) {
            if let other = descriptors.first(where: { $0.slug == slug }) {
                throw YAMLProblem(file: path, line: 1, reason: "platform \"\(slug)\" is already in \(other.file)")
            }
            descriptors.append(try PlatformDescriptor(yaml: text, file: path))
        } catch {
            problems.append(error)
        }
        guard problems.isEmpty else { throw CatalogProblems(problems: problems) }
        let catalog = try PlatformCatalog(descriptors: descriptors)
        problems = catalog.runExamples().filter { $0.file == path }.map {
            YAMLProblem(file: path, line: $0.line, reason: "\($0.key) of its example would be \($0.found)")
        }
        guard problems.isEmpty else { throw CatalogProblems(problems: problems) }
        return text
    }
}
