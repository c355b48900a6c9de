from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from sqlmodel import SQLModel

from scheduler.domain.errors import ConfirmAgainError, NotAllowedError, StateError
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.post import PostState
from scheduler.services.former_records import chain_of
from scheduler.store.moving_kinds import KINDS, LEFT_OUT, name_of
from tests.builders import an_actor
from tests.moving_house.conftest import MOVES_AT
from tests.moving_house.parcels import changed, contents, manifest_of, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.bootstrap import App
    from tests.engine.paper import Paper

#: What an import takes from a post.
LOST = {
    *("approved_digest", "approved_by", "approved_from", "approved_until", "lane", "endorsements"),
    *("accepted_rules", "guard_mark", "authorisation", "owner", "lease_until", "not_before", "ask_since"),
}
#: And what it may change of one that was approved, or in doubt.
TURNED = {"state", "explanation", "held_by"}
ADMINISTRATOR = an_actor(Role.ADMINISTRATOR)


def test_a_house_that_moved_is_exported_as_it_was_but_for_what_was_approved(
    account_file: Path, new: App, tmp_path: Path
) -> None:
    new.moving_house.take(OPERATOR, account_file)

    new.moving_house.export(OPERATOR, tmp_path / "again.zip")

    was, now = contents(account_file), contents(tmp_path / "again.zip")
    assert {name for name in was if was[name] != now[name]} == {"rows/post.jsonl", "record.jsonl"}
    assert now.keys() - was.keys() == {f"former-records/{_digest(account_file, 'record.jsonl')}.jsonl"}
    before, after = rows_of(account_file, "post"), rows_of(tmp_path / "again.zip", "post")
    for one, other in zip(before, after, strict=True):
        may_differ = LOST | (TURNED if one["state"] in {"scheduled", "unknown"} else set())
        assert {name for name in one if one[name] != other[name]} <= may_differ


def test_a_house_that_moved_twice_is_the_same_byte_for_byte(
    account_file: Path, new: App, empty: App, tmp_path: Path
) -> None:
    new.moving_house.take(OPERATOR, account_file)
    new.moving_house.export(OPERATOR, tmp_path / "second.zip")
    empty.moving_house.take(OPERATOR, tmp_path / "second.zip")

    empty.moving_house.export(OPERATOR, tmp_path / "third.zip")

    second, third = contents(tmp_path / "second.zip"), contents(tmp_path / "third.zip")
    assert {name for name in second if second[name] != third[name]} == {"record.jsonl"}


def test_the_same_account_is_the_same_file_but_for_its_record(old: App, tmp_path: Path) -> None:
    old.moving_house.export(OPERATOR, tmp_path / "one.zip")

    old.moving_house.export(OPERATOR, tmp_path / "two.zip")

    one, two = contents(tmp_path / "one.zip"), contents(tmp_path / "two.zip")
    assert one.pop("record.jsonl") + _last_line(two) == two.pop("record.jsonl")
    assert one == two


def test_no_secret_leaves_the_house(old: App, tmp_path: Path) -> None:
    old.subscribing.make(OPERATOR, "Desk")
    key = old.settings.key_file.read_bytes().split()

    old.moving_house.export(OPERATOR, tmp_path / "rounds.zip")

    said = b"".join(contents(tmp_path / "rounds.zip").values())
    assert b"$argon2" not in said
    assert b"gAAAAA" not in said  # how everything begins that is sealed
    assert not [each for each in key if len(each) > 30 and each in said]
    for kind, fields in (("person", {"password_hash"}), ("channel", {"credentials"})):
        assert not fields & rows_of(tmp_path / "rounds.zip", kind)[0].keys()
    assert oct((tmp_path / "rounds.zip").stat().st_mode & 0o777) == "0o600"


def test_a_demand_for_two_step_sign_in_moves_and_the_devices_stay(
    old: App, empty: App, tmp_path: Path
) -> None:
    person = old.people.all()[0]
    actor = Actor.of(person, confirmed_at=old.clock.now())
    key = old.second_factors.offer(actor).key.reveal().replace(" ", "")
    codes = old.second_factors.turn_on(actor, pyotp.TOTP(key).at(old.clock.now()))
    old.second_factors.set_demand(OPERATOR, roles=[Role.PUBLISHER])

    old.moving_house.export(OPERATOR, tmp_path / "rounds.zip")
    empty.moving_house.take(OPERATOR, tmp_path / "rounds.zip")

    said = b"".join(contents(tmp_path / "rounds.zip").values())
    assert not [each for each in (key, *codes) if each.encode() in said]
    assert {"second_factor", "recovery_code", "half_way"} <= manifest_of(tmp_path / "rounds.zip")[
        "left_out"
    ].keys()
    assert not empty.second_factors.is_on(person)
    assert empty.second_factors.demand().roles == (Role.PUBLISHER,)


