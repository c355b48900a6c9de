"""Clocks that are changed: which of two times is meant, which slot is skipped, what new rules moved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.plan import WallKind, oddities, resolve, wall_clock
from ui import phrases, wording
from ui.session import rounds

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.plan import Gap, Slot

_YEAR = timedelta(days=366)


def one_of_two(wall: datetime, zone: str, *, key: str, second: bool = False) -> datetime:
    """Return `wall`; where the clock shows it twice, ask which one is meant and let its fold say so."""
    plain = wall.replace(fold=0)
    if resolve(plain, zone)[1] is not WallKind.FOLD:
        return plain
    chosen = st.segmented_control(
        phrases.twice(plain, zone),
        [False, True],
        default=second,
        format_func=lambda later: wording.THE_SECOND if later else wording.THE_FIRST,
        key=key,
        required=True,
    )
    return plain.replace(fold=1 if chosen else 0)


def oddity(gap: Gap) -> str:
    """Say what the clock does to a slot on one date; empty where it does nothing."""
    if gap.kind is WallKind.GAP:
        return phrases.skipped(gap.wall, wall_clock(gap.due, gap.zone))
    return phrases.repeated(gap.wall) if gap.kind is WallKind.FOLD else ""


def oddities_of(slot: Slot) -> list[str]:
    """Say what clocks do to a slot in the coming year."""
    now = rounds().clock.now()
    return [phrases.on_date(each.wall, oddity(each)) for each in oddities(slot, start=now, end=now + _YEAR)]


def moved_by_new_rules() -> None:
    """Tell for two weeks which posts new rules of the clocks moved."""
    moves = rounds().rezoning.recent()
    if moves is not None:
        st.warning(phrases.moved_by_rules(moves.words), icon=":material/schedule:")
