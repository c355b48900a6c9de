from __future__ import annotations

from typing import Any

import pytest

from scheduler.policies.finding import Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import MediaLimits, PictureFacts, Profile, Subject


def rules(**fields: Any) -> list[str]:
    return [f.rule for f in review(Subject(**{"text": "Wash your hands.", **fields})).findings]


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200b", "!!!", "\U0001f600"])
def test_a_text_without_words_blocks(text: str) -> None:
    assert "TEXT-EMPTY" in rules(text=text)


@pytest.mark.parametrize(
    ("length", "limit", "fits"), [(280, 280, True), (281, 280, False), (None, 280, True), (9, None, True)]
)
def test_the_length_the_caller_counted_decides(length: int | None, limit: int | None, *, fits: bool) -> None:
    assert ("TEXT-LENGTH" not in rules(length=length, limit=limit)) is fits


def test_each_picture_needs_alt_text_of_its_own() -> None:
    good, blank = PictureFacts(alt="Two nurses wash their hands"), PictureFacts(alt=" \u200b")

    assert rules(pictures=(good, blank, blank)) == ["ALT-MISSING"]
    assert rules(pictures=(good,)) == []
    assert review(Subject(text="Hello", pictures=(blank,))).verdict is Verdict.BLOCK


def test_a_long_alt_text_blocks_at_the_networks_limit() -> None:
    picture = PictureFacts(alt="hand " * 50)

    assert rules(pictures=(picture,), alt_limit=250) == []
    assert rules(pictures=(picture,), alt_limit=249) == ["ALT-LENGTH"]


GIF, FILM, PHOTO = "image/gif", "video/mp4", "image/png"


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ([(PHOTO, 10, 0.0)] * 2, []),
        ([(PHOTO, 10, 0.0)] * 3, ["MEDIA-NUMBER"]),
        ([(GIF, 10, 0.0)], ["MEDIA-KIND"]),
        ([(PHOTO, 11, 0.0)], ["MEDIA-SIZE"]),
        ([(FILM, 99, 60.0)], []),
        ([(FILM, 99, 0.0)], []),
        ([(FILM, 99, 61.0)], ["MEDIA-LENGTH"]),
        ([(FILM, 99, 0.4)], ["MEDIA-LENGTH"]),
    ],
)
def test_what_a_network_does_not_take_of_pictures_and_videos_is_told(
    shown: list[tuple[str, int, float]], found: list[str]
) -> None:
    limits = MediaLimits(pictures=2, kinds={PHOTO: 10, FILM: 99}, seconds=(0.5, 60.0))
    pictures = tuple(
        PictureFacts(alt="Two nurses wash their hands", mime=kind, size=size, seconds=seconds)
        for kind, size, seconds in shown
    )

    assert rules(pictures=pictures, media=limits) == found
    assert rules(pictures=pictures) == []


def test_alt_texts_and_file_names_go_through_the_rules_of_the_text() -> None:
    pictures = (
        PictureFacts(alt="Sunrise over the ward"),
        PictureFacts(alt="X-ray of patient Jane Doe", file_name="mrn_4471823.png"),
    )

    found = review(Subject(text="Good morning!", pictures=pictures)).findings

    by_rule = {finding.rule: finding for finding in found}
    assert by_rule["PHI-A-PATIENT"].advice.startswith("In the alt text of picture 2: ")
    assert by_rule["PHI-H-RECORD"].advice.startswith("In the file name of picture 2: ")
    assert {(finding.start, finding.end) for finding in found} == {(0, 0)}


def test_half_a_character_is_pointed_at() -> None:
    (finding,) = review(Subject(text="Wash \ud83d hands")).findings

    assert (finding.rule, finding.start, finding.end) == ("TEXT-BROKEN", 5, 6)


def of_source(*domains: str) -> Profile:
    return Profile(allowed_domains=frozenset(domains), own_domains=frozenset({"larkspur.example.org"}))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://www.example.gov/flu", []),
        ("https://EXAMPLE.gov./flu", []),
        ("https://news.larkspur.example.org/flu", []),
        ("https://example.gov.evil.example.net/flu", ["LINK-DOMAIN", "LINK-IMITATES"]),
        ("https://notexample.gov/flu", ["LINK-DOMAIN"]),
        ("https://bit.ly/3xyz", ["LINK-SHORTENER"]),
        ("https://ex\u0430mple.gov/flu", ["LINK-LOOKALIKE", "LINK-DOMAIN"]),
        ("https://xn--exmple-4nf.gov/flu", ["LINK-LOOKALIKE", "LINK-DOMAIN"]),
        ("http://example.gov@evil.example.net/", ["LINK-SCHEME"]),
        ("javascript:alert(1)", ["LINK-SCHEME"]),
        ("data:text/html,hello", ["LINK-SCHEME"]),
        ("ftp://example.gov/file", ["LINK-SCHEME"]),
        ("https://", ["LINK-SCHEME"]),
        ("https://[::1", ["LINK-SCHEME"]),
        ("//example.gov", ["LINK-SCHEME"]),
    ],
)
def test_a_link_must_lead_where_the_source_is(link: str, expected: list[str]) -> None:
    assert rules(link=link, profile=of_source("example.gov")) == expected


def test_an_honest_foreign_domain_is_no_lookalike() -> None:
    assert rules(link="https://münchen.example.org/") == []


def test_a_link_in_the_text_is_checked_too_and_only_once() -> None:
    link = "https://other.example.net/x"
    text = f"Read this ({link})."

    found = review(Subject(text=text, link=link, profile=of_source("example.gov"))).findings

    (finding,) = [finding for finding in found if finding.rule == "LINK-DOMAIN"]
    assert text[finding.start : finding.end] == link


def test_without_known_domains_any_web_link_passes() -> None:
    assert rules(text="See https://example.net/x", link="https://example.com/") == []


def test_every_cashtag_beyond_what_the_network_takes_blocks_at_its_place() -> None:
    text, places = "$HCA and $UNH rose.", ((0, 4), (9, 13))

    said = review(Subject(text=text, cashtags=places, most_cashtags=1))

    assert [(each.rule, text[each.start : each.end]) for each in said.findings] == [("TEXT-CASHTAGS", "$UNH")]
    assert said.verdict is Verdict.BLOCK
    assert rules(text=text, cashtags=places) == []
    assert rules(text=text, cashtags=places[:1], most_cashtags=1) == []
