"""Which pages a person has, and the calendar page itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from scheduler.domain.post import PostState
from tests.builders import NOON, a_channel
from tests.ui.house import House, calendar_told, words
from ui import frame
from ui.components.calendar import build
from ui.plan_events import short_titles

SCRIPT = Path(ui.__file__).with_name("app.py")

needs_bundle = pytest.mark.skipif(
    not list((build.FRONTEND / "build").glob("calendar-*.js")), reason="the calendar's bundle is not built"
)


def the_planner() -> AppTest:
    return AppTest.from_file(str(SCRIPT), default_timeout=30).run()


def titles(house: House, short: str) -> set[str]:
    counts = frame.waiting()
    sections = frame.places(house.actor(short))
    return {frame.name_of(place, counts) for section in sections.values() for place in section}


def test_each_role_has_the_pages_it_has_a_use_for(house: House) -> None:
    everyone = {"Calendar", "Queue", "Delivery", "Needs attention", "Settings", "Sheets", "You"}

    assert titles(house, "aud") == everyone | {"Activity"}
    assert titles(house, "ada") == everyone | {"Write a post", "Inbox", "Review", "Pillars"} | {
        "Sources",
        "Occasions",
        "Experts",
        "Network",
        "Calendar links",
        "Other calendars",
        "Trends",
        "Templates",
        "Emergency words",
    }
    assert titles(house, "ona") == everyone | {"Review", "Activity", "Pause", "Pillars"} | {
        "Calendar links",
        "Experts",
        "Occasions",
        "Authorisations",
        "Emergency words",
    }
    assert titles(house, "pam") >= {"Write a post", "Review", "Activity", "Pause", "Sources"}


def test_the_navigation_counts_what_waits(house: House) -> None:
    house.waiting()
    house.put(house.waiting(), PostState.UNKNOWN)

    assert {"Review · 1", "Needs attention · 1"} <= titles(house, "pam")


def test_without_a_session_there_is_nothing_but_the_way_in(house: House) -> None:
    assert house.token is None

    drawn = the_planner()

    assert "You are signed out." in words(drawn)
    assert not drawn.button


@needs_bundle
def test_the_calendar_is_sent_the_visible_posts_and_gaps_and_no_cancelled_ones(house: House) -> None:
    shown = house.post("Flu shots are free.")
    house.put(house.post("Never mind."), PostState.CANCELLED)
    house.sign_in("ada")

    drawn = the_planner()

    assert not drawn.exception
    assert not drawn.error
    view = calendar_told(drawn)
    (event,) = view["events"]
    assert (event["id"], event["title"]) == (str(shown.id), "Flu shots are free.")
    assert view["zone"] == "America/Chicago"
    assert view["editable"]
    assert all(gap["start"] >= NOON.isoformat()[:10] for gap in view["gaps"])
    assert len(view["gaps"]) > 0


@needs_bundle
def test_an_auditor_sees_the_plan_and_can_t_drag(house: House) -> None:
    house.post()
    house.sign_in("aud")

    drawn = the_planner()

    view = calendar_told(drawn)
    assert not view["editable"]
    assert not view["show_inbox"]
    assert not {"Write a post", "Fill gaps"} & {each.label for each in drawn.button}


def test_chips_leave_out_the_words_that_all_channels_begin_with() -> None:
    news = a_channel(name="news", title="Larkspur news and careers")
    hospital = a_channel(name="main", title="Larkspur County Hospital")

    assert short_titles([news, hospital]) == {"news": "News and careers", "main": "County Hospital"}
    assert short_titles([news]) == {"news": "Larkspur news and careers"}
    assert short_titles([news, a_channel(name="short", title="Larkspur")])["short"] == "Larkspur"


def test_no_fixed_sentence_is_left_over() -> None:
    folder = Path(ui.__file__).parent
    scripts = [path for path in folder.rglob("*.py") if "node_modules" not in path.parts]
    scripts = [path for path in folder.rglob("*.py") if "node_modules" not in path.parts]
    used = "\n".join(path.read_text("utf-8") for path in scripts)
    source = (folder / "wording.py").read_text("utf-8")
    names = {line.split("=")[0].strip() for line in source.splitlines() if "=" in line and line[0].isupper()}
    single = {name for entry in names for name in entry.replace("(", "").split(", ")}

    assert {name for name in single if f"wording.{name}" not in used} == set()
