"""`rounds attention`, `rounds delivery` and what a person says, as typed."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors import snowflake
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PartReceipt, Post, PostState, ThreadPart
from scheduler.domain.record import Attempt, Outcome
from scheduler.services.planning import NewPost
from tests.builders import a_form
from tests.cli.terminal import Terminal, settle

_S = PostState


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settle(tmp_path_factory.mktemp("model") / "data").data_dir


@pytest.fixture
def house(tmp_path: Path, model: Path) -> Terminal:
    shutil.copytree(model, tmp_path / "data")
    return Terminal(tmp_path / "data")


def put(house: Terminal, state: PostState, outcome: Outcome, *, minutes: int = 10, **fields: Any) -> Post:
    """Put a post into a state that only the engine reaches, tried some minutes ago."""
    with house.app() as app:
        now = app.clock.now()
        made = app.planning.add(OPERATOR, NewPost(channel="main-x", at=now, text="Wash your hands."))
        tried_at = now - timedelta(minutes=minutes)
        with app._store.write() as unit:
            tried = Attempt(post=made.id, fence=1, owner="one", started_at=tried_at, outcome=outcome)
            unit.attempts.add(tried.model_copy(update={"detail": "The answer was lost."}))
            return unit.posts.save(made.model_copy(update={"state": state, **fields}), at=now)


def test_nothing_needs_anybody_in_a_new_house(house: Terminal) -> None:
    assert house.json("attention") == []
    assert house.type("attention").out == "Nothing needs you.\n"


def test_attention_tells_what_is_known_and_what_can_be_done(house: Terminal) -> None:
    put(house, _S.UNKNOWN, Outcome.UNKNOWN)

    (told,) = house.json("attention")
    said = house.type("attention").out

    assert told["steps"] == ["seen", "again", "give_up"]
    assert (told["post"]["id"], told["tries"][0]["outcome"]) == (1, "unknown")
    assert "tried: unknown. The answer was lost." in said
    assert "It is not there: rounds post again 1 --yes" in said


def test_an_unknown_post_is_seen_under_its_address(house: Terminal) -> None:
    post = put(house, _S.UNKNOWN, Outcome.UNKNOWN)
    number = snowflake.first_at(post.due)

    told = house.json("post", "seen", "1", f"https://x.com/larkspur/status/{number}")

    assert told["state"] == "published"
    assert house.json("attention") == []


def test_sending_again_wants_a_word_and_the_settle_time(house: Terminal) -> None:
    put(house, _S.UNKNOWN, Outcome.UNKNOWN, minutes=0)
    put(house, _S.UNKNOWN, Outcome.UNKNOWN)

    assert house.type("post", "again", "2").code == 2
    early = house.type("post", "again", "1", "--yes", "--json")
    assert (early.code, "It may still appear there" in early.error) == (1, True)

    assert house.json("post", "again", "2", "--yes")["state"] == "scheduled"


def test_giving_up_leaving_and_copying(house: Terminal) -> None:
    put(house, _S.UNKNOWN, Outcome.UNKNOWN)
    put(house, _S.REFUSED, Outcome.REFUSED)
    put(house, _S.REFUSED, Outcome.REFUSED)

    assert house.json("post", "give-up", "1")["state"] == "cancelled"
    assert house.json("post", "leave", "2")["state"] == "refused"
    assert house.json("post", "copy", "3", "--at", "2028-10-03T09:00")["state"] == "draft"
    assert house.json("attention") == []


def test_delivery_counts_and_ends_with_one_where_something_is_lost(house: Terminal) -> None:
    assert house.json("delivery")["words"] == "0 posts sent · 0 lost · 0 doubled"
    post = put(house, _S.SENDING, Outcome.STARTED, owner="gone")

    said = house.type("delivery", "--json")

    assert (said.code, said.data["lost"], said.data["is_well"]) == (1, [post.id], False)
    told = house.type("delivery").out
    assert "Lost: post 1. Nobody works on them. See “rounds doctor”" in told
    assert "stands in “rounds attention”" in told


THREAD = (ThreadPart(text="Two."), ThreadPart(text="Three."))
RECEIPT = PartReceipt(
    remote_id="1", url="https://x.com/larkspur/status/1", at=datetime(2026, 12, 1, 15, tzinfo=UTC)
)


def test_every_part_of_a_thread_is_listed_with_whether_it_is_out(house: Terminal) -> None:
    put(house, _S.UNKNOWN, Outcome.UNKNOWN, thread=THREAD, receipts=(RECEIPT,))

    listed = house.type("attention").out
    shown = house.type("post", "show", "1").out

    for said, indent in ((listed, "    "), (shown, "")):
        lines = [line.removeprefix(indent).strip() for line in said.splitlines()]
        first = lines.index("Part 1 of 3, out: https://x.com/larkspur/status/1")
        second = lines.index("Part 2 of 3, may be out, nobody knows yet")
        third = lines.index("Part 3 of 3, not out")
        assert [lines[place + 1] for place in (first, second, third)] == [
            "Wash your hands.",
            "Two.",
            "Three.",
        ]


def test_a_sign_in_that_was_lost_is_listed_first_with_the_next_step(house: Terminal) -> None:
    put(house, _S.HELD, Outcome.REFUSED)
    with house.app() as app, app._store.write() as unit:
        unit.notes.put("sign-in-expired:main-x", "fingerprint", at=app.clock.now())

    sign_in, post = house.json("attention")
    said = house.type("attention").out

    assert (sign_in["kind"], sign_in["channel"], sign_in["waiting"]) == ("sign_in", "main-x", 1)
    assert (post["kind"], post["post"]["id"]) == ("post", 1)
    assert said.index("rounds channel connect main-x") < said.index("Post 1 on main-x")
    assert "1 post waits for it" in said


def test_who_may_wait_is_told_so_and_who_must_look_until_when(house: Terminal) -> None:
    put(house, _S.UNKNOWN, Outcome.UNKNOWN)
    with house.app() as app:
        soon = app.clock.now() + timedelta(minutes=2)
    put(house, _S.UNKNOWN, Outcome.UNKNOWN, not_before=soon)

    said = house.type("attention").out

    assert "Look on the network. Until " in said
    assert "and sends nothing twice. You can wait." in said


@pytest.mark.parametrize("step", ["again", "give-up", "leave"])
def test_a_step_that_does_not_fit_names_one_that_does(house: Terminal, step: str) -> None:
    put(house, _S.HELD, Outcome.NOT_SENT)

    said = house.type("post", step, "1", *(["--yes"] if step == "again" else []))

    assert said.code == 1
    assert any(word in said.err for word in ("Copy this one", "Cancel this one", "Release or cancel"))


def test_a_decision_that_is_late_is_listed_with_its_deadline_and_what_to_do(house: Terminal) -> None:
    with house.app() as app:
        at = app.clock.now() + timedelta(hours=1)
        post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text="Wash your hands."))
        app.planning.submit(OPERATOR, post.id)
        app.escalating.look()

    (told,) = house.json("attention")
    said = house.type("attention").out

    assert (told["kind"], told["post"]) == ("decision", post.id)
    assert "it waits for approver. Undecided, it does not go out." in said
    assert f"Decide: rounds post approve {post.id}, or rounds post reject {post.id}" in said
    assert "Nothing needs you." not in said


def test_what_is_out_after_its_authorisation_is_listed_until_somebody_took_it_down(house: Terminal) -> None:
    with house.app() as app:
        now = app.clock.now()
        signed = app.authorising.add(OPERATOR, a_form(now))
        post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=now, text="She walks again."))
        out = {"state": _S.PUBLISHED, "authorisation": signed.id, "remote_url": "https://x.com/l/status/7"}
        with app._store.write() as unit:
            unit.posts.save(post.model_copy(update=out), at=now)
        app.authorising.revoke(OPERATOR, signed.id)

    (told,) = house.json("attention")
    said = house.type("attention").out
    house.type("consent", "down", str(post.id))

    assert (told["kind"], told["post"], told["url"]) == ("authorisation", post.id, "https://x.com/l/status/7")
    assert f"Authorisation {signed.id}, by which it was released, was revoked." in said
    assert f"rounds consent down {post.id}" in said
    assert house.json("attention") == []
