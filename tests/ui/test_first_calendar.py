"""What the calendar holds is told to the document's script, as its page would show it, and to nobody else."""

from __future__ import annotations

import asyncio
import http
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from scheduler.bootstrap import migrate_database, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR, Role
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import NOON
from tests.ui.house import PASSWORD, House
from tests.ui.planner_process import Browser
from ui.first_calendar import first_calendar

_OWN = {"x-rounds": "calendar"}


def ask(house: House, **headers: str) -> Response:
    """Ask as the browser of whoever sits at the planner."""
    told = {**headers, "cookie": f"rounds_session={house.token}"}
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/first-calendar",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }
    tell = first_calendar(house.app)
    with ThreadPoolExecutor(1) as outside:  # of the loop of a browser that another test left running here
        answer: Response = outside.submit(lambda: asyncio.run(tell(Request(scope)))).result()
    return answer


def held(house: House) -> Any:
    return json.loads(bytes(ask(house, **_OWN).body))


def test_it_holds_what_the_page_would_show(house: House) -> None:
    house.sign_in("pam")
    at = NOON + timedelta(days=2)
    post = house.app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text="Flu clinic on Monday"))

    told = held(house)

    assert [each["id"] for each in told["events"]] == [str(post.id)]
    assert told["gaps"]
    assert told["editable"]
    assert [each["id"] for each in told["trays"]] == ["inbox", "drafts", "evergreens"]
    assert told["key"] == "calendar"
    assert ask(house, **_OWN).headers["cache-control"] == "no-store"


def test_many_who_open_it_at_once_are_all_told(house: House) -> None:
    house.sign_in("pam")
    at = NOON + timedelta(days=2)
    post = house.app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text="Flu clinic on Monday"))

    with ThreadPoolExecutor(12) as browsers:
        told = list(browsers.map(lambda _: held(house), range(24)))

    assert [[each["id"] for each in one["events"]] for one in told] == [[str(post.id)]] * 24


def test_who_only_reads_is_told_so(house: House) -> None:
    house.sign_in("aud")

    told = held(house)

    assert not told["editable"]
    assert told["trays"] == []


def test_it_speaks_the_language_of_the_person(house: House) -> None:
    actor = house.sign_in("pam")
    house.app.people.set_language(actor, "es")

    assert held(house)["words"]["today"] == "Hoy"
    assert held(house)["locale"] == "es"


def test_another_site_can_not_ask_for_it(house: House) -> None:
    house.sign_in("pam")

    assert ask(house).status_code == http.HTTPStatus.FORBIDDEN


def test_whoever_left_the_desk_is_told_nothing(house: House) -> None:
    house.sign_in("pam")
    house.clock.advance(timedelta(hours=4))

    assert ask(house, **_OWN).status_code == http.HTTPStatus.FORBIDDEN


def test_whoever_owes_a_second_step_is_told_nothing(house: House) -> None:
    house.app.second_factors.set_demand(OPERATOR, roles=[Role.PUBLISHER])
    house.sign_in("pam")

    assert ask(house, **_OWN).status_code == http.HTTPStatus.FORBIDDEN


def test_whoever_must_choose_a_password_first_is_told_nothing(house: House) -> None:
    house.app.people.add(
        house.actor("pam"),
        name="New Hire",
        email="new@example.org",
        roles=[Role.AUTHOR],
        password=PASSWORD,
        is_one_time=True,
    )
    house.token = house.app.people.sign_in("new@example.org", PASSWORD)

    assert ask(house, **_OWN).status_code == http.HTTPStatus.FORBIDDEN


def test_without_a_channel_there_is_no_calendar(tmp_path: Path) -> None:
    migrate_database(Settings(data_dir=tmp_path))
    app = open_app(Settings(data_dir=tmp_path), clock=FrozenClock(NOON))
    app.people.add(OPERATOR, name="Pam", email="pam@example.org", roles=[Role.PUBLISHER], password=PASSWORD)
    house = House.copied(tmp_path, tmp_path / "data")
    house.sign_in("pam")

    assert ask(house, **_OWN).status_code == http.HTTPStatus.NO_CONTENT


# as the planner serves it


@pytest.fixture(scope="module")
def author(port: int) -> Browser:
    made = Browser(port)
    made.sign_in("ada@example.org", PASSWORD)
    return made


def test_without_a_session_it_is_refused(port: int) -> None:
    answer = Browser(port).get("/first-calendar", X_Rounds="calendar", Accept="application/json")

    assert answer.status == http.HTTPStatus.UNAUTHORIZED


@pytest.mark.usefixtures("calendar_bundle")
def test_the_document_names_a_script_that_is_there(author: Browser) -> None:
    document = author.get("/").body

    script = document.partition('import("')[2].partition('"')[0]
    assert author.get(script).status == http.HTTPStatus.OK
    assert document.index("first-calendar") < document.index('<script type="module"')
    assert "first-calendar" not in author.get("/write").body
