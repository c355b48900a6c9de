"""The composer of a post about an item: quotes, the telling sentence, a comment, hashtags."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from streamlit.testing.v1 import AppTest

from scheduler.domain.quoting import PageWords, Quote
from tests.builders import NOON
from tests.curation.house import a_source, an_item
from tests.ui.house import House, click, fill, words

TELLING = Quote(
    text="Free flu shots are given at all nine county clinics from the first Monday in October.",
    source="county",
    is_telling=True,
)
SAID = Quote(
    text="Washing hands for twenty seconds keeps most of the winter's bugs away",
    speaker="Dr. Ada Example",
    source="county",
)


def about(item: int) -> AppTest:
    """Draw the composer of a new post about an item."""
    return AppTest.from_function(_open, kwargs={"item": item}, default_timeout=30).run()


def _open(item: int) -> None:
    from ui import frame
    from ui.state import Seed, state
    from ui.views import queue

    memory = state()
    if not memory.editions:
        memory.open_new(Seed(text="As it began.", item=item))
    frame.draw(queue.show)


def an_item_in(house: House, *quotes: Quote, remark: str = "", is_read: bool = True, **fields: Any) -> int:
    with house.app._store.write() as unit:
        unit.sources.put(a_source(handle="county", licence=fields.pop("licence", "link_only")))
        number = unit.items.put(an_item(1, **fields)).id
        if is_read:
            unit.quotes.put(
                PageWords(item=number, read_at=NOON - timedelta(hours=1), quotes=quotes, remark=remark)
            )
    return number


def text(drawn: AppTest) -> str:
    return str(next(each for each in drawn.text_area if each.label == "Text").value)


def chips(drawn: AppTest) -> Any:
    groups: list[Any] = list(drawn.get("button_group"))
    return next(each for each in groups if each.label == "Hashtags")


def test_a_post_about_nothing_has_no_words_of_an_article(house: House) -> None:
    house.sign_in("ada")

    drawn = AppTest.from_function(_open, kwargs={"item": None}, default_timeout=30).run()

    assert "Use this text" not in words(drawn)
    assert text(drawn) == "As it began."


def test_a_quote_is_put_into_the_text_with_comment_speaker_and_credit(house: House) -> None:
    item = an_item_in(house, TELLING, SAID)
    house.sign_in("ada")
    drawn = fill(about(item), "Your comment", "Ours open on Monday.").run()

    drawn.radio[0].set_value(1).run()
    drawn = click(drawn, "Use this text")

    assert text(drawn) == f"Ours open on Monday.\n\n“{SAID.text}” — Dr. Ada Example, via @county"
    assert not drawn.exception
    assert not drawn.warning


def test_a_sentence_of_the_article_is_offered_only_where_its_licence_allows(house: House) -> None:
    house.sign_in("ada")
    item = an_item_in(house, TELLING, SAID)

    closed = about(item)
    house.app.curating.change(house.actor("pam"), a_source(handle="county", licence="us_government_work"))
    free = about(item)

    assert len(closed.radio[0].options) == 2
    assert "Dr\\. Ada Example" in closed.radio[0].options[1]
    assert "the licence of its source does not allow it" in words(closed)
    assert len(free.radio[0].options) == 3
    assert free.radio[0].options[1].startswith("This sentence")


def test_what_a_click_replaced_can_be_put_back(house: House) -> None:
    item = an_item_in(house, SAID)
    house.sign_in("ada")
    drawn = click(fill(about(item), "Text", "My own words.").run(), "Use this text")
    assert text(drawn) == "Flu shot clinic number 1 opens its doors\n\nvia @county"

    drawn = click(drawn, "Put my text back")

    assert text(drawn) == "My own words."


def test_hashtags_of_the_register_are_chips_and_none_is_chosen_for_a_person(house: House) -> None:
    item = an_item_in(house, SAID, title="What is new on breast cancer screening")
    house.sign_in("ada")
    drawn = about(item)
    assert chips(drawn).value == []

    before = text(click(drawn, "Use this text"))
    chips(drawn).set_value(["bcsm"]).run()
    after = text(click(drawn, "Use this text"))

    assert "#" not in before
    assert after == f"{before}\n\n#bcsm"


def test_why_a_page_gave_nothing_is_told(house: House) -> None:
    item = an_item_in(house, remark="The page at example.org is gone for good: choose another.")
    house.sign_in("ada")

    assert "gone for good" in words(about(item))


def test_a_page_is_read_only_when_a_person_asks(house: House) -> None:
    item = an_item_in(house, is_read=False, link="https://elsewhere.example/flu")
    house.sign_in("ada")

    drawn = about(item)
    assert house.app.quoting.kept(item) is None

    drawn = click(drawn, "Look for quotes on its page")
    assert "not on a site of its source" in words(drawn)


def test_what_the_page_says_is_never_read_as_markup(house: House) -> None:
    item = an_item_in(house, SAID.model_copy(update={"text": f"{SAID.text} [click](javascript:x) $x$"}))
    house.sign_in("ada")

    (option,) = about(item).radio[0].options[1:]

    assert "[click]" not in option
