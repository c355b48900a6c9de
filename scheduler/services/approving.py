"""Decide on posts.

Guarantees: an approval binds to the seal of exactly what will be sent, the window in which it may, and
the rules it was given under, so that a post that changed between reading and deciding is not approved.
What passes takes one approver; what the guard holds takes an approver and a privacy officer, who says
why; what it blocks two privacy officers, each with a reason, where it may be overridden at all. Nobody
decides on what they wrote or changed themselves, and nobody twice; what was made from a source that
needs a clinician is approved by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.approval import MOST_DAYS, Lane, Part
from scheduler.domain.errors import ConflictError, GuardError, InvalidInputError, NotAllowedError, StateError
from scheduler.domain.people import Permission
from scheduler.domain.post import PostState
from scheduler.domain.record import Approval
from scheduler.domain.relevance import Decision, DecisionKind
from scheduler.services.covering import cover_of
from scheduler.services.granting import Given
from scheduler.services.recording import record
from scheduler.services.speaking_for import agreeing

if TYPE_CHECKING:
    from scheduler.domain.approval import ApprovalRules
    from scheduler.domain.authorisations import Authorisation
    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.services.granting import Granting, Ruling
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

_S = PostState
_DECIDABLE = frozenset({_S.IN_REVIEW, _S.PROPOSED})
_OWN_ACCOUNT = (
    "This goes out under a person's own name. They have to agree themselves, or somebody they named for it."
)


class Approving:
    """Decisions on posts."""

    def __init__(self, store: Store, clock: Clock, granting: Granting) -> None:
        self._store = store
        self._clock = clock
        self._granting = granting

    def waiting(self) -> list[Post]:
        """Return what waits for a decision, by due time."""
        with self._store.read() as unit:
            return unit.posts.in_state(*_DECIDABLE)

    def standing(self, post: Post) -> str:
        """Say how far the decision on a post is where it takes several; empty where it takes one or none."""
        if post.state not in _DECIDABLE:
            return ""
        with self._store.read() as unit:
            try:
                return self._granting.ruling(unit, post).words
            except GuardError:
                return ""

    def rules(self, channel: str) -> ApprovalRules:
        """Return how posts of a channel are approved."""
        with self._store.read() as unit:
            unit.plan.channel(channel)
            return unit.approval_rules.of(channel)

    def set_rules(self, actor: Actor, rules: ApprovalRules) -> ApprovalRules:
        """Say how posts of a channel are approved; approvals that stand keep what they were given."""
        actor.require(Permission.SET_UP, on=rules.channel)
        if not 0 <= rules.window_days <= MOST_DAYS:
            raise InvalidInputError(f"An approval holds for 0 to {MOST_DAYS} days around its day.")
        if rules.decide_minutes < 0:
            raise InvalidInputError("A decision is due some minutes before the post, or 0 for at its time.")
        with self._store.write() as unit:
            unit.plan.channel(rules.channel)
            unit.approval_rules.put(rules)
            facts = rules.model_dump(exclude={"channel"})
            unit.audit.append(
                actor, "approval.rules_set", f"channel:{rules.channel}", at=self._clock.now(), facts=facts
            )
        return rules

    def approve(
        self,
        actor: Actor,
        post_id: int,
        *,
        digest: str | None = None,
        comment: str = "",
        authorisation: int | None = None,
    ) -> Post:
        """Decide for a post as it is; with `digest`, only if it is still what the person read.

        `digest` is the post's `digest`, or its `reading`, which names its time as well. The post is scheduled
        where nobody else must decide, and stays in review otherwise. Raises `GuardError` where findings stop
        it, `NotAllowedError` where a person decides on their own, or a second time.
        """
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            owners = agreeing(unit, post, now=self._clock.now())
            if actor.key not in owners:
                actor.require(Permission.APPROVE, on=post.channel)
            self._check(actor, post, digest, is_owner=actor.key in owners)
            _ask_clinician(unit, actor, post)
            ruling = self._granting.ruling(unit, post)
            cover = cover_of(unit, post, ruling.rules, number=authorisation, now=self._clock.now())
            part = _part(actor, ruling, comment, cover, on=post.channel)
            if ruling.lane is Lane.RED:
                actor.require_fresh(self._clock.now())
            self._teach(unit, actor, post, DecisionKind.ACCEPT)
            number = cover.id if cover else post.authorisation if ruling.given else None
            ends = unit.authorisations.get(number).expires_at if number else None
            given = Given(part=part, comment=comment, authorisation=number, ends=ends)
            decide = self._granting.endorse if len(ruling.missing) > 1 else self._granting.grant
            return decide(unit, actor, post, ruling, given)

    def send_back(self, actor: Actor, post_id: int, comment: str) -> Post:
        """Ask the author for changes, saying which."""
        if not comment.strip():
            raise InvalidInputError("Say what should change, so that the author knows.")
        return self._turn_down(actor, post_id, _S.DRAFT, "returned", comment)

    def reject(self, actor: Actor, post_id: int, *, comment: str = "") -> Post:
        """Decide against a post for good."""
        return self._turn_down(actor, post_id, _S.CANCELLED, "rejected", comment)

    def _turn_down(self, actor: Actor, post_id: int, to: PostState, decision: str, comment: str) -> Post:
        now = self._clock.now()
        with self._store.write() as unit:
            post = unit.posts.get(post_id)
            actor.require(Permission.APPROVE, on=post.channel)
            if post.state not in _DECIDABLE:
                raise StateError(f"This post is {_plain(post.state)}; there is nothing to decide.")
            fields = {"explanation": comment.strip() or None, "sequence": post.sequence + 1}
            turned = unit.posts.save(post.without_approval().moved_to(to).model_copy(update=fields), at=now)
            self._decide(unit, actor, post, decision, comment)
            if to is _S.CANCELLED:
                self._teach(unit, actor, post, DecisionKind.REJECT)
            record(unit, actor, f"post.{decision}", at=now, before=post, after=turned)
        return turned

    def _check(self, actor: Actor, post: Post, digest: str | None, *, is_owner: bool) -> None:
        if post.state not in _DECIDABLE:
            raise StateError(f"This post is {_plain(post.state)}; only one in review can be approved.")
        if digest is not None and digest not in {post.digest, post.reading}:
            raise ConflictError
        if actor.person_id in post.writers and not is_owner:
            words = "wrote" if actor.person_id == post.author else "changed"
            raise NotAllowedError(f"You {words} this post, so somebody else has to approve it.")
        if post.useful_until <= self._clock.now():
            raise StateError("Its time has passed. Move it to a new time, then approve it.")

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
    if post.item is None or actor.may(Permission.VOUCH, on=post.channel):
        return
    source = unit.sources.get(unit.items.get(post.item).source)
    if source.needs_clinician:
        raise NotAllowedError(
            f"What {source.owner or source.title} says needs a clinician's eye. Ask somebody with the role "
            "clinician to approve it."
        )


def _part(actor: Actor, ruling: Ruling, comment: str, cover: Authorisation | None, *, on: str) -> Part:
    """Return as what this person decides; raises where they can't, or must say why first."""
    if any(each.by == actor.key for each in ruling.given):
        raise NotAllowedError(f"{ruling.words} You have decided on this post already.")
    may_release = actor.may(Permission.RELEASE, on=on)
    has_reason = bool(comment.strip()) or (cover is not None and ruling.lane is Lane.AMBER)
    if Part.OWNER in ruling.missing:
        if actor.key in ruling.owners:
            return Part.OWNER
        if ruling.missing == (Part.OWNER,):
            raise NotAllowedError(_OWN_ACCOUNT)
    missing = [each for each in ruling.missing if each is not Part.OWNER]
    for part in sorted(missing, key=lambda each: each is Part.APPROVER):
        if part is Part.APPROVER or (may_release and has_reason):
            return part
        if may_release:
            break
    raise GuardError(_needed(ruling), ruling.rules)


def _needed(ruling: Ruling) -> str:
    if ruling.lane is Lane.RED:
        return (
            f"This can't go out as it is. {ruling.advice} Or two privacy officers override it, each with a "
            "comment that says why it may go out."
        )
    return (
        f"The guard holds this post. {ruling.advice} Change it, or let a privacy officer approve it "
        "with a comment that says why it may go out."
    )


def _plain(state: PostState) -> str:
    return state.value.replace("_", " ")
