from __future__ import annotations

from collections.abc import Callable
from typing import Any

import icalendar

from scheduler.domain.post import Post
from scheduler.domain.record import Detail
from scheduler.ical import PlanEvent, event_of
from scheduler.ical.document import document


def _event(post: Post, **given: Any) -> PlanEvent:
    usual = {"channel_title": "Main", "pillar_title": "", "detail": Detail.FULL, "planner_url": ""}
    return event_of(post, **{**usual, **given})


def _description(event: PlanEvent) -> str:
    (read,) = icalendar.Calendar.from_ical(document([event], name="Plan", zone="UTC")).events
    return str(read.get("DESCRIPTION", ""))


def test_a_description_names_who_wrote_it_and_leads_to_the_planner(post: Callable[..., Post]) -> None:
    event = _event(post(id=7), owner="Robin Example", planner_url="https://plan.example.org/")

    lines = _description(event).splitlines()

    assert lines[-2:] == ["Written by: Robin Example", "In the planner: https://plan.example.org/?post=7"]


def test_titles_alone_name_nobody(post: Callable[..., Post]) -> None:
    event = _event(post(id=7), owner="Robin Example", detail=Detail.TITLES)

    assert _description(event) == ""
    assert "Robin" not in repr(event)


def test_of_a_very_long_text_the_facts_after_it_are_still_told(post: Callable[..., Post]) -> None:
    event = _event(post(id=7, text="Wash your hands. " * 2000), planner_url="https://plan.example.org")

    told = _description(event)

    assert len(told) <= 8000
    assert told.endswith("…\n\nState: draft\nChannel: Main\nIn the planner: https://plan.example.org/?post=7")


def test_categories_that_differ_in_their_case_alone_are_told_once(event: Callable[..., PlanEvent]) -> None:
    body = document([event(categories=("Careers", "CAREERS", "Care"))], name="Plan", zone="UTC")

    assert b"CATEGORIES:Careers,Care\r\n" in body
