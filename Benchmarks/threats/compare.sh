#!/usr/bin/env bash
# Measures sets of threats, and beside them a 16-bit binary fuse filter in C: compare.sh [ENTRIES…]
#
# Both take the best of 25 rounds, since other programs only ever make one slower; they run in turn, three times.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$here/../.."
swift build -c release --product threats-benchmark >&2
program=$(swift build -c release --show-bin-path)/threats-benchmark
"${CC:-cc}" -O3 -Wall -Wextra -o "$work/peer" "$here/peer.c" -lm

for count in "${@:-1000000 10000000}"; do
  for entries in $count; do
    for round in 1 2 3; do
      "$program" "$entries"
      "$work/peer" "$entries"
    done
  done
done
