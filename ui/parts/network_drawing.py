"""Draw the network as an SVG: sources and sites, our channels, communities and experts, and lines between.

Every line is as wide as its count, dashed while nothing of it is out. Kinds stand under headings, so that
no colour is needed to tell them. Names are escaped, cut where they are long, and whole in a `<title>`.
"""

from __future__ import annotations

from html import escape
from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from scheduler.domain.network import End, Kind
from ui import network_words as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.domain.network import Drawing, Line, Network, Node

#: Pixels of the drawing at its own size.
_WIDTH, _TOP, _ROW, _HEADING, _BAND = 960, 14, 26, 34, 46
_LEFT, _RIGHT = 300, 660
_CHANNEL_LEFT, _CHANNEL_RIGHT, _CHANNEL_HEIGHT = 390, 570, 34
_MARK = 5
#: Letters that fit beside a mark, and into the box of a channel.
_LETTERS, _CHANNEL_LETTERS = 32, 18
_THIN, _THICK = 1.5, 10.5
_SIDES: Final = ((Kind.SOURCE, Kind.SITE), (Kind.COMMUNITY, Kind.EXPERT))


class _Row(NamedTuple):
    """Where something stands: the middle of its line."""

    y: float
    node: Node | None
    heading: str = ""


def svg(network: Network, drawn: Drawing, titles: Mapping[str, str]) -> str:
    """Return the drawing as one well-formed SVG document; `titles` are those of the channels."""
    left, right = (_rows(drawn.nodes, kinds) for kinds in _SIDES)
    height = max([_TOP + _BAND * len(drawn.channels), *(row.y + _ROW for row in (*left, *right))]) + _TOP
    step = height / max(1, len(drawn.channels))
    middle = {channel: step * (place + 0.5) for place, channel in enumerate(drawn.channels)}
    at = {End(row.node.kind, row.node.key): row.y for row in (*left, *right) if row.node}
    names = {End(node.kind, node.key): node.title for node in drawn.nodes}
    most = max((line.posts for line in drawn.lines), default=1)
    parts = [
        *(_line(line, titles, names, middle, at, most) for line in drawn.lines),
        *(_entry(row, network, is_left=True) for row in left),
        *(_channel(each, titles, middle[each], network) for each in drawn.channels),
        *(_entry(row, network, is_left=False) for row in right),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" '
        f'aria-label="{_safe(words.DRAWING)}">{"".join(parts)}</svg>'
    )


def _rows(nodes: Iterable[Node], kinds: Iterable[Kind]) -> list[_Row]:
    """Return the headings and nodes of one side from top to bottom; a kind without nodes has no heading."""
    rows: list[_Row] = []
    y = float(_TOP)
    for kind in kinds:
        of_kind = [node for node in nodes if node.kind is kind]
        if of_kind:
            rows.append(_Row(y + _ROW / 2, None, words.KINDS[kind.value]))
            y += _HEADING
        for node in of_kind:
            rows.append(_Row(y + _ROW / 2, node))
            y += _ROW
        y += _TOP if of_kind else 0
    return rows


def _entry(row: _Row, network: Network, *, is_left: bool) -> str:
    x, anchor, away = (_LEFT, "end", -1) if is_left else (_RIGHT, "start", 1)
    if row.node is None:
        return (
            f'<text class="heading" x="{x}" y="{row.y + 5:.1f}" text-anchor="{anchor}">'
            f"{_safe(row.heading)}</text>"
        )
    count = network.of_nodes[End(row.node.kind, row.node.key)]
    style = "mark" if count else "mark hollow"
    return (
        f"<g><title>{_safe(words.node(row.node, count))}</title>"
        f'<circle class="{style}" cx="{x}" cy="{row.y:.1f}" r="{_MARK}"/>'
        f'<text x="{x + 12 * away}" y="{row.y + 5:.1f}" text-anchor="{anchor}">'
        f"{_safe(_cut(row.node.title, _LETTERS))}</text></g>"
    )


def _channel(name: str, titles: Mapping[str, str], y: float, network: Network) -> str:
    title, count = titles.get(name, name), network.of_channels[name]
    style = "channel" if count else "channel hollow"
    return (
        f"<g><title>{_safe(words.channel(title, count))}</title>"
        f'<rect class="{style}" x="{_CHANNEL_LEFT}" y="{y - _CHANNEL_HEIGHT / 2:.1f}" rx="9" '
        f'width="{_CHANNEL_RIGHT - _CHANNEL_LEFT}" height="{_CHANNEL_HEIGHT}"/>'
        f'<text class="name" x="{(_CHANNEL_LEFT + _CHANNEL_RIGHT) / 2:.0f}" y="{y + 5:.1f}" '
        f'text-anchor="middle">{_safe(_cut(title, _CHANNEL_LETTERS))}</text></g>'
    )


def _line(
    line: Line,
    titles: Mapping[str, str],
    names: Mapping[End, str],
    middle: Mapping[str, float],
    at: Mapping[End, float],
    most: int,
) -> str:
    is_left = line.end.kind in _SIDES[0]
    begin, end = (_LEFT + _MARK, _CHANNEL_LEFT) if is_left else (_RIGHT - _MARK, _CHANNEL_RIGHT)
    bend, y, to = (begin + end) / 2, at[line.end], middle[line.channel]
    width = _THIN + (_THICK - _THIN) * sqrt(line.posts / most)
    style = "line" if line.out else "line planned"
    title = words.line(titles.get(line.channel, line.channel), names[line.end], line.posts, line.out)
    return (
        f'<path class="{style}" stroke-width="{width:.1f}" '
        f'd="M{begin} {y:.1f}C{bend:.0f} {y:.1f} {bend:.0f} {to:.1f} {end} {to:.1f}">'
        f"<title>{_safe(title)}</title></path>"
    )


def _cut(text: str, letters: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= letters else f"{line[: letters - 1].rstrip()}…"


def _safe(text: str) -> str:
    """Return the text as XML may hold it: signs that nobody sees become blanks."""
    return escape("".join(each if each.isprintable() else " " for each in text))
