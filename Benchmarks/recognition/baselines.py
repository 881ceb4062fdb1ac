"""What a chat server would do by itself: a regular expression, and linkify-it-py where it is installed.

Prints one line for each: name, nanoseconds a message (the best of several rounds), bytes a message, findings.
"""

import re
import sys
import time
from pathlib import Path

messages = [line for line in Path(sys.argv[1]).read_text(encoding="utf-8").split("\n") if line]
size = sum(len(message.encode()) for message in messages) / len(messages)


def measure(name, find, rounds):
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter_ns()
        found = sum(find(message) for message in messages)
        best = min(best, (time.perf_counter_ns() - start) / len(messages))
    print(f"{name}\t{best:.1f}\t{size:.1f}\t{found}")


pattern = re.compile(r"https?://[^\s<>\"“”《》「」【】（），。！？、]+", re.IGNORECASE)
measure("regular expression (Python re)", lambda text: sum(1 for _ in pattern.finditer(text)), 7)
try:
    from linkify_it import LinkifyIt
except ImportError:
    sys.exit()
linkify = LinkifyIt()
measure("linkify-it-py", lambda text: len(linkify.match(text) or []), 2)
