"""The one door to an approval: what the guard says of a post decides its lane, and the lane who must decide.

Guarantees: nothing is approved but here; what is approved is exactly the post as it stands in the
transaction, for a window of its time, under the guard's rules and the findings that were accepted. A
standing decision (on a source, on an evergreen post) grants only what the guard passes. The fast lane
grants only approved words, filled, while it is open, by a person on call, and nothing else is ever in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.approval import Endorsement, Lane, Part, parts_missing, parts_needed, window_around
from scheduler.domain.errors import GuardError, NotAllowedError, StateError
from scheduler.domain.fast_lane import SECOND_LOOK, FastUse
from scheduler.domain.post import PostState
from scheduler.domain.record import Approval
from scheduler.policies.finding import Severity, Verdict
from scheduler.policies.overriding import may_be_overridden
from scheduler.services.fast_track import filled_for, lane_for, stopping
from scheduler.services.recording import record
from scheduler.services.speaking_for import agreeing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from scheduler.domain.approval import ApprovalRules
    from scheduler.domain.clock import Clock
    from scheduler.domain.emergency import EmergencyTemplate
    from scheduler.domain.fast_lane import FastLane
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Post
    from scheduler.policies.finding import Review
    from scheduler.store.unit import Unit

_LANES = {Verdict.PASS: Lane.GREEN, Verdict.HOLD: Lane.AMBER, Verdict.BLOCK: Lane.RED}


@dataclass(frozen=True)
class Ruling:
    """What the guard says of a post as it stands, and what follows from it."""

    lane: Lane
    #: Rules whose finding must be accepted for it to go out.
    rules: tuple[str, ...]
    #: What to do about them.
    advice: str
    mark: str | None
    terms: ApprovalRules
    #: The decisions that still count: on this content, under these rules.
    given: tuple[Endorsement, ...]
    #: Keys of those whose agreement it needs one of, the channel being somebody's own; none elsewhere.
    owners: frozenset[str] = frozenset()
    #: Did one of them write a part of it?
    owner_wrote: bool = False

    @property
    def needed(self) -> tuple[Part, ...]:
        """Who must decide, each a person of their own."""
        has_owner = bool(self.owners)
        return parts_needed(self.lane, self.terms, has_owner=has_owner, owner_wrote=self.owner_wrote)

    @property
    def missing(self) -> tuple[Part, ...]:
        """Whose decision is missing."""
        return parts_missing(self.needed, self.given)

    @property
    def words(self) -> str:
        """Say how far the decision is: “1 of 2: a privacy officer has still to decide”."""
        done, of = len(self.needed) - len(self.missing), len(self.needed)
        if of == 1 or not self.missing:
            return ""
        others = " and ".join(f"{_article(part)} {part.value}" for part in self.missing)
        return f"{done} of {of}: {others} {'have' if len(self.missing) > 1 else 'has'} still to decide."


@dataclass(frozen=True)
class Given:
    """A decision as it is made."""

    #: Who it is put down to where that is not the actor: a standing decision.
    by: str = ""
    part: Part | None = None
    comment: str = ""
    authorisation: int | None = None
    #: Makes the window shorter: the authorisation ends then.
    ends: datetime | None = None


class Granting:
    """Approvals, as they are made."""

    def __init__(
        self,
        clock: Clock,
        review: Callable[[Post], Review],
        mark: Callable[[Unit], Callable[[Post], str | None]],
    ) -> None:
        self._clock = clock
        self._review = review
        self._mark = mark

    def ruling(self, unit: Unit, post: Post) -> Ruling:
        """Ask the guard about a post as it stands; raises `GuardError` where nobody may let it pass."""
        review = self._review(post)
        grave = [each for each in review.findings if each.severity is not Severity.ADVICE]
        rules = tuple(sorted({each.rule for each in grave}))
        advice = " ".join(dict.fromkeys(each.advice for each in grave))
        blocks = [each.rule for each in grave if each.severity is Severity.BLOCK]
        if not all(may_be_overridden(rule) for rule in blocks):
            raise GuardError(f"This can't go out as it is. {advice}", rules)
        mark = self._mark(unit)(post.model_copy(update={"accepted_rules": rules}))
        is_this = (post.digest, mark)
        owners = agreeing(unit, post, now=self._clock.now())
        return Ruling(
            lane=_LANES[review.verdict],
            rules=rules,
            advice=advice,
            mark=mark,
            terms=unit.approval_rules.of(post.channel),
            given=tuple(each for each in post.endorsements if (each.digest, each.mark) == is_this),
            owners=owners,
            owner_wrote=any(f"person:{number}" in owners for number in post.writers),
        )

    def grant(self, unit: Unit, actor: Actor, post: Post, ruling: Ruling, given: Given) -> Post:
        """Approve a post as it stands, and save it in line."""
        now, by = self._clock.now(), given.by or actor.key
        granted = post.moved_to(PostState.SCHEDULED).with_approval(
            by=by,
            window=self._window(post, ruling.terms, given.ends),
            lane=ruling.lane,
            accepted=ruling.rules,
            mark=ruling.mark,
            authorisation=given.authorisation,
        )
        if not granted.is_approved:
            raise StateError("It was moved out of the time for which it was decided on. Decide on it anew.")
        ready = granted.model_copy(update={"explanation": None, "sequence": post.sequence + 1})
        approved = unit.posts.save(ready, at=now)
        unit.approvals.add(_decision(approved, "approved", by, now, given))
        told = {"lane": ruling.lane.value, **_told(ruling.rules, given.authorisation)}
        record(unit, actor, "post.approved", at=now, before=post, after=approved, **told)
        return approved

    def grant_standing(self, unit: Unit, actor: Actor, post: Post, *, by: str, comment: str) -> Post | None:
        """Approve by a decision made before the post was; `None` where the guard does not pass the post."""
        try:
            ruling = self.ruling(unit, post)
        except GuardError:
            return None
        if ruling.lane is not Lane.GREEN or ruling.owners:
            return None
        return self.grant(unit, actor, post, ruling, Given(by=by, comment=comment))

    def grant_fast(self, unit: Unit, actor: Actor, post: Post, name: str, values: Mapping[str, str]) -> Post:
        """Approve a post of emergency words by the one person on call who filled them.

        Raises unless the lane is open, the person is on call, the words are approved, and the post says
        exactly them; `GuardError` where the guard stops it, which nobody overrides. The approval ends with
        the lane.
        """
        now = self._clock.now()
        lane = lane_for(unit, actor, now)
        owners = agreeing(unit, post, now=now)
        if owners and actor.key not in owners:
            raise NotAllowedError(
                f"{post.channel} is a person's own account, and nothing leaves there before they agreed. "
                "Leave it out, or ask them to send it."
            )
        template, filled = filled_for(unit, actor, post, name, values, now=now)
        review = self._review(post)
        if stops := stopping(review, filled, template.released_rules):
            advice = " ".join(dict.fromkeys(each.advice for each in stops))
            raise GuardError(
                f"The guard stops this on {post.channel}. {advice}",
                tuple(sorted({each.rule for each in stops})),
            )
        rules = tuple(sorted({each.rule for each in review.findings if each.severity is Severity.HOLD}))
        mark = self._mark(unit)(post.model_copy(update={"accepted_rules": rules}))
        terms = unit.approval_rules.of(post.channel)
        ruling = Ruling(Lane.FAST, rules, "", mark, terms, given=())
        said = f"Emergency words {template.label}, by the fast lane {lane.id}."
        approved = self.grant(
            unit, actor, post, ruling, Given(part=Part.APPROVER, comment=said, ends=lane.ends_at)
        )
        self._note_use(unit, actor, approved, template, lane)
        return approved

    def _note_use(
        self, unit: Unit, actor: Actor, post: Post, template: EmergencyTemplate, lane: FastLane
    ) -> None:
        now = self._clock.now()
        use = FastUse(
            post=post.id,
            template=template.label,
            template_digest=template.digest,
            seal=post.seal,
            lane=lane.id,
            by=actor.key,
            at=now,
            look_by=now + SECOND_LOOK,
        )
        unit.fast_lanes.put_use(use)
        facts: dict[str, str | int | float | bool | None] = {
            "words": use.template,
            "words_digest": use.template_digest,
            "fast_lane": lane.id,
            "look_by": use.look_by.isoformat(),
        }
        unit.audit.append(actor, "emergency.used", f"post:{post.id}", at=now, after=post.digest, facts=facts)

    def endorse(self, unit: Unit, actor: Actor, post: Post, ruling: Ruling, given: Given) -> Post:
        """Keep a decision while others are missing: the post stays in review."""
        now, (first, last) = self._clock.now(), self._window(post, ruling.terms, given.ends)
        part = given.part or Part.APPROVER
        own = Endorsement(part=part, by=actor.key, at=now, digest=post.digest, mark=ruling.mark)
        fields = {
            "endorsements": (*ruling.given, own),
            "approved_from": first,
            "approved_until": last,
            "lane": ruling.lane,
            "authorisation": given.authorisation,
            "explanation": None,
        }
        waiting = post if post.state is PostState.IN_REVIEW else post.moved_to(PostState.IN_REVIEW)
        kept = unit.posts.save(waiting.model_copy(update=fields), at=now)
        unit.approvals.add(_decision(kept, "endorsed", actor.key, now, given))
        told = {"lane": ruling.lane.value, "part": part.value, **_told(ruling.rules, given.authorisation)}
        record(unit, actor, "post.endorsed", at=now, before=post, after=kept, **told)
        return kept

    def _window(self, post: Post, terms: ApprovalRules, ends: datetime | None) -> tuple[datetime, datetime]:
        """Return the window of an approval of a post, within that of the decisions on it so far."""
        first, last = window_around(post.due, zone=post.zone, days=terms.window_days)
        if post.endorsements and post.approved_from and post.approved_until:
            first, last = max(first, post.approved_from), min(last, post.approved_until)
        return first, min(last, ends) if ends else last


def _decision(post: Post, decision: str, by: str, at: datetime, given: Given) -> Approval:
    return Approval(
        post=post.id,
        digest=post.digest,
        decision=decision,
        by=by,
        at=at,
        comment=given.comment.strip(),
        lane=post.lane,
        part=given.part,
        approved_from=post.approved_from,
        approved_until=post.approved_until,
        mark=post.guard_mark,
        authorisation=post.authorisation,
    )


def _told(rules: Sequence[str], authorisation: int | None) -> dict[str, str | int]:
    """Return the facts of the record: rules by their ids, an authorisation by its number."""
    told: dict[str, str | int] = {"accepted": ",".join(rules)} if rules else {}
    return told | ({"authorisation": authorisation} if authorisation is not None else {})


def _article(part: Part) -> str:
    return {Part.APPROVER: "an", Part.OWNER: "the"}.get(part, "a")
