"""Puts the calendar on a Streamlit page and reads back what people did in it.

The browser half is built by `build.py` into `frontend/build`. Importing this module needs neither the bundle
nor Streamlit; mounting does, and says so in one sentence when the bundle is missing.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from ui.components.calendar.operations import CalendarChange
from ui.components.calendar.view import CalendarView

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.components.v2.types import ComponentRenderer


_HERE: Final = Path(__file__).parent
_NAME: Final = "rounds.calendar"
#: Where Streamlit serves what was built.
ADDRESS: Final = f"/_stcore/bidi-components/{_NAME}/"
_VIEWS: Final = TypeAdapter(CalendarView)
_HTML: Final = '<div class="rounds-calendar"></div>'


class CalendarNotBuiltError(RuntimeError):
    """The browser half of the calendar is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "The calendar has not been built. Run `make up`, or `python -m ui.components.calendar.build`, "
            "then reload this page."
        )
        self.folder = folder


def calendar(
    *, key: str, view: CalendarView, on_change: Callable[[CalendarChange], None] | None = None
) -> CalendarChange:
    """Show `view` and return what the browser last told.

    `on_change` is called before the script runs again, so that what a person did is handled before the page
    is drawn; without it, handle the returned outbox and run the page once more. Either way pass the outbox
    through `fresh`, as it repeats itself until acknowledged. A page left and opened again starts anew: keep
    `range.view` and pass it back as `initial_view`.
    """

    def heard() -> None:
        import streamlit as st

        if on_change is not None:
            on_change(CalendarChange.read(st.session_state.get(key)))

    told = _renderer()(
        key=key,
        data=written(view, key),
        default={"outbox": None, "range": None},
        on_outbox_change=heard,
        on_range_change=heard,
    )
    return CalendarChange.read(told)


def written(view: CalendarView, key: str) -> bytes:
    """Write what the component of that key shows, as the browser reads it.

    As bytes: Streamlit writes anything else as JSON twice, and imports pandas to see if it is a table.
    """
    return _VIEWS.dump_json(view.model_copy(update={"key": key}))


def bundle() -> tuple[str, str]:
    """Return the addresses of script and style sheet, and let Streamlit serve them.

    Raises:
        CalendarNotBuiltError: they have not been built.
    """
    built = _HERE / "frontend" / "build"
    require_bundle(built)
    _announce()
    script, sheet = (next(built.glob(f"calendar-*.{suffix}")).name for suffix in ("js", "css"))
    return f"{ADDRESS}{script}", f"{ADDRESS}{sheet}"


def require_bundle(folder: Path) -> None:
    """Insist on exactly one script and one style sheet in `folder`, as Streamlit's patterns do.

    Raises:
        CalendarNotBuiltError: there are none, or remains of several builds.
    """
    if any(len(list(folder.glob(f"calendar-*.{suffix}"))) != 1 for suffix in ("js", "css")):
        raise CalendarNotBuiltError(folder)


def _renderer() -> ComponentRenderer:
    require_bundle(_HERE / "frontend" / "build")
    _announce()
    return _component()


def _announce() -> None:
    """Tell Streamlit's registry where the bundle is.

    It finds the manifest of an installed wheel by itself. Of an editable install it sees no file, because it
    looks for a module named like the distribution, so it is told by the same door that its own scan uses.
    """
    from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
    from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

    registry = get_bidi_component_manager()
    if registry.get_component_asset_root(_NAME) is not None:
        return
    manifest: dict[str, Any] = tomllib.loads((_HERE / "pyproject.toml").read_text("utf-8"))
    components = manifest["tool"]["streamlit"]["component"]["components"]
    project = manifest["project"]
    registry.register_from_manifest(
        ComponentManifest(
            name=project["name"],
            version=project["version"],
            components=[ComponentConfig.from_dict(component) for component in components],
        ),
        _HERE,
    )


@cache
def _component() -> ComponentRenderer:
    import streamlit as st

    return st.components.v2.component(_NAME, html=_HTML, js="calendar-*.js", css="calendar-*.css")
