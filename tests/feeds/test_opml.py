from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import OpmlError
from feeds.links import canonical
from feeds.opml import OpmlEntry, read_opml, write_opml

NAMES = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
WRITABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=20
).filter(lambda text: text == " ".join(text.split()) and bool(text))
ENTRIES = st.lists(
    st.builds(
        OpmlEntry,
        title=WRITABLE,
        url=st.integers(0, 99).map(lambda number: f"https://example.org/{number}?a=1&b=<2>"),
        home=st.none() | st.just("https://example.org/"),
        groups=st.lists(st.sampled_from(["News", "Heart & lung", 'the "best"', "<b>"]), max_size=3).map(
            tuple
        ),
    ),
    max_size=12,
    unique_by=lambda entry: canonical(entry.url),
)


@given(ENTRIES)
def test_a_list_that_was_written_reads_the_same(entries: list[OpmlEntry]) -> None:
    assert set(read_opml(write_opml(entries))) == set(entries)


@given(ENTRIES)
def test_writing_what_was_read_changes_nothing_more(entries: list[OpmlEntry]) -> None:
    once = read_opml(write_opml(entries))

    assert write_opml(read_opml(write_opml(once))) == write_opml(once)


@given(NAMES)
def test_any_title_can_be_written(title: str) -> None:
    read_opml(write_opml([OpmlEntry(title, "https://example.org/feed", groups=(title,))], title=title))


def test_nested_groups_are_kept() -> None:
    document = b"""<?xml version="1.0"?><OPML version="1.1"><body>
      <outline text="Health"><outline title="Heart"><outline text="A" xmlURL="https://example.org/a"/></outline>
      <outline text="B" xmlUrl="https://example.org/b" htmlUrl="https://example.org/"/></outline>
      <outline xmlUrl="https://example.org/c"/></body></OPML>"""

    assert read_opml(document) == (
        OpmlEntry("A", "https://example.org/a", None, ("Health", "Heart")),
        OpmlEntry("B", "https://example.org/b", "https://example.org/", ("Health",)),
        OpmlEntry("https://example.org/c", "https://example.org/c"),
    )


def test_of_two_entries_with_one_address_the_first_stays() -> None:
    document = b"""<opml><body><outline text="A" xmlUrl="https://example.org/a"/>
      <outline text="Again" xmlUrl="https://EXAMPLE.org/a/?utm_source=x"/></body></opml>"""

    assert [entry.title for entry in read_opml(document)] == ["A"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("feed://example.org/a", "http://example.org/a"),
        ("feed:https://example.org/a", "https://example.org/a"),
        ("feed:///example.org/a", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("", None),
    ],
)
def test_only_web_addresses_are_taken(written: str, read: str | None) -> None:
    document = f'<opml><body><outline text="A" xmlUrl="{written}"/></body></opml>'.encode()

    assert [entry.url for entry in read_opml(document)] == ([read] if read else [])


def test_a_list_that_escapes_nothing_is_read_without_its_groups() -> None:
    document = b"""<opml><body><outline text="Group">
      <outline text="Arts & "Crafts"" title="x" info="<br>" xmlUrl="https://example.org/a&x=1" />
      </outline></body></opml>"""

    assert read_opml(document) == (OpmlEntry("x", "https://example.org/a&x=1"),)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"", "not well-formed XML"),
        (b"hello", "not well-formed XML"),
        (b'<opml><body><outline text="A" xmlUrl="https://example.org/a"/><outl', "not well-formed XML"),
        (b"<rss version='2.0'></rss>", "is not a subscription list"),
        (b"<html></html>", "is not a subscription list"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><opml><body>&a;</body></opml>', "declares entities"),
        (b'<?xml version="1.0" encoding="klingon"?><opml/>', "encoding is unknown"),
        (b"<opml>" + b" " * 6_000_000 + b"</opml>", "larger than 5 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(document: bytes, words: str) -> None:
    with pytest.raises(OpmlError, match=words) as caught:
        read_opml(document)

    assert str(caught.value).startswith("The ")


def test_a_list_nested_without_end_is_read() -> None:
    depth = 20_000
    document = b"<opml>" + b"<outline>" * depth + b"</outline>" * depth + b"</opml>"

    assert read_opml(document) == ()


def test_an_empty_list_is_a_list() -> None:
    assert read_opml(write_opml([])) == ()


def test_what_opml_has_no_place_for_comes_back_from_our_namespace_and_others_are_passed_over() -> None:
    entry = OpmlEntry(
        "County", "https://example.org/a", categories=("flu", "rural"), extras=(("pace", "journal"),)
    )
    document = write_opml([entry])
    stranger = document.replace(b"urn:rounds:source", b"urn:somebody:else")

    assert read_opml(document) == (entry,)
    assert read_opml(stranger)[0].extras == ()
    assert b'category="flu,rural"' in document


def test_a_category_counts_by_the_last_part_of_its_path() -> None:
    outline = b'<outline xmlUrl="https://example.org/a" category="/Health/Heart, news ,,/"/>'
    document = b"<opml><body>" + outline + b"</body></opml>"

    assert read_opml(document)[0].categories == ("Heart", "news")


def test_a_list_of_ten_thousand_nested_outlines_is_read() -> None:
    deep = "".join(f'<outline text="g{number}">' for number in range(2_000))
    flat = "".join(f'<outline text="Same" xmlUrl="https://example.org/{n}"/>' for n in range(8_000))
    document = f"<opml><body>{flat}{deep}{'</outline>' * 2_000}</body></opml>".encode()

    assert len(read_opml(document)) == 8_000


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><opml><body>&b;</body></opml>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body>&a;</body></opml>',
    ],
)
def test_bombs_and_doors_made_of_entities_are_refused(document: bytes) -> None:
    with pytest.raises(OpmlError, match="declares entities"):
        read_opml(document)


@pytest.mark.real
def test_real_lists_are_read_and_come_back_whole(shared_feeds: Path) -> None:
    lists = sorted((shared_feeds / "opml").rglob("*.opml"))

    for file in lists:
        entries = read_opml(file.read_bytes())
        again = read_opml(write_opml(entries))
        assert entries, file.name
        assert {(entry.url, entry.title) for entry in again} == {(e.url, e.title) for e in entries}, file.name
    assert len(lists) > 20
