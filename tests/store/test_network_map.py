"""The map of the network: counted by the database, on each kind of it, from links that are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from scheduler.domain.amendments import Amendment, Register
from scheduler.domain.clock import FrozenClock
from scheduler.domain.communities import Community
from scheduler.domain.errors import InvalidInputError, NotAllowedError, UnknownNameError
from scheduler.domain.experts import Expert
from scheduler.domain.network import Kind, Network, Node, Tie
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.plan import wall_clock
from scheduler.domain.post import Post, PostState, ThreadPart
from scheduler.services.mapping import LONGEST, NetworkMaps
from tests.builders import NOON, ZONE, a_channel, a_post, an_actor
from tests.curation.house import a_source, an_item

if TYPE_CHECKING:
    from scheduler.store.database import Store

DECEMBER = date(2026, 12, 15)
Save = Callable[..., Post]


@pytest.fixture
def maps(store: Store) -> NetworkMaps:
    with store.write() as unit:
        unit.plan.set_organisation(Organisation(name="Larkspur", zone=ZONE, domains=("larkspur.example",)))
        unit.plan.add_channel(a_channel())
        unit.plan.add_channel(a_channel(name="county-x", title="County"))
    return NetworkMaps(store, FrozenClock(NOON))


@pytest.fixture
def save(store: Store) -> Save:
    def add(**fields: Any) -> Post:
        with store.write() as unit:
            return unit.posts.add(a_post(**fields))

    return add


def _expert(**fields: Any) -> Expert:
    given = {
        "name": "Dr. Nia Núñez (MD)",
        "handle": "nia_heart",
        "consent_by": "Folder 3",
        "consent_since": date(2026, 1, 1),
        "consent_until": date(2027, 1, 1),
    }
    return Expert(**{**given, **fields})


def _ties(found: Network) -> set[tuple[str, str, str, str, int, int]]:
    return {(tie.channel, tie.kind.value, tie.key, tie.month, tie.posts, tie.out) for tie in found.ties}


def test_posts_made_from_items_count_for_their_source_by_channel_and_month(
    maps: NetworkMaps, store: Store, save: Save
) -> None:
    with store.write() as unit:
        unit.sources.put(a_source())
        unit.sources.put(a_source(name="unused", title="Unused", domains=("unused.example",)))
        items = [unit.items.put(an_item(number)) for number in range(2)]
    save(item=items[0].id, link=items[0].link)
    save(item=items[1].id, state=PostState.PUBLISHED)
    save(item=items[0].id, channel="county-x")
    save(item=items[0].id, due=datetime(2026, 11, 3, 12, tzinfo=UTC))
    save(item=items[0].id, state=PostState.PROPOSED)
    save(item=items[0].id, state=PostState.CANCELLED)

    found = maps.network(OPERATOR, DECEMBER, 2, kinds=(Kind.SOURCE,))

    assert _ties(found) == {
        ("main-x", "source", "county", "2026-12", 2, 1),
        ("county-x", "source", "county", "2026-12", 1, 0),
        ("main-x", "source", "county", "2026-11", 1, 0),
    }
    assert found.white(Kind.SOURCE) == (Node(kind=Kind.SOURCE, key="unused", title="Unused"),)
    assert found.months == ("2026-11", "2026-12")


def test_a_link_counts_for_the_only_source_of_its_domain_or_else_for_the_site(
    maps: NetworkMaps, store: Store, save: Save
) -> None:
    with store.write() as unit:
        unit.sources.put(a_source())
        unit.sources.put(a_source(name="one", title="One", domains=("shared.example",)))
        unit.sources.put(a_source(name="two", title="Two", domains=("shared.example",)))
    for link in (
        "https://www.example.org/flu",
        "http://news.EXAMPLE.org:8080",
        "https://deep.shared.example/a/b",
        "https://partner.example?from=us",
        "https://www.larkspur.example/clinic",
        "",
        None,
    ):
        save(link=link)

    found = maps.network(OPERATOR, DECEMBER, 1)

    assert _ties(found) == {
        ("main-x", "source", "county", "2026-12", 2, 0),
        ("main-x", "site", "shared.example", "2026-12", 1, 0),
        ("main-x", "site", "partner.example", "2026-12", 1, 0),
    }


def test_a_tag_counts_as_a_whole_word_in_whatever_case_and_in_every_part_of_a_thread(
    maps: NetworkMaps, store: Store, save: Save
) -> None:
    with store.write() as unit:
        for tag in ("niños", "bc"):
            own = Community(key=tag, tag=tag)
            unit.registers.put(
                Amendment(kind=Register.COMMUNITY, key=tag, fields=own.model_dump(mode="json"), is_own=True)
            )
    save(text="Ask early. #BCSM #bcsm")
    save(text="#bcsmart is another word, and so is bcsm")
    save(text="First.", thread=(ThreadPart(text="Second.\n#bcsm"), ThreadPart(text="Para #niños.")))
    save(text="Hoy: #Niños, y más", state=PostState.PUBLISHED)

    found = maps.network(OPERATOR, DECEMBER, 1, kinds=(Kind.COMMUNITY,))

    assert _ties(found) == {
        ("main-x", "community", "bcsm", "2026-12", 2, 0),
        ("main-x", "community", "niños", "2026-12", 2, 1),
    }
    assert "bc" in {each.key for each in found.white(Kind.COMMUNITY)}


def test_an_expert_counts_once_for_a_post_by_name_or_account_while_they_agree(
    maps: NetworkMaps, store: Store, save: Save
) -> None:
    with store.write() as unit:
        nia = unit.experts.put(_expert())
        lee = unit.experts.put(_expert(name="Lee Example", handle=""))
        unit.experts.put(_expert(name="Former Example", handle="", consent_until=date(2026, 11, 30)))
    save(text="Ask dr. nia núñez (md), who is @nia_heart, and Former Example.")
    save(text="@NIA_HEART answers.", channel="county-x")
    save(text="Mail nia@nia_heart.example or @nia_hearts; Lee Examples.")

    found = maps.network(OPERATOR, DECEMBER, 1, kinds=(Kind.EXPERT,))

    assert _ties(found) == {
        ("main-x", "expert", str(nia.id), "2026-12", 1, 0),
        ("county-x", "expert", str(nia.id), "2026-12", 1, 0),
    }
    assert found.white(Kind.EXPERT) == (Node(kind=Kind.EXPERT, key=str(lee.id), title="Lee Example"),)
    assert len(found.nodes) == 2


def test_a_month_is_that_of_the_wall_clock_a_post_was_meant_for(maps: NetworkMaps, save: Save) -> None:
    late = datetime(2026, 12, 1, 5, 30, tzinfo=UTC)  # 23:30 on the last of November in Chicago
    early = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
    for due in (late, early):
        save(link="https://partner.example", due=due, wall=wall_clock(due, ZONE))

    november, december = (maps.network(OPERATOR, date(2026, month, 1), 1) for month in (11, 12))

    assert [tie.month for tie in november.ties] == ["2026-11"]
    assert [tie.month for tie in december.ties] == ["2026-12"]
    assert november.of_months.total() == december.of_months.total() == 1


def test_channels_narrow_the_map_and_one_that_links_to_nobody_is_told(maps: NetworkMaps, save: Save) -> None:
    save(link="https://partner.example")
    save(link="https://other.example", channel="county-x")
    save(text="Nothing to see.", channel="county-x", due=datetime(2026, 11, 3, 12, tzinfo=UTC))

    assert maps.network(OPERATOR, DECEMBER, 1).silent == ()
    county = maps.network(OPERATOR, DECEMBER, 1, channels=("county-x",))
    assert (county.channels, [tie.key for tie in county.ties]) == (("county-x",), ["other.example"])
    assert maps.network(OPERATOR, date(2026, 11, 1), 1).silent == ("county-x", "main-x")


def test_only_who_curates_or_sets_up_gets_the_map(maps: NetworkMaps) -> None:
    assert maps.network(an_actor(Role.AUTHOR), DECEMBER, 1).channels
    assert maps.network(an_actor(Role.PUBLISHER), DECEMBER, 1).channels
    for role in (Role.CLINICIAN, Role.PRIVACY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            maps.network(an_actor(role), DECEMBER, 1)


def test_what_cannot_be_shown_is_refused(maps: NetworkMaps) -> None:
    with pytest.raises(UnknownNameError):
        maps.network(OPERATOR, DECEMBER, 1, channels=("nowhere",))
    for months in (0, LONGEST + 1):
        with pytest.raises(InvalidInputError, match="Choose from 1 to"):
            maps.network(OPERATOR, DECEMBER, months)


def test_300_sources_and_as_many_experts_are_asked_for_in_as_few_statements_as_three(
    maps: NetworkMaps, store: Store, save: Save
) -> None:
    def asked(first: int, last: int) -> int:
        with store.write() as unit:
            for number in range(first, last):
                domain = f"source-{number}.example"
                unit.sources.put(a_source(name=f"s{number}", title=f"Source {number}", domains=(domain,)))
                unit.experts.put(_expert(name=f"Dr. {number}", handle=f"doctor_{number}"))
        for number in range(first, last, 3):
            save(link=f"https://source-{number}.example/{number}", text=f"By @doctor_{number}")
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            sent.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        maps.network(OPERATOR, DECEMBER, 12)
        event.remove(store.engine, "before_cursor_execute", note)
        return len(sent)

    few, many = asked(0, 3), asked(3, 300)

    assert many == few <= 10
    found = maps.network(OPERATOR, DECEMBER, 12)
    assert len(found.ties) == 200
    drawn = found.drawing(40)
    assert len(drawn.channels) + len(drawn.nodes) == 40
    assert drawn.left == len(found.nodes) + 2 - 40
    assert drawn.links_left == 200 - sum(line.posts for line in drawn.lines)


def test_the_busiest_are_drawn_first_and_the_rest_is_counted() -> None:
    nodes = tuple(Node(kind=Kind.SITE, key=f"{number}", title=f"{number}") for number in range(5))
    ties = tuple(
        Tie(channel="main-x", kind=Kind.SITE, key=f"{number}", month=month, posts=number, out=1)
        for number in range(1, 5)
        for month in ("2026-11", "2026-12")
    )
    found = Network(months=("2026-11", "2026-12"), channels=("main-x", "idle"), nodes=nodes, ties=ties)

    drawn = found.drawing(3)

    assert drawn.channels == ("main-x",)
    assert [node.key for node in drawn.nodes] == ["4", "3"]
    assert [(line.end.key, line.posts, line.out) for line in drawn.lines] == [("4", 8, 2), ("3", 6, 2)]
    assert (drawn.left, drawn.links_left) == (4, 6)


def test_a_few_of_each_kind_that_nothing_links_to_stand_beside_those_that_are_linked_to() -> None:
    idle = [Node(kind=kind, key=f"{number}", title="Idle") for kind in Kind for number in range(9)]
    busy = Node(kind=Kind.SITE, key="busy", title="Busy")
    tie = Tie(channel="main-x", kind=Kind.SITE, key="busy", month="2026-12", posts=1, out=0)
    found = Network(months=("2026-12",), channels=("main-x",), nodes=(*idle, busy), ties=(tie,))

    drawn = found.drawing(40)

    assert drawn.nodes[0] == busy
    idly = {kind: sum(node.kind is kind for node in drawn.nodes[1:]) for kind in Kind}
    assert idly == dict.fromkeys(Kind, 4)
    assert (drawn.left, drawn.links_left) == (20, 0)
