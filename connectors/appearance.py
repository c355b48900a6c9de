"""How each network shows a post: how it counts, where it folds, what becomes of links and pictures.

Facts as data, pure, nothing asked of any network. Where a network documents a number, its page is named;
“seen” is what others measured in its feed, which a network may change without a word. How long a text may be,
and what goes along with it, is said in `weigh.py` for X and in `limits.py` for the others.

Sources, as read in November 2026:

[b] Bluesky: its lexicon `app.bsky.feed.post`, and its app's source: `url-helpers.ts` (`toShortUrl`),
    `constants.ts` (`MAX_POST_LINES`), `AutoSizedImage.tsx`, `ImageLayoutGrid.tsx`.
[f] Facebook: 63,206 characters are its long-standing limit; 477 before “See more” on a desk, about 125 on a
    phone (seen: socialk.it, typecount.com, posthell.com); card 1.91:1 (Meta's guide to sharing images);
    photos: two side by side, three as one large and two small, four as a grid (seen: aitoearn.ai).
[l] LinkedIn: 3,000 characters (Posts API, `commentary`; an emoji counts two or more); about 210 characters or
    three lines before “…more” (seen: web-3-apps.com, boltpost.app); links beyond 26 characters become
    `lnkd.in` (its help on shared links); photos from 3:1 to 4:5, cropped in the middle beyond (its help on
    photos); card 1.91:1, 1200 x 627; the mosaic of several photos is as seen, documented nowhere.
[m] Mastodon: its source: `status_length_validator.rb` (500, a link 23, mentions without their server,
    graphemes), `text_formatter.rb` (30 characters of an address), `status_content.jsx` (706 px, 22 px a line,
    before “Read more”), `media_gallery.jsx` (one picture in its own shape, several in 3:2). A server may take
    more than 500.
[x] X: docs.x.com, “Counting characters”; `display_url` in its API's answers (26 characters, then “…”);
    its announcement of May 2021 (one picture whole from 2:1 to 3:4); two to four share 16:9 (seen: 8:9 beside
    16:9, seofix.com.au). Posts beyond 280 fold there with “Show more”; large cards 1.91:1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from connectors.limits import BLUESKY_LIMITS, FACEBOOK_LIMITS, LINKEDIN_LIMITS, MASTODON_LIMITS
from connectors.weigh import X_LIMITS, links, weighted_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connectors.base import Limits

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'\u2019\u201d]")
_NAME: Final = re.compile(r"(?<![\w@/])(?:@\w(?:[\w.-]*\w)?(?:@[\w-]+(?:\.[\w-]+)+)?|#\w+)")
#: How a server's part of a mention begins.
_SERVER: Final = re.compile(r"(?<=\w)@[\w-]+(?:\.[\w-]+)+")


class Counting(StrEnum):
    """What a network counts as one character."""

    WEIGHTED = "weighted"
    """X's weights: an emoji 2, most scripts outside Latin 2."""
    GRAPHEMES = "graphemes"
    """What a reader takes for one sign, however it is put together."""
    UNITS = "units"
    """UTF-16 units: most emoji count two or more."""


class Grid(StrEnum):
    """How several pictures share one box."""

    PAIR = "pair"
    """Side by side."""
    LEAD = "lead"
    """The first at the left, the others above each other at its right."""
    FOUR = "four"
    """Two rows of two."""


class Layout(NamedTuple):
    """The box of several pictures, which are cropped around their middle to fill it."""

    #: Width by height.
    ratio: float
    grid: Grid


class Fold(NamedTuple):
    """From where on the rest waits behind a click; 0 is no bound."""

    characters: int = 0
    lines: int = 0
    #: Characters that a line of the feed takes, about.
    line: int = 70


class Piece(NamedTuple):
    """A stretch of a text as it is shown."""

    text: str
    #: Is it a link, a mention or a hashtag?
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Appearance:
    """How one network shows a post."""

    network: str
    title: str
    #: What a post may hold; the length of its text in what `counting` counts.
    limits: Limits
    counting: Counting
    fold: Fold
    #: What a reader clicks for the rest.
    more: str
    #: The narrowest and the widest that one picture is shown, width by height; beyond, it is cropped.
    single: tuple[float, float]
    layouts: Mapping[int, Layout]
    #: A link counts so much however long it is; `None` where it counts as it is written, or as it is shown.
    link_counts: int | None = None
    #: Does a link count as it is shown?
    counts_shown_link: bool = False
    #: Width by height of the picture in a link's card.
    card: float = 1.91
    #: Does it chain parts to a thread? Elsewhere a further part stands as a comment. No network numbers them.
    has_threads: bool = True
    #: What stands beneath a post, in the network's own words.
    deeds: tuple[str, ...] = field(default=())

    @property
    def limit(self) -> int:
        """Longest text, in what `counting` counts."""
        return self.limits.characters


