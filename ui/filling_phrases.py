"""The sentences about filling gaps: what is proposed, how good the plan is, what stays open."""

from __future__ import annotations

from ui import wording
from ui.language import gettext as _
from ui.language import ngettext, number, words_of
from ui.phrases import facts

words_of(__name__)

#: A plan that falls short by less is the best one.
_PROVEN = 0.00005


def gap(channel_title: str, pillar_title: str) -> str:
    """Name an open slot."""
    return facts(pillar_title or wording.OPEN_SLOT, channel_title)


def no_better(shortfall: float) -> str:
    """Say how good a plan is at least."""
    if shortfall < _PROVEN:
        return _("No better plan is possible by the stated objective.")
    told = _("No plan can be better than this one by more than {share} %.")
    return told.format(share=number(100 * shortfall, 1))


def stays_open(count: int) -> str:
    """Say how many gaps nothing fits; empty for none."""
    if not count:
        return ""
    told = ngettext("One gap stays open: nothing fits it.", "{count} gaps stay open: nothing fits.", count)
    return told.format(count=count)


def proposals(count: int) -> str:
    """Say how many proposals there are."""
    told = ngettext(
        "{count} proposal. Nothing is saved until you say so; nothing goes out unapproved.",
        "{count} proposals. Nothing is saved until you say so; nothing goes out unapproved.",
        count,
    )
    return told.format(count=count)


def slot_line(when: str, where: str, pillar: str) -> str:
    """Head a proposal."""
    return facts(f"**{when}**", where, pillar)


def days(count: int) -> str:
    """Write a number of days."""
    return _("{count} days").format(count=count)
