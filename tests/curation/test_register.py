from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from scheduler.domain.curation import Alarm, Fetch, Source, SourceHealth, SourceKind, Trust
from scheduler.domain.errors import InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.register import is_overdue, speaks_of
from scheduler.services.planning import NewPost
from scheduler.store.tables import FetchRow
from tests.builders import NOON, an_actor
from tests.curation.house import House, a_source, an_item

DAY = timedelta(days=1)
EVERYTHING: dict[str, Any] = {
    "handle": "@county",
    "topics": ("flu", "rural health"),
    "topics_out": ("lawsuit", "stock price"),
    "licence": "cc_by",
    "needs_clinician": True,
    "retention_days": 90,
    "weekly_cap": 3,
    "review_date": "2027-05-01",
}


def set_health(house: House, **fields: Any) -> None:
    with house.store.write() as unit:
        unit.sources.set_health(SourceHealth(source="county", status="ok", **fields))


def actions(house: House, subject: str = "source:county") -> list[str]:
    with house.store.read() as unit:
        return [entry.action for entry in reversed(unit.audit.recent(subject=subject))]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("licence", "free", "no licence"),
        ("retention_days", 0, "Days to keep items can't be 0"),
        ("weekly_cap", -1, "Items a week can't be -1"),
        ("review_date", "next year", "is no date"),
    ],
)
def test_what_the_register_can_not_keep_is_refused_with_the_reason(
    house: House, field: str, value: object, said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        house.curating.add(OPERATOR, a_source(**{field: value}))

    assert house.curating.sources() == []


def test_a_change_says_in_the_record_which_fields_are_others_now(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    house.curating.change(OPERATOR, a_source(weekly_cap=2, licence="cc_by"))

    with house.store.read() as unit:
        last = unit.audit.last()
    assert last is not None
    assert last.facts["fields"] == "licence, weekly_cap"


def test_only_who_may_approve_lets_a_source_go_out_unreviewed(house: House) -> None:
    editor = an_actor(Role.AUTHOR)

    with pytest.raises(NotAllowedError):
        house.curating.add(editor, a_source(may_go_unreviewed=True))
    house.curating.add(OPERATOR, a_source(may_go_unreviewed=True))

    assert house.curating.change(editor, a_source(may_go_unreviewed=True, weekly_cap=1)).weekly_cap == 1


def test_of_several_sources_all_are_added_or_none(house: House) -> None:
    with pytest.raises(InvalidInputError, match="already"):
        house.curating.add_all(OPERATOR, [a_source(), a_source(name="other"), a_source()])

    assert house.curating.sources() == []


def test_an_archived_source_proposes_nothing_and_comes_back_as_it_was(house: House) -> None:
    house.curating.add(OPERATOR, a_source(**EVERYTHING))
    house.keep(an_item(1))

    house.curating.archive(OPERATOR, "county")
    while_archived = house.curating.inbox()
    house.curating.archive(OPERATOR, "county", is_over=False)

    assert while_archived == []
    assert len(house.curating.inbox()) == 1
    assert house.curating.source("county") == a_source(**EVERYTHING)


def test_a_review_sets_the_day_of_the_next_one(house: House) -> None:
    house.curating.add(OPERATOR, a_source(review_date="2026-11-30"))
    due = house.curating.concerns()

    house.curating.review(OPERATOR, "county")

    assert [(each.source.name, each.is_overdue) for each in due] == [("county", True)]
    assert "due on 2026-11-30" in due[0].words[0]
    assert house.curating.concerns() == []
    assert house.curating.source("county").review_date == "2027-12-01"
    with pytest.raises(InvalidInputError, match="is over"):
        house.curating.review(OPERATOR, "county", until=date(2026, 12, 1))


def test_what_another_owner_says_is_not_proposed_until_a_person_agreed(house: House) -> None:
    house.curating.add(OPERATOR, a_source())
    house.keep(an_item(1))
    set_health(house, alarm=Alarm.OWNER, alarm_words="It calls itself “Casino” now.", known_title="County")

    withheld = house.curating.inbox()
    (concern,) = house.curating.concerns()
    house.curating.agree(OPERATOR, "county")

    assert withheld == []
    assert concern.is_alarmed
    assert concern.words == ("It calls itself “Casino” now.",)
    assert [entry.item.guid for entry in house.curating.inbox()] == ["item-1"]
    assert house.curating.health("county").known_title == ""
    assert actions(house)[-1] == "source.alarm_ended"


def test_agreeing_where_there_is_no_alarm_changes_nothing(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    house.curating.agree(OPERATOR, "county")

    assert actions(house) == ["source.added"]
    with pytest.raises(NotAllowedError):
        house.curating.agree(an_actor(Role.AUDITOR), "county")


def test_a_source_that_fell_silent_is_told_once_and_its_return_too(house: House) -> None:
    house.curating.add(OPERATOR, a_source())
    house.keep(*(an_item(n, published=NOON - (30 + n) * DAY) for n in range(1, 9)))
    set_health(house)

    house.curating.look()
    house.curating.look()
    silent = house.curating.health("county")
    house.keep(an_item(20, published=NOON))
    house.curating.look(["county"])
    house.curating.look([])

    assert silent.alarm is Alarm.SILENT
    assert house.curating.health("county").alarm is Alarm.NONE
    assert actions(house) == ["source.added", "source.alarmed", "source.alarmed"]


def test_silence_that_a_person_found_right_is_not_told_again_at_once(house: House) -> None:
    house.curating.add(OPERATOR, a_source())
    house.keep(*(an_item(n, published=NOON - (30 + n) * DAY) for n in range(1, 9)))
    set_health(house)
    house.curating.look()

    house.curating.agree(OPERATOR, "county")
    soon = house.curating.look()
    house.clock.advance(timedelta(days=8))

    assert soon == []
    assert [health.alarm for health in house.curating.look()] == [Alarm.SILENT]


def test_the_log_shows_the_fetches_of_two_months_oldest_first(house: House) -> None:
    house.curating.add(OPERATOR, a_source())
    with house.store.write() as unit:
        for days in (90, 1, 2):
            fetch = Fetch(source="county", at=NOON - days * DAY, status=200, outcome="ok")
            unit.sources._session.add(FetchRow(**fetch.model_dump(exclude={"id"})))

    assert [fetch.at for fetch in house.curating.log("county")] == [NOON - 2 * DAY, NOON - DAY]


def test_unused_items_are_forgotten_in_time_and_those_with_a_post_stay(house: House) -> None:
    house.curating.add(OPERATOR, a_source(retention_days=10))
    old = {"published": NOON - 11 * DAY, "first_seen": NOON - 11 * DAY}
    used, gone, young, fresh = house.keep(
        an_item(1, **old), an_item(2, **old), an_item(3, published=NOON - 9 * DAY), an_item(4)
    )
    house.planning.add(OPERATOR, NewPost(channel="main-x", at=NOON + DAY, text="Ours", item=used.id))
    set_health(house, items=4)

    forgotten = house.curating.forget()

    with house.store.read() as unit:
        left = unit.items.some([used.id, gone.id, young.id, fresh.id])
    assert forgotten == 1
    assert set(left) == {used.id, young.id, fresh.id}
    assert house.curating.health("county").items == 4
    assert actions(house)[-1] == "items.forgotten"
    assert house.curating.forget() == 0


def test_items_of_a_source_without_a_retention_are_kept(house: House) -> None:
    house.curating.add(OPERATOR, a_source())
    house.keep(an_item(1, published=NOON - 4000 * DAY, first_seen=NOON - 4000 * DAY))

    assert house.curating.forget() == 0


def test_an_item_that_speaks_of_what_its_source_is_not_wanted_for_is_not_offered(house: House) -> None:
    house.curating.add(OPERATOR, a_source(topics_out=("lawsuit",)))
    house.keep(an_item(1, title="Flu clinic faces Lawsuits"), an_item(2))

    assert [entry.item.guid for entry in house.curating.inbox()] == ["item-2"]


@pytest.mark.parametrize(
    ("topics", "found"),
    [
        (("diet*",), "diet*"),
        (("stock price",), "stock price"),
        (("die",), ""),
        (("", "  "), ""),
        (("c++", "price ("), ""),
    ],
)
def test_topics_are_heard_as_whole_words(topics: tuple[str, ...], found: str) -> None:
    assert speaks_of("Stock  prices of dietary foods rise", topics) == found


def test_a_source_without_a_review_date_is_never_overdue() -> None:
    assert not is_overdue("", NOON.date())
    assert is_overdue("2026-12-01", NOON.date())
    assert not is_overdue("2026-12-02", NOON.date())


def test_offers_say_what_to_beware_of(house: House) -> None:
    offers = {offer.source.name: offer for offer in house.curating.offers()}

    assert len(offers) == 36
    assert "2017" in offers["utah-health-news-old"].caution
    assert offers["kff-health-news"].source.licence == "cc_by_nc_nd"


def test_a_newsletter_leads_to_the_domain_of_its_sender_and_needs_a_name(house: House) -> None:
    letter = {"name": "letter", "kind": SourceKind.NEWSLETTER, "domains": ()}

    added = house.curating.add(OPERATOR, a_source(**letter, url="mailto:updates@example.org"))

    assert added.domains == ("example.org",)
    with pytest.raises(InvalidInputError, match="names no newsletter"):
        house.curating.add(OPERATOR, a_source(**{**letter, "name": "other"}, url="https://example.org/"))


def test_a_list_that_was_exported_brings_back_every_field_where_it_is_trusted(house: House) -> None:
    before = house.curating.add(OPERATOR, a_source(**EVERYTHING))
    house.curating.add(
        OPERATOR, a_source(name="mail", url="mailto:news@example.org", kind=SourceKind.NEWSLETTER)
    )
    document = house.curating.export_opml()
    house.curating.change(OPERATOR, a_source(name="county", url="https://example.org/elsewhere"))

    (back,) = house.curating.import_opml(OPERATOR, document, is_trusted=True)

    assert back == before.model_copy(update={"name": "county-health-news"})


def test_a_list_of_a_stranger_gives_itself_neither_trust_nor_licence_nor_leave(house: House) -> None:
    boastful = a_source(**{**EVERYTHING, "licence": "own", "domains": ("example.com",)})
    house.curating.add(OPERATOR, boastful.model_copy(update={"may_go_unreviewed": True}))
    document = house.curating.export_opml().replace(b"feed.xml", b"other.xml")

    (taken,) = house.curating.import_opml(OPERATOR, document)

    assert (taken.trust, taken.licence, taken.may_go_unreviewed) == (Trust.C, "link_only", False)
    assert taken.domains == ("example.org",)
    assert taken.weekly_cap == 3


def test_what_a_list_says_wrongly_of_a_source_is_left_out(house: House) -> None:
    document = b"""<opml xmlns:r="urn:rounds:source"><body><outline text="A" xmlUrl="https://example.org/a"
        r:weekly_cap="many" r:pace="weekly" r:trust="Z" r:owner="County" r:retention_days="-4"/>
        </body></opml>"""

    (taken,) = house.curating.import_opml(OPERATOR, document, is_trusted=True)

    assert (taken.weekly_cap, taken.pace, taken.trust, taken.owner) == (None, "news", Trust.C, "County")


def test_a_list_of_thousands_with_one_title_is_read_at_once(house: House) -> None:
    outlines = "".join(
        f'<outline text="Same" xmlUrl="https://example.org/{number}"/>' for number in range(2_000)
    )
    document = f"<opml><body>{outlines}</body></opml>".encode()

    added = house.curating.import_opml(OPERATOR, document)

    assert len({source.name for source in added}) == 2_000
    assert isinstance(added[0], Source)
