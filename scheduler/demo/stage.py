"""Place the demo's month of posts around the moment it is made."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from connectors import snowflake
from scheduler.demo import script
from scheduler.demo.picture import poster
from scheduler.domain.people import FILLER, Actor
from scheduler.domain.plan import instances
from scheduler.domain.post import PostState, ReasonPart
from scheduler.services.planning import NewPost
from scheduler.services.seeding import Past

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.bootstrap import App
    from scheduler.demo.script import DemoPost
    from scheduler.domain.post import Post

_S = PostState
#: Far enough that every slot count in the script finds its slot.
_REACH: Final = timedelta(days=35)
_APPROVED_BEFORE: Final = timedelta(hours=20)
_ASK_AGAIN: Final = timedelta(days=1)
#: The names of reason parts, in the order in which the script gives their words.
_PARTS: Final = ("pillar", "trust", "novelty")
_APPROVED: Final = frozenset({_S.PUBLISHED, _S.UNKNOWN, _S.MISSED, _S.REFUSED, _S.HELD})


class Stage:
    """The posts of one demo."""

    def __init__(self, app: App, base_url: str) -> None:
        self._app = app
        self._base_url = base_url
        self._now = app.clock.now()
        people = {person.email: Actor.of(person, confirmed_at=self._now) for person in app.people.all()}
        cast = {each.key: people[each.email] for each in script.house().people}
        self._author, self._editor = cast["poppy"], cast["rowan"]
        self._times = {channel.name: self._slots_of(channel.name) for channel in app.set_up.channels()}

    def set(self) -> None:
        """Write every post of the script and bring it to its state."""
        for told in script.posts():
            actor = FILLER if told.state is _S.PROPOSED else self._author
            post = self._app.planning.add(actor, self._new(told))
            self._bring(post, told)

    def _new(self, told: DemoPost) -> NewPost:
        parts = zip(_PARTS, told.reason, strict=False)
        return NewPost(
            channel=told.channel,
            at=self._time_of(told),
            text=told.text,
            link=f"{self._base_url}/articles/{told.article}" if told.article else None,
            pillar=told.pillar,
            pictures=(poster(),) if told.picture else (),
            reason=tuple(ReasonPart(name=name, words=words) for name, words in parts),
            state=_S.PROPOSED if told.state is _S.PROPOSED else _S.DRAFT,
        )

    def _bring(self, post: Post, told: DemoPost) -> None:
        match told.state:
            case _S.PROPOSED | _S.DRAFT:
                return
            case _S.IN_REVIEW:
                self._app.planning.submit(self._author, post.id)
            case _S.SCHEDULED:
                self._app.planning.submit(self._author, post.id)
                self._app.approving.approve(self._editor, post.id)
            case _S.CANCELLED:
                self._app.planning.cancel(self._author, post.id)
            case _:
                self._app.seeding.tell(self._author, post.id, self._past(post, told))

    def _past(self, post: Post, told: DemoPost) -> Past:
        is_out = told.state is _S.PUBLISHED
        number = str(remote_number(post)) if is_out else None
        site = self._app.settings.x_base_url or "https://x.com"
        return Past(
            state=told.state,
            approved_by=self._editor.key if told.state in _APPROVED else None,
            approved_at=min(post.due - _APPROVED_BEFORE, self._now),
            explanation=told.explanation,
            remote_id=number,
            remote_url=f"{site}/i/status/{number}" if number else None,
            not_before=self._now + _ASK_AGAIN if told.state is _S.UNKNOWN else None,
        )

    def _time_of(self, told: DemoPost) -> datetime:
        if told.in_seconds is not None:
            return self._now + timedelta(seconds=told.in_seconds)
        before, after = self._times[told.channel]
        return after[told.slot - 1] if told.slot > 0 else before[told.slot]

    def _slots_of(self, channel: str) -> tuple[list[datetime], list[datetime]]:
        """Return the channel's slot instances before and after now, earliest first."""
        start, end = self._now - _REACH, self._now + _REACH
        times = sorted(
            gap.due
            for slot in self._app.set_up.slots(channel)
            for gap in instances(slot, start=start, end=end)
        )
        return [at for at in times if at <= self._now], [at for at in times if at > self._now]


def remote_number(post: Post) -> int:
    """Return the number the rehearsal network is said to have given a post of the past."""
    return snowflake.first_at(post.due) + post.id
