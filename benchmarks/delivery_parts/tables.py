"""Results as Markdown: one table for each workload, one for the kills, a line for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.delivery_parts.peers import SYSTEMS
from benchmarks.delivery_parts.workloads import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Row = dict[str, Any]
_WORKLOAD = {
    "sent": "sent",
    "lost": "lost",
    "doubled": "doubled",
    "p50 ms": "p50_ms",
    "p99 ms": "p99_ms",
    "max ms": "max_ms",
    "earliest ms": "earliest_ms",
    "sent/s": "rate",
    "added/s": "added_per_s",
    "CPU s": "cpu_s",
    "server CPU s": "server_cpu_s",
    "RSS MB": "rss_mb",
    "PSS MB": "pss_mb",
    "other load %": "other_load_percent",
}
_KILL = {
    "out at the kill": "sent_at_kill",
    "not out 75 s later": "lost",
    "doubled": "doubled",
    "all out after s": "recovered_s",
}


def render(machine: Mapping[str, object], rows: Sequence[Row]) -> str:
    """Return all of it."""
    return "\n".join([*_about(machine), *_workloads(rows), *_kills(rows), *_alone(rows), *_troubles(rows)])


def _about(machine: Mapping[str, object]) -> Iterator[str]:
    yield "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in machine.items())


def _workloads(rows: Sequence[Row]) -> Iterator[str]:
    for name, workload in WORKLOADS.items():
        these = _medians([row for row in rows if row["kind"] == "workload" and row["workload"] == name])
        if these:
            yield f"\n**{workload.words}**\n"
            yield from _table(_WORKLOAD, these)
            yield from _ratios(these)


def _medians(rows: Sequence[Row]) -> list[Row]:
    """Return one row of each system: of several turns the one with the median p99."""
    turns: dict[str, list[Row]] = {}
    for row in rows:
        turns.setdefault(row["system"], []).append(row)
    ordered = (sorted(each, key=lambda row: row["p99_ms"] or 0.0) for each in turns.values())
    return [each[(len(each) - 1) // 2] for each in ordered]


def _ratios(rows: Sequence[Row]) -> Iterator[str]:
    """Set Rounds beside the best peer of the same run that lost nothing."""
    whole = [row for row in rows if not row["lost"] and not row["doubled"] and row["max_ms"] is not None]
    peers = [row for row in whole if not row["system"].startswith("rounds")]
    for ours in whole if peers else []:
        if ours["system"].startswith("rounds"):
            durable = [row for row in peers if SYSTEMS[row["system"]].is_durable]
            yield f"\n{ours['system']}: {_beside(ours, peers)}; of the durable ones, {_beside(ours, durable)}"


def _beside(ours: Row, peers: Sequence[Row]) -> str:
    return ", ".join(_ratio(ours, peers, key) for key in ("p50_ms", "p99_ms", "max_ms") if peers) or "none"


def _ratio(ours: Row, peers: Sequence[Row], key: str) -> str:
    """Say how a figure stands to the best of the peers; a peer that is early is no better for it."""
    best = min(peers, key=lambda row: abs(float(row[key])))
    ratio = ours[key] / best[key] if best[key] else 0.0
    return f"{key.partition('_')[0]} {ratio:.2f} times that of {best['system']}"


def _kills(rows: Sequence[Row]) -> Iterator[str]:
    these = [row for row in rows if row["kind"] == "kill"]
    if these:
        yield "\n**Killed (`kill -9`) in the middle of 1,000 posts of one instant, started again at once**\n"
        yield from _table(_KILL, these)


def _alone(rows: Sequence[Row]) -> Iterator[str]:
    these = [row for row in rows if row["kind"] not in {"workload", "kill", "trouble"}]
    if these:
        yield "\n**Rounds alone**\n"
    for row in these:
        facts = (f"{name} {value}" for name, value in row.items() if name not in {"kind", "system"})
        yield f"- {row['kind']}, {row['system']}: {'; '.join(facts)}"


def _troubles(rows: Sequence[Row]) -> Iterator[str]:
    these = [row for row in rows if row["kind"] == "trouble"]
    if these:
        yield "\n**Not measured**\n"
    for row in these:
        yield f"- {row['system']}, {row['workload']}: {row['why']}"


def _table(columns: Mapping[str, str], rows: Sequence[Row]) -> Iterator[str]:
    yield f"| system | {' | '.join(columns)} |"
    yield f"|---|{'---|' * len(columns)}"
    for row in rows:
        values = " | ".join(_shown(row[key]) for key in columns.values())
        yield f"| {SYSTEMS[row['system']].words} | {values} |"


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}" if isinstance(value, int) else f"{value:.1f}"
