#!/usr/bin/env bash
# Compares URL parsers in one run: compare.sh [FILE OF URLS]
#
# Needs: cargo and librust-url-dev (Debian), python3 with can-ada (pip install can-ada); what is missing is left out.
# The default file is ../shared/data/threat-lists/ordinary-urls.txt beside the repository.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
list=$(realpath "${1:-$here/../../../shared/data/threat-lists/ordinary-urls.txt}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tr -d '\r' <"$list" >"$work/ordinary.txt"
python3 "$here/inputs.py" "$work/ordinary.txt" "$work"

(cd "$here/swift" && swift build -c release --product URLComparison >&2)
swift_binary=$(cd "$here/swift" && swift build -c release --show-bin-path)/URLComparison
rust_binary=
if command -v cargo >/dev/null && [ -d /usr/share/cargo/registry ]; then
  cp -r "$here/rust" "$work/rust"
  (cd "$work/rust" && cargo build --release --offline --quiet --target-dir "$here/swift/.build/rust" >&2)
  rust_binary=$here/swift/.build/rust/release/url-comparison
else
  echo "no cargo or no librust-url-dev: Rust is left out" >&2
fi

for kind in ordinary idn hostile; do
  file=$work/$kind.txt
  echo
  echo "$kind: $(grep -c . "$file") URLs"
  {
    [ -z "$rust_binary" ] || "$rust_binary" "$file"
    "$swift_binary" "$file"
    if python3 -c 'import can_ada' 2>/dev/null; then python3 "$here/ada.py" "$file"; fi
  } | awk -F '\t' '
    BEGIN { printf "  %-36s %10s %8s %10s %12s %10s\n", "parser", "ns/URL", "ratio", "accepted", "bytes out", "heap/URL" }
    /^Rust/ { base = $2 }
    { printf "  %-36s %10.1f %8s %10d %12d %10s\n", $1, $2, base ? sprintf("%.2f", $2 / base) : "-", $3, $4, $5 }'
done
