"""Whether a source that answers is still what a person agreed to, and still speaks.

Pure: what is known of a source in, the same with or without an alarm out. `SILENT` and `FROZEN` end by
themselves once something new comes; `OWNER` and `FORMAT` end when a person looked and said that it is right.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from feeds.links import host_of
from feeds.sites import site_of
from scheduler.domain.curation import Alarm, SourceHealth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from feeds.item import ParsedFeed
    from scheduler.domain.curation import Fetch

_DAY: Final = timedelta(days=1)
#: So many gaps between days with something new tell what a source is wont to do.
_ENOUGH_GAPS: Final = 5
#: Only the last ones count: a source may change its ways.
_LAST_GAPS: Final = 40
#: Long weekends and holidays are no silence, whatever the source is wont to.
_LEAST_SILENCE: Final = timedelta(days=7)
#: Silent is who is silent for so many times a long gap of his, and for longer than the longest one.
_TIMES_LONG: Final = 3
_TIMES_LONGEST: Final = 1.5
#: Of a source that said too little to know its ways.
_SILENCE_UNKNOWN: Final = timedelta(days=180)
#: A source with something new nearly every day is frozen after this, if its document never changed.
_LEAST_FROZEN: Final = timedelta(days=4)
_DAILY: Final = 1.5 * _DAY
_FEWEST_ANSWERS: Final = 3
_FINE: Final = frozenset({"ok", "unchanged"})
_FOUND: Final = 200
#: These end only by a person's word.
FOR_A_PERSON: Final = frozenset({Alarm.OWNER, Alarm.FORMAT})
#: So much of two titles must be the same: of one that only lost or gained words, and of others.
_SAME_LONGER: Final = 0.5
_SAME: Final = 0.75
#: What half of the items had at first, at least a tenth of them must have later.
_HAD: Final = 0.5
_HAS: Final = 0.1
_FEW: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+")
_NO_FEED: Final = "It answers, but no more with a feed: look at its address in a browser."
_LONGEST_TITLE: Final = 200
_HOMES: Final = ("Its home is", "It is read from")
_KINDS: Final = {"rss": "RSS", "atom": "Atom", "rdf": "RSS 1.0", "json": "JSON Feed", "odata": "OData"}


def recognised(health: SourceHealth, parsed: ParsedFeed, *, host: str) -> SourceHealth:
    """Return `health` after a document was read that came from `host`.

    The first document says what the person who added the source agreed to. Later ones are held against
    it: another title, home or machine raises `OWNER`, another kind of document `FORMAT`. What was agreed
    to stays, and an alarm is not replaced by a lesser one.
    """
    homes = _homes(parsed.home or "", host)
    shape = _shape(parsed)
    if not health.known_title and not health.known_format:
        known = {"known_title": _title(parsed), "known_home": homes, "known_format": shape}
        return health.model_copy(update=known)
    if words := _of_another(health, _title(parsed), homes):
        return _alarmed(health, Alarm.OWNER, words)
    if health.alarm is Alarm.OWNER:
        return health
    if words := _of_another_shape(health.known_format, shape, parsed):
        return _alarmed(health, Alarm.FORMAT, words)
    return health


def judged(
    health: SourceHealth,
    log: Sequence[Fetch],
    now: datetime,
    *,
    came: Iterable[datetime] = (),
    agreed_at: datetime | None = None,
) -> SourceHealth:
    """Return `health` with the alarm that its fetches and the times at which items came call for.

    `log` holds its fetches, oldest first; `came` when its items were published, or first seen where that
    is not known. What a person found right at `agreed_at` counts from then on.
    """
    if health.alarm in FOR_A_PERSON and health.alarm_words != _NO_FEED:
        return health
    if _answers_without_a_feed(log):
        return _alarmed(health, Alarm.FORMAT, _NO_FEED)
    if health.status not in _FINE:
        return health
    past = [at for at in came if at <= now]
    if not past:  # what came with a first import is new to us, and may be years old
        return _alarmed(health, Alarm.NONE, "")
    return _alarmed(health, *_quiet(log, past, now, agreed_at=agreed_at))


def agreed(health: SourceHealth) -> SourceHealth:
    """Return `health` after a person looked and found it right: what it says next is what it is known by."""
    fresh = {"known_title": "", "known_home": "", "known_format": "", "etag": None, "last_modified": None}
    about = fresh if health.alarm in FOR_A_PERSON else {}
    return health.model_copy(update={"alarm": Alarm.NONE, "alarm_words": "", "next_check_at": None, **about})


def same_site(host: str, other: str) -> bool:
    """Tell whether two machines belong to one registered name."""
    return site_of(host) == site_of(other)


def _alarmed(health: SourceHealth, alarm: Alarm, words: str) -> SourceHealth:
    return health.model_copy(update={"alarm": alarm, "alarm_words": words})


# another owner


def _of_another(health: SourceHealth, title: str, homes: str) -> str:
    """Say what of a feed's name and home is another's than what was agreed to; empty where nothing is."""
    changes = []
    if not _is_same_title(health.known_title, title):
        changes.append(f"It calls itself “{title}” now; it was “{health.known_title}”.")
    for before, after, words in zip(health.known_home.split(" "), homes.split(" "), _HOMES, strict=False):
        if before != "-" and after != "-" and not same_site(before, after):
            changes.append(f"{words} {after} now; it was {before}.")
    return " ".join(changes)


def _homes(home: str, host: str) -> str:
    """Return the machine of a feed's home and the one that gave the document, `-` for one not known."""
    return f"{host_of(home) or '-'} {host or '-'}"


