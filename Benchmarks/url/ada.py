"""Prints one line for ada, by PyPI can-ada: the time includes what Python adds, which is measured apart and taken off."""

import sys
import time

import can_ada


def best(rounds, function):
    fastest = float("inf")
    for _ in range(rounds):
        start = time.perf_counter_ns()
        result = function()
        fastest = min(fastest, time.perf_counter_ns() - start)
    return fastest, result


def parse(texts):
    accepted = length = 0
    for text in texts:
        try:
            length += len(can_ada.parse(text).href)
            accepted += 1
        except ValueError:
            pass
    return accepted, length


def call_only(texts):
    """The same calls with a URL whose parsing takes next to no time, to see what the binding itself costs."""
    for _ in texts:
        len(can_ada.parse("a:").href)


with open(sys.argv[1], encoding="utf-8", errors="replace", newline="\n") as file:
    lines = [line for line in file.read().split("\n") if line]
total, (accepted, length) = best(7, lambda: parse(lines))
binding, _ = best(7, lambda: call_only(lines))
print(f"ada by can-ada, binding taken off\t{(total - binding) / len(lines):.1f}\t{accepted}\t{length}\t-")
print(f"ada by can-ada, as called\t{total / len(lines):.1f}\t{accepted}\t{length}\t-")
