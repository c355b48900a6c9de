"""A poster drawn when the demo is made, so that no picture need lie in the repository."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from scheduler.services.planning import NewPicture

_SIZE: Final = (1200, 675)
_PAPER: Final = "#f7f5f0"
_INK: Final = "#134e4a"
_WATER: Final = "#5eb8ad"
_STEPS: Final = ("Soap", "Rub", "Rinse")
_ALT: Final = (
    "Poster in teal on cream: the words “Wash your hands” above three round signs. "
    "They show a bar of soap, two waves and a drop of water, and read Soap, Rub, Rinse."
)


def poster() -> NewPicture:
    """Draw the poster about washing hands; the same every time."""
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _SIZE[0], 26), fill=_INK)
    draw.text((600, 120), "Wash your hands", fill=_INK, font=ImageFont.load_default(84), anchor="mm")
    for place, word in enumerate(_STEPS):
        _sign(draw, place, (240 + 360 * place, 370))
        draw.text((240 + 360 * place, 560), word, fill=_INK, font=ImageFont.load_default(52), anchor="mm")
    data = io.BytesIO()
    image.save(data, "PNG")
    return NewPicture(data=data.getvalue(), alt=_ALT, file_name="wash-your-hands.png")


def _sign(draw: ImageDraw.ImageDraw, place: int, centre: tuple[int, int]) -> None:
    x, y = centre
    draw.ellipse((x - 125, y - 125, x + 125, y + 125), outline=_INK, width=8, fill="white")
    match place:
        case 0:
            draw.rounded_rectangle((x - 65, y - 35, x + 65, y + 40), radius=24, fill=_WATER)
        case 1:
            for shift in (-30, 25):
                draw.arc((x - 80, y + shift - 30, x, y + shift + 30), 180, 360, fill=_WATER, width=14)
                draw.arc((x, y + shift - 30, x + 80, y + shift + 30), 0, 180, fill=_WATER, width=14)
        case _:
            draw.polygon(((x, y - 85), (x - 48, y + 15), (x + 48, y + 15)), fill=_WATER)
            draw.ellipse((x - 52, y - 30, x + 52, y + 74), fill=_WATER)
