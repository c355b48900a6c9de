"""Measures the guard on labelled posts: `make guard-report`.

By hand `python -m benchmarks.guard [--json] [--holdout]`, with the dependency group `train` installed.
Four figures for each set of posts: the written rules alone, with the learned scorer, with the sentence
model too, and the public engine Presidio, blank and with a spaCy model, in this same run. Held or blocked
counts as flagged.

* *one voice left out*: each voice judged by scorers that were taught with the others;
* *kept apart*: the quarter of every voice that was kept for the report, by scorers taught with the rest;
* *clinical questions*: ASQ-PHI, which stands outside the repository; the half that no rule was written on;
* *strangers*: posts of writers from whom nothing learned; of one of them, hard kinds alone;
* *as it ships*: every post, by the weights that are installed (most taught them: no measure of the unseen);
* with `--holdout`: posts of an author whom nobody who wrote rules has read, by the weights that ship.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from benchmarks.guard_parts.costs import costs
from benchmarks.guard_parts.figures import Judgement, figures
from benchmarks.guard_parts.folds import Chances, chances_by, left_out
from benchmarks.guard_parts.learning import learn
from benchmarks.guard_parts.posts import (
    FOLDER,
    KEPT_ASIDE,
    Judged,
    Labelled,
    judged_by_rules,
    posts,
    posts_in,
    strangers,
)
from benchmarks.guard_parts.presidio import presidio
from benchmarks.guard_parts.questions import questions
from benchmarks.guard_parts.vectors import remembered
from scheduler.policies.scorer import shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.policies.scorer import Learned, Meaning

#: Of the strangers, the one who wrote hard kinds of posts alone.
_HARD = "marble"

Report = dict[str, dict[str, Any]]


def judgements(chances: Sequence[Chances], learned: Learned) -> dict[str, list[Judgement]]:
    """Return what the written rules, the scorer and the scorer with the model say of each post."""
    limits = {False: learned.threshold, True: learned.threshold_with_meaning}

    def said(each: Chances, *, with_meaning: bool) -> Judgement:
        flagged = each.is_flagged(limits[with_meaning], with_meaning=with_meaning)
        return Judgement(each.post, is_flagged=flagged, is_blocked=each.is_blocked)

    return {
        "rules": [
            Judgement(each.post, is_flagged=each.is_stopped, is_blocked=each.is_blocked) for each in chances
        ],
        "scorer": [said(each, with_meaning=False) for each in chances],
        "with model": [said(each, with_meaning=True) for each in chances],
    }


def compared(
    chances: Sequence[Chances], learned: Learned, engines: dict[str, dict[str, bool]]
) -> dict[str, Any]:
    """Return the figures of one set, ours and the public engine's on the same posts."""
    judged = judgements(chances, learned)
    for name, flags in engines.items():
        judged[name] = [Judgement(each.post, is_flagged=flags[each.post.text]) for each in chances]
    return {name: figures(each) for name, each in judged.items()}


def report(rows: Sequence[Judged], meaning: Meaning, aside: Sequence[Labelled]) -> Report:
    """Judge every set."""
    learned = shipped()
    asked = questions()
    unknown = strangers()
    hard = [post for post in unknown if post.voice == _HARD]
    every_kind = [post for post in unknown if post.voice != _HARD]
    texts = [row.post.text for row in rows] + [post.text for post in (*asked, *unknown, *aside)]
    engines, engine_costs = presidio(list(dict.fromkeys(texts)))
    told: Report = {"costs": {**costs([row.post for row in rows]), **engine_costs}}
    apart = [row for row in rows if row.post.is_test]
    taught = learn([row for row in rows if not row.post.is_test], meaning)
    told["one voice left out"] = compared(left_out(rows, meaning), learned, engines)
    told["kept apart"] = compared(chances_by(taught, apart, meaning), learned, engines)
    told["as it ships"] = compared(chances_by(learned, rows, meaning), learned, engines)
    more_sets = {
        "clinical questions": asked,
        "strangers": every_kind,
        "strangers, hard kinds": hard,
        "holdout": aside,
    }
    for name, more in more_sets.items():
        if more:
            judged = [judged_by_rules(post) for post in more]
            told[name] = compared(chances_by(learned, judged, meaning), learned, engines)
    return told


def show(told: Report) -> None:
    """Print the report for a person."""
    print("costs", json.dumps(told["costs"], indent=2))
    for name, systems in told.items():
        if name == "costs":
            continue
        print(f"\n{name}")
        for system, found in systems.items():
            print(
                f"  {system:16}",
                "  ".join(f"{key} {value}" for key, value in found.items() if key != "by kind"),
            )
        kinds = sorted({kind for found in systems.values() for kind in found["by kind"]})
        print(f"  flagged by kind: {', '.join(systems)}")
        for kind in kinds:
            shares = [systems[system]["by kind"][kind] for system in systems]
            print(f"    {kind:32}", "  ".join(f"{share:>9}" for share in shares))


def main() -> None:
    """Print the report: for a person, or as one JSON object."""
    aside = posts_in(FOLDER / f"{KEPT_ASIDE}.jsonl") if "--holdout" in sys.argv else []
    told = report([judged_by_rules(post) for post in posts()], remembered(), aside)
    if "--json" in sys.argv:
        print(json.dumps(told))
    else:
        show(told)


if __name__ == "__main__":
    main()
