"""Whether an alt text tells what can be seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.policies.quality.telling import advice, told
from scheduler.policies.vocabulary import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.subject import PictureFacts, Subject

ALT_QUALITY = advice(
    "ALT-QUALITY",
    "Say in the alt text what can be seen, without “image of” and not with a file name.",
    "45 CFR 84.84; WCAG 2.1, 1.1.1",
)
PICTURE_RULES = (ALT_QUALITY,)

SHORTEST, LONGEST = 20, 300
_FILE_NAME = Expression(
    r"\s*(?:[\w\-. ()]{1,200}\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp|mp4|mov)"
    r"|(?:img|dsc|pxl|screenshot|image|photo)[_\- ]?\d[\w\- ]{0,50})\s*",
    re.IGNORECASE,
)
_IMAGE_OF = Expression(
    r"\s*(?:an? |the |this )?(?:image|picture|photo|photograph|graphic|screenshot|pic|video)"
    r"(?: (?:of|showing|shows)\b|\s*$|\s*\d+\s*$)",
    re.IGNORECASE,
)


def find_in_pictures(subject: Subject) -> Iterator[Finding]:
    """Yield one advice for each alt text that says too little, too much, or the wrong thing."""
    for number, picture in enumerate(subject.pictures, start=1):
        alt = picture.alt.strip()
        if not any(char.isalnum() for char in alt):
            continue  # that it is missing is another rule
        says = _weakness(alt, picture, subject)
        if says:
            where = "the video" if picture.is_video else f"picture {number}"
            yield told(ALT_QUALITY, 0, 0, f"In the alt text of {where}: {says}")


def _weakness(alt: str, picture: PictureFacts, subject: Subject) -> str:
    if _FILE_NAME.fullmatch(alt) or alt == picture.file_name:
        return "say what can be seen; a file name tells nothing."
    if _IMAGE_OF.match(alt):
        return "leave out “image of”, the screen reader says that; tell what can be seen."
    if alt.casefold() == subject.text.strip().casefold():
        return "tell what can be seen; the words of the post are read out anyway."
    if len(alt) < SHORTEST:
        return f"tell a little more; {SHORTEST} characters or more say who or what can be seen."
    if len(alt) > LONGEST:
        return f"tell it in {LONGEST} characters or fewer; a listener can't skip back."
    return ""
