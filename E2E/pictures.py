"""Pictures with QR codes and hostile ones, made anew by each run."""

import io
import math
import random
import struct
import zipfile
import zlib

import segno
from PIL import Image, ImageDraw, ImageFilter


def code(text, scale=6, border=4, error="m", **more):
    file = io.BytesIO()
    segno.make(text, error=error, micro=False).save(file, kind="png", scale=scale, border=border, **more)
    return Image.open(file).convert("RGBA" if more.get("light", "") is None else "RGB")


def encoded(image, kind="PNG", **more):
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def _noise(dice, size, blur):
    return Image.frombytes("RGB", size, dice.randbytes(size[0] * size[1] * 3)).filter(ImageFilter.GaussianBlur(blur))


def _skewed(dice, image):
    """The code between four corners of which none lies where it should, as in a photograph taken from the side."""
    side = image.size[0]
    margin = int(side * 0.3)
    whole = side + 2 * margin
    framed = Image.new("RGB", (whole, whole), "white")
    framed.paste(image, (margin, margin))
    quad = []
    for x, y in [(0, 0), (0, 1), (1, 1), (1, 0)]:
        for end in (x, y):
            inward = dice.uniform(0, 0.2) * side
            quad.append(whole - inward if end else inward)
    return framed.transform((side, side), Image.Transform.QUAD, quad, resample=Image.Resampling.BICUBIC)


def corpus(seed=7):
    """Yields (kind, file, texts of the codes in it)."""
    dice = random.Random(seed)

    def address(host="shop"):
        return f"https://{host}.example/item?id={dice.randrange(10**9)}"

    for scale in [2, 3, 4, 6, 10, 15]:
        text = address()
        yield "plain", encoded(code(text, scale)), [text]
    for _ in range(12):
        text = address()
        turned = code(text).rotate(dice.uniform(0, 360), expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
        yield "rotated", encoded(turned), [text]
    for _ in range(12):
        text = address()
        yield "from the side", encoded(_skewed(dice, code(text, 8))), [text]
    for count in [2, 3, 4, 5, 6]:
        texts = [address(f"shop{n}") for n in range(count)]
        page = Image.new("RGB", (960, 680), "white")
        for n, text in enumerate(texts):
            page.paste(code(text, dice.choice([4, 5, 6])), (n % 3 * 320, n // 3 * 340))
        yield "several", encoded(page), texts
    for _ in range(5):
        text = address()
        yield "light on dark", encoded(code(text, dark="white", light="black")), [text]
    for _ in range(5):
        text, level = address(), dice.randrange(90, 130)
        grey = code(text, dark=(level,) * 3, light=(level + 40,) * 3)
        yield "low contrast", encoded(grey), [text]
    for _ in range(5):
        text = address()
        page = code(text, 8, error="h")
        middle, radius = page.size[0] / 2, page.size[0] * 0.11
        ImageDraw.Draw(page).ellipse((middle - radius, middle - radius, middle + radius, middle + radius), fill="red")
        yield "logo in the middle", encoded(page), [text]
    for scale in [3, 4, 5, 6]:
        text = address()
        yield "JPEG, quality 20", encoded(code(text, scale), "JPEG", quality=20), [text]
        text = address()
        yield "JPEG, four inks", encoded(code(text, scale).convert("CMYK"), "JPEG"), [text]
        text = address()
        yield "WebP", encoded(code(text, scale), "WEBP", quality=30), [text]
        text = address()
        yield "WebP, lossless", encoded(code(text, scale), "WEBP", lossless=True), [text]
        text = address()
        yield "GIF", encoded(code(text, scale), "GIF"), [text]
    for kind in ["GIF", "WEBP"]:
        text = address()
        second = code(text, 5)
        first = Image.new("RGB", second.size, "white")
        yield f"{kind}, second frame", encoded(first, kind, save_all=True, append_images=[second]), [text]
    for _ in range(4):
        text = address()
        page = _noise(dice, (1200, 900), 3)
        page.paste(code(text, dice.choice([3, 4])), (dice.randrange(900), dice.randrange(600)))
        yield "in a photograph", encoded(page, "JPEG", quality=75), [text]
    for _ in range(4):
        text = address()
        yield "blurred", encoded(code(text).filter(ImageFilter.GaussianBlur(3))), [text]
    for _ in range(4):
        text = address()
        yield "no margin", encoded(code(text, border=0)), [text]
    for dark in ["white", "black"]:
        text = address()
        yield f"{dark} on nothing", encoded(code(text, dark=dark, light=None)), [text]
    for bits in ["1", "L", "P", "LA"]:
        text = address()
        yield f"PNG, mode {bits}", encoded(code(text).convert(bits)), [text]
    text = address()
    page = Image.new("RGB", (4000, 3000), "white")
    page.paste(code(text, 4), (1900, 1500))
    yield "small in a large one", encoded(page, "JPEG"), [text]
    for blur in range(6):
        yield "none", encoded(_noise(dice, (600, 400), blur)), []
    # A WeChat mini program's code is a sun of dots, which no reader but WeChat's knows.
    sun = Image.new("RGB", (430, 430), "white")
    draw = ImageDraw.Draw(sun)
    for ray in range(72):
        for ring in range(60, 200, 9):
            if dice.random() < 0.5:
                x, y = 215 + ring * math.cos(ray * math.pi / 36), 215 + ring * math.sin(ray * math.pi / 36)
                draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill="black")
    yield "mini program", encoded(sun), []


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width, height, data=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(data, 9))
            + _chunk(b"IEND", b""))


