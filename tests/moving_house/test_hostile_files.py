"""Account files that are broken, forged or made to do harm: refused, and nothing is changed."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import textwrap
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, PngImagePlugin

from scheduler.bootstrap import open_app
from scheduler.domain.errors import InvalidInputError, RoundsError
from scheduler.domain.people import OPERATOR
from scheduler.services.account_file import VERSION
from tests.moving_house.parcels import changed, contents, manifest_of, raw, rewritten, rows_of, sha256

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scheduler.bootstrap import App

#: Makes a bad file of a good one, in a folder.
Spoil = "Callable[[Path, Path], Path]"


def _slip(good: Path, bad: Path) -> Path:
    return rewritten(good, bad, {"../../etc/cron.d/rounds": b"* * * * * root true\n"})


def _absolute(good: Path, bad: Path) -> Path:
    return rewritten(good, bad, {"/etc/passwd": b"root::0:0::/:/bin/sh\n"})


def _bomb(good: Path, bad: Path) -> Path:
    return raw(good, bad, [*contents(good).items(), ("media/" + "0" * 64, b"\0" * 120_000_000)])


def _changed_rows(good: Path, bad: Path) -> Path:
    files = contents(good)
    files["rows/post.jsonl"] = files["rows/post.jsonl"].replace(b"e", b"a", 1)
    return raw(good, bad, list(files.items()))


def _cut(good: Path, bad: Path) -> Path:
    data = good.read_bytes()
    bad.write_bytes(data[: len(data) // 2])
    return bad


def _damaged(good: Path, bad: Path) -> Path:
    data = bytearray(good.read_bytes())
    for at in range(len(data) // 3, len(data) // 3 + 400):
        data[at] ^= 0x5A
    bad.write_bytes(data)
    return bad


def _newer(good: Path, bad: Path) -> Path:
    return rewritten(good, bad, {}, version=VERSION + 1)


def _another_format(good: Path, bad: Path) -> Path:
    return rewritten(good, bad, {}, format="somebody-elses")


def _no_zip(_: Path, bad: Path) -> Path:
    bad.write_text("channel,date,time\n", "utf-8")
    return bad


def _no_manifest(_: Path, bad: Path) -> Path:
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("rows/post.jsonl", "")
    return bad


def _manifest_of_nonsense(good: Path, bad: Path) -> Path:
    return raw(good, bad, [("manifest.json", b'{"format": "rounds-account", "version": 1}')])


def _deep_manifest(good: Path, bad: Path) -> Path:
    return raw(good, bad, [("manifest.json", b"[" * 200_000)])


def _twice_the_same_name(good: Path, bad: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return raw(good, bad, [*contents(good).items(), ("rows/post.jsonl", b"{}\n")])


def _one_more(good: Path, bad: Path) -> Path:
    return raw(good, bad, [*contents(good).items(), ("rows/person_more.jsonl", b"{}\n")])


def _one_less(good: Path, bad: Path) -> Path:
    return raw(good, bad, [each for each in contents(good).items() if each[0] != "rows/person.jsonl"])


def _lines(kind: str, text: bytes) -> Callable[[Path, Path], Path]:
    return lambda good, bad: rewritten(good, bad, {f"rows/{kind}.jsonl": text})


def _rows(kind: str, change: dict[str, Any]) -> Callable[[Path, Path], Path]:
    return lambda good, bad: changed(good, bad, kind, lambda rows: [rows[0] | change, *rows[1:]])


def _media(data: bytes, name: str = "") -> Callable[[Path, Path], Path]:
    return lambda good, bad: rewritten(good, bad, {f"media/{name or sha256(data)}": data})


def _png_that_says_where() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Location", "Ward 4")
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _record(good: Path, bad: Path) -> Path:
    lines = contents(good)["record.jsonl"].splitlines(keepends=True)
    entry = json.loads(lines[3]) | {"action": "post.deleted"}
    lines[3] = json.dumps(entry).encode() + b"\n"
    return rewritten(good, bad, {"record.jsonl": b"".join(lines)})


def _record_without_its_end(good: Path, bad: Path) -> Path:
    lines = contents(good)["record.jsonl"].splitlines(keepends=True)
    return rewritten(good, bad, {"record.jsonl": b"".join(lines[:-1])})


REFUSED: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "a name that leads out of the folder": (_slip, "holds a file"),
    "an absolute name": (_absolute, "holds a file"),
    "a bomb": (_bomb, "grows too large"),
    "cut in the middle": (_cut, "cut short or damaged"),
    "a newer format": (_newer, "newer version of Rounds"),
    "another format": (_another_format, "no account file"),
    "no archive": (_no_zip, "cut short or damaged"),
    "no manifest": (_no_manifest, "no manifest"),
    "a manifest of nonsense": (_manifest_of_nonsense, "manifest .* is damaged"),
    "a manifest of many parts": (_deep_manifest, "cut short or damaged"),
    "a name that stands there twice": (_twice_the_same_name, "very files"),
    "a file that the manifest does not name": (_one_more, "very files"),
    "a file that is missing": (_one_less, "very files"),
}
FOUND_WRONG: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "rows that were changed": (_changed_rows, "SHA-256 differs"),
    "bytes that were changed": (_damaged, "cut short or damaged"),
    "no JSON": (_lines("post", b"not json\n"), "Line 1: It is no JSON"),
    "JSON of many parts": (_lines("post", b"[" * 100_000 + b"\n"), "Line 1: It is no JSON"),
    "no number": (_lines("pillar", b'{"target": NaN}\n'), "Line 1: It is no JSON"),
    "no row": (_lines("post", b"[1]\n"), "Line 1: It is no row"),
    "rows of a kind that nobody knows": (_lines("spell", b"{}\n"), "knows no such rows"),
    "rows of a kind that stays behind": (_lines("session", b"{}\n"), "knows no such rows"),
    "a secret that wants to come along": (_rows("person", {"password_hash": "$argon2id$"}), "password_hash"),
    "credentials that want to come along": (_rows("channel", {"credentials": "AAAA"}), "credentials"),
    "a field that nobody knows": (_rows("pillar", {"mood": "blue"}), "“mood”"),
    "a field of another type": (_rows("post", {"version": "1"}), "“version”"),
    "a state that is none": (_rows("post", {"state": "gone"}), "“state”"),
    "an instant without an offset": (_rows("post", {"due": "2026-12-01T09:00:00"}), "“due”"),
    "a wall clock that is none": (_rows("post", {"wall": "later"}), "“wall”"),
    "half a character": (_rows("post", {"text": "\ud800"}), "“text”"),
    "half a character in a picture": (_rows("post", {"reason": [{"name": "\ud800"}]}), "“reason”"),
    "a sign that no database keeps": (_rows("post", {"text": "a\x00b"}), "“text”"),
    "a number that is too large": (_rows("post", {"id": 2**40}), "“id”"),
    "a number that nobody has": (_rows("post", {"id": 0}), "number"),
    "a picture of nonsense": (_rows("post", {"pictures": [{"sha256": 4}]}), "“pictures”"),
    "a picture that is a program": (_media(b"\x7fELF" + b"\0" * 64), "no picture or video"),
    "a picture that is a page": (_media(b"<svg onload='alert(1)'/>"), "no picture or video"),
    "a picture cut short": (_media(b"\xff\xd8\xff\xe0"), "no picture or video"),
    "a picture that says where": (_media(_png_that_says_where()), "more than its pixels"),
    "a picture under another name": (_media(b"\xff\xd8\xff", "0" * 64), "not called by its SHA-256"),
    "a record that was changed": (_record, "not the one that was written"),
    "a record without its end": (_record_without_its_end, "does not end where"),
}
DO_NOT_FIT: dict[str, Callable[[Path, Path], Path]] = {
    "a post of a channel that is not there": _rows("post", {"channel": "nobody-x"}),
    "a post that stands there twice": lambda good, bad: changed(
        good, bad, "post", lambda rows: [*rows, rows[0] | {"id": 9_999}]
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_account_is_refused_with_a_sentence(
    case: str, account_file: Path, empty: App, tmp_path: Path
) -> None:
    spoil, words = REFUSED[case]
    bad = spoil(account_file, tmp_path / "bad.zip")

    for work in (empty.moving_house.look, empty.moving_house.take):
        with pytest.raises(InvalidInputError, match=words):
            work(OPERATOR, bad)

    _check_nothing_changed(empty, tmp_path)


@pytest.mark.parametrize("case", FOUND_WRONG)
def test_a_file_within_that_is_wrong_gets_its_verdict_and_the_whole_is_left(
    case: str, account_file: Path, empty: App, tmp_path: Path
) -> None:
    spoil, words = FOUND_WRONG[case]
    bad = spoil(account_file, tmp_path / "bad.zip")

    done = empty.moving_house.take(OPERATOR, bad)

    troubles = [each.trouble for each in done.files if each.trouble]
    assert not done.is_fine
    assert not done.is_taken
    assert any(words in each for each in troubles), troubles
    _check_nothing_changed(empty, tmp_path)


@pytest.mark.parametrize("case", DO_NOT_FIT)
def test_rows_that_do_not_fit_each_other_are_refused_as_a_whole(
    case: str, account_file: Path, new: App, tmp_path: Path
) -> None:
    bad = DO_NOT_FIT[case](account_file, tmp_path / "bad.zip")

    for work in (new.moving_house.look, new.moving_house.take):
        with pytest.raises(RoundsError, match="do not fit the others"):
            work(OPERATOR, bad)

    _check_nothing_changed(new, tmp_path)


def test_a_power_cut_in_the_middle_changes_nothing_and_the_file_can_be_taken_again(
    account_file: Path, empty: App
) -> None:
    empty.close()
    program = textwrap.dedent(
        """
        import os, sys
        from pathlib import Path
        from scheduler.bootstrap import open_app
        from scheduler.domain.people import OPERATOR
        from scheduler.services.former_records import FormerRecords
        from scheduler.services.moving_house import MovingHouse
        from scheduler.services.shelving import Shelf
        from scheduler.settings import Settings

        class PowerGoes(FormerRecords):
            def keep(self, sha256, chunks):
                super().keep(sha256, chunks)
                os._exit(9)

        app = open_app(Settings(data_dir=Path(sys.argv[1])))
        shelf = Shelf(app.settings.media_dir)
        former = PowerGoes(Path(sys.argv[1]) / "former-records")
        house = MovingHouse(app._store, app.clock, shelf, former=former)
        house.take(OPERATOR, Path(sys.argv[2]))
        """
    )

    ended = subprocess.run(
        [sys.executable, "-c", program, str(empty.settings.data_dir), str(account_file)], check=False
    )

    again = open_app(empty.settings, clock=empty.clock)
    assert ended.returncode == 9
    assert again.set_up.organisation() is None
    assert again.auditing.recent() == []
    assert again.moving_house.take(OPERATOR, account_file).is_taken
    assert len(again.people.all()) == len(rows_of(account_file, "person"))
    again.close()


def test_an_account_file_that_can_not_be_written_leaves_nothing_behind(old: App, tmp_path: Path) -> None:
    with pytest.raises(RoundsError, match="can't be written"):
        old.moving_house.export(OPERATOR, tmp_path / "nowhere" / "rounds.zip")

    assert not list(tmp_path.glob("**/*rounds.zip*"))


def test_a_picture_that_is_missing_is_named_and_keeps_nothing_back(
    old: App, empty: App, tmp_path: Path
) -> None:
    for each in old.settings.media_dir.iterdir():
        each.unlink()

    told = old.moving_house.export(OPERATOR, tmp_path / "rounds.zip")
    taken = empty.moving_house.take(OPERATOR, tmp_path / "rounds.zip")

    assert len(told.missing_media) == 1
    assert manifest_of(tmp_path / "rounds.zip")["missing_media"] == list(told.missing_media)
    assert taken.is_taken
    assert any("missing" in each for each in taken.remarks)


def _check_nothing_changed(app: App, tmp_path: Path) -> None:
    assert app.set_up.organisation() is None
    assert app.people.all() == []
    assert app.planning.counts() == {}
    assert app.auditing.recent() == []
    assert not app.settings.media_dir.exists()
    assert not (app.settings.data_dir / "former-records").exists()
    assert not (tmp_path.parent / "etc").exists()
