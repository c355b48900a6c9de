"""What the planner says of the pillars: their targets, the plan, what went out, and how far they drift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui import wording
from ui.language import gettext as _
from ui.language import ngettext, number, words_of

if TYPE_CHECKING:
    from scheduler.domain.shares import Share

words_of(__name__)


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

NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def about(days: str, total: int, out: int) -> str:
    """Say what is counted."""
    told = _("{days}: {posts} in the plan, proposals and drafts included; {out} of them went out.")
    return told.format(days=days, posts=_posts(total), out=number(out))


def drift(share: Share, *, is_over: bool, is_single: bool = False) -> str:
    """Say in a sentence how far a pillar is from its target, and what would bring it back.

    With `is_over` the days are over, so nothing can be added to them; with `is_single` there are no other
    pillars.
    """
    if share.target is None:
        return _("{posts} without a pillar. They count in the whole.").format(posts=_posts(share.count))
    if share.is_on_target:
        return _("{pillar} is on its target.").format(pillar=share.title)
    points = abs(share.drift) or 1
    far = ngettext("{count} point", "{count} points", points).format(count=points)
    if share.is_under:
        said = _("{pillar} is {far} under its target").format(pillar=share.title, far=far)
        back = _more(share.missing)
    else:
        said = _("{pillar} is {far} over its target").format(pillar=share.title, far=far)
        back = "" if is_single else _others(share.too_many)
    if is_over or not back:
        return f"{said}."
    return _("{said}; {posts} would bring it back.").format(said=said, posts=back)


def line(share: Share, out: Share) -> str:
    """Write the numbers of a pillar in a line."""
    told = [_("{share} % of the plan").format(share=share.percent)]
    if share.target is not None:
        told.append(_("target {target} %").format(target=share.target))
    told.append(_("{posts}, {out} out").format(posts=_posts(share.count), out=number(out.count)))
    return " · ".join(told)


def row(share: Share, out: Share) -> tuple[str, ...]:
    """Return the cells of a pillar in the table."""
    target = "–" if share.target is None else f"{share.target} %"  # noqa: RUF001 - none
    return (
        share.title or wording.NO_PILLAR,
        target,
        f"{share.percent} % ({number(share.count)})",
        f"{out.percent} % ({number(out.count)})",
        _points(share),
    )


def _points(share: Share) -> str:
    if share.target is None:
        return "–"  # noqa: RUF001 - none
    if share.is_on_target:
        return _("on target")
    far = abs(share.drift) or 1
    if share.is_under:
        return ngettext("{count} point under", "{count} points under", far).format(count=far)
    return ngettext("{count} point over", "{count} points over", far).format(count=far)


def _more(count: int) -> str:
    if not count:
        return ""
    return ngettext("{count} more post", "{count} more posts", count).format(count=_number(count))


def _others(count: int) -> str:
    if not count:
        return ""
    told = ngettext("{count} post of other pillars", "{count} posts of other pillars", count)
    return told.format(count=_number(count))


def _number(count: int) -> str:
    return _(NUMBERS[count]) if count < len(NUMBERS) else number(count)


def _posts(count: int) -> str:
    return ngettext("{count} post", "{count} posts", count).format(count=number(count))
