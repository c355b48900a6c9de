from __future__ import annotations

import shutil
import socket
from typing import TYPE_CHECKING

import pytest

from scheduler.cli.demonstrating import settings_of_demo
from scheduler.cli.staging import accounts_of, rehearsal_network
from scheduler.cli.supervising import get
from scheduler.demo import demo_accounts
from scheduler.domain.post import PostState
from scheduler.settings import Settings
from tests.cli.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def _model_demo(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A demo made once."""
    terminal = Terminal(tmp_path_factory.mktemp("demo") / "data")
    terminal.data_dir.mkdir()
    (terminal.data_dir / "rounds.toml").write_text(f"rehearsal_port = {free_port()}\n")
    made = terminal.json("demo")
    assert made["channels"] == 3
    return terminal


@pytest.fixture
def demo(_model_demo: Terminal, tmp_path: Path) -> Terminal:
    shutil.copytree(_model_demo.data_dir, tmp_path / "data")
    return Terminal(tmp_path / "data")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def test_the_demo_is_a_hospital_with_a_month_of_posts_in_every_state(demo: Terminal) -> None:
    posts = demo.json("post", "list")

    assert {post["state"] for post in posts} >= {
        state.value for state in PostState if state not in {PostState.CLAIMED, PostState.SENDING}
    }
    assert len(demo.json("pillar", "list")) == 8
    assert len(demo.json("user", "list")) == 6
    assert all(channel["is_connected"] for channel in demo.json("channel", "list"))


def test_the_feeds_of_the_demo_were_read_over_http(demo: Terminal) -> None:
    sources = demo.json("source", "list")

    assert len(sources) == 12
    assert {source["health"]["status"] for source in sources} == {"ok"}
    assert len(demo.json("item", "list", "--limit", "20")) == 20


def test_its_week_is_rehearsed_each_post_accepted_once(demo: Terminal) -> None:
    report = demo.json("rehearse", "--days", "7")

    assert len(report["sent"]) >= 5
    assert all(post["accepted"] == 1 for post in report["sent"])
    assert report["goes_well"]
    assert report["took_seconds"] < 60


def test_its_gaps_are_filled_with_reasons(demo: Terminal) -> None:
    proposals = demo.json("fill", "--days", "14", "--dry-run")

    assert len(proposals) >= 5
    for proposal in proposals:
        assert {"channel", "due", "local", "pillar", "item", "source", "text", "link", "reason"} <= set(
            proposal
        )
        assert all({"name", "words", "value"} == set(part) for part in proposal["reason"])
    assert demo.json("post", "list", "--state", "proposed", "--from", "2100-01-01") == []


def test_a_second_demo_is_refused_and_changes_nothing(demo: Terminal) -> None:
    before = (demo.data_dir / "rounds.db").read_bytes()

    said = demo.type("demo", "--json")

    assert said.code == 1
    assert said.error.startswith("This database is not empty, so no demo was made")
    assert (demo.data_dir / "rounds.db").read_bytes() == before


def test_a_real_organisation_never_becomes_a_demo(house: Terminal) -> None:
    said = house.type("demo")

    assert said.code == 1
    assert not (house.data_dir / "rehearsal.jsonl").exists()
    assert len(house.json("channel", "list")) == 1


def test_a_port_in_use_is_named_and_the_database_stays_empty(empty: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        empty.data_dir.mkdir()
        (empty.data_dir / "rounds.toml").write_text(f"rehearsal_port = {port}\n")

        said = empty.type("demo", "--json")

    assert said.code == 1
    assert f"Port {port} for the rehearsal network is in use" in said.error
    assert "ROUNDS_REHEARSAL_PORT" in said.error
    with empty.app() as app:
        assert (app.set_up.organisation(), app.set_up.channels(), app.people.all()) == (None, [], [])
    assert not list(empty.data_dir.glob(".demo-*"))
    assert "Making the demo" not in said.err


def test_settings_that_stand_in_the_file_already_stay(demo: Terminal) -> None:
    text = (demo.data_dir / "rounds.toml").read_text()

    assert text.startswith("rehearsal_port = ")
    assert text.count("rehearsal_port") == 1
    assert demo.settings.allow_private_feeds
    assert demo.settings.x_base_url == f"http://127.0.0.1:{demo.settings.rehearsal_port}"


def test_the_network_knows_the_demo_accounts_and_its_past(demo: Terminal) -> None:
    published = demo.json("post", "list", "--state", "published")

    with rehearsal_network(demo.settings) as server:
        remembered = {kept.id for kept in server.rehearsal.posts()}
        assert get(f"{server.url}/newsroom/") == 200

    assert {post["remote_id"] for post in published} <= remembered
    with demo.app() as app:
        assert {(each.handle, each.user_id) for each in accounts_of(app)} == {
            (each.handle, each.user_id) for each in demo_accounts()
        }


def test_a_demo_that_moves_to_another_port_takes_its_newsroom_along(demo: Terminal) -> None:
    elsewhere = free_port()
    moved = settings_of_demo(demo.settings.model_copy(update={"rehearsal_port": elsewhere}))

    assert moved.x_base_url == f"http://127.0.0.1:{elsewhere}"
    assert all(f":{elsewhere}/newsroom/feeds/" in source["url"] for source in demo.json("source", "list"))
    with rehearsal_network(moved), demo.app() as app:
        results = app.curating.poll(force=True)
    assert {result.status for result in results} <= {"ok", "unchanged"}
    assert sum(result.new_items for result in results) == 0


def test_a_real_organisation_is_started_with_its_own_settings(house: Terminal) -> None:
    assert settings_of_demo(house.settings) == Settings.read(data_dir=house.data_dir)