def _shared(ratio: float) -> dict[int, Layout]:
    return {2: Layout(ratio, Grid.PAIR), 3: Layout(ratio, Grid.LEAD), 4: Layout(ratio, Grid.FOUR)}


_BOUNDLESS: Final = 100.0
X: Final = Appearance(  # [x]
    "x",
    "X",
    X_LIMITS,
    Counting.WEIGHTED,
    Fold(characters=280),
    "Show more",
    single=(3 / 4, 2.0),
    layouts=_shared(16 / 9),
    link_counts=23,
    deeds=("Reply", "Repost", "Like"),
)
LINKEDIN: Final = Appearance(  # [l]
    "linkedin",
    "LinkedIn",
    LINKEDIN_LIMITS,
    Counting.UNITS,
    Fold(characters=210, lines=3),
    "…more",
    single=(4 / 5, 3.0),
    layouts={2: Layout(2.0, Grid.PAIR), 3: Layout(4 / 3, Grid.LEAD), 4: Layout(4 / 3, Grid.LEAD)},
    has_threads=False,
    deeds=("Like", "Comment", "Repost", "Send"),
)
FACEBOOK: Final = Appearance(  # [f]
    "facebook",
    "Facebook",
    FACEBOOK_LIMITS,
    Counting.UNITS,
    Fold(characters=477),
    "See more",
    single=(4 / 5, _BOUNDLESS),
    layouts={2: Layout(2.0, Grid.PAIR), 3: Layout(1.0, Grid.LEAD), 4: Layout(1.0, Grid.FOUR)},
    has_threads=False,
    deeds=("Like", "Comment", "Share"),
)
BLUESKY: Final = Appearance(  # [b]
    "bluesky",
    "Bluesky",
    BLUESKY_LIMITS,
    Counting.GRAPHEMES,
    Fold(lines=25),
    "Show More",
    single=(1 / 2, _BOUNDLESS),
    layouts={2: Layout(2.0, Grid.PAIR), 3: Layout(2.0, Grid.LEAD), 4: Layout(3 / 2, Grid.FOUR)},
    counts_shown_link=True,
    deeds=("Reply", "Repost", "Like"),
)
MASTODON: Final = Appearance(  # [m]
    "mastodon",
    "Mastodon",
    MASTODON_LIMITS,
    Counting.GRAPHEMES,
    Fold(lines=32),
    "Read more",
    single=(0.0, _BOUNDLESS),
    layouts=_shared(3 / 2),
    link_counts=23,
    deeds=("Reply", "Boost", "Favourite"),
)
APPEARANCES: Final = {each.network: each for each in (X, LINKEDIN, FACEBOOK, BLUESKY, MASTODON)}


def appearance_of(network: str) -> Appearance:
    """Return how `network` shows a post; a rehearsal, and what nobody knows, as X does."""
    return APPEARANCES.get(network, X)


def count(text: str, on: Appearance) -> int:
    """Return how long `text` is, its link included, in what `on` counts."""
    if on.counting is Counting.WEIGHTED:
        return weighted_length(text)
    if on.counting is Counting.UNITS:
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return _graphemes("".join(_counted(text, on)))


def size(text: str) -> int:
    """Return how many bytes `text` takes in UTF-8."""
    return len(text.encode("utf-8", "replace"))


def fits(text: str, on: Appearance) -> bool:
    """Return whether `on` takes a text this long."""
    bound = on.limits.text_bytes
    return count(text, on) <= on.limit and (bound is None or size(text) <= bound)


def shown_address(address: str, on: Appearance) -> str:
    """Return an address as `on` writes it in the text of a post."""
    scheme, mark, bare = address.partition("://")
    bare = bare if mark else scheme
    if on is BLUESKY:
        return _of_bluesky(address)
    if on is LINKEDIN:
        return address if len(address) <= 26 else "https://lnkd.in/…"  # noqa: PLR2004 - [l]
    if on is FACEBOOK:
        return address
    return _clipped(bare.removeprefix("www."), 30 if on is MASTODON else 26)


