"""A hospital with people, channels and a plan, and its planner drawn without a browser."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.clock import FrozenClock
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPost
from scheduler.settings import Settings
from tests.builders import NOON, ZONE, a_channel, a_pillar, a_slot
from ui.session import Desk, open_desk

PASSWORD = "twelve letters and more"
#: Name, mail address and roles of everybody.
PEOPLE = {
    "ada": ("Ada Author", (Role.AUTHOR,)),
    "eli": ("Eli Editor", (Role.EDITOR,)),
    "pam": ("Pam Publisher", (Role.PUBLISHER, Role.ADMINISTRATOR)),
    "ona": ("Ona Officer", (Role.PRIVACY_OFFICER,)),
    "aud": ("Aud Auditor", (Role.AUDITOR,)),
}


def found(folder: Path) -> None:
    """Set up the organisation and its people in an empty folder."""
    settings = Settings(data_dir=folder)
    migrate_database(settings)
    app = open_app(settings, clock=FrozenClock(NOON))
    app.set_up.found(OPERATOR, Organisation(name="Larkspur County Hospital", zone=ZONE, is_demo=True))
    app.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    app.set_up.add_channel(OPERATOR, a_channel(name="county-x", title="County"), credentials={})
    app.set_up.add_pillar(OPERATOR, a_pillar(words=("flu", "clinic")))
    app.set_up.add_slot(OPERATOR, a_slot(pillar="prevention"))
    for short, (name, roles) in PEOPLE.items():
        app.people.add(OPERATOR, name=name, email=f"{short}@example.org", roles=roles, password=PASSWORD)
    app.close()


@dataclass
class House:
    """One planner on a database of its own, at a time of its own."""

    app: App
    clock: FrozenClock
    token: str | None = None

    @classmethod
    def copied(cls, template: Path, folder: Path) -> House:
        """Open a copy of what `found` made."""
        shutil.copytree(template, folder, dirs_exist_ok=True)
        clock = FrozenClock(NOON)
        house = cls(open_app(Settings(data_dir=folder), clock=clock), clock)
        open_desk(Desk(house.app, token=lambda: house.token))
        return house

    def sign_in(self, short: str) -> Actor:
        """Sit down at the planner as one of `PEOPLE`."""
        self.token = self.app.people.sign_in(f"{short}@example.org", PASSWORD)
        return self.actor(short)

    def actor(self, short: str) -> Actor:
        """Return one of `PEOPLE` without signing in."""
        return Actor.of(self.app.people.find(f"{short}@example.org"), confirmed_at=self.clock.now())

    def post(self, text: str = "Wash your hands.", *, by: str = "ada", **fields: Any) -> Post:
        """Make a draft due in a day."""
        given = {"channel": "main-x", "at": NOON + timedelta(days=1), "text": text, **fields}
        return self.app.planning.add(self.actor(by), NewPost(**given))

    def waiting(self, text: str = "Wash your hands.", **fields: Any) -> Post:
        """Make a post that waits for a decision."""
        post = self.post(text, **fields)
        return self.app.planning.submit(self.actor("ada"), post.id)

    def put(self, post: Post, state: PostState, **fields: Any) -> Post:
        """Put a post into a state that only the engine reaches."""
        with self.app._store.write() as unit:
            return unit.posts.save(post.model_copy(update={"state": state, **fields}), at=self.clock.now())


def page(name: str, **query: str) -> AppTest:
    """Draw one page with all that stands around it."""
    drawn = AppTest.from_function(_script, kwargs={"name": name}, default_timeout=30)
    for key, value in query.items():
        drawn.query_params[key] = value
    return drawn.run()


def _script(name: str) -> None:
    from importlib import import_module

    from ui import frame
    from ui.parts import speaking
    from ui.session import current_visit
    from ui.state import state

    with state().drawing():
        speaking.speak(current_visit())
        if current_visit() is None:
            frame.signed_out()
        else:
            frame.draw(import_module(f"ui.views.{name}").show)


def words(drawn: AppTest) -> str:
    """Return everything a drawn page says, its marks taken off, as one text."""
    kinds = ("title", "caption", "markdown", "error", "warning", "info", "success", "toast", "subheader")
    said = [getattr(element, "value", "") for kind in kinds for element in drawn.get(kind)]
    said += [each.label for each in drawn.button] + [each.proto.body for each in drawn.get("badge")]
    return re.sub(r"\\(?=\W)", "", "\n".join(str(each) for each in said))


def calendar_told(drawn: AppTest) -> dict[str, Any]:
    """Return what the calendar was given to draw."""
    (proto,) = (each.proto for each in drawn.get("bidi_component") if "calendar" in each.proto.component_name)
    view: dict[str, Any] = json.loads(proto.bytes)
    return view


def click(drawn: AppTest, label: str, *, number: int = 0) -> AppTest:
    """Press a button by its words."""
    return [each for each in drawn.button if each.label == label][number].click().run()


def fill(drawn: AppTest, label: str, value: Any) -> AppTest:
    """Type into a field by its label."""
    fields = [*drawn.text_input, *drawn.text_area]
    found = next(each for each in fields if each.label == label)
    found.set_value(value)
    return drawn


Draw = Callable[..., AppTest]
