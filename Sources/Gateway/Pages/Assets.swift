import Crypto
import HTTPTypes
import Hummingbird
import LinkTokens
import NIOCore

/// The files that pages refer to, each under a name that changes with its content, so that browsers may keep it.
struct Assets: Sendable {
    /// Addresses for templates.
    struct Paths: Sendable {
        let style: String
        let script: String
        let icon: String
    }

    let paths: Paths
    private let files: [String: (type: String, content: String)]

    init() {
        func name(_ base: String, _ content: String, _ ending: String) -> String {
            base + "-" + Base64URL.encode(SHA256.hash(data: Array(content.utf8)).prefix(9)) + "." + ending
        }
        let style = name("hutong", Self.styleSheet, "css")
        let script = name("hutong", Self.script, "js")
        let icon = name("hutong", Self.icon, "svg")
        paths = Paths(style: "/assets/" + style, script: "/assets/" + script, icon: "/assets/" + icon)
        files = [
            style: ("text/css; charset=utf-8", Self.styleSheet),
            script: ("text/javascript; charset=utf-8", Self.script),
            icon: ("image/svg+xml", Self.icon),
        ]
    }

    func response(for name: String) throws(Problem) -> Response {
        guard let file = files[name] else { throw Problem.notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: file.type, .cacheControl: "public, max-age=31536000, immutable",
                .xContentTypeOptions: "nosniff",
            ],
            body: .init(byteBuffer: ByteBuffer(string: file.content)))
    }

    private static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#0b6e4f"/>\
        <path d="M6 19V9h12v10M10 19v-5h4v5M4.5 9 12 4.5 19.5 9" fill="none" stroke="#fff" stroke-width="1.8" \
        stroke-linejoin="round" stroke-linecap="round"/></svg>
        """

    private static let script = """
        document.querySelectorAll("button.copy").forEach(function (button) {
          var field = document.getElementById(button.dataset.copy);
          if (!field) return;
          button.hidden = false;
          var words = button.textContent;
          button.addEventListener("click", function () {
            field.focus();
            field.select();
            var done = function () {
              button.textContent = button.dataset.done;
              setTimeout(function () { button.textContent = words; }, 2000);
            };
            if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done);
            else if (document.execCommand("copy")) done();
          });
        });
        """
}
