#!/usr/bin/env python3
"""How many imitations the index of look-alikes finds, and how many ordinary addresses it takes for one.

    Benchmarks/lookalikes/compare.py [--program FILE] [--data FOLDER] [--confidence N] [--show KIND]

Imitations: dnstwist's, of every protected domain whose name has five letters or more. Its word list and its list of
suffixes are drawn from the phishing list of the data folder: words beside names that are not protected here, and the
fifty commonest suffixes. Names of the same list that hold a protected name are counted apart.
Ordinary: the addresses of the data folder, and the home pages of Debian's packages. They are parted in two halves by
a hash of the domain: exceptions are only ever drawn from the half "tuning"; the figure is that of "held out".
--show missed, --show tuning prints what was missed or alarmed; the half that is held out is only ever counted.
"""

import argparse
import collections
import hashlib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOREIGN = ["paypal", "netflix", "chase", "wellsfargo", "usps", "dhl", "fedex", "coinbase", "metamask", "binance",
           "steam", "roblox", "santander", "outlook", "office365", "microsoft", "adobe", "citibank", "hsbc", "ups"]


def judge(program, lines):
    answer = subprocess.run([program, "judge"], input="\n".join(lines) + "\n", text=True, stdout=subprocess.PIPE,
                            cwd=ROOT, check=True).stdout
    for line in answer.splitlines():
        confidence, technique, name, address = line.split("\t", 3)
        yield technique, name, address, int(confidence) if confidence != "-" else -1


def words_and_suffixes(names):
    words, suffixes = collections.Counter(), collections.Counter()
    for name in names:
        labels = name.split(".")
        suffixes[labels[-1]] += 1
        tokens = labels[-2].split("-") if len(labels) > 1 else []
        if any(brand in tokens for brand in FOREIGN):
            words.update(token for token in set(tokens) if token not in FOREIGN and re.fullmatch("[a-z]{3,12}", token))
    # By number, then by name: what is as common must not fall in or out by chance.
    commonest = lambda counts, count: sorted(counts, key=lambda item: (-counts[item], item))[:count]
    return commonest(words, 100), commonest(suffixes, 50)


def attacks(protected, words, suffixes):
    import dnstwist
    for domain in protected:
        fuzzer = dnstwist.Fuzzer(domain, dictionary=words, tld_dictionary=list(suffixes))
        fuzzer.generate()
        for item in fuzzer.permutations():
            if item["fuzzer"] != "*original":
                yield item["fuzzer"], item["domain"]


def ordinary(data):
    yield from (data / "ordinary-urls.txt").read_text(errors="replace").splitlines()
    try:
        packages = subprocess.run(["apt-cache", "dumpavail"], text=True, stdout=subprocess.PIPE, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        print("Debian's home pages are left out: there is no apt-cache", file=sys.stderr)
        return
    yield from {line.split()[1] for line in packages.splitlines() if re.match(r"Homepage: https?://\S", line)}


def site(address):
    host = re.sub(r"^[a-z]+://", "", address.lower()).split("/")[0].split("@")[-1].split(":")[0]
    return ".".join(host.split(".")[-2:])


def half(address):
    return "tuning" if hashlib.sha256(site(address).encode()).digest()[0] % 2 == 0 else "held out"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / ".build/release/lookalikes-benchmark"))
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data/threat-lists")
    parser.add_argument("--confidence", type=int, default=70)
    parser.add_argument("--show", choices=["missed", "tuning", "phishing"])
    options = parser.parse_args()
    protected = subprocess.run([options.program, "names"], text=True, stdout=subprocess.PIPE, cwd=ROOT,
                               check=True).stdout.split()
    phishing = (options.data / "phishing-domains.txt").read_text().split()
    phishing = [name for name in phishing if not name.startswith("#") and "." in name]

    words, suffixes = words_and_suffixes(phishing)
    kinds = collections.defaultdict(set)
    for kind, name in attacks([name for name in protected if len(name.split(".")[0]) >= 5], words, suffixes):
        kinds[name].add(kind)
    found, total, own = collections.Counter(), collections.Counter(), 0
    for technique, name, address, confidence in judge(options.program, sorted(kinds)):
        if technique == "own":
            own += 1
            continue
        for kind in kinds[address] | {"all"}:
            total[kind] += 1
            found[kind] += confidence >= options.confidence
        if options.show == "missed" and confidence < options.confidence:
            print("missed", ",".join(sorted(kinds[address])), address, technique, name, confidence, sep="\t")
    print(f"imitations, found from a confidence of {options.confidence} ({own} that are the owners' own left out)")
    for kind in sorted(total, key=lambda kind: (kind != "all", kind)):
        print(f"  {kind:14} {found[kind]:8} of {total[kind]:8}  {found[kind] / total[kind]:.4f}")
    share = [found[kind] / total[kind] for kind in total if kind != "all"]
    print(f"  mean of the techniques {sum(share) / len(share):.4f}")

    labels = {name.split(".")[0] for name in protected if len(name.split(".")[0]) >= 6}
    holding = [name for name in phishing if any(label in name for label in labels)]
    seen = list(judge(options.program, holding))
    alarms = sum(confidence >= options.confidence for _, _, _, confidence in seen)
    print(f"names of the phishing list that hold a protected name of six letters or more: {alarms} of {len(seen)}, "
          f"{alarms / len(seen):.4f}")
    if options.show == "phishing":
        for technique, name, address, confidence in seen:
            if confidence < options.confidence:
                print("phishing", address, technique, name, confidence, sep="\t")

    counts = {part: collections.Counter() for part in ("tuning", "held out")}
    domains = {part: (set(), set()) for part in counts}
    for technique, name, address, confidence in judge(options.program, list(ordinary(options.data))):
        part = half(address)
        counts[part]["addresses"] += 1
        domains[part][0].add(site(address))
        if confidence < options.confidence:
            continue
        counts[part]["alarms"] += 1
        domains[part][1].add(site(address))
        if options.show == part:
            print("alarm", address, technique, name, confidence, sep="\t")
    for part in counts:
        addresses, alarms = counts[part]["addresses"], counts[part]["alarms"]
        every, some = domains[part]
        print(f"ordinary, {part}: {alarms} of {addresses} addresses ({alarms / addresses * 10_000:.2f} in 10,000); "
              f"{len(some)} of {len(every)} domains ({len(some) / len(every) * 10_000:.2f} in 10,000)")


if __name__ == "__main__":
    main()
