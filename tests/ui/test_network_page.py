"""The page of the network: what is drawn, what the table says, and what nobody links to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from scheduler.domain.experts import Expert
from scheduler.domain.network import Kind, Network, Node, Tie
from scheduler.domain.post import PostState
from tests.builders import NOON
from tests.curation.house import a_source, an_item
from tests.ui.house import page, words
from ui import frame
from ui.parts.network_drawing import svg

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from tests.ui.house import House

SVG = "{http://www.w3.org/2000/svg}"


def _html(drawn: AppTest) -> str:
    return "".join(str(each.proto.body) for each in drawn.get("html"))


def _source(house: House, **fields: Any) -> None:
    with house.app._store.write() as unit:
        unit.sources.put(a_source(**fields))


@pytest.fixture
def linked(house: House) -> House:
    """Two sources, one of them used in November, and an expert who was named on both channels."""
    with house.app._store.write() as unit:
        unit.sources.put(a_source())
        unit.sources.put(a_source(name="idle", title="Idle news", domains=("idle.example",)))
        item = unit.items.put(an_item(1))
        unit.experts.put(
            Expert(
                name="Nia Example",
                consent_by="Folder 3",
                consent_since=date(2026, 1, 1),
                consent_until=date(2027, 1, 1),
            )
        )
    out = house.post("Flu clinics open.", item=item.id)
    past = NOON - timedelta(days=10)
    house.put(out, PostState.PUBLISHED, due=past, wall=past.replace(tzinfo=None))
    house.post("Nia Example answers.")
    house.post("Ask Nia Example. #bcsm", channel="county-x")
    return house


@pytest.mark.parametrize(
    ("short", "sees"), [("ada", True), ("eli", True), ("pam", True), ("ona", False), ("aud", False)]
)
def test_who_curates_or_sets_up_has_the_page(house: House, short: str, *, sees: bool) -> None:
    places = {place.path for each in frame.places(house.actor(short)).values() for place in each}

    assert ("network" in places) is sees


def test_who_does_not_is_refused_by_the_service(house: House) -> None:
    house.sign_in("aud")

    assert "may not change sources and pick items" in words(page("network"))


def test_the_page_tells_the_links_by_month_and_whom_nobody_links_to(linked: House) -> None:
    linked.sign_in("ada")

    drawn = page("network")
    said, cells = words(drawn), _html(drawn)

    assert not drawn.exception
    assert (
        "4 links from October to December 2026, drafts and planned posts included; 1 of them went out."
        in said
    )
    assert "1 trusted source was not used from October to December 2026: Idle news." in said
    assert "47 communities were not addressed from October to December 2026: #ALS, #Alz" in said
    assert "switch off under Sources" in said
    assert '<th scope="row">County health news</th><td>trusted source</td><td>–</td><td>1</td>' in cells  # noqa: RUF001
    assert (
        '<th scope="row">Nia Example</th><td>expert</td><td>–</td><td>–</td>'  # noqa: RUF001
        "<td>2</td><td>2</td><td>–</td><td>County 1, Main 1</td>"  # noqa: RUF001
    ) in cells


def test_months_channels_and_kinds_are_chosen_in_the_address(linked: House) -> None:
    linked.sign_in("ada")

    november = words(page("network", **{"network-month": "November 2026", "network-span": "1"}))
    assert "1 link in November 2026" in november
    assert "2 channels" not in november
    assert "1 channel links to nobody in November 2026: County." in november
    experts = words(page("network", **{"network-kinds": "Experts", "channels": "Main"}))
    assert "1 link from October" in experts
    assert "communities were not" not in experts


def test_an_address_with_what_is_not_there_shows_what_stands_at_first(linked: House) -> None:
    linked.sign_in("ada")

    odd = {"network-month": "<script>", "network-span": "99 years", "network-kinds": "x", "channels": "no"}
    drawn = page("network", **odd)

    assert not drawn.exception
    assert "4 links from October to December 2026" in words(drawn)


def test_an_empty_house_says_what_to_do(house: House) -> None:
    house.sign_in("ada")

    said = words(page("network"))

    assert "No post of these months links to anybody." in said
    assert "Accept an item in the inbox" in said
    assert "You trust no source yet. Add some under Sources" in said
    assert "2 channels link to nobody" in said


def test_a_name_that_is_a_script_is_a_name(house: House) -> None:
    hostile = "<script>alert(1)</script>]]>&\x00\x0b\u202e\ud800 **bold**"
    _source(house, title="<script>alert(1)</script> & **more**")
    house.post("See.", link="https://example.org/1")
    house.sign_in("ada")

    drawn = page("network")
    assert "<script>" not in _html(drawn)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; **more**" in _html(drawn)

    root = _parsed(_network([hostile]), {"main-x": hostile})
    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {
        *("svg", "g", "title", "text", "circle", "rect", "path")
    }
    assert "<script>alert(1)</script>]]>&     **bold**, site: 1 link" in _titles(root)


def test_a_long_title_is_cut_and_stands_whole_beneath_the_pointer() -> None:
    name = "The Journal of Very Long Names of Journals and of Their Supplements"

    root = _parsed(_network([name]), {"main-x": "Main"})

    assert "The Journal of Very Long Names…" in [each.text for each in root.iter(f"{SVG}text")]
    assert f"{name}, site: 1 link" in _titles(root)


def test_a_line_is_wider_for_more_links_and_dashed_until_one_is_out() -> None:
    root = _parsed(_network(["one", "four"], posts=(1, 4), out=(0, 2)), {"main-x": "Main"})

    lines = {each[0].text: each for each in root.iter(f"{SVG}path")}
    four, one = lines["Main and four: 4 links, 2 of them out"], lines["Main and one: 1 link, 0 of them out"]
    assert (four.get("class"), one.get("class")) == ("line", "line planned")
    assert float(four.get("stroke-width", "")) > float(one.get("stroke-width", "")) > 1


def test_300_sources_are_drawn_within_bounds_and_the_rest_is_counted(house: House) -> None:
    with house.app._store.write() as unit:
        for number in range(300):
            domain = f"s{number}.example"
            unit.sources.put(a_source(name=f"s{number}", title=f"Source {number}", domains=(domain,)))
    for number in range(0, 300, 6):
        house.post(f"See {number}", link=f"https://s{number}.example/")
    house.sign_in("ada")

    said = words(page("network"))

    assert "40 are drawn, the busiest first; " in said
    assert "250 trusted sources were not used" in said
    assert "and 242 more." in said
    network = house.app.mapping.network(house.actor("ada"), date(2026, 12, 1), 3)
    picture = svg(network, network.drawing(40), {"main-x": "Main"})
    root = ET.fromstring(picture)  # noqa: S314 # our own
    marks = [*root.iter(f"{SVG}circle"), *root.iter(f"{SVG}rect")]
    assert len(marks) == 40
    assert len(picture) < 40_000
    assert float(root.get("viewBox", "").split()[3]) < 1_400


def _network(titles: list[str], *, posts: tuple[int, ...] = (1,), out: tuple[int, ...] = (0,)) -> Network:
    nodes = tuple(Node(kind=Kind.SITE, key=str(place), title=title) for place, title in enumerate(titles))
    ties = tuple(
        Tie(channel="main-x", kind=Kind.SITE, key=node.key, month="2026-12", posts=count, out=gone)
        for node, count, gone in zip(nodes, posts, out, strict=True)
    )
    return Network(months=("2026-12",), channels=("main-x",), nodes=nodes, ties=ties)


def _parsed(network: Network, titles: dict[str, str]) -> ET.Element:
    picture = svg(network, network.drawing(40), titles)
    return ET.fromstring(picture)  # noqa: S314 # our own


def _titles(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}title")]