def _title(parsed: ParsedFeed) -> str:
    return " ".join(parsed.title.split())[:_LONGEST_TITLE]


def _is_same_title(before: str, after: str) -> bool:
    """Tell whether two titles name one thing; figures do not count, and no title tells nothing."""
    old, new = (frozenset(_WORD.findall(each.casefold())) for each in (before, after))
    if not old or not new or old == new:
        return True
    shared = len(old & new) / len(old | new)
    return shared >= (_SAME_LONGER if old < new or new < old else _SAME)


# another kind of document


def _shape(parsed: ParsedFeed) -> str:
    """Return the kind of document and what at least half of its items have: `rss+dates+summaries`."""
    return "+".join([parsed.kind, *(name for name, part in _parts(parsed).items() if part >= _HAD)])


def _parts(parsed: ParsedFeed) -> dict[str, float]:
    """Return which part of the items has a date, and which a summary."""
    count = len(parsed.items) or 1
    return {
        "dates": sum(item.published is not None for item in parsed.items) / count,
        "summaries": sum(bool(item.summary) for item in parsed.items) / count,
    }


def _of_another_shape(known: str, shape: str, parsed: ParsedFeed) -> str:
    kind, *had = known.split("+")
    now = shape.partition("+")[0]
    if kind and kind != now:
        return f"It is {_KINDS.get(now, now)} now; it was {_KINDS.get(kind, kind)}."
    if len(parsed.items) < _FEW:
        return ""
    parts = _parts(parsed)
    lost = [name for name in had if parts.get(name, 1.0) < _HAS]
    return f"Its items have no {' and no '.join(lost)} any more." if lost else ""


# silent and frozen


def _quiet(
    log: Sequence[Fetch], past: Sequence[datetime], now: datetime, *, agreed_at: datetime | None
) -> tuple[Alarm, str]:
    """Return whether a source is silent or frozen, and the words for it."""
    newest, gaps = max(past), _gaps(past)
    since = max(newest, agreed_at or newest)
    if words := _frozen(log, since, newest, gaps, now):
        return Alarm.FROZEN, words
    if now - since > _silence(gaps):
        return Alarm.SILENT, _silent_words(newest, gaps, now)
    return Alarm.NONE, ""


def _answers_without_a_feed(log: Sequence[Fetch]) -> bool:
    """Did a feed that could be read answer several times running with something else?"""
    last = log[-_FEWEST_ANSWERS:]
    return (
        len(last) == _FEWEST_ANSWERS
        and all(each.outcome == "broken" and each.status == _FOUND for each in last)
        and any(each.outcome in _FINE for each in log)
    )


def _gaps(came: Sequence[datetime]) -> list[timedelta]:
    """Return the spans between the days on which something came, the latest last."""
    days = sorted({at.date() for at in came})
    return [after - before for before, after in pairwise(days)][-_LAST_GAPS:]


def _silence(gaps: Sequence[timedelta]) -> timedelta:
    """Return after how long a source with such gaps is silent."""
    if len(gaps) < _ENOUGH_GAPS:
        return _SILENCE_UNKNOWN
    ordered = sorted(gaps)
    long = ordered[int(0.9 * (len(ordered) - 1))]
    return max(_LEAST_SILENCE, _TIMES_LONG * long, _TIMES_LONGEST * ordered[-1])


def _silent_words(newest: datetime, gaps: Sequence[timedelta], now: datetime) -> str:
    wont = f"; it is wont to say something every {_span(_median(gaps))}" if len(gaps) >= _ENOUGH_GAPS else ""
    return f"Nothing new for {_days(now - newest)}{wont}."


def _frozen(
    log: Sequence[Fetch], since: datetime, newest: datetime, gaps: Sequence[timedelta], now: datetime
) -> str:
    """Say in which way a source stands still that is wont to move; empty where it does not."""
    answers = [each for each in log if each.at > since and each.outcome in _FINE]
    if len(answers) < _FEWEST_ANSWERS or len(gaps) < _ENOUGH_GAPS or answers[-1].at - answers[0].at < _DAY:
        return ""
    quiet = now - since
    long = max(_LEAST_FROZEN, _TIMES_LONGEST * max(gaps))
    is_one_document = all(each.is_unchanged or each.size == answers[0].size for each in answers)
    if is_one_document and _median(gaps) <= _DAILY and quiet > long:
        return f"The same document for {_days(now - newest)}; it is wont to change about daily."
    is_moving = sum(not each.is_unchanged for each in answers) >= _FEWEST_ANSWERS and not is_one_document
    if is_moving and quiet > _silence(gaps):
        return f"Its document changes, but its newest item is {_days(now - newest)} old."
    return ""


def _median(gaps: Sequence[timedelta]) -> timedelta:
    return timedelta(seconds=median(gap.total_seconds() for gap in gaps))


def _days(span: timedelta) -> str:
    days = max(1, round(span / _DAY))
    return "1 day" if days == 1 else f"{days} days"


def _span(span: timedelta) -> str:
    return _days(span).removeprefix("1 ") if span <= _DAILY else _days(span)
