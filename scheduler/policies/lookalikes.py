"""Letters of other alphabets that the eye takes for Latin ones."""

from __future__ import annotations

_CYRILLIC = dict(
    zip(
        "АВСЕНІЈКМОРЅТХУавсеһіјкморѕтухԛԝѵԁгпн",
        "ABCEHIJKMOPSTXYabcehijkmopstyxqwvdrnh",
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονρικυτεηγ",
        "ABEZHIKMNOPTYXaovpikuteny",
        strict=True,
    )
)
#: Phonetic small capitals, which compatibility folding leaves alone.
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))

#: Greek that science writes inside Latin words, as in the names of cytokines.
SCIENTIFIC = frozenset("ανρικυτεηγ")

LOOKALIKES: dict[str, str] = {**_CYRILLIC, **_GREEK, **_SMALL_CAPITALS}
#: Each is one character for one, so that offsets stay.
FOLDING = str.maketrans(LOOKALIKES)
#: Typographic marks that the rules need not tell apart.
PLAIN_MARKS = str.maketrans("‘’ʼ“”«»‐‑‒–—―−⁄∕", '\'\'\'""""-------//')  # noqa: RUF001 - they are the point
