from __future__ import annotations

import pytest

from feeds.sieve import Sieve

HEAD = b"<rss version='2.0'><channel><title>News</title>"
TAIL = b"</channel></rss>"
KEY = ("county", "https://example.org/feed")


def item(guid: str, title: str = "Flu clinic", extra: bytes = b"") -> bytes:
    return f"<item><guid>{guid}</guid><title>{title}</title>".encode() + extra + b"</item>"


def rss(*items: bytes) -> bytes:
    return HEAD + b"\n".join(items) + TAIL


def knowing(*items: bytes) -> Sieve:
    sieve = Sieve()
    sieve.remember(KEY, sieve.cut(KEY, rss(*items)))
    return sieve


def test_entries_that_were_read_are_cut_out_and_the_rest_is_left_as_it_is() -> None:
    sieve = knowing(item("1"), item("2"))

    cut = sieve.cut(KEY, rss(item("3"), item("1"), item("2")))

    assert cut.document == HEAD + item("3") + b"\n\n" + TAIL
    assert cut.ids == {"1", "2"}


def test_an_entry_that_changed_by_one_letter_is_read_again() -> None:
    sieve = knowing(item("1"), item("2"))

    cut = sieve.cut(KEY, rss(item("1", "Flu clinics"), item("2")))

    assert item("1", "Flu clinics") in cut.document
    assert cut.ids == {"2"}


def test_nothing_is_known_before_it_was_kept_nor_under_another_key_nor_once_forgotten() -> None:
    document = rss(item("1"))
    sieve = Sieve()

    assert sieve.cut(KEY, document).document == document
    assert sieve.cut(KEY, document).document == document
    sieve.remember(KEY, sieve.cut(KEY, document))
    assert sieve.cut(("county", "https://example.net/feed"), document).document == document
    sieve.forget(KEY)
    assert sieve.cut(KEY, document).document == document


@pytest.mark.parametrize(
    "items",
    [
        (item("1"), item("1", "Another")),
        (b"<item><title>No id</title></item>",),
        (item("1", extra=b"<![CDATA[ </item> ]]>"),),
        (item("1", extra=b"<!-- </item> -->"),),
        (item("1", extra=b"<item>"),),
        (item("1", extra=b"<pubDate>06/24/2026</pubDate>"),),
        (b"<item><guid>1</guid>",),
        tuple(item(str(number)) for number in range(301)),
    ],
    ids=["twins", "no-id", "cdata", "comment", "nested", "figures", "open", "many"],
)
def test_where_it_can_t_be_sure_everything_is_read(items: tuple[bytes, ...]) -> None:
    sieve = knowing(*items)
    document = rss(*items)

    cut = sieve.cut(KEY, document)

    assert cut.document == document
    assert cut.ids == frozenset()


def test_entries_of_atom_and_of_rdf_are_known_by_their_ids() -> None:
    atom = b"<feed><entry><id>urn:x:1</id></entry><entry><id>urn:x:2</id></entry></feed>"
    rdf = b'<rdf:RDF><items/><item rdf:about="https://example.org/1"><title>A</title></item></rdf:RDF>'
    sieve = Sieve()

    for document in (atom, rdf):
        sieve.remember(document, sieve.cut(document, document))

    assert sieve.cut(atom, atom).document == b"<feed></feed>"
    assert sieve.cut(rdf, rdf).document == b"<rdf:RDF><items/></rdf:RDF>"


def test_a_hostile_document_takes_no_longer_than_it_is_long() -> None:
    opened = b"<item>" * 400_000
    closed = b"<item><guid></item>" * 100_000

    for document in (opened, closed, b"<guid>" * 500_000, b"<item" + b" " * 3_000_000):
        assert Sieve().cut(KEY, document).document == document


def test_entries_without_ids_are_known_by_their_pages_unless_two_have_the_same() -> None:
    def linked(*pages: str) -> bytes:
        return rss(*(f"<item><link>https://example.org/{page}</link></item>".encode() for page in pages))

    sieve = Sieve()
    sieve.remember(KEY, sieve.cut(KEY, linked("1", "2")))

    assert sieve.cut(KEY, linked("3", "1", "2")).ids == {"https://example.org/1", "https://example.org/2"}
    assert sieve.cut(KEY, linked("2?utm_source=rss", "1", "2")).ids == frozenset()


def test_entries_of_which_only_some_have_ids_are_all_read() -> None:
    document = rss(item("1"), b"<item><link>https://example.org/2</link></item>")
    sieve = Sieve()
    sieve.remember(KEY, sieve.cut(KEY, document))

    assert sieve.cut(KEY, document).document == document
