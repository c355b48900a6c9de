"""The house itself: names, layers that load alone, dependencies with their reasons and licences."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("scheduler", "ui", "connectors", "feeds")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

in_checkout = pytest.mark.skipif(not (ROOT / "scheduler").is_dir(), reason="looks at the checkout itself")


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_brings_our_top_level_names(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"rounds"}


@in_checkout
def test_no_module_of_the_planner_hides_another() -> None:
    """Streamlit puts the folder of its entry script first on the path."""
    taken = sys.stdlib_module_names | packages_distributions().keys() | set(OURS)
    found = {path.stem for path in (ROOT / "ui").iterdir() if path.is_dir() or path.suffix == ".py"}

    assert found & taken == set()
    assert not (ROOT / "ui" / "pages").exists()


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("scheduler.cli", ("streamlit", "tweepy", "apscheduler", "feedparser", "PIL")),
        ("scheduler.bootstrap", ("streamlit", "tweepy", "apscheduler", "feedparser")),
        ("scheduler.daemon", ("streamlit", "tweepy", "feedparser")),
        ("scheduler.webcal", ("streamlit", "tweepy", "icalendar")),
        ("scheduler.policies.review", ("sqlalchemy", "streamlit", "tweepy", "httpx", "connectors", "feeds")),
        ("scheduler.domain.post", ("sqlalchemy", "streamlit", "connectors", "feeds")),
        ("connectors", ("tweepy", "sqlalchemy", "scheduler", "feeds")),
        ("feeds.fetch", ("sqlalchemy", "scheduler", "connectors", "feedparser")),
    ],
)
def test_a_room_loads_without_what_it_does_not_need(module: str, strangers: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*(name for name in {strangers!r} if name in sys.modules))"

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.split() == []


@in_checkout
@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_pins_with_digests_and_names_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    blocks = re.split(r"\n(?=[a-z0-9])", text)
    pinned = [block for block in blocks if "==" in block.split("\n", maxsplit=1)[0]]
    assert pinned
    assert all("--hash=sha256:" in block for block in pinned)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def _wanted() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[<>=\[]", each)[0] for each in project["dependencies"]}


@in_checkout
def test_every_dependency_stands_in_the_docs_with_its_reason() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")

    assert {name for name in _wanted() if name not in told} == set()


def _is_gpl(licence: str) -> bool:
    """Is there no other licence to choose?"""
    return all("GPL" in each or "General Public" in each for each in licence.split(" OR "))


@in_checkout
def test_nothing_in_the_base_install_is_under_the_gpl() -> None:
    lock = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    names = set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE))

    found = {}
    for name in names:
        try:
            about = metadata(name)
        except PackageNotFoundError:
            continue  # of another system or Python
        licences = [*(about.get_all("License-Expression") or []), *(about.get_all("Classifier") or [])]
        found[name] = [each for each in licences if _is_gpl(each)]

    assert {name: each for name, each in found.items() if each} == {}


@in_checkout
def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine and no host of a package index in anything that is tracked."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if tracked.returncode != 0:
        pytest.skip("not a git checkout")
    hosts = re.compile(r"files\.python" + r"hosted|registry\.npm" + r"js|deb\.deb" + r"ian\.org|/ro" + r"ot/")
    names = [name for name in tracked.stdout.decode().split("\0") if name]

    bad = [
        name
        for name in names
        if (ROOT / name).is_file()
        and hosts.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert bad == []


@in_checkout
def test_every_error_of_the_application_reads_as_a_sentence() -> None:
    """A message that a person meets begins with a capital letter and ends with a stop, or with a sentence."""
    raised = re.compile(r"raise (?:InvalidInput|NotAllowed|State|Guard)Error\(\s*f?\"([^\"]+)\"\s*\)")
    sentences = [
        sentence
        for path in (ROOT / "scheduler").rglob("*.py")
        for sentence in raised.findall(path.read_text(encoding="utf-8"))
    ]

    assert len(sentences) > 10
    assert [each for each in sentences if not re.match(r"[A-Z“{].*(?:[.!]|[.:] ?\{[\w\[\]]+\})$", each)] == []
