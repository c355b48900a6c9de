"""What of a house may not come along when it moves: everything by which something could leave.

Guarantee: after `settled`, no post, no emergency words and no source carries an approval, so nothing leaves
before somebody approves it in the new house. What was decided before stays as history among the decisions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scheduler.domain.post import NO_APPROVAL

if TYPE_CHECKING:
    from collections.abc import Callable

Fields = dict[str, Any]

#: As `NO_APPROVAL`, in the form of rows.
_NO_APPROVAL: Final[Fields] = {
    name: list(value) if isinstance(value, tuple) else value for name, value in NO_APPROVAL.items()
}
_NOBODY_HAS_IT: Final[Fields] = {"owner": None, "lease_until": None, "not_before": None, "ask_since": None}
_NO_ADDRESS: Final = "Its address is secret, so it stayed behind. Give it again."
#: They were approved, or about to leave: somebody decides anew.
_UNDECIDED: Final = frozenset({"scheduled", "claimed"})
#: They may have left.
_IN_DOUBT: Final = frozenset({"sending", "unknown"})
_LOOK: Final = (
    "It was on its way out when the account was exported. Look on the network whether it is there, "
    "then say so here, or send it to review again."
)


def settled(kind: str, row: Fields, *, now: str) -> Fields:
    """Return a row as it may stand in a new house at `now`, an instant as the account file writes it."""
    change = _CHANGES.get(kind)
    return change(row, now) if change else row


def _post(row: Fields, now: str) -> Fields:  # noqa: ARG001 - as the others
    changed: Fields = {**_NO_APPROVAL, **_NOBODY_HAS_IT}
    if row.get("state") in _UNDECIDED:
        changed["state"] = "in_review"
    elif row.get("state") in _IN_DOUBT:
        changed |= {"state": "held", "explanation": _LOOK, "held_by": None}
    return row | changed


def _emergency_words(row: Fields, now: str) -> Fields:  # noqa: ARG001 - as the others
    return row | {"endorsements": [], "released_rules": [], "agreed_digest": None, "reviewed_at": None}


def _fast_lane(row: Fields, now: str) -> Fields:
    return row | {"closed_at": row.get("closed_at") or now}


def _outside_calendar(row: Fields, now: str) -> Fields:  # noqa: ARG001 - as the others
    asked = bool(row.get("shown_address"))
    return row | ({"active": False, "remark": _NO_ADDRESS, "next_check_at": None} if asked else {})


def _source(row: Fields, now: str) -> Fields:  # noqa: ARG001 - as the others
    return row | {"may_go_unreviewed": False}


_CHANGES: Final[dict[str, Callable[[Fields, str], Fields]]] = {
    "post": _post,
    "emergency_template": _emergency_words,
    "fast_lane": _fast_lane,
    "source": _source,
    "outside_calendar": _outside_calendar,
}