def hostile():
    """Yields (name, file, statuses that are right)."""
    page = Image.new("RGB", (300, 300), "white")
    png, jpeg, webp, gif = (encoded(page, kind) for kind in ["PNG", "JPEG", "WEBP", "GIF"])
    broken, large, blank = {"unreadable"}, {"too_large"}, {"none"}
    yield "empty", b"", broken
    yield "text", b"hello", broken
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.png", png)
    yield "zip renamed", archive.getvalue(), broken
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>", broken
    yield "PNG of 65535 x 65535", _png(65535, 65535), large
    yield "PNG of 2^31-1 squared", _png(0x7FFFFFFF, 0x7FFFFFFF), large
    yield "PNG without pixels", _png(0, 0), broken
    yield "PNG bomb within the limit", _png(4000, 4000, b"\0" * 4001 * 4000), blank | broken
    yield "PNG, text of 200 MB", png[:33] + _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 200_000_000, 9)) + png[33:], blank
    yield "PNG, profile of 100 MB", png[:33] + _chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 100_000_000, 9)) + png[33:], blank
    for name, whole in {"PNG": png, "JPEG": jpeg, "WebP": webp, "GIF": gif}.items():
        for part in [3, 12, len(whole) // 2, len(whole) - 13]:
            yield f"{name} cut after {part}", whole[:part], broken | ({"none"} if name == "PNG" else set())
    wrong = bytearray(png)
    wrong[29] ^= 0xFF
    yield "PNG, wrong checksum of its header", bytes(wrong), broken | blank
    for side, right in [(60_000, large), (65_535, broken)]:
        yield f"JPEG of {side} x {side}", jpeg.replace(struct.pack(">HH", 300, 300), struct.pack(">HH", side, side)), right
    yield "GIF of 65535 x 65535", b"GIF89a\xff\xff\xff\xff\xf0\0\0" + b"\0" * 6 + b",\0\0\0\0\xff\xff\xff\xff\0\x02\0;", large
    frame = b",\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    many = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * 5000 + b";"
    yield "GIF of 5000 frames", many, blank
    yield "GIF of extensions", b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + b"!\xfe\1a\0" * 100_000 + b";", broken
    progressive = encoded(Image.frombytes("L", (1500, 1500), random.Random(1).randbytes(1500 * 1500)), "JPEG", progressive=True)
    last = progressive.rfind(b"\xff\xda")
    yield "JPEG of 20000 scans", progressive[:last] + progressive[last:last + 60] * 20_000, broken | blank
