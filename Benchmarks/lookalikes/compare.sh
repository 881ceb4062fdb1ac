#!/usr/bin/env bash
# Figures of docs/lookalikes.md: what is found of dnstwist's imitations, what of ordinary addresses is taken for one, and
# how long a look takes. Installs dnstwist in a folder of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.build/lookalikes-venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet dnstwist==20250130
fi
swift build -c release --product lookalikes-benchmark
"$venv/bin/python" Benchmarks/lookalikes/compare.py "$@"
.build/release/lookalikes-benchmark time <../shared/data/threat-lists/ordinary-urls.txt
