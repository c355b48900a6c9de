"""The record as a page for people: one HTML file without scripts, links or pictures, made to be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from scheduler.domain.deeds import deed, thing
from scheduler.domain.plan import zone_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scheduler.domain.heads import Sought
    from scheduler.domain.record import AuditEntry
    from scheduler.services.verifying import Verification

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #16202c;
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .25rem; } p { margin: .25rem 0; }
.result { border-left: .35rem solid #1d7a4f; padding: .5rem 1rem; background: #eef7f2; }
.broken { border-color: #b3261e; background: #fcefee; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid #d5dbe3; }
td:first-child { text-align: right; font-variant-numeric: tabular-nums; } td { overflow-wrap: anywhere; }
time { white-space: nowrap; } code { font-size: .8rem; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } thead { display: table-header-group; }
  tr { break-inside: avoid; } }
@page { margin: 15mm; }
"""
_COLUMNS = ("Line", "When", "Who", "What", "About", "Facts", "Hash")
#: So much of a hash tells two lines apart on paper; the JSON lines hold the whole.
_SHOWN = 12


@dataclass(frozen=True)
class Cover:
    """What stands above the lines."""

    organisation: str
    #: By whose clock every time is written.
    zone: str
    sought: Sought
    verification: Verification
    #: Who is meant by the keys in the record.
    names: Mapping[str, str] = field(default_factory=dict)


def page(cover: Cover, entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield the page piece by piece, so that a long record fits in memory."""
    title = f"Record of {cover.organisation}" if cover.organisation else "Record"
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{escape(title)}</h1>\n"
    )
    yield from (f"<p>{escape(words)}</p>\n" for words in _about(cover))
    yield "</header>\n<main>\n"
    yield from _result(cover)
    yield "<h2>Lines</h2>\n<table>\n<thead><tr>"
    yield "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    yield "</tr></thead>\n<tbody>\n"
    count = 0
    for entry in entries:
        count += 1
        yield _row(entry, cover)
    yield f"</tbody>\n</table>\n<p>{count:,} lines shown.</p>\n</main>\n</body>\n</html>\n"


def _about(cover: Cover) -> Iterator[str]:
    sought = cover.sought
    since = _moment(sought.since, cover.zone) if sought.since else "the beginning"
    until = _moment(sought.until, cover.zone) if sought.until else "now"
    yield f"Who did what, and when: from {since} to {until}. All times by the clock of {cover.zone}."
    if sought.actor:
        yield f"Only what {cover.names.get(sought.actor, sought.actor)} did ({sought.actor})."
    if sought.action:
        yield f"Only this: {deed(sought.action)} ({sought.action})."
    if sought.subject:
        yield f"Only about {thing(sought.subject)}."
    yield "The record holds no text of posts, and no credentials."


def _result(cover: Cover) -> Iterator[str]:
    found = cover.verification
    kind = "result" if found.is_intact else "result broken"
    yield f'<section class="{kind}">\n<h2>{"Verified" if found.is_intact else "Not intact"}</h2>\n'
    words = [found.words, *found.remarks, f"Verified at {_moment(found.verified_at, cover.zone)}."]
    yield from (f"<p>{escape(each)}</p>\n" for each in words)
    if found.head is not None:
        yield f"<p>The newest signed head:</p>\n<p><code>{escape(found.head.line)}</code></p>\n"
    yield "</section>\n"


def _row(entry: AuditEntry, cover: Cover) -> str:
    when = f'<time datetime="{entry.at.isoformat()}">{escape(_moment(entry.at, cover.zone))}</time>'
    words = (cover.names.get(entry.actor, entry.actor), deed(entry.action), thing(entry.subject))
    who, what, about = map(escape, words)
    facts, short = escape(facts_of(entry, cover.zone)), escape(entry.hash[:_SHOWN])
    cells = (str(entry.seq), when, who, what, about, facts, f"<code>{short}</code>")
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def facts_of(entry: AuditEntry, zone: str) -> str:
    """Write the facts of a line as words, its instants by the clock of `zone`."""
    told = {name: value for name, value in entry.facts.items() if value is not None and value != ""}
    return ", ".join(f"{name.replace('_', ' ')}: {_fact(value, zone)}" for name, value in told.items())


def _fact(value: object, zone: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        at = None
    return str(value) if at is None or at.tzinfo is None else _moment(at, zone)


def _moment(at: datetime, zone: str) -> str:
    there = at.astimezone(zone_named(zone))
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M:%S %Z}"
