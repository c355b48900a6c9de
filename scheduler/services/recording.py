"""Write down each change of a post: who, what, when, and the digest before and after.

What it said before is kept beside the record where the change replaced it; the record has no text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.post import PostState
from scheduler.domain.record import AuditEntry
from scheduler.domain.wordings import EarlierWording
from scheduler.services.content import content_of

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    if before is not None and before.digest != after.digest:
        unit.wordings.add(
            EarlierWording(
                post=before.id,
                version=before.version,
                digest=before.digest,
                at=at,
                by=actor.key,
                content=content_of(before).model_dump(mode="json"),
            )
        )
    unit.audit.append(
        actor,
        action,
        f"post:{after.id}",
        at=at,
        before=before.digest if before else None,
        after=after.digest,
        facts={**told, **facts},
    )


def record_moves(unit: Unit, actor: Actor, moves: Sequence[tuple[Post, Post]], *, at: datetime) -> None:
    """Append that posts moved from one state to another; their content stayed as it was."""
    entries = []
    for before, after in moves:
        is_part = len(after.receipts) > len(before.receipts) and after.state is not PostState.PUBLISHED
        digest = after.digest
        entries.append(
            AuditEntry(
                seq=0,
                at=at,
                actor=actor.key,
                action="post.part_published" if is_part else f"post.{after.state.value}",
                subject=f"post:{after.id}",
                before=digest,
                after=digest,
                facts={"state": after.state.value, "version": after.version, "was": before.state.value},
                previous="",
            )
        )
    unit.audit.extend(entries)
