#!/usr/bin/env python3
"""Writes the Unicode tables of the module URLStandard.

Input:  the files of Unicode 17 named below, in a folder (default ../shared/data/unicode beside the repository).
Output: Sources/URLStandard/Generated/*.swift, which are committed.

    scripts/generate-unicode-tables.py [--data FOLDER] [--check]

With --check nothing is written; the exit status is 1 when a committed table differs from what would be written.
"""

import argparse
import bisect
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "Sources" / "URLStandard" / "Generated"

BIDI_CLASSES = ["other", "L", "R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"]
JOINING_TYPES = ["U", "C", "D", "L", "R", "T"]
IDNA_KINDS = ["valid", "ignored", "disallowed", "shifted", "replaced"]
MARK, VIRAMA, ALLOWED, DIGIT = 1, 2, 4, 8
POOLED = 0x8000_0000


def records(path):
    """Yields (first, last, fields) for each line of a Unicode data file."""
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) < 2:
            continue
        first, _, last = fields[0].partition("..")
        yield int(first, 16), int(last or first, 16), fields[1:]


def version(path):
    head = path.read_text(encoding="utf-8-sig")[:2000]
    if "17.0.0" not in head:
        sys.exit(f"{path} is not of Unicode 17.0.0")


def ranges(values, default):
    """Merges {code point: value} into [(first code point, value)], beginning at U+0000."""
    merged, previous, before = [(0, default)], default, -1
    for code in sorted(values):
        if code != before + 1 and previous != default:
            merged.append((before + 1, default))
            previous = default
        if values[code] != previous:
            merged.append((code, values[code]))
            previous = values[code]
        before = code
    if previous != default and before < 0x10FFFF:
        merged.append((before + 1, default))
    return merged


def property_map(path, convert):
    values = {}
    for first, last, fields in records(path):
        value = convert(fields[0])
        if value is not None:
            for code in range(first, last + 1):
                values[code] = value
    return values


class Pool:
    """Sequences of code points, each stored once; a reference is offset << 8 | length."""

    def __init__(self):
        self.codes = []
        self.offsets = {}

    def reference(self, sequence):
        key = tuple(sequence)
        if key not in self.offsets:
            self.offsets[key] = len(self.codes)
            self.codes.extend(key)
        return self.offsets[key] << 8 | len(key)


def literal(name, numbers, comment):
    lines, line = [], ""
    for number in numbers:
        item = f"0x{number:X}," if number > 9 else f"{number},"
        if len(line) + len(item) > 112:
            lines.append(line)
            line = ""
        line += item
    lines.append(line)
    body = "\n".join("        " + line for line in lines)
    return f"    /// {comment}\n    static let {name}: [UInt32] = [\n{body}\n    ]\n"


def swift(enum, comment, members):
    return (
        "// swift-format-ignore-file\n"
        "// Written by scripts/generate-unicode-tables.py from the Unicode 17.0.0 data files. Do not edit.\n\n"
        f"/// {comment}\nenum {enum} {{\n" + "\n".join(members) + "}\n"
    )


def idna(data):
    merged, pool = [], Pool()
    expected = 0
    for first, last, fields in records(data / "IdnaMappingTable.txt"):
        if first != expected:
            sys.exit(f"IdnaMappingTable.txt leaves a gap before U+{first:04X}")
        expected = last + 1
        status = fields[0]
        target = [int(code, 16) for code in fields[1].split()] if len(fields) > 1 else []
        if status == "deviation":  # valid, since browsers use nontransitional processing
            status = "valid"
        if status == "mapped" and len(target) == 1 and first == last:
            entry = ("shifted", (target[0] - first) & 0xFFFF_FFFF)
        elif status == "mapped":
            entry = ("replaced", pool.reference(target))
        else:
            entry = (status, 0)
        if merged and merged[-1][1] == entry:
            continue
        merged.append((first, entry))
    starts = [first | IDNA_KINDS.index(kind) << 24 for first, (kind, _) in merged]
    # pages[n]: the range that holds the first code point of page n, so that a search covers one page only. The two
    # planes nearly all text is in have pages.
    first_codes = [first for first, _ in merged]
    pages = [bisect.bisect_right(first_codes, page << 8) - 1 for page in range(0x201)]
    return swift("IDNATable", "UTS 46 section 5: status and mapping of every code point, as ranges.", [
        literal("starts", starts, "First code point of the range; bits 24-26 the kind: " + ", ".join(IDNA_KINDS) + "."),
        literal("values", [value for _, (_, value) in merged],
                "Shifted: difference to the mapped code point, modulo 2^32. Replaced: pool offset << 8 | length."),
        literal("pool", pool.codes, "Mapped sequences."),
        literal("pages", pages, "For each page of 256 code points below U+20100: the range its first is in."),
    ])


