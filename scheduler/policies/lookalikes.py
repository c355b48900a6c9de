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

#: Shaped like capitals, Cherokee; and Greek that is no like letter but stands for one in a Latin word.
_CHEROKEE = dict(zip("ᎪᏴᏟᎠᎬᏀᎻᏆᎫᏦᏞᎷᏢᎡᏒᏚᎢᏙᎳᏃ", "ABCDEGHIJKLMPRRSTVWZ", strict=True))
_STANDS_FOR = dict(zip("ΞΣΛ", "EEA", strict=True))

#: Greek that science writes inside Latin words, as in the names of cytokines.
SCIENTIFIC = frozenset("ανρικυτεηγ")

LOOKALIKES: dict[str, str] = {**_CYRILLIC, **_GREEK, **_SMALL_CAPITALS, **_CHEROKEE, **_STANDS_FOR}
#: Letters of a style, not of another alphabet.
SMALL_CAPITALS = frozenset(_SMALL_CAPITALS)
#: Each is one character for one, so that offsets stay.
FOLDING = str.maketrans(LOOKALIKES)
#: Typographic marks that the rules need not tell apart.
PLAIN_MARKS = str.maketrans("‘’ʼ“”«»‐‑‒–—―−⁄∕", '\'\'\'""""-------//')  # noqa: RUF001 - they are the point
