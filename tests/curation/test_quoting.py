from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feeds.fetch import Fetcher
from scheduler.domain.curation import Fate, Item
from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.quoting import Quote
from scheduler.services.drafting import Drafting
from scheduler.services.quoting import Quoting
from tests.builders import an_actor
from tests.curation.house import House, a_source, an_item
from tests.feeds.feed_host import Host, Reply

TELLING = "Free flu shots are given at all nine county clinics from the first Monday in October."
SAID = "Washing hands for twenty seconds keeps most of the winter's bugs away"
WHO = "Dr. Ada Example"
STORY = "The clinics open at nine in the morning and close at five in the afternoon on all days of the week."
PAGE = f"""<html lang="en"><head><title>Flu shots</title></head><body><article><h1>Flu shots</h1>
<p>{TELLING} {STORY}</p><p>“{SAID},” said {WHO}, who leads the county clinic.</p>
<p>“When I was diagnosed, the team stood by me from the first day to the last,” said Bea Sample.</p>
</article></body></html>""".encode()


@pytest.fixture
def quoting(house: House) -> Quoting:
    fetcher = Fetcher(now=house.clock.now, allow_private=True)
    return Quoting(house.store, house.clock, house.checking, fetcher=lambda: fetcher)


@pytest.fixture
def drafting(house: House, quoting: Quoting) -> Drafting:
    return Drafting(house.store, quoting)


def keep(house: House, link: str, *, source: dict[str, Any] | None = None, **fields: Any) -> Item:
    with house.store.write() as unit:
        unit.sources.put(a_source(**{"domains": ("127.0.0.1",), "handle": "county", **(source or {})}))
    return house.keep(an_item(1, link=link, **fields))[0]


def pages_asked(host: Host) -> list[str]:
    return [path for path, _ in host.visits if path != "/robots.txt"]


def test_a_page_gives_its_telling_sentence_and_who_said_what(
    house: House, quoting: Quoting, host: Host
) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))

    read = quoting.read(OPERATOR, item.id)

    assert read.remark == ""
    assert quoting.quotes(item.id) == [
        Quote(text=TELLING, source="county", is_telling=True),
        Quote(text=SAID, speaker=WHO, source="county"),
    ]


def test_nothing_is_asked_for_until_a_person_asks(house: House, quoting: Quoting, host: Host) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))

    assert quoting.quotes(item.id) == []
    assert quoting.kept(item.id) is None
    assert host.visits == []


def test_a_page_is_asked_for_once_a_day(house: House, quoting: Quoting, host: Host) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))

    quoting.read(OPERATOR, item.id)
    house.clock.advance(timedelta(hours=23))
    quoting.read(OPERATOR, item.id)
    assert pages_asked(host) == ["/flu"]

    house.clock.advance(timedelta(hours=2))
    quoting.read(OPERATOR, item.id)
    assert pages_asked(host) == ["/flu", "/flu"]


def test_a_host_that_keeps_programs_out_is_obeyed(house: House, quoting: Quoting, host: Host) -> None:
    host.serve("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /"))
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))

    read = quoting.read(OPERATOR, item.id)

    assert read.quotes == ()
    assert "open the page yourself" in read.remark
    assert pages_asked(host) == []


def test_a_page_on_another_site_is_not_asked_for(house: House, quoting: Quoting, host: Host) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)), source={"domains": ("example.org",)})

    read = quoting.read(OPERATOR, item.id)

    assert read.remark.startswith("The page is not on a site of its source")
    assert host.visits == []


@pytest.mark.parametrize(
    ("reply", "remark"),
    [
        (Reply(404), "The page at 127.0.0.1"),
        (Reply(body=b"<html><body></body></html>"), "The page has no text"),
        (Reply(body=b"<html><body>" + b"<div>" * 100_000), "The page has no text"),
    ],
    ids=["missing", "empty", "nested"],
)
def test_a_page_without_an_article_is_told_and_no_error(
    house: House, quoting: Quoting, host: Host, *, reply: Reply, remark: str
) -> None:
    item = keep(house, host.serve("/flu", reply))

    assert quoting.read(OPERATOR, item.id).remark.startswith(remark)
    assert quoting.quotes(item.id) == []


def test_a_page_that_could_not_be_read_may_be_tried_again_soon(
    house: House, quoting: Quoting, host: Host
) -> None:
    item = keep(house, host.serve("/flu", Reply(500)))
    quoting.read(OPERATOR, item.id)
    host.serve("/flu", Reply(body=PAGE))

    assert quoting.read(OPERATOR, item.id).quotes == ()
    house.clock.advance(timedelta(minutes=11))
    assert len(quoting.read(OPERATOR, item.id).quotes) == 2


def test_a_withdrawn_item_is_not_quoted(house: House, quoting: Quoting, host: Host) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)), fate=Fate.RETRACTED)

    assert quoting.read(OPERATOR, item.id).remark.startswith("Its source has withdrawn it")
    assert host.visits == []


