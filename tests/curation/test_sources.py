from __future__ import annotations

import pytest

from scheduler.domain.curation import Trust
from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.people import OPERATOR, Role
from tests.builders import an_actor
from tests.curation.house import House, a_source

OPML = b"""<opml version="2.0"><body><outline text="Health">
<outline type="rss" text="County news" xmlUrl="https://feeds.example.org/county.xml" htmlUrl="https://www.example.org/"/>
<outline type="rss" text="County news" xmlUrl="https://example.com/other.xml"/>
<outline type="rss" text="Known already" xmlUrl="https://example.org/feed.xml?utm_source=list"/>
</outline></body></opml>"""


def test_a_new_source_is_kept_and_written_to_the_record(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    with house.store.read() as unit:
        last = unit.audit.last()
    assert house.curating.source("county").owner == "Larkspur County Health Department"
    assert last is not None
    assert (last.action, last.subject) == ("source.added", "source:county")


def test_without_domains_links_may_lead_to_where_the_feed_lives(house: House) -> None:
    added = house.curating.add(OPERATOR, a_source(url="https://www.example.org/feed", domains=()))

    assert added.domains == ("example.org",)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "County News", "small letters"),
        ("url", "feeds/county", "no address of a feed"),
        ("url", "javascript:alert(1)", "no address of a feed"),
        ("pace", "weekly", "no pace"),
        ("handle", "two words", "no handle"),
    ],
)
def test_a_source_that_can_not_be_is_refused_with_the_reason(
    house: House, field: str, value: str, said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        house.curating.add(OPERATOR, a_source(**{field: value}))

    assert house.curating.sources() == []


def test_a_name_is_given_once(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    with pytest.raises(InvalidInputError, match="already"):
        house.curating.add(OPERATOR, a_source(title="Another"))

    assert house.curating.source("county").title == "County health news"


def test_an_auditor_changes_no_sources(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.curating.add(an_actor(Role.AUDITOR), a_source())


def test_an_unknown_source_is_named_with_the_known_ones(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    with pytest.raises(UnknownNameError, match="Known: county"):
        house.curating.health("country")


def test_every_source_of_the_catalogue_can_be_added(house: House) -> None:
    catalogue = house.curating.catalogue()

    for source in catalogue:
        assert house.curating.add(OPERATOR, source) == source
    assert len(catalogue) > 20
    assert not any(source.may_go_unreviewed for source in catalogue)


def test_a_subscription_list_brings_what_is_not_known_yet_under_names_of_its_own(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    added = house.curating.import_opml(OPERATOR, OPML)

    assert [source.name for source in added] == ["county-news", "county-news-2"]
    assert added[0].domains == ("feeds.example.org", "example.org")
    assert {source.trust for source in added} == {Trust.C}
    assert house.curating.import_opml(OPERATOR, OPML) == []


def test_a_list_that_is_none_is_refused_in_words(house: House) -> None:
    with pytest.raises(InvalidInputError, match="not a subscription list"):
        house.curating.import_opml(OPERATOR, b"<html><body/></html>")


def test_what_is_exported_can_be_imported_elsewhere(house: House) -> None:
    house.curating.add(OPERATOR, a_source())

    document = house.curating.export_opml()

    assert b'xmlUrl="https://example.org/feed.xml"' in document
    assert house.curating.import_opml(OPERATOR, document) == []
