"""The key that seals is changed with daemons running; nothing is ever without a key that opens it."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from scheduler.bootstrap import App as House
from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.secret import Credentials
from scheduler.services.keys import KeyFile
from scheduler.services.sealing import Seal
from tests.builders import a_channel, an_actor
from tests.secrets.conftest import TOKENS, Town


def key_file(town: Town) -> Path:
    return town.settings.key_file


def keys_in(town: Town) -> list[str]:
    return [line.split()[0] for line in key_file(town).read_text().splitlines()]


@pytest.fixture
def large(house: House) -> House:
    """The house with twenty channels more."""
    for number in range(20):
        channel = a_channel(name=f"x-{number}", handle=f"h{number}")
        house.set_up.add_channel(OPERATOR, channel, credentials=Credentials({"access_token": f"t{number}"}))
    return house


def test_a_rotation_begins_a_key_and_seals_everything_with_it(large: House, town: Town) -> None:
    town.clock.advance(timedelta(days=400))
    before = keys_in(town)

    done = large.rotating.rotate(OPERATOR)

    assert (done.is_new_key, done.resealed, done.lost) == (True, 21, ())
    assert keys_in(town)[1:] == before
    assert all(each.is_newest for each in large.rotating.check())
    assert {each.key_made_at for each in large.rotating.check()} == {town.clock.now()}
    assert large.connecting.credentials("main-x").reveal() == TOKENS
    assert large.connecting.credentials("x-7").reveal() == {"access_token": "t7"}


def test_an_old_key_is_dropped_when_no_row_needs_it(large: House, town: Town) -> None:
    [old] = keys_in(town)
    large.rotating.rotate(OPERATOR)

    dropped = large.rotating.retire(OPERATOR)

    assert dropped == 1
    assert old not in key_file(town).read_text()
    assert large.connecting.credentials("x-7").reveal() == {"access_token": "t7"}
    assert large.rotating.retire(OPERATOR) == 0


def test_an_old_key_that_a_row_needs_is_kept(large: House, town: Town) -> None:
    old = Seal(key_file(town), town.clock)
    late = old.close_over("x-7", {"access_token": "late"})
    large.rotating.rotate(OPERATOR)
    with large._store.write() as unit:
        unit.plan.set_credentials("x-7", late)
    before = keys_in(town)

    with pytest.raises(InvalidInputError, match="x-7 still need an older key"):
        large.rotating.retire(OPERATOR)

    assert keys_in(town) == before


def test_a_rotation_that_was_cut_off_is_finished_without_another_key(large: House, town: Town) -> None:
    old = Seal(key_file(town), town.clock)
    left = {name: old.close_over(name, {"access_token": "left"}) for name in ("x-3", "x-4")}
    large.rotating.rotate(OPERATOR)
    with large._store.write() as unit:
        for name, sealed in left.items():
            unit.plan.set_credentials(name, sealed)
    before = keys_in(town)

    told = large.rotating.trouble(large.rotating.check())
    done = large.rotating.rotate(OPERATOR)

    assert told == "A rotation was cut off. Run “rounds secrets rotate” to finish it."
    assert (done.is_new_key, done.resealed) == (False, 2)
    assert keys_in(town) == before
    assert large.rotating.trouble(large.rotating.check()) == ""


def test_rows_open_and_change_all_the_while_the_keys_are_changed(large: House, town: Town) -> None:
    daemon = town.house()
    over, failures = threading.Event(), []

    def work(name: str) -> int:
        turns = 0
        while not over.is_set() or turns < 3:
            given = Credentials({"access_token": f"{name} {turns}"})
            with daemon._store.write() as unit:
                unit.plan.channel(name)
                unit.plan.set_credentials(name, daemon.connecting._seal.close_over(name, given))
            if daemon.connecting.credentials(name) != given:
                failures.append(name)
            daemon.connecting.credentials("main-x")
            turns += 1
        return turns

    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(work, f"x-{number}") for number in range(3)]
        try:
            for _ in range(5):
                large.rotating.rotate(OPERATOR)
                large.rotating.retire(OPERATOR)
        finally:
            over.set()
        turns = [each.result() for each in workers]

    assert failures == []
    assert min(turns) >= 3
    assert len(keys_in(town)) == 1
    assert all(each.opens for each in large.rotating.check())
    daemon.close()


def test_the_file_is_its_owners_alone_and_keeps_its_owner(house: House, town: Town) -> None:
    before = key_file(town).stat()

    house.rotating.rotate(OPERATOR)

    after = key_file(town).stat()
    assert stat.S_IMODE(before.st_mode) == stat.S_IMODE(after.st_mode) == 0o600
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert [each.name for each in key_file(town).parent.iterdir() if "secret" in each.name] == ["secret.key"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_root_may_rotate_for_the_daemons_account(house: House, town: Town) -> None:
    os.chown(key_file(town), 65534, 65534)

    house.rotating.rotate(OPERATOR)

    assert (key_file(town).stat().st_uid, key_file(town).stat().st_gid) == (65534, 65534)


def test_a_link_to_the_file_stays_a_link(house: House, town: Town, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.key"
    key_file(town).rename(elsewhere)
    key_file(town).symlink_to(elsewhere)

    house.rotating.rotate(OPERATOR)

    assert key_file(town).is_symlink()
    assert len(elsewhere.read_text().splitlines()) == 2


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused(house: House, town: Town, mode: int) -> None:
    key_file(town).chmod(mode)
    before = key_file(town).read_bytes()

    with pytest.raises(EnvironmentProblemError, match=r"Others can read secret\.key"):
        house.rotating.rotate(OPERATOR)

    assert key_file(town).read_bytes() == before
    assert "Others can read" in house.rotating.trouble(house.rotating.check())


def test_a_key_that_the_system_gives_is_changed_through_a_file(
    house: House, town: Town, tmp_path: Path
) -> None:
    key_file(town).chmod(0o400)
    given, fewer = tmp_path / "given", tmp_path / "fewer"

    with pytest.raises(EnvironmentProblemError, match="--to FILE"):
        house.rotating.rotate(OPERATOR)
    house.rotating.write_next(OPERATOR, given)
    given.replace(key_file(town))
    key_file(town).chmod(0o400)
    done = house.rotating.rotate(OPERATOR)
    dropped = house.rotating.write_retired(OPERATOR, fewer)

    assert (done.is_new_key, done.resealed) == (False, 1)
    assert dropped == 1
    assert stat.S_IMODE(fewer.stat().st_mode) == 0o600
    assert Seal(fewer).open_for("main-x", house.connecting.sealed("main-x") or b"").reveal() == TOKENS


def test_a_prepared_key_seals_only_once_it_is_rotated_to(house: House, town: Town) -> None:
    """So that it can be copied to every machine before the first row needs it."""
    [first] = keys_in(town)
    house.rotating.prepare(OPERATOR)
    [_, prepared] = keys_in(town)
    copy = Seal(key_file(town), town.clock)

    with pytest.raises(InvalidInputError, match="A next key stands in the file already"):
        house.rotating.prepare(OPERATOR)
    assert house.rotating.retire(OPERATOR) == 0
    assert house.rotating.check()[0].is_newest
    done = house.rotating.rotate(OPERATOR)

    assert done.is_new_key
    assert keys_in(town) == [prepared, first]
    assert copy.open_for("main-x", house.connecting.sealed("main-x") or b"").reveal() == TOKENS


def test_a_missing_key_file_is_told_and_never_made_anew(house: House, town: Town) -> None:
    key_file(town).unlink()
    doings: list[Callable[[], object]] = [
        lambda: house.connecting.credentials("main-x"),
        lambda: house.set_up.add_channel(OPERATOR, a_channel(name="b-x"), credentials=TOKENS),
        lambda: house.connecting.connect(OPERATOR, "main-x", Credentials(TOKENS)),
        house.rotating.check,
        lambda: house.rotating.rotate(OPERATOR),
        lambda: house.rotating.retire(OPERATOR),
    ]

    for do in doings:
        with pytest.raises(EnvironmentProblemError, match="is missing, so no channel's credentials"):
            do()

    assert not key_file(town).exists()
    part = next(each for each in house.diagnosing.report().parts if each.name == "key")
    assert (part.is_well, "is missing" in part.words) == (False, True)
    assert [each.name for each in house.set_up.channels()] == ["main-x"]


def test_after_all_is_disconnected_a_lost_key_is_begun_anew(house: House, town: Town) -> None:
    key_file(town).unlink()

    house.connecting.disconnect(OPERATOR, "main-x")
    house.connecting.connect(OPERATOR, "main-x", Credentials(TOKENS))

    assert house.connecting.credentials("main-x").reveal() == TOKENS
    assert stat.S_IMODE(key_file(town).stat().st_mode) == 0o600


def test_a_channel_that_no_key_opens_is_named(large: House) -> None:
    other = Fernet(Fernet.generate_key()).encrypt(json.dumps(["x-7", {}]).encode())
    with large._store.write() as unit:
        unit.plan.set_credentials("x-7", other)

    found = large.rotating.check()
    done = large.rotating.rotate(OPERATOR)

    assert [each.channel for each in found if not each.opens] == ["x-7"]
    assert done.lost == ("x-7",)
    assert done.resealed == 20
    assert "x-7" in large.rotating.trouble(found)


def test_a_ciphertext_copied_to_another_channel_does_not_open(large: House) -> None:
    with large._store.write() as unit:
        unit.plan.set_credentials("x-7", unit.plan.credentials("main-x"))

    with pytest.raises(EnvironmentProblemError, match="belong to another channel"):
        large.connecting.credentials("x-7")


@pytest.mark.parametrize("text", ["", "\n", "no key", "a b c\n", "# only a remark\n", "é"])
def test_a_file_without_a_key_is_told_and_not_quoted(tmp_path: Path, town: Town, text: str) -> None:
    file = tmp_path / "secret.key"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(EnvironmentProblemError) as told:
        KeyFile(file, town.clock).read()

    assert str(told.value) == "secret.key does not hold a key. Put the right key file back."


def test_a_key_of_an_older_version_opens_and_its_age_is_not_told(tmp_path: Path, town: Town) -> None:
    file = tmp_path / "secret.key"
    file.write_bytes(Fernet.generate_key() + b"\n")

    [key] = KeyFile(file, town.clock).read()

    assert key.made_at is None
    assert file.read_text() == f"{key.secret.reveal()}\n"


def test_of_many_who_make_the_first_key_at_once_one_does(tmp_path: Path, town: Town) -> None:
    together = threading.Barrier(8)

    def begin(_: int) -> bytes:
        seal = Seal(tmp_path / "secret.key", town.clock)
        together.wait()
        return seal.close_over("main-x", {"a": "b"})

    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(begin, range(8)))

    opened = [Seal(tmp_path / "secret.key").open_for("main-x", each).reveal() for each in sealed]
    assert opened == [{"a": "b"}] * 8
    assert [each.name for each in tmp_path.glob("*secret*")] == ["secret.key"]


def test_who_may_not_set_up_may_not_touch_the_keys(house: House, town: Town) -> None:
    author = an_actor(Role.AUTHOR)

    for do in (house.rotating.rotate, house.rotating.retire, house.rotating.prepare):
        with pytest.raises(NotAllowedError):
            do(author)
    with pytest.raises(NotAllowedError):
        house.connecting.disconnect(author, "main-x")

    assert len(keys_in(town)) == 1
