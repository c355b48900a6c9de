"""What JSON says of posts, findings and the rest: the fields that programs may rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.cli.times import local

if TYPE_CHECKING:
    from scheduler.domain.post import Post
    from scheduler.policies.finding import Review

#: What daemons tell each other is no one else's business.
_INNER = {"owner", "fence", "lease_until", "ask_since", "wall", "accepted_rules", "approved_digest"}


def findings(review: Review) -> list[dict[str, Any]]:
    """Return the findings as fields, in the order of the text; "because" only where words weighed."""
    fields = ("rule", "severity", "start", "end", "advice")
    return [
        {name: getattr(each, name) for name in (*fields, *(["because"] if each.because else []))}
        for each in review.findings
    ]


def post(found: Post) -> dict[str, Any]:
    """Return all of a post: `due` in UTC, `local` by the clock of its zone."""
    fields = found.model_dump(mode="json", exclude=_INNER)
    return {**fields, "local": local(found).isoformat(), "is_approved": found.is_approved}


def change(found: Post, review: Review) -> dict[str, Any]:
    """Return what a change came to."""
    due = found.model_dump(mode="json", include={"due"})["due"]
    return {"id": found.id, "state": found.state.value, "due": due, "findings": findings(review)}