def pieces(text: str, on: Appearance) -> list[Piece]:
    """Return `text` as `on` shows it, whole: addresses in their short form, and what becomes a link."""
    found, last = list[Piece](), 0
    for start, end, is_address in _marks(text, on):
        if start > last:
            found.append(Piece(text[last:start]))
        words = text[start:end]
        found.append(Piece(shown_address(words, on) if is_address else _named(words, on), is_link=True))
        last = end
    return [*found, Piece(text[last:])] if last < len(text) else found


def folded(shown: list[Piece], on: Appearance) -> tuple[list[Piece], list[Piece]]:
    """Return what is seen at once, and what waits behind a click; a word is never cut where one ends near."""
    whole = "".join(each.text for each in shown)
    place = _cut(whole, on)
    if place >= len(whole):
        return shown, []
    seen, rest, at = list[Piece](), list[Piece](), 0
    for each in shown:
        inside = min(max(place - at, 0), len(each.text))
        seen.append(each._replace(text=each.text[:inside]))
        rest.append(each._replace(text=each.text[inside:]))
        at += len(each.text)
    return [each for each in seen if each.text], [each for each in rest if each.text]


def last_address(text: str, on: Appearance) -> str:
    """Return the last address in `text`, of which `on` makes a card; empty where there is none."""
    found = [text[start:end] for start, end, is_address in _marks(text, on) if is_address]
    return found[-1] if found else ""


def site_of(address: str) -> str:
    """Return the site that an address leads to, as cards name it; empty where it is no address."""
    try:
        return (urlsplit(address if "://" in address else f"//{address}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _marks(text: str, on: Appearance) -> list[tuple[int, int, bool]]:
    """Return what becomes a link, in its order: where it begins and ends, and whether it is an address."""
    if on is X:
        addresses = [(each.start, each.end, True) for each in links(text)]
    else:
        addresses = [(*each.span(), True) for each in _ADDRESS.finditer(text)]
    names = [(*each.span(), False) for each in _NAME.finditer(text)]
    taken = [
        each for each in names if not any(each[0] < end and start < each[1] for start, end, _ in addresses)
    ]
    return sorted([*addresses, *taken])


def _counted(text: str, on: Appearance) -> Iterator[str]:
    """Yield the pieces of a text, each as long as it counts."""
    last = 0
    for start, end, is_address in _marks(text, on):
        yield text[last:start]
        words = text[start:end]
        if not is_address:
            yield _named(words, on)
        elif on.link_counts is not None:
            yield "x" * on.link_counts
        else:
            yield shown_address(words, on) if on.counts_shown_link else words
        last = end
    yield text[last:]


def _named(words: str, on: Appearance) -> str:
    return _SERVER.sub("", words) if on is MASTODON else words


def _of_bluesky(address: str) -> str:
    """Return the host, and up to 15 characters of what follows it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    path = "" if parts.path == "/" else parts.path
    rest = f"{path}{'?' + parts.query if parts.query else ''}{'#' + parts.fragment if parts.fragment else ''}"
    return parts.netloc + (rest if len(rest) <= 15 else f"{rest[:13]}...")  # noqa: PLR2004 - [b]


def _clipped(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[:longest]}…"


def _cut(text: str, on: Appearance) -> int:
    """Return after how many characters the rest is hidden."""
    ends = [len(text)]
    if on.fold.characters and len(text) > on.fold.characters:
        ends.append(_at_a_word(text, on.fold.characters))
    if on.fold.lines:
        ends.append(_end_of_lines(text, on.fold))
    return min(ends)


def _at_a_word(text: str, place: int) -> int:
    near = max(text.rfind(" ", place - 20, place + 1), text.rfind("\n", place - 20, place + 1))
    return near if near > 0 else place


def _end_of_lines(text: str, fold: Fold) -> int:
    left, place = fold.lines, 0
    for line in text.split("\n"):
        takes = max(1, -(-len(line) // fold.line))
        if takes > left:
            return _at_a_word(text, place + left * fold.line) if left else max(0, place - 1)
        left -= takes
        place += len(line) + 1
    return len(text)


def _graphemes(text: str) -> int:
    if text.isascii():
        return len(text.replace("\r\n", "\n"))
    import regex  # type: ignore[import-untyped] # no stubs; loaded at the first text that needs it

    return len(regex.findall(r"\X", text))
