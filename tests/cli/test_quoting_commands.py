from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.domain.quoting import PageWords, Quote
from tests.curation.house import a_source, an_item

if TYPE_CHECKING:
    from tests.cli.terminal import Terminal

SAID = Quote(
    text="Washing hands for twenty seconds keeps most of the winter's bugs away",
    speaker="Dr. Ada Example",
    source="county",
)


@pytest.fixture
def item(house: Terminal) -> str:
    """The number of an item whose page was read."""
    with house.app() as app, app._store.write() as unit:
        unit.sources.put(a_source(handle="county"))
        number = unit.items.put(an_item(1)).id
        unit.quotes.put(PageWords(item=number, read_at=app.clock.now(), quotes=(SAID,)))
    return str(number)


def test_quotes_are_listed_with_who_said_them(house: Terminal, item: str) -> None:
    said = house.type("item", "quotes", item)

    assert said.code == 0
    assert "Dr. Ada Example" in said.out
    assert house.json("item", "quotes", item)["quotes"] == [SAID.model_dump(mode="json")]


def test_a_text_is_composed_from_comment_and_quote(house: Terminal, item: str) -> None:
    said = house.type("item", "compose", item, "--channel", "main-x", "--comment", "Come by.", "--quote", "1")

    assert said.out.strip() == f"Come by.\n\n“{SAID.text}” — Dr. Ada Example, via @county"


def test_without_a_quote_the_title_stands(house: Terminal, item: str) -> None:
    texts = house.json("item", "compose", item, "--channel", "main-x")["texts"]

    assert texts == {"main-x": "Flu shot clinic number 1 opens its doors\n\nvia @county"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--quote", "2"), "There is no quote 2"),
        (("--hashtag", "BuyNow"), "#BuyNow"),
    ],
)
def test_what_is_not_there_is_told(house: Terminal, item: str, *, words: tuple[str, str], told: str) -> None:
    said = house.type("item", "compose", item, "--channel", "main-x", *words)

    assert said.code == 1
    assert told in said.err