def test_every_table_either_moves_or_stays_behind_for_a_reason() -> None:
    moves = {name_of(each) for each in KINDS}

    assert moves | LEFT_OUT.keys() == set(SQLModel.metadata.tables)
    assert not moves & LEFT_OUT.keys()
    assert all(LEFT_OUT.values())


def test_nobody_signs_in_before_they_got_a_new_password(account_file: Path, empty: App) -> None:
    empty.moving_house.take(OPERATOR, account_file)
    person = empty.people.all()[0]

    assert empty.people.sign_in(person.email, "a-password-of-the-demo") is None
    assert empty.people.sign_in(person.email, "") is None


# what was approved


def test_nothing_leaves_a_new_house_that_was_approved_in_the_old_one(
    account_file: Path, new: App, network: Paper
) -> None:
    was = {each["state"] for each in rows_of(account_file, "post")}

    new.moving_house.take(OPERATOR, account_file)
    _let_time_pass(new)

    assert {"scheduled", "unknown", "published"} <= was
    assert network.posts == []
    assert not new.planning.counts().keys() & {PostState.SCHEDULED, PostState.CLAIMED, PostState.UNKNOWN}


def test_no_file_can_bring_an_approval_whatever_it_says(
    account_file: Path, new: App, network: Paper, tmp_path: Path
) -> None:
    due = (MOVES_AT + timedelta(minutes=5)).isoformat()

    def approve(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        seal = {"approved_digest": "0" * 64, "approved_by": "operator", "lane": "green", "due": due}
        window = {"approved_from": due, "approved_until": due.replace("2026", "2027")}
        return [each | seal | window | {"state": "scheduled", "useful_until": due} for each in rows]

    forged = changed(account_file, tmp_path / "forged.zip", "post", approve)

    new.moving_house.take(OPERATOR, forged)
    _let_time_pass(new)

    assert network.posts == []
    assert set(new.planning.counts()) == {PostState.IN_REVIEW}


def test_no_evergreen_post_takes_a_place_by_an_approval_of_the_old_house(
    account_file: Path, new: App, network: Paper, tmp_path: Path
) -> None:
    published = next(each for each in rows_of(account_file, "post") if each["state"] == "published")
    mark = {
        "post": published["id"],
        "every_days": 30,
        "most": 3,
        "by": "operator",
        "at": MOVES_AT.isoformat(),
    }
    rules = {"channel": published["channel"], "fills_with_evergreen": True}
    one = changed(account_file, tmp_path / "one.zip", "evergreen", lambda _: [mark])
    two = changed(one, tmp_path / "two.zip", "approval_rules", lambda _: [rules])

    new.moving_house.take(OPERATOR, two)
    _let_time_pass(new)

    assert [each.post.id for each in new.recycling.all()] == [published["id"]]
    assert network.posts == []


def test_a_source_that_needed_no_person_needs_one_again(
    account_file: Path, empty: App, tmp_path: Path
) -> None:
    trusting = changed(
        account_file,
        tmp_path / "trusting.zip",
        "source",
        lambda rows: [each | {"may_go_unreviewed": True} for each in rows],
    )

    empty.moving_house.take(OPERATOR, trusting)

    assert not any(each.may_go_unreviewed for each in empty.curating.sources())


def test_a_post_that_was_on_its_way_out_is_left_to_a_person(account_file: Path, empty: App) -> None:
    unknown = next(each for each in rows_of(account_file, "post") if each["state"] == "unknown")

    empty.moving_house.take(OPERATOR, account_file)

    post = empty.planning.get(unknown["id"])
    assert post.state is PostState.HELD
    assert "Look on the network" in (post.explanation or "")


# the record


def test_the_record_comes_along_as_a_file_that_can_still_be_verified(account_file: Path, empty: App) -> None:
    empty.moving_house.take(OPERATOR, account_file)

    (kept,) = (empty.settings.data_dir / "former-records").glob("*.jsonl")
    entry = empty.auditing.recent(limit=1)[0]
    chain = chain_of(kept.read_bytes().splitlines())
    assert (chain.trouble, chain.hash) == ("", entry.facts["record_hash"])
    assert kept.stem == entry.facts["record_sha256"] == _digest(account_file, "record.jsonl")
    assert oct(kept.stat().st_mode & 0o777) == "0o440"
    assert empty.auditing.verify().is_intact
    assert [each.action for each in empty.auditing.recent()] == ["account.imported"]


def test_a_line_of_a_former_record_that_was_changed_is_found(account_file: Path) -> None:
    lines = contents(account_file)["record.jsonl"].splitlines()
    entry = json.loads(lines[7])
    lines[7] = json.dumps(entry | {"actor": "person:2"}).encode()

    chain = chain_of(lines)

    assert chain.trouble == "Its line 8 is not the one that was written."
    assert chain_of(lines[8:]).trouble == ""
    assert chain_of([*lines[8:10], *lines[11:]]).trouble == "Its line 3 is not the one that was written."


def test_taking_the_account_out_stands_in_the_record_that_is_taken_out(account_file: Path) -> None:
    last = json.loads(contents(account_file)["record.jsonl"].splitlines()[-1])

    assert (last["action"], last["actor"]) == ("account.exported", "operator")
    assert manifest_of(account_file)["record"]["hash"] == last["hash"]


# who and where


def test_only_an_administrator_moves_an_account(account_file: Path, old: App, tmp_path: Path) -> None:
    others = [an_actor(each) for each in Role if each is not Role.ADMINISTRATOR]

    for actor in others:
        with pytest.raises(NotAllowedError):
            old.moving_house.export(actor, tmp_path / "rounds.zip")
        with pytest.raises(NotAllowedError):
            old.moving_house.look(actor, account_file)

    assert not (tmp_path / "rounds.zip").exists()
    assert old.moving_house.export(ADMINISTRATOR, tmp_path / "rounds.zip").files


def test_an_administrator_proves_who_they_are_before(old: App, tmp_path: Path) -> None:
    stale = Actor(
        key="person:1",
        name="Robin",
        person_id=1,
        permissions=ADMINISTRATOR.permissions,
        confirmed_at=MOVES_AT - timedelta(hours=2),
    )

    with pytest.raises(ConfirmAgainError):
        old.moving_house.export(stale, tmp_path / "rounds.zip")


def test_a_house_in_which_something_stands_takes_nothing_in(account_file: Path, old: App) -> None:
    before = old.planning.counts()

    looked = old.moving_house.look(OPERATOR, account_file)
    with pytest.raises(StateError, match="This Rounds is not empty"):
        old.moving_house.take(OPERATOR, account_file)

    assert any("not empty" in each for each in looked.remarks)
    assert old.planning.counts() == before


def test_looking_changes_nothing(account_file: Path, new: App) -> None:
    looked = new.moving_house.look(OPERATOR, account_file)

    assert looked.is_fine
    assert not looked.is_taken
    assert looked.count("post") == len(rows_of(account_file, "post"))
    assert new.set_up.organisation() is None
    assert new.auditing.recent() == []
    assert not (new.settings.data_dir / "former-records").exists()


def test_what_is_made_after_a_move_gets_a_number_of_its_own(account_file: Path, new: App) -> None:
    new.moving_house.take(OPERATOR, account_file)
    most = max(each["id"] for each in rows_of(account_file, "person"))

    made = new.people.add(
        OPERATOR,
        name="Kim Example",
        email="kim@example.org",
        roles=(Role.AUTHOR,),
        password="a-long-password-for-kim",
    )

    assert made.id == most + 1


def _let_time_pass(app: App) -> None:
    """Let an engine work through five weeks as it does, and decisions become late."""
    for _ in range(5 * 7 * 2):
        app.clock.advance(timedelta(hours=12))  # type: ignore[attr-defined] # the tests' own clock
        app.escalating.look()
        app.publishing.publish_due()
        app.reconciling.rescue()
        app.reconciling.ask()


def _digest(path: Path, name: str) -> str:
    return next(str(each["sha256"]) for each in manifest_of(path)["files"] if each["name"] == name)


def _last_line(files: dict[str, bytes]) -> bytes:
    return files["record.jsonl"].splitlines(keepends=True)[-1]
