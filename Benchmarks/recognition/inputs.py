"""Makes the four kinds of texts, one message a line; the same every time.

inputs.py PLATFORMS SHARE_TEXTS FOLDER. Share texts come from the examples of the platforms' files, and from the corpus
SHARE_TEXTS (JSON Lines with a `text`) where that file is there.
"""

import json
import random
import re
import sys
from pathlib import Path

platforms, corpus, folder = map(Path, sys.argv[1:4])
chance = random.Random(46)

ZH = """今天 我们 一起 吃饭 吧 这个 真的 好看 吗 昨天 下班 以后 看到 一件 事情 明天 开会 记得 带上 资料 好的 没问题 谢谢 你 帮我 看看
价格 便宜 多少 钱 周末 去 哪里 玩 孩子 放学 了 电影 几点 开始 我 觉得 可以 再 等等 哈哈 太 有意思 了 收到 请 大家 注意 安全""".split()
EN = """see you tomorrow at the station I think it works fine thanks for your help did they send the report yet maybe we
should wait until Monday e.g. before lunch the price was 12.50 not 15.00 and version 2.1.3 is out o.k. sounds good
what a day call me back when you can never mind""".split()


def prose():
    if chance.random() < 0.6:
        return "".join(chance.choices(ZH, k=chance.randint(2, 40))) + chance.choice("。！？～")
    return " ".join(chance.choices(EN, k=chance.randint(2, 40))) + chance.choice(".!?")


def quoted(text):
    """The value of `- text:` in one of our files."""
    text = text.strip()
    if text.startswith('"'):
        return json.loads(text)
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


shares = []
for path in sorted(platforms.glob("*.yaml")):
    for line in path.read_text(encoding="utf-8").splitlines():
        found = re.match(r"\s*- text: (.+)$", line)
        if found and not found[1].startswith(("|", ">")):
            shares.append(quoted(found[1]))
if corpus.exists():
    shares += [json.loads(line)["text"] for line in corpus.read_text(encoding="utf-8").splitlines() if line]
else:
    print(f"{corpus} is not there: share texts come from the platforms' files alone", file=sys.stderr)
shares = [" ".join(text.split()) for text in shares]

links = sorted({link for text in shares for link in re.findall(r"https?://[!-~]+", text)})
outputs = {
    # One message in five shares something, as in a lively group.
    "mixed": [chance.choice(shares) if chance.random() < 0.2 else prose() for _ in range(20_000)],
    "prose": [prose() for _ in range(20_000)],
    "links": [" ".join(chance.choices(links, k=chance.randint(5, 30))) for _ in range(2_000)],
}
outputs["short"] = [message for message in outputs["mixed"] if len(message.encode()) < 60]
for name, messages in outputs.items():
    (folder / f"{name}.txt").write_text("\n".join(messages) + "\n", encoding="utf-8")
