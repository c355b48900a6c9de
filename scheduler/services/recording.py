"""Write down each change of a post: who, what, when, and the digest before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.store.unit import Unit


def record(
    unit: Unit,
    actor: Actor,
    action: str,
    *,
    at: datetime,
    before: Post | None,
    after: Post,
    **facts: str | float | bool | None,
) -> None:
    """Append to the record that `before` became `after`, in the transaction of the change itself."""
    told: dict[str, str | int | float | bool | None] = {"state": after.state.value, "version": after.version}
    if before is None or before.state is not after.state:
        told["was"] = before.state.value if before else None
    if before is None or before.due != after.due:
        told["due"] = after.due.isoformat()
    unit.audit.append(
        actor,
        action,
        f"post:{after.id}",
        at=at,
        before=before.digest if before else None,
        after=after.digest,
        facts={**told, **facts},
    )
