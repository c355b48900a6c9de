"""Makes the demo, all of it or nothing, and lets it move to another port.

Guarantee: the demo is made in a folder of its own and its database comes last, so that one that
was interrupted leaves an empty database behind, never half a hospital.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scheduler.bootstrap import migrate_database
from scheduler.cli import staging
from scheduler.cli.ports import with_free_ports
from scheduler.cli.staging import NEWSROOM, base_url, opened
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.people import OPERATOR
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.bootstrap import App

_DATABASE = "rounds.db"
_BUILDING = ".demo-"
#: The rehearsal network answers at once, so a lost answer need not be waited for as long as X's.
#: In the demo a person fills the gaps, to see how; elsewhere the engine does.
_QUICK = {"allow_private_feeds": True, "send_timeout": 5.0, "settle_seconds": 8.0, "fill_days": 0}


def create(settings: Settings, *, tell: Callable[[str], None]) -> dict[str, Any]:
    """Make the demo in an empty database, with its feeds read once; refuses on any other database."""
    migrate_database(settings)
    with opened(settings) as app:
        _check_empty(app)
    settings = with_free_ports(settings, only=("rehearsal_port",))
    for left_over in settings.data_dir.glob(f"{_BUILDING}*"):
        shutil.rmtree(left_over)
    with tempfile.TemporaryDirectory(prefix=_BUILDING, dir=settings.data_dir) as folder:
        building = _building(settings, Path(folder))
        made = _make(building, tell)
        _write_settings(settings)
        _put_in_place(Path(folder), settings.data_dir)
    return made


def settings_of_demo(settings: Settings) -> Settings:
    """Return the settings with which the demo's parts start, at the ports that `settings` name."""
    ports = settings.model_dump(include={"ui_port", "calendar_port", "rehearsal_port"})
    fresh = Settings.read(data_dir=settings.data_dir).model_copy(update=ports)
    with opened(fresh) as app:
        organisation = app.set_up.organisation()
        if organisation is None or not organisation.is_demo or not _is_local(fresh.x_base_url):
            return fresh
        _move_newsroom(app, f"{base_url(fresh)}{NEWSROOM}")
    return fresh.model_copy(update={"x_base_url": base_url(fresh)})


def sign_in_of_demo(settings: Settings) -> tuple[str, str] | None:
    """Return mail address and password of the demo's first person, `None` where nothing was kept."""
    from scheduler.demo import demo_access

    access = demo_access(settings.data_dir)
    return (access.email, access.password) if access else None


def _make(building: Settings, tell: Callable[[str], None]) -> dict[str, Any]:
    from scheduler.demo import create_demo, load_history

    migrate_database(building)
    with opened(building) as app:
        tell("Making the demo: a hospital, its people and a month of posts ...")
        create_demo(app, newsroom_url=f"{base_url(building)}{NEWSROOM}")
        with staging.rehearsal_network(building) as server:
            load_history(server.rehearsal, app)
            tell("Reading its feeds ...")
            results = app.curating.poll(force=True)
        organisation = app.set_up.organisation()
        return {
            "organisation": organisation.name if organisation else "",
            "posts": sum(app.planning.counts().values()),
            "channels": len(app.set_up.channels()),
            "pillars": len(app.set_up.pillars()),
            "people": len(app.people.all()),
            "sources": len(results),
            "items": sum(result.new_items for result in results),
        }


def _check_empty(app: App) -> None:
    if app.set_up.organisation() is not None or app.set_up.channels() or app.people.all():
        raise InvalidInputError(
            "This database is not empty, so no demo was made and nothing was changed. "
            "Name an empty folder with ROUNDS_DATA_DIR."
        )


def _building(settings: Settings, folder: Path) -> Settings:
    if settings.database_url:
        raise InvalidInputError(
            "The demo lives in a data folder of its own. Unset ROUNDS_DATABASE_URL for it."
        )
    key = settings.key_file.absolute()
    places = {"data_dir": folder, "secret_key_file": key, "x_base_url": base_url(settings)}
    return settings.model_copy(update={**places, **_QUICK})


def _write_settings(settings: Settings) -> None:
    """Write down what the demo needs, so that each part can be started alone; what stands there stays."""
    path = settings.data_dir / "rounds.toml"
    text = path.read_text("utf-8") if path.exists() else "# Settings of the demo; see README.md.\n"
    known = tomllib.loads(text)
    wanted = {"x_base_url": base_url(settings), "rehearsal_port": settings.rehearsal_port, **_QUICK}
    lines = [f"{name} = {_toml(value)}\n" for name, value in wanted.items() if name not in known]
    ending = "" if text.endswith("\n") else "\n"
    path.write_text(text + ending + "".join(lines), "utf-8")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _put_in_place(made: Path, home: Path) -> None:
    """Move what was made to where it belongs, the database last."""
    left_out = {"daemons", _DATABASE}
    for path in made.iterdir():
        if path.name in left_out or path.name.startswith(f"{_DATABASE}-"):
            continue
        target = home / path.name
        if path.is_dir():
            shutil.copytree(path, target, dirs_exist_ok=True)
        else:
            path.replace(target)
    (made / _DATABASE).replace(home / _DATABASE)


def _move_newsroom(app: App, address: str) -> None:
    """Tell the demo's sources where the newsroom is now."""
    for source in app.curating.sources():
        path = urlsplit(source.url).path
        url = f"{address}{path.removeprefix(NEWSROOM)}"
        if path.startswith(f"{NEWSROOM}/") and _is_local(source.url) and source.url != url:
            app.curating.change(OPERATOR, source.model_copy(update={"url": url}))


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
