"""The preview is made of what people typed, and none of it is taken for HTML."""

from __future__ import annotations

from tests.builders import NOON, ZONE, a_channel
from ui.composer.draft import Draft, Moment
from ui.composer.preview import card


def a_draft(**fields: object) -> Draft:
    moment = Moment.typed(NOON.replace(tzinfo=None), ZONE)
    return Draft(**{"channel": a_channel(), "moment": moment, **fields})


def test_nothing_typed_becomes_a_tag() -> None:
    drawn = card(a_draft(text="<script>alert(1)</script> & 1 < 2", link='https://example.org/"><img>'))

    assert "<script>" not in drawn
    assert "<img" not in drawn
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; 1 &lt; 2" in drawn


def test_the_link_follows_the_text_once_and_is_shortened_as_networks_do() -> None:
    link = "https://www.example.org/a/very/long/address/indeed"

    drawn = card(a_draft(text=f"Read this: {link}", link=link))

    assert drawn.count('class="link"') == 1
    assert ">example.org/a/very/long/ad…<" in drawn


def test_line_breaks_stay_and_an_empty_post_says_where_its_text_will_be() -> None:
    assert "one<br>two" in card(a_draft(text="one\ntwo"))
    assert "Your text appears here." in card(a_draft())
