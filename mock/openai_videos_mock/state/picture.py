"""The picture of a video at a moment: which video it is, what it was asked for, and how far it has come."""

from __future__ import annotations

import zlib
from base64 import b64decode
from functools import lru_cache
from textwrap import wrap

from anyascii import anyascii
from attrs import frozen
from PIL import Image, ImageDraw, ImageFont

from openai_videos_mock.state.parts import Part

_LOOKS = 8
_STRIPES = 8
_DARK, _SOFT, _BRIGHT = 32, 170, 235
_LINES = 6
"""Of a prompt."""
_SMALLEST = 160
"""Pixels of the shorter side that text needs."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_ "
"""Whose width is that of text."""


@frozen
class Layout:
    """Where things are in a picture of some size."""

    width: int
    height: int

    @property
    def unit(self) -> int:
        """The height of a line of small text."""
        return max(8, min(self.width, self.height) // 30)

    @property
    def small(self) -> bool:
        """Whether no text can be read in it."""
        return min(self.width, self.height) < _SMALLEST

    @property
    def clock(self) -> tuple[int, int, int, int]:
        """The place of what moves: the timecode, and the bar below it."""
        return self.unit * 2, self.height - self.unit * 9, self.width - self.unit * 2, self.height - self.unit * 2


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def tint(part: Part) -> tuple[int, int]:
    """Give the colour of a part, as its two chroma values."""
    look = zlib.crc32(part.look.encode()) % _LOOKS
    return 90 + look * 10, 170 - look * 10


def draw_card(part: Part, layout: Layout, size: str) -> Image.Image:
    """Draw all of the picture of a part that stands still, in grey."""
    image = Image.new("L", (layout.width, layout.height))
    draw = ImageDraw.Draw(image)
    stripe = layout.width / _STRIPES
    for number in range(_STRIPES):
        draw.rectangle((number * stripe, 0, (number + 1) * stripe, layout.height), fill=60 + 14 * number)
    if layout.small:
        return image
    unit = layout.unit
    draw.rectangle((unit, unit, layout.width - unit, layout.height - unit), fill=_DARK)
    if part.made:  # a second frame, so that what was derived is told from afar
        draw.rectangle(
            (unit * 1.5, unit * 1.5, layout.width - unit * 1.5, layout.height - unit * 1.5), outline=_SOFT, width=3
        )
    place = _write(draw, layout, unit * 2.5, part.id, unit, _BRIGHT, 2)
    place = _write(draw, layout, place, f"{part.model}   {size}   {part.seconds} s".strip(), unit, _SOFT, 1)
    place = _write(draw, layout, place + unit, part.prompt, unit * 1.5, _BRIGHT, _LINES)
    place = _write(draw, layout, place + unit, part.made, unit, _SOFT, 3)
    if part.still:
        _paste_still(image, part.still, layout, int(place + unit))
    return image


def _write(
    draw: ImageDraw.ImageDraw, layout: Layout, top: float, text: str, size: float, fill: int, most: int
) -> float:
    """Write text in at most so many lines, and tell where it ends.

    The font has the letters of English; those of other writings are told by these.
    """
    font = _font(int(size))
    shown = "".join(character if character.isprintable() else "?" for character in anyascii(text))
    width = int((layout.width - layout.unit * 5) * len(_LETTERS) / font.getlength(_LETTERS))
    for line in wrap(shown, width, max_lines=most, placeholder=" ...") if shown else ():
        draw.text((layout.unit * 2.5, top), line, fill=fill, font=font)
        top += size * 1.3
    return top


def _paste_still(image: Image.Image, still: str, layout: Layout, top: int) -> None:
    shape, _, grey = still.partition(":")
    width, height = map(int, shape.split("x"))
    picture = Image.frombytes("L", (width, height), zlib.decompress(b64decode(grey)))
    room = layout.clock[1] - layout.unit - top
    scale = min((layout.width - layout.unit * 5) / width, room / height)
    if scale > 0:
        picture = picture.resize((max(1, int(width * scale)), max(1, int(height * scale))), Image.Resampling.BILINEAR)
        image.paste(picture, (int(layout.unit * 2.5), top))


def draw_moment(card: Image.Image, layout: Layout, now: float, end: float) -> Image.Image:
    """Draw a card with the time, in seconds."""
    image = card.copy()
    draw = ImageDraw.Draw(image)
    if layout.small:
        draw.rectangle((0, layout.height // 2, layout.width * now / end, layout.height), fill=_BRIGHT)
        return image
    left, top, right, bottom = layout.clock
    draw.text((left + layout.unit / 2, top), _timecode(now), fill=_BRIGHT, font=_font(layout.unit * 4))
    bar = (left + layout.unit / 2, bottom - layout.unit, right - layout.unit / 2, bottom - layout.unit / 2)
    draw.rectangle(bar, fill=60)
    draw.rectangle((*bar[:2], bar[0] + (bar[2] - bar[0]) * now / end, bar[3]), fill=_BRIGHT)
    return image


def _timecode(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02}:{rest:04.1f}"
