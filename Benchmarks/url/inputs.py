"""Makes the IDN-heavy and the hostile list out of a list of ordinary URLs; the same every time."""

import pathlib
import random
import re
import sys

source, folder = map(pathlib.Path, sys.argv[1:3])
lines = [line.strip() for line in source.read_text(encoding="utf-8", errors="replace").splitlines()][:20_000]
chance = random.Random(46)
names = ["例子.测试", "bücher.example", "淘宝网.中国", "日本語.jp", "пример.рф", "مثال.إختبار", "faß.de", "한국.kr",
         "ελλάδα.gr", "münchen-ost.de"]


def rest(url):
    return re.sub(r"^https?://[^/?#]+", "", url)


hostile = [
    str.upper,
    lambda url: url.replace("/", "\\"),
    lambda url: "https://user:p@ss@" + url[8:],
    lambda url: "https://0x7f.0.0.1" + rest(url),
    lambda url: url + "/a/./../b/%2e%2e/c",
    lambda url: url[:12] + "\t" + url[12:],
    lambda url: "https://[::ffff:1.2.3.4]" + rest(url),
    lambda url: "https:/" + url[8:] + '?q="<x>" 中',
]
outputs = {
    "idn.txt": ["https://" + chance.choice(names) + rest(line) for line in lines],
    "hostile.txt": [chance.choice(hostile)(line) for line in lines],
}
for name, urls in outputs.items():
    (folder / name).write_text("\n".join(urls) + "\n", encoding="utf-8")
