"""How each network counts, cuts and shortens: its own numbers, at their edges."""

from __future__ import annotations

import pytest

from connectors.appearance import (
    APPEARANCES,
    BLUESKY,
    FACEBOOK,
    LINKEDIN,
    MASTODON,
    Appearance,
    X,
    appearance_of,
    count,
    fits,
    folded,
    pieces,
    shown_address,
    site_of,
)

FAMILY = "\U0001f469‍\U0001f469‍\U0001f467"
LONG = "https://www.example.org/a/very/long/address/indeed?of=it"


def seen(text: str, on: Appearance) -> tuple[str, str]:
    head, rest = folded(pieces(text, on), on)
    return "".join(each.text for each in head), "".join(each.text for each in rest)


@pytest.mark.parametrize(
    ("on", "limit"), [(X, 280), (LINKEDIN, 3000), (FACEBOOK, 63206), (BLUESKY, 300), (MASTODON, 500)]
)
def test_each_network_takes_its_own_length_and_no_more(on: Appearance, limit: int) -> None:
    assert count("a" * limit, on) == limit
    assert fits("a" * limit, on)
    assert not fits("a" * (limit + 1), on)


@pytest.mark.parametrize(("on", "emoji"), [(X, 2), (LINKEDIN, 8), (FACEBOOK, 8), (BLUESKY, 1), (MASTODON, 1)])
def test_an_emoji_of_many_parts_counts_as_each_network_counts_it(on: Appearance, emoji: int) -> None:
    assert count(FAMILY, on) == emoji


@pytest.mark.parametrize(
    ("on", "weight", "shown"),
    [
        (X, 23, "example.org/a/very/long/ad…"),
        (LINKEDIN, len(LONG), "https://lnkd.in/…"),
        (FACEBOOK, len(LONG), LONG),
        (BLUESKY, 31, "www.example.org/a/very/long/..."),
        (MASTODON, 23, "example.org/a/very/long/addres…"),
    ],
)
def test_a_link_is_counted_and_shown_in_each_network_s_own_way(
    on: Appearance, weight: int, shown: str
) -> None:
    assert count(f"Read {LONG}", on) == 5 + weight
    assert shown_address(LONG, on) == shown
    assert [each.text for each in pieces(f"Read {LONG}.", on)] == ["Read ", shown, "."]


def test_short_addresses_stay() -> None:
    assert shown_address("https://example.org/", BLUESKY) == "example.org"
    assert shown_address("https://example.org/fluclinic", BLUESKY) == "example.org/fluclinic"
    assert shown_address("https://example.org/fl", LINKEDIN) == "https://example.org/fl"
    assert shown_address("https://www.example.org/flu", X) == "example.org/flu"


def test_mastodon_counts_and_shows_a_mention_without_its_server() -> None:
    text = "Thanks, @larkspur@social.example.org!"

    assert count(text, MASTODON) == len("Thanks, @larkspur!")
    assert [each.text for each in pieces(text, MASTODON) if each.is_link] == ["@larkspur"]
    assert count(text, BLUESKY) == len(text)


def test_bluesky_bounds_the_bytes_too() -> None:
    assert count(FAMILY * 200, BLUESKY) == 200
    assert not fits(FAMILY * 200, BLUESKY)


@pytest.mark.parametrize(("on", "edge"), [(X, 280), (LINKEDIN, 210), (FACEBOOK, 477)])
def test_a_text_folds_after_so_many_characters_at_the_end_of_a_word(on: Appearance, edge: int) -> None:
    assert seen("a" * edge, on)[1] == ""
    assert seen("a" * (edge + 1), on) == ("a" * edge, "a")

    head, rest = seen("four " * 200, on)
    assert edge - 20 <= len(head) <= edge
    assert head.endswith("four")
    assert head + rest == "four " * 200


@pytest.mark.parametrize(("on", "lines"), [(LINKEDIN, 3), (BLUESKY, 25), (MASTODON, 32)])
def test_a_text_folds_after_so_many_lines(on: Appearance, lines: int) -> None:
    assert seen("\n".join("a" * lines), on)[1] == ""
    assert seen("\n".join("a" * (lines + 1)), on) == ("\n".join("a" * lines), "\na")


def test_x_facebook_and_short_texts_do_not_fold_by_lines() -> None:
    assert seen("\n" * 60, FACEBOOK)[1] == ""
    assert seen("", LINKEDIN) == ("", "")


def test_a_rehearsal_and_a_network_nobody_knows_look_like_x() -> None:
    assert appearance_of("rehearsal") is X
    assert appearance_of("elsewhere") is X
    assert list(APPEARANCES) == ["x", "linkedin", "facebook", "bluesky", "mastodon"]


@pytest.mark.parametrize("on", APPEARANCES.values(), ids=list(APPEARANCES))
def test_every_network_says_how_two_three_and_four_pictures_lie(on: Appearance) -> None:
    narrow, wide = on.single

    assert set(on.layouts) == {2, 3, 4}
    assert narrow < 1 < wide


@pytest.mark.parametrize("on", APPEARANCES.values(), ids=list(APPEARANCES))
def test_hostile_text_is_shown_whole_and_soon(on: Appearance) -> None:
    for text in (
        "https://[",
        "https://" * 2000,
        "@a." * 5000,
        "@" * 9000,
        "\ud83d",
        "https://x.org/" + "." * 9000,
    ):
        shown = "".join(each.text for each in pieces(text, on))
        assert shown
        assert count(text, on) >= 1
    assert site_of("https://[") == ""
    assert site_of("https://www.example.org/a") == "example.org"
