"""Where faults end: what we meant to say is said, anything else becomes a reference number and a log line.

The only broad `except` of the planner. The log names the kind of a fault and where it arose, never its text,
which might quote a post.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st

from scheduler.domain.errors import RoundsError
from ui import phrases
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
#: Frames named in the log, the innermost ones.
_FRAMES = 6


@dataclass(frozen=True)
class Tried(Generic[_T]):
    """What became of something that was tried: a value, or a sentence that says why not."""

    value: _T | None = None
    problem: RoundsError | None = None
    words: str = ""

    @property
    def worked(self) -> bool:
        """Did it come to an end without a fault?"""
        return not self.words


def attempt(action: Callable[[], _T]) -> Tried[_T]:
    """Do `action`; a fault comes back as a sentence for a person."""
    try:
        return Tried(value=action())
    except RoundsError as why:
        return Tried(problem=why, words=told(str(why)))
    except Exception as why:  # noqa: BLE001 - the planner's one border
        return Tried(words=explain(why))


@contextmanager
def boundary() -> Iterator[None]:
    """Show a fault of the page's body as a calm sentence in its place."""
    try:
        yield
    except RoundsError as why:
        st.error(told(str(why)), icon=":material/error:")
    except Exception as why:  # noqa: BLE001 - the planner's one border
        st.error(explain(why), icon=":material/error:")


def tell(fault: Exception) -> bool:
    """Say what a callback's fault means, in Streamlit's own last resort; true keeps its traceback away."""
    words = told(str(fault)) if isinstance(fault, RoundsError) else explain(fault)
    st.error(words, icon=":material/error:")
    return True


def explain(fault: BaseException) -> str:
    """Log a fault nobody foresaw and return the sentence that names its reference number."""
    reference = secrets.token_hex(3).upper()
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    _log.error("page failed reference=%s kind=%s where=%s", reference, type(fault).__qualname__, where)
    return phrases.unexpected(reference)
