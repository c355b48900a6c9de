"""Each network's drawing of a post: its own cuts, its own layout of pictures, its own card; nobody's HTML."""

from __future__ import annotations

import re

import pytest

from connectors.appearance import APPEARANCES, BLUESKY, FACEBOOK, LINKEDIN, MASTODON, Appearance, X
from scheduler.domain.post import Picture
from scheduler.services.planning import NewPart, NewPicture
from tests.ui.test_preview import a_draft
from ui.composer.preview import card

ALL = pytest.mark.parametrize("on", APPEARANCES.values(), ids=list(APPEARANCES))
LINK = "https://www.example.org/a/very/long/address/indeed"


def pictures(count: int) -> tuple[Picture, ...]:
    return tuple(
        Picture(sha256=str(number) * 64, mime="image/png", width=300, height=200, alt=f"Picture {number}")
        for number in range(count)
    )


@ALL
def test_nothing_typed_becomes_a_tag_on_any_network(on: Appearance) -> None:
    hostile = '<script>alert(1)</script> "><img src=x> & 1 < 2 https://example.org/"><svg/onload=x> #<b>'
    shown = Picture(sha256="a" * 64, mime="image/png", width=1, height=1, alt='"><script>x</script>')
    added = NewPicture(data=b"\x89PNG", alt="'\"><script>", file_name="<b>.png")

    drawn = card(
        a_draft(
            text=hostile + " word" * 200,
            link='https://example.org/"><script>',
            thread=(NewPart(text=hostile, kept=(shown,), added=(added,)),),
        ),
        on,
        page='<script>title</script>"',
    )

    tags = set(re.findall(r"<(/?[a-z]+)", drawn))
    assert tags <= {
        sign + name
        for sign in ("", "/")
        for name in (
            "article",
            "br",
            "details",
            "div",
            "footer",
            "header",
            "img",
            "span",
            "strong",
            "summary",
        )
    }
    assert not re.search(r"<[^>]*\son\w+=", drawn)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in drawn


@ALL
def test_what_a_network_hides_waits_behind_its_own_words(on: Appearance) -> None:
    drawn = card(a_draft(text="\n".join(f"line {number} " + "word " * 12 for number in range(60))), on)
    head, rest = drawn.split(f"<details><summary>{on.more}</summary>")

    assert "line 0 " in head
    assert "line 59 " in rest
    assert "<details>" not in card(a_draft(text="Short."), on)


@ALL
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_pictures_lie_as_the_network_lays_them(on: Appearance, count: int) -> None:
    drawn = card(a_draft(text="Look.", kept=pictures(count), link=LINK), on)

    assert drawn.count("<img ") == count
    assert 'class="site card"' not in drawn  # no card beside pictures
    if count == 1:
        assert f"--least: {100 / on.single[1]:.2f}cqw" in drawn
    else:
        layout = on.layouts[count]
        assert f'class="pictures {layout.grid.value}" style="aspect-ratio: {layout.ratio:.4f}' in drawn


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (X, "example.org/a/very/long/ad…"),
        (LINKEDIN, "https://lnkd.in/…"),
        (FACEBOOK, LINK),
        (BLUESKY, "www.example.org/a/very/long/..."),
        (MASTODON, "example.org/a/very/long/addres…"),
    ],
)
def test_a_link_is_written_as_the_network_does_with_a_card_of_what_is_known_here(
    on: Appearance, shown: str
) -> None:
    drawn = card(a_draft(text="Read this.", link=LINK), on, page="Flu & you")

    assert f'<span class="link">{shown}</span>' in drawn
    assert '<span class="where">example.org</span><strong>Flu &amp; you</strong>' in drawn
    assert "http" not in re.sub(r'<span class="link">.*?</span>', "", drawn)  # nothing is fetched


def test_parts_are_numbered_by_us_and_are_comments_where_there_are_no_threads() -> None:
    draft = a_draft(text="One.", thread=(NewPart(text="Two."),))

    assert '<span class="ours quiet">Part 2 of 2</span>' in card(draft, X)
    assert '<span class="ours quiet">Part 2 of 2, there as a comment</span>' in card(draft, LINKEDIN)
    assert "Preview of part 2, as on LinkedIn" in card(draft, LINKEDIN)
    assert 'aria-label="Preview of part 2"' in card(draft, X)


def test_a_large_picture_keeps_its_place() -> None:
    large = NewPicture(data=b"x" * (3 * 1024 * 1024 + 1), alt="Large")

    drawn = card(a_draft(text="Look.", kept=pictures(1), added=(large,)))

    assert "pictures pair" in drawn
    assert "shown here once it is saved" in drawn
