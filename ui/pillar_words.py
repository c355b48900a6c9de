"""What the planner says of the pillars: their targets, the plan, what went out, and how far they drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui import wording

if TYPE_CHECKING:
    from scheduler.domain.shares import Share

PILLARS, PILLARS_ABOUT = "Pillars", "What you mean to speak of, beside what you do."

DAYS: Final = "Which days"
LAST_30, LAST_MONTH, THIS_MONTH, NEXT_MONTH, NEXT_30 = (
    "Last 30 days",
    "Last month",
    "This month",
    "Next month",
    "Next 30 days",
)
ON_CHANNEL = "On which channel"

TARGET = "Target"
HEADS: Final = ("Pillar", TARGET, "In the plan", "Went out", "Drift of the plan")
READ_BAR: Final = (
    "A bar is the share of the plan; its filled part is out already, and the line across it is the target."
)
SET_TARGETS = "Change targets"
FILL = "Fill gaps in the calendar"

NO_PILLARS_STEP = "Add them under Settings, Pillars: what you want to speak of, and how much of it."
NOTHING, NOTHING_STEP = (
    "Nothing is planned in these days.",
    "Choose other days above, or fill the gaps in the calendar.",
)

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def about(days: str, total: int, out: int) -> str:
    """Say what is counted."""
    return f"{days}: {_posts(total)} in the plan, proposals and drafts included; {out:,} of them went out."


def drift(share: Share, *, is_over: bool, is_single: bool = False) -> str:
    """Say in a sentence how far a pillar is from its target, and what would bring it back.

    With `is_over` the days are over, so nothing can be added to them; with `is_single` there are no other
    pillars.
    """
    if share.target is None:
        return f"{_posts(share.count)} without a pillar. They count in the whole."
    if share.is_on_target:
        return f"{share.title} is on its target."
    points = abs(share.drift) or 1
    far = "1 point" if points == 1 else f"{points} points"
    if share.is_under:
        said = f"{share.title} is {far} under its target"
        back = _more(share.missing)
    else:
        said = f"{share.title} is {far} over its target"
        back = "" if is_single else _others(share.too_many)
    return f"{said}." if is_over or not back else f"{said}; {back} would bring it back."


def line(share: Share, out: Share) -> str:
    """Write the numbers of a pillar in a line."""
    target = f" · target {share.target} %" if share.target is not None else ""
    return f"{share.percent} % of the plan{target} · {_posts(share.count)}, {out.count:,} out"


def row(share: Share, out: Share) -> tuple[str, ...]:
    """Return the cells of a pillar in the table."""
    target = "–" if share.target is None else f"{share.target} %"  # noqa: RUF001 - none
    return (
        share.title or wording.NO_PILLAR,
        target,
        f"{share.percent} % ({share.count:,})",
        f"{out.percent} % ({out.count:,})",
        _points(share),
    )


def _points(share: Share) -> str:
    if share.target is None:
        return "–"  # noqa: RUF001 - none
    if share.is_on_target:
        return "on target"
    far = abs(share.drift) or 1
    return f"{far} {'point' if far == 1 else 'points'} {'under' if share.is_under else 'over'}"


def _more(count: int) -> str:
    if not count:
        return ""
    return f"{_number(count)} more post{'' if count == 1 else 's'}"


def _others(count: int) -> str:
    if not count:
        return ""
    return f"{_number(count)} post{'' if count == 1 else 's'} of other pillars"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count:,} posts"