def test_of_an_item_that_was_withdrawn_since_no_word_is_left(
    house: House, quoting: Quoting, host: Host
) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))
    quoting.read(OPERATOR, item.id)

    house.keep(item.model_copy(update={"fate": Fate.RETRACTED}))

    assert quoting.quotes(item.id) == []


def test_what_is_kept_is_forgotten_after_thirty_days(house: House, quoting: Quoting, host: Host) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))
    quoting.read(OPERATOR, item.id)

    house.clock.advance(timedelta(days=31))

    assert quoting.quotes(item.id) == []
    assert quoting.forget() == 1
    assert quoting.forget() == 0
    with house.store.read() as unit:
        actions = [entry.action for entry in unit.audit.recent(limit=5)]
    assert actions.count("pages.forgotten") == 1


def test_the_record_tells_who_had_a_page_read_and_nothing_of_its_text(
    house: House, quoting: Quoting, host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))

    with caplog.at_level("DEBUG"):
        quoting.read(OPERATOR, item.id)

    with house.store.read() as unit:
        entry = next(each for each in unit.audit.recent(limit=5) if each.action == "page.read")
    assert entry.facts == {"quotes": 2, "was_read": True}
    assert entry.subject == f"item:{item.id}"
    assert "hands" not in caplog.text


def test_who_may_not_write_may_not_have_a_page_read(house: House, quoting: Quoting, host: Host) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))

    with pytest.raises(NotAllowedError):
        quoting.read(an_actor(Role.AUDITOR), item.id)

    assert host.visits == []


def test_an_item_that_nobody_knows_has_no_quotes(quoting: Quoting) -> None:
    with pytest.raises(UnknownNameError):
        quoting.quotes(99)


def test_a_sentence_of_the_page_is_offered_only_where_the_licence_lets_one_quote(
    house: House, quoting: Quoting, drafting: Drafting, host: Host
) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))
    quoting.read(OPERATOR, item.id)

    closed = drafting.offer(item.id, channel="main-x")
    keep_source(house, "us_government_work")
    free = drafting.offer(item.id, channel="main-x")

    assert [quote.speaker for quote in closed.quotes] == [WHO]
    assert closed.keeps_sentence
    assert [quote.speaker for quote in free.quotes] == ["", WHO]
    assert not free.keeps_sentence


def keep_source(house: House, licence: str) -> None:
    with house.store.write() as unit:
        unit.sources.put(a_source(domains=("127.0.0.1",), handle="county", licence=licence))


def test_a_post_quotes_with_comment_speaker_credit_and_hashtags_of_the_register(
    house: House, quoting: Quoting, drafting: Drafting, host: Host
) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)), title="Breast cancer and flu shots")
    quoting.read(OPERATOR, item.id)
    offer = drafting.offer(item.id, channel="main-x")
    tags = offer.hashtags[:1]

    text = drafting.compose(
        item.id, channel="main-x", comment="Ours open on Monday.", quote=offer.quotes[0], hashtags=tags
    )

    assert tags
    assert text == f"Ours open on Monday.\n\n“{SAID}” — {WHO}, via @county\n\n#{tags[0]}"


@pytest.mark.parametrize(
    ("licence", "shown"),
    [("us_government_work", f"{TELLING}\n\nvia @county"), ("cc_by_nd", f"“{TELLING}” — via @county")],
)
def test_the_sentence_stands_between_marks_unless_the_licence_lends_us_the_words(
    house: House, quoting: Quoting, drafting: Drafting, host: Host, *, licence: str, shown: str
) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)), source={"licence": licence})
    quoting.read(OPERATOR, item.id)

    assert drafting.compose(item.id, channel="main-x", quote=quoting.quotes(item.id)[0]) == shown
    assert drafting.variants(item.id, channels=["main-x"]) == {"main-x": f"{item.title}\n\nvia @county"}


def test_words_that_are_not_kept_and_tags_of_nobody_are_refused(
    house: House, quoting: Quoting, drafting: Drafting, host: Host
) -> None:
    item = keep(house, host.serve("/flu", Reply(body=PAGE)))
    quoting.read(OPERATOR, item.id)
    invented = Quote(text=f"{SAID}, always", speaker=WHO, source="county")

    with pytest.raises(InvalidInputError, match="no longer kept"):
        drafting.compose(item.id, channel="main-x", quote=invented)
    with pytest.raises(InvalidInputError, match="title and link only"):
        drafting.compose(item.id, channel="main-x", quote=quoting.quotes(item.id)[0])
    with pytest.raises(InvalidInputError, match="#BuyNow"):
        drafting.compose(item.id, channel="main-x", hashtags=["BuyNow"])


def test_without_its_page_the_feeds_own_sentence_is_offered_where_it_is_lent_us(
    house: House, drafting: Drafting, host: Host
) -> None:
    item = keep(house, host.url("/flu"), summary=TELLING, source={"licence": "us_government_work"})

    free = drafting.offer(item.id, channel="main-x")
    text = drafting.compose(item.id, channel="main-x", quote=free.quotes[0])
    keep_source(house, "link_only")
    closed = drafting.offer(item.id, channel="main-x")

    assert text == f"{TELLING}\n\nvia @county"
    assert closed.quotes == ()
    assert host.visits == []
