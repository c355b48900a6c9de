"""A hospital whose plan is subscribed to, and what its events are meant to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.bootstrap import App
from scheduler.caldav import caldav_routes
from scheduler.domain.clock import FrozenClock
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post
from scheduler.domain.record import Detail
from scheduler.services.planning import NewPost
from scheduler.webcal import CalendarServer, application
from tests.builders import NOON
from tests.clients.programs import Event

_CANCELLED_BEFORE = timedelta(days=3)


@dataclass(frozen=True)
class Asked:
    """One request of a program and how it was answered."""

    method: str
    status: int
    tag: str
    program: str
    path: str


@dataclass
class Recorded:
    """An application that remembers what it was asked."""

    app: ASGIApp
    asked: list[Asked] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and remember its answer."""

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = {name.decode(): value.decode() for name, value in scope["headers"]}
                tag, program = named.get("if-none-match", ""), named.get("user-agent", "")
                self.asked.append(Asked(scope["method"], message["status"], tag, program, scope["path"]))
            await send(message)

        await self.app(scope, receive, heard)


@dataclass
class House:
    """A hospital, and one calendar link that shows all of its plan."""

    app: App
    clock: FrozenClock

    def __post_init__(self) -> None:
        """Hand out the link."""
        self.token = self.app.subscribing.make(OPERATOR, "Heads of department", detail=Detail.FULL)[1]

    def served(self) -> tuple[CalendarServer, Recorded]:
        """Return a calendar server, not started yet, that remembers what it is asked."""
        writable = caldav_routes(self.app.app_passwords, self.app.plan_calendars, public_url="")
        recorded = Recorded(application(self.app.calendar_answers, dict, str, others=writable))
        return CalendarServer(recorded, "127.0.0.1", 0), recorded

    def written(self) -> bytes:
        """Return the calendar as it comes over HTTP now."""
        server, _ = self.served()
        server.start()
        try:
            answer = httpx.get(f"{server.url}/calendar/{self.token}.ics", trust_env=False, timeout=60)
        finally:
            server.stop()
        assert answer.status_code == 200
        return answer.content

    def post(self, text: str, *, at: datetime) -> Post:
        """Plan a post."""
        return self.app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, text=text))

    def plan(self) -> dict[str, Post]:
        """Plan five posts; one is cancelled, and three days pass."""
        texts = ("Stays", "Is moved", "Is cancelled", "Was cancelled", "Is moved over the change of clocks")
        at = NOON + timedelta(days=20)
        made = {text: self.post(text, at=at + timedelta(days=n)) for n, text in enumerate(texts)}
        self.app.planning.cancel(OPERATOR, made["Was cancelled"].id)
        self.clock.advance(_CANCELLED_BEFORE)
        return made

    def change(self, made: dict[str, Post]) -> None:
        """Move, cancel and add; what was cancelled before is dropped."""
        plan = self.app.planning
        plan.move(OPERATOR, made["Is moved"].id, NOON + timedelta(days=30, hours=4))
        plan.move(OPERATOR, made["Is moved over the change of clocks"].id, NOON + timedelta(days=120))
        plan.cancel(OPERATOR, made["Is cancelled"].id)
        self.post("Is new; and, it says: “hello” 🗓️", at=NOON + timedelta(days=40))
        self.clock.advance(timedelta(days=5))

    def meant(self, *, without: tuple[str, ...] = ()) -> list[Event]:
        """Return what programs are to see of the posts, by the plan itself."""
        posts = self.app.planning.between(NOON - timedelta(days=30), NOON + timedelta(days=365))
        return [_meant(post) for post in posts if post.text not in without]


def _meant(post: Post) -> Event:
    is_off = post.state.value == "cancelled"
    return {
        "uid": f"post-{post.uid}@rounds",
        "start": said(post.due),
        "end": said(post.due + timedelta(minutes=15)),
        "summary": f"{'Cancelled: ' if is_off else ''}[Main] {post.text}",
        "status": "CANCELLED" if is_off else "TENTATIVE",
        "allday": False,
    }


def said(at: datetime) -> str:
    """Return an instant as the readers print it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def kept(events: list[Event], fields: tuple[str, ...]) -> list[Any]:
    """Return what is compared of events, in an order of its own."""
    return sorted(([each.get(name) for name in fields] for each in events), key=str)
