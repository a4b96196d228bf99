"""Simple drawn pictures in place of photographs: one scene per category, different every time it is drawn.

Nobody and nothing real is in them. Each carries a line that says so, with its moment and its clause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from backend import clock

WIDTH: Final = 400
HEIGHT: Final = 300
QUALITY: Final = 66
GRAIN: Final = (96, 72)
CAPTION_HEIGHT: Final = 22

Colour = tuple[int, int, int]
Paint = Callable[[ImageDraw.ImageDraw, Random], None]


@dataclass(frozen=True, slots=True)
class Scene:
    """What to draw. `kind` as photos know it; `after` shows the place put in order. Equal scenes are equal bytes."""

    category: str
    clause: str
    kind: str
    at: datetime
    seed: int


def draw(scene: Scene) -> bytes:
    """The picture as a JPEG of 10 to 25 KB."""
    rng = Random(scene.seed)
    image = Image.new("RGB", (WIDTH, HEIGHT), _shade(rng, 150, 225))
    canvas = ImageDraw.Draw(image)
    _ground(canvas, rng)
    for _ in range(rng.randint(2, 4)):
        _wall(canvas, rng)
    if scene.kind != "after":
        SCENES.get(scene.category, _boxes)(canvas, rng)
    image = Image.blend(image, _grain(rng), rng.uniform(0.16, 0.26))
    _caption(ImageDraw.Draw(image), scene)
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _grain(rng: Random) -> Image.Image:
    """Light and shadow over the whole picture: what makes two drawings of one scene look different."""
    coarse = Image.frombytes("L", (8, 6), rng.randbytes(48)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    fine = Image.frombytes("L", GRAIN, rng.randbytes(GRAIN[0] * GRAIN[1])).resize((WIDTH, HEIGHT))
    return Image.merge("RGB", [Image.blend(coarse, fine, 0.35)] * 3)


def _caption(canvas: ImageDraw.ImageDraw, scene: Scene) -> None:
    canvas.rectangle((0, HEIGHT - CAPTION_HEIGHT, WIDTH, HEIGHT), fill=(20, 20, 20))
    text = f"DEMO  {scene.clause}  {clock.local(scene.at):%Y-%m-%d %H:%M}  {scene.kind}"
    canvas.text((8, HEIGHT - CAPTION_HEIGHT + 5), text, fill=(240, 240, 240), font=FONT)


def _shade(rng: Random, low: int, high: int) -> Colour:
    grey = rng.randint(low, high)
    red, green, blue = (max(0, min(255, grey + rng.randint(-25, 25))) for _ in range(3))
    return red, green, blue


def _box(rng: Random, least: int, most: int, top: int = 40) -> tuple[int, int, int, int]:
    width, height = rng.randint(least, most), rng.randint(least, most)
    left, up = rng.randint(0, WIDTH - width), rng.randint(top, max(top, HEIGHT - height))
    return left, up, left + width, up + height


def _ground(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    left, right = rng.randint(180, 300), rng.randint(180, 300)
    canvas.polygon([(0, left), (WIDTH, right), (WIDTH, HEIGHT), (0, HEIGHT)], fill=_shade(rng, 80, 150))


def _wall(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    left, width, top = rng.randint(-40, WIDTH - 60), rng.randint(70, 190), rng.randint(10, 150)
    foot = rng.randint(210, 290)
    canvas.rectangle((left, top, left + width, foot), fill=_shade(rng, 120, 220), outline=_shade(rng, 60, 110))
    for row in range(top + 15, foot - 30, 45):
        for column in range(left + 12, left + width - 26, 40):
            canvas.rectangle((column, row, column + 20, row + 26), fill=_shade(rng, 70, 190))


def _boxes(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(rng.randint(5, 11)):
        box = _box(rng, 30, 90, 150)
        canvas.rectangle(box, fill=(rng.randint(150, 200), rng.randint(105, 145), rng.randint(60, 95)), outline=DARK)
        canvas.line((box[0], (box[1] + box[3]) // 2, box[2], (box[1] + box[3]) // 2), fill=DARK, width=2)


def _door(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    left, top = rng.randint(60, 300), rng.randint(70, 120)
    canvas.rectangle((left, top, left + rng.randint(90, 130), HEIGHT - 40), fill=_shade(rng, 60, 120), outline=DARK)
    canvas.rectangle((left + 25, top - 34, left + 85, top - 12), fill=(20, 70, 150))
    canvas.ellipse((left + 12, top + 110, left + 24, top + 122), fill=(220, 190, 60))


def _wires(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(rng.randint(5, 9)):
        points = [(x, rng.randint(30, 240)) for x in range(0, WIDTH + 60, 60)]
        canvas.line(points, fill=_shade(rng, 20, 70), width=rng.randint(2, 5), joint="curve")
    for _ in range(rng.randint(2, 4)):
        canvas.rectangle(_box(rng, 40, 120, 140), fill=_shade(rng, 90, 170), outline=DARK, width=3)


def _scaffold(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    tilt = rng.randint(-40, 40)
    for x in range(rng.randint(10, 50), WIDTH, rng.randint(50, 90)):
        canvas.line((x, 40, x + tilt, HEIGHT - 40), fill=(190, 120, 40), width=6)
    for y in range(rng.randint(50, 90), HEIGHT - 60, rng.randint(50, 80)):
        canvas.line((0, y, WIDTH, y + tilt // 2), fill=(160, 100, 40), width=5)


def _table(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    left, top = rng.randint(90, 190), rng.randint(190, 240)
    canvas.polygon([(left, top), (left + 220, top), (left + 260, top + 60), (left - 40, top + 60)], fill=(140, 95, 60))
    for side in (left - 70, left + 240):
        canvas.rectangle((side, top - 40 + rng.randint(-15, 15), side + 55, top + 90), fill=_shade(rng, 60, 140))


def _lamp_post(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    x, top = rng.randint(80, 380), rng.randint(30, 80)
    canvas.line((x, top, x + rng.randint(-20, 20), HEIGHT - 30), fill=DARK, width=9)
    canvas.line((x, top, x + rng.choice((-90, 90)), top + 10), fill=DARK, width=6)
    canvas.rectangle(_box(rng, 30, 60, 40), fill=(230, 230, 220), outline=DARK, width=3)


def _posters(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(rng.randint(3, 7)):
        box = _box(rng, 50, 130, 40)
        canvas.rectangle(box, fill=rng.choice(((200, 40, 40), (240, 200, 60), (245, 245, 245))), outline=DARK)
        for row in range(box[1] + 10, box[3] - 8, 12):
            canvas.line((box[0] + 8, row, box[2] - 8, row), fill=DARK, width=2)


def _shelves(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    for y in range(rng.randint(80, 110), HEIGHT - 40, rng.randint(60, 80)):
        canvas.line((30, y, WIDTH - 30, y), fill=DARK, width=5)
        for x in range(40, WIDTH - 60, rng.randint(22, 40)):
            canvas.rectangle((x, y - rng.randint(18, 46), x + 15, y - 2), fill=_shade(rng, 60, 220))


def _flood(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    level = rng.randint(200, 260)
    canvas.rectangle((0, level, WIDTH, HEIGHT), fill=(90, rng.randint(110, 135), rng.randint(125, 160)))
    for _ in range(18):
        x, y = rng.randint(0, WIDTH), rng.randint(level, HEIGHT)
        canvas.arc((x - 30, y - 6, x + 30, y + 6), 0, 180, fill=(210, 225, 230), width=2)
    trunk = rng.randint(60, 420)
    canvas.line((trunk, level + 40, trunk + rng.randint(-160, 160), 60), fill=(90, 65, 40), width=14)


def _rubbish(canvas: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(rng.randint(14, 28)):
        box = _box(rng, 14, 60, 190)
        shape = rng.choice((canvas.ellipse, canvas.rectangle))
        shape(box, fill=(rng.randint(40, 220), rng.randint(40, 200), rng.randint(40, 200)), outline=DARK)


FONT: Final = ImageFont.load_default(12)
DARK: Final = (45, 42, 40)
SCENES: Final[Mapping[str, Paint]] = {
    "RK": _door,
    "CZ": _wires,
    "XF": _boxes,
    "AQ": _scaffold,
    "MD": _table,
    "ZA": _lamp_post,
    "FZ": _posters,
    "TS": _table,
    "MS": _door,
    "WJ": _shelves,
    "YJ": _flood,
    "HJ": _rubbish,
}
