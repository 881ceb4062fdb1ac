#!/usr/bin/env bash
# Compares finders of links in one run: compare.sh [FILE OF SHARE TEXTS]
#
# Needs: cargo and librust-linkify-dev (Debian), python3, for one more row linkify-it-py (python3-linkify-it or pip);
# what is missing is left out. "Speed" is that of linkify where it looks for hosts without a scheme too, as Hutong does. The default file is ../shared/data/share_texts.jsonl beside the repository.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 "$here/inputs.py" "$root/config/platforms" "${1:-$root/../shared/data/share_texts.jsonl}" "$work"

(cd "$here/swift" && swift build -c release --product RecognitionComparison >&2)
swift_binary=$(cd "$here/swift" && swift build -c release --show-bin-path)/RecognitionComparison
rust_binary=
if command -v cargo >/dev/null && ls -d /usr/share/cargo/registry/linkify-* >/dev/null 2>&1; then
  cp -r "$here/rust" "$work/rust"
  (cd "$work/rust" && cargo build --release --offline --quiet --target-dir "$here/swift/.build/rust" \
    --config 'source.crates-io.replace-with="debian"' --config 'source.debian.directory="/usr/share/cargo/registry"' >&2)
  rust_binary=$here/swift/.build/rust/release/recognition-comparison
else
  echo "no cargo or no librust-linkify-dev: Rust is left out" >&2
fi

for kind in mixed short prose links; do
  file=$work/$kind.txt
  echo
  echo "$kind: $(grep -c . "$file") messages"
  {
    [ -z "$rust_binary" ] || "$rust_binary" "$file"
    "$swift_binary" find "$root/config/platforms" "$file"
    python3 "$here/baselines.py" "$file"
  } | awk -F '\t' '
    BEGIN { printf "  %-36s %12s %10s %8s %10s\n", "finder", "ns/message", "MB/s", "speed", "found" }
    /schemeless/ { base = $2 }
    { row[NR] = $0 }
    END {
      for (i = 1; i <= NR; i++) {
        $0 = row[i]
        printf "  %-36s %12.1f %10.1f %8s %10d\n", $1, $2, $3 * 1000 / $2, base ? sprintf("%.2f", base / $2) : "-", $4
      }
    }'
done

echo
echo "identification, with what is found in them:"
printf "  %-36s %12s %10s %18s\n" texts ns/link links allocations/link
for kind in mixed links; do
  "$swift_binary" identify "$root/config/platforms" "$work/$kind.txt" |
    awk -F '\t' -v kind=$kind '{ printf "  %-36s %12.1f %10d %18.1f\n", kind, $1, $2, $3 }'
done

echo
"$swift_binary" allocations "$root/config/platforms" "$work/mixed.txt" |
  awk -F '\t' '{ print $2 " allocations in " $1 " messages without a finding" }'
"$swift_binary" hostile "$root/config/platforms" | sort -rn |
  awk -F '\t' '{ if (NR <= 3) worst = worst sprintf("; %s ms for %s", $1, $2) }
    END { print "1 MB of each of " NR " hostile patterns, the worst" worst }'
