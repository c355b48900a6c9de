from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.links import absolute, belongs_to, canonical, host_of

HOSTS = st.sampled_from(
    ["example.org", "EXAMPLE.org", "www.cdc.gov", "münchen.example", "xn--mnchen-3ya.example", "[::1]"]
)
WORDS = st.text(string.ascii_letters + string.digits + "-_.~%é+ ", max_size=12).map(
    lambda text: text.replace(" ", "%20")
)
PAIRS = st.lists(st.tuples(WORDS.filter(bool), WORDS), max_size=5)
TRACKING = st.sampled_from(
    ["utm_source=rss", "UTM_Medium=feed", "at_campaign=x", "fbclid=1", "gclid=2", "mc_cid=3", "mc_eid=4",
     "rss=",
     "rss", "s_cid=cdc", "src=rss"]
)  # fmt: skip


@st.composite
def addresses(draw: st.DrawFn) -> str:
    path = "/".join(["", *draw(st.lists(WORDS, max_size=4))])
    query = "&".join(f"{name}={value}" for name, value in draw(PAIRS))
    port = draw(st.sampled_from(["", ":80", ":443", ":8080"]))
    scheme = draw(st.sampled_from(["http", "https", "HTTPS"]))
    return f"{scheme}://{draw(HOSTS)}{port}{path}{'?' if query else ''}{query}"


@given(addresses())
def test_the_canonical_form_is_its_own(url: str) -> None:
    once = canonical(url)

    assert canonical(once) == once


@given(addresses(), st.lists(TRACKING, max_size=4), st.text(string.ascii_letters, max_size=5))
def test_where_a_reader_came_from_plays_no_part(url: str, tracking: list[str], fragment: str) -> None:
    joint = "&" if "?" in url else "?"
    tagged = f"{url}{joint if tracking else ''}{'&'.join(tracking)}#{fragment}"

    assert canonical(tagged) == canonical(url)


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), WORDS), max_size=6, unique_by=lambda pair: pair[0]),
    st.randoms(),
)
def test_the_order_of_the_query_plays_no_part(pairs: list[tuple[str, str]], chance: object) -> None:
    shuffled = list(pairs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # a Random of hypothesis
    one, other = ("&".join(f"{n}={v}" for n, v in order) for order in (pairs, shuffled))

    assert canonical(f"https://example.org/?{one}") == canonical(f"https://example.org/?{other}")


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    canonical(text)
    host_of(text)
    assert belongs_to(text, ["example.org"]) in {True, False}
    link = absolute(text, base_url="https://example.org/a/b")
    assert link is None or link.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.ORG:80/A/?b=2&a=1#top", "http://example.org/A?a=1&b=2"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/", "https://example.org/"),
        ("https://example.org:443/a//", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://münchen.example/%c3%a4", "https://xn--mnchen-3ya.example/%C3%A4"),
        ("https://www.bbc.com/news/x?at_medium=RSS&at_campaign=rss", "https://www.bbc.com/news/x"),
        ("https://www.msdh.ms.gov/page/1.html?rss=", "https://www.msdh.ms.gov/page/1.html"),
        ("https://example.org/?source=rss&source=desk", "https://example.org/?source=desk"),
        ("https://example.org/?id=2&id=1", "https://example.org/?id=2&id=1"),
        ("https://[::1]:443/a", "https://[::1]/a"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("http://[::1", "http://[::1"),
        ("", ""),
    ],
)
def test_one_page_has_one_form(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    ("url", "belongs"),
    [
        ("https://cdc.gov/flu", True),
        ("https://WWW.CDC.GOV./flu", True),
        ("https://tools.cdc.gov:8443/flu", True),
        ("https://notcdc.gov/flu", False),
        ("https://cdc.gov.evil.example/flu", False),
        ("https://cdc.gov@evil.example/flu", False),
        ("https://evil.example\\@cdc.gov/flu", False),
        ("https://evil.example/\t@cdc.gov/", False),
        ("ftp://cdc.gov/flu", False),
        ("//cdc.gov/flu", False),
        ("cdc.gov", False),
        ("", False),
    ],
)
def test_a_link_belongs_to_a_domain_on_dot_boundaries_only(url: str, belongs: bool) -> None:  # noqa: FBT001
    assert belongs_to(url, ["cdc.gov"]) is belongs


def test_domains_are_compared_in_punycode() -> None:
    assert belongs_to("https://news.münchen.example/", ["xn--mnchen-3ya.example"])
    assert belongs_to("https://news.xn--mnchen-3ya.example/", [" .München.example "])
    assert not belongs_to("https://cdc.gov/", [])
    assert not belongs_to("https://cdc.gov/", ["", "."])


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/a", "https://example.org/a"),
        ("c d", "https://example.org/news/c%20d"),
        (" https://example.net/x \n", "https://example.net/x"),
        ("https://example.net/a\nb", "https://example.net/ab"),
        ("?p=1", "https://example.org/news/feed?p=1"),
        ("java\nscript:alert(1)", None),
        ("vbscript:x", None),
        ("https://[", None),
        ("https://example.net/" + "x" * 3_000, None),
    ],
)
def test_links_are_joined_or_refused(href: str, expected: str | None) -> None:
    assert absolute(href, base_url="https://example.org/news/feed") == expected