def properties(data):
    bidi = property_map(data / "DerivedBidiClass.txt",
                        lambda name: BIDI_CLASSES.index(name) if name in BIDI_CLASSES else 0)
    joining = property_map(data / "DerivedJoiningType.txt", JOINING_TYPES.index)
    flags = {}

    def add(path, flag, wanted):
        for first, last, fields in records(path):
            if wanted(fields[0]):
                for code in range(first, last + 1):
                    flags[code] = flags.get(code, 0) | flag

    add(data / "DerivedGeneralCategory.txt", MARK, lambda name: name in ("Mn", "Mc", "Me"))
    add(data / "DerivedGeneralCategory.txt", DIGIT, lambda name: name == "Nd")
    add(data / "DerivedCombiningClass.txt", VIRAMA, lambda name: name == "9")
    add(data / "IdentifierStatus.txt", ALLOWED, lambda name: name == "Allowed")
    combining = property_map(data / "DerivedCombiningClass.txt", lambda name: int(name) or None)

    def packed(values, default):
        return [first << 8 | value for first, value in ranges(values, default)]

    return swift("PropertyTable", "Properties of code points. Each entry: first code point << 8 | value.", [
        literal("bidiClass", packed(bidi, BIDI_CLASSES.index("L")), "Bidi_Class: " + ", ".join(BIDI_CLASSES) + "."),
        literal("joiningType", packed(joining, 0), "Joining_Type: " + ", ".join(JOINING_TYPES) + "."),
        literal("combiningClass", packed(combining, 0), "Canonical_Combining_Class."),
        literal("flags", packed(flags, 0),
                "1: General_Category M; 2: virama; 4: Identifier_Status Allowed; 8: decimal digit."),
    ])


def scripts(data):
    names = {}
    values = {}
    for first, last, fields in records(data / "Scripts.txt"):
        name = fields[0]
        if name in ("Common", "Inherited"):
            number = 1
        else:
            number = names.setdefault(name, len(names) + 2)
        for code in range(first, last + 1):
            values[code] = number
    entries = [first << 8 | value for first, value in ranges(values, 0)]
    # The values change with each version of Unicode, so the few scripts the rules name are found by name.
    used = ["Arabic", "Armenian", "Bopomofo", "Cyrillic", "Ethiopic", "Georgian", "Greek", "Han", "Hangul",
            "Hebrew", "Hiragana", "Katakana", "Lao", "Latin", "Myanmar", "Thai"]
    constants = "".join(
        f"    static let {name.lower()}: UInt8 = {names[name]}\n" for name in used)
    return swift("ScriptTable", "Script of code points: 0 unknown, 1 Common or Inherited, others one number each.", [
        constants,
        literal("entries", entries, "First code point << 8 | script."),
    ])


def confusables(data):
    pool, mapping = Pool(), {}
    for first, last, fields in records(data / "confusables.txt"):
        target = [int(code, 16) for code in fields[0].split()]
        mapping[first] = target[0] if len(target) == 1 else POOLED | pool.reference(target)
    keys = sorted(mapping)
    return swift("ConfusableTable", "UTS 39 section 4: the prototype of each confusable code point.", [
        literal("keys", keys, "Code points, ascending."),
        literal("values", [mapping[key] for key in keys],
                "A code point; or, with bit 31, pool offset << 8 | length."),
        literal("pool", pool.codes, "Prototypes of several code points."),
    ])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared" / "data" / "unicode")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    for name in ("IdnaMappingTable", "DerivedBidiClass", "DerivedJoiningType", "DerivedCombiningClass",
                 "DerivedGeneralCategory", "IdentifierStatus", "Scripts", "confusables"):
        version(arguments.data / f"{name}.txt")
    files = {
        "IDNATable.swift": idna(arguments.data),
        "PropertyTable.swift": properties(arguments.data),
        "ScriptTable.swift": scripts(arguments.data),
        "ConfusableTable.swift": confusables(arguments.data),
    }
    stale = [name for name, text in files.items()
             if not (OUTPUT / name).exists() or (OUTPUT / name).read_text() != text]
    if arguments.check:
        for name in stale:
            print(f"{name} is out of date", file=sys.stderr)
        sys.exit(1 if stale else 0)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (OUTPUT / name).write_text(text)
        print(f"{name}: {len(text)} bytes")


if __name__ == "__main__":
    main()
