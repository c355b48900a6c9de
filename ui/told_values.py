"""Says the days and hours in what services say: `Mon 23 Nov 2026 10:00` as the planner writes it elsewhere.

Only a text that is exactly one of the forms services write, to the last sign, is a day or an hour; whatever
else it resembles stays as it is. Hours are those of the text, never turned to another zone. Numbers and
amounts are written alike in all languages of the planner (`$1,234.50`), so none is touched.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from ui import moments
from ui.language import gettext as _

#: The forms of services, by how many blanks stand in them, so that few are tried with each text.
FORMS: Final = {
    0: ("%Y-%m-%d", "%B"),
    1: ("%Y-%m-%d %H:%M",),
    2: ("%d %b %Y", "%d %B %Y", "%d %b %H:%M"),
    3: ("%d %b %Y %H:%M",),
    4: ("%a %d %b %Y %H:%M",),
}
#: No text of these forms is longer.
_LONGEST: Final = 24
#: Stands in for a year that is not said: one that has every day.
_LEAP_YEAR: Final = "2000 "


def time_said(text: str) -> str:
    """Say a day, an hour of a day or a month in the language of whoever reads; empty where it is none."""
    if len(text) > _LONGEST:
        return ""
    for form in FORMS.get(text.count(" "), ()):
        at = _read(text, form)
        if at is not None:
            return _written(at, form)
    return ""


def _read(text: str, form: str) -> datetime | None:
    """Return the time that a text says, in exactly this form, but that days below 10 may lack 0."""
    whole, pattern = (text, form) if "%Y" in form else (_LEAP_YEAR + text, f"%Y {form}")
    try:
        at = datetime.strptime(whole, pattern).replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if at.strftime(form).removeprefix("0") == text.removeprefix("0") else None


def _written(at: datetime, form: str) -> str:
    if form == "%B":
        return moments.month_name(at)
    if "%a" in form:
        day = moments.date_of(at)
    else:
        day = moments.written(at, _("d MMM y") if "%Y" in form else _("d MMM"))
    return f"{day}, {at:%H:%M}" if "%H" in form else day
