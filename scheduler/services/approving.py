"""Decide on posts.

Guarantees: an approval binds to the digest of exactly what will be sent, so a post that changed
between reading and deciding is not approved; a finding that blocks can't be waved through; one
that holds only by somebody who may release; a person never approves what they wrote; what was made
from a source that needs a clinician is approved by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.errors import ConflictError, GuardError, InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import Permission
from scheduler.domain.post import PostState
from scheduler.domain.record import Approval
from scheduler.domain.relevance import Decision, DecisionKind
from scheduler.policies.finding import Severity, Verdict
from scheduler.services.recording import record

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.policies.finding import Review
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_S = PostState
_DECIDABLE = frozenset({_S.IN_REVIEW, _S.PROPOSED})


class Approving:
    """Decisions on posts."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        review: Callable[[Post], Review],
        mark: Callable[[Unit], Callable[[Post], str | None]] = lambda _: lambda _: None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._review = review
        self._mark = mark

    def waiting(self) -> list[Post]:
        """Return what waits for a decision, by due time."""
        with self._store.read() as unit:
            return unit.posts.in_state(*_DECIDABLE)

    def approve(self, actor: Actor, post_id: int, *, digest: str | None = None, comment: str = "") -> Post:
        """Approve a post as it is; with `digest`, only if it is still what the person read.

        Raises `GuardError` where findings stop it, `NotAllowedError` where a person approves their own.
        """
        actor.require(Permission.APPROVE)
        now = self._clock.now()
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            self._check(actor, post, digest)
            _ask_clinician(unit, actor, post)
            accepted = self._accepted(actor, post, comment)
            fields = {
                "approved_digest": post.digest,
                "approved_by": actor.key,
                "accepted_rules": accepted,
                "explanation": None,
                "sequence": post.sequence + 1,
            }
            accepted_so = post.moved_to(_S.SCHEDULED).model_copy(update=fields)
            marked = accepted_so.model_copy(update={"guard_mark": self._mark(unit)(accepted_so)})
            approved = unit.posts.save(marked, at=now)
            self._decide(unit, actor, post, "approved", comment)
            self._teach(unit, actor, post, DecisionKind.ACCEPT)
            told = {"accepted": ",".join(accepted)} if accepted else {}
            record(unit, actor, "post.approved", at=now, before=post, after=approved, **told)
        return approved

    def send_back(self, actor: Actor, post_id: int, comment: str) -> Post:
        """Ask the author for changes, saying which."""
        if not comment.strip():
            raise InvalidInputError("Say what should change, so that the author knows.")
        return self._turn_down(actor, post_id, _S.DRAFT, "returned", comment)

    def reject(self, actor: Actor, post_id: int, *, comment: str = "") -> Post:
        """Decide against a post for good."""
        return self._turn_down(actor, post_id, _S.CANCELLED, "rejected", comment)

    def _turn_down(self, actor: Actor, post_id: int, to: PostState, decision: str, comment: str) -> Post:
        actor.require(Permission.APPROVE)
        now = self._clock.now()
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            if post.state not in _DECIDABLE:
                raise StateError(f"This post is {_plain(post.state)}; there is nothing to decide.")
            fields = {"explanation": comment.strip() or None, "sequence": post.sequence + 1}
            turned = unit.posts.save(post.moved_to(to).model_copy(update=fields), at=now)
            self._decide(unit, actor, post, decision, comment)
            if to is _S.CANCELLED:
                self._teach(unit, actor, post, DecisionKind.REJECT)
            record(unit, actor, f"post.{decision}", at=now, before=post, after=turned)
        return turned

    def _check(self, actor: Actor, post: Post, digest: str | None) -> None:
        if post.state not in _DECIDABLE:
            raise StateError(f"This post is {_plain(post.state)}; only one in review can be approved.")
        if digest is not None and digest != post.digest:
            raise ConflictError
        if actor.person_id is not None and actor.person_id == post.author:
            raise NotAllowedError("You wrote this post, so somebody else has to approve it.")
        if post.useful_until <= self._clock.now():
            raise StateError("Its time has passed. Move it to a new time, then approve it.")

    def _accepted(self, actor: Actor, post: Post, comment: str) -> tuple[str, ...]:
        review = self._review(post)
        grave = [each for each in review.findings if each.severity is not Severity.ADVICE]
        rules = tuple(sorted({each.rule for each in grave}))
        if review.verdict is Verdict.PASS:
            return ()
        advice = " ".join(dict.fromkeys(each.advice for each in grave))
        if review.verdict is Verdict.BLOCK:
            raise GuardError(f"This can't go out as it is. {advice}", rules)
        if Permission.RELEASE not in actor.permissions or not comment.strip():
            raise GuardError(
                f"The guard holds this post. {advice} Change it, or let a privacy officer approve it "
                "with a comment that says why it may go out.",
                rules,
            )
        return rules

    def _teach(self, unit: Unit, actor: Actor, post: Post, kind: DecisionKind) -> None:
        """Let the ranking learn from what a person made of a proposal."""
        if post.state is not _S.PROPOSED or post.item is None:
            return
        item = unit.items.get(post.item)
        now = self._clock.now()
        unit.decisions.add(Decision(item=item.id, story=item.story, kind=kind, by=actor.person_id, at=now))

    def _decide(self, unit: Unit, actor: Actor, post: Post, decision: str, comment: str) -> None:
        unit.approvals.add(
            Approval(
                post=post.id,
                digest=post.digest,
                decision=decision,
                by=actor.key,
                at=self._clock.now(),
                comment=comment.strip(),
            )
        )


def _ask_clinician(unit: Unit, actor: Actor, post: Post) -> None:
    """Raise `NotAllowedError` where the post's source needs a clinician and this actor is none."""
    if post.item is None or Permission.VOUCH in actor.permissions:
        return
    source = unit.sources.get(unit.items.get(post.item).source)
    if source.needs_clinician:
        raise NotAllowedError(
            f"What {source.owner or source.title} says needs a clinician's eye. Ask somebody with the role "
            "clinician to approve it."
        )


def _plain(state: PostState) -> str:
    return state.value.replace("_", " ")
