"""What was seen in a picture is kept sealed, told to the guard, and forgotten in time."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from scheduler.domain.clock import FrozenClock
from scheduler.domain.errors import NotAllowedError
from scheduler.domain.people import OPERATOR, Actor
from scheduler.domain.post import Post, PostState
from scheduler.domain.sight import Seen
from scheduler.policies.channel_policy import ChannelPolicy
from scheduler.policies.finding import Verdict
from scheduler.services.checking import Checking
from scheduler.services.looking import Eye
from scheduler.services.planning import NewPicture, NewPost, Planning
from scheduler.services.sealing import Seal
from scheduler.services.shelving import Shelf
from scheduler.services.sights import Sights
from scheduler.store.database import Store, open_engine
from scheduler.store.schema import migrate
from tests.builders import NOON, a_channel
from tests.services_pictures.eyes import BlindEye, ToldEye

LABEL = Seen(lines=("Patient: Robert Foley DOB 03/14/1951", "MRN 4471902 Room 412"), faces=1)
NOTHING = Seen()


@dataclass
class Desk:
    """A plan whose pictures are looked at by an eye that can be changed."""

    store: Store
    clock: FrozenClock
    folder: Path
    eye: Eye | None
    keeps_originals: bool = False

    @property
    def sights(self) -> Sights:
        seal = Seal(self.folder / "key", self.clock)
        originals = self.folder / "originals" if self.keeps_originals else None
        return Sights(self.store, self.clock, seal, eye=lambda: self.eye, originals=originals)

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.folder / "pictures", noticed=self.sights.note)

    @property
    def checking(self) -> Checking:
        return Checking(self.store, self.clock, sights=self.sights)

    def post(self, data: bytes | None = None) -> Post:
        picture = NewPicture(
            data=data or a_photo(), alt="The new garden behind the hospital", file_name="a.jpg"
        )
        planning = Planning(self.store, self.clock, self.shelf)
        words = "Our new garden is open to everybody."
        return planning.add(
            OPERATOR,
            NewPost(channel="main-x", at=NOON + timedelta(days=1), text=words, pictures=(picture,)),
        )

    def rules(self, post: Post) -> set[str]:
        return {each.rule for each in self.checking.review_post(post).findings}

    def mark(self, post: Post) -> str:
        with self.store.read() as unit:
            return self.checking.mark(unit)(post)


def a_photo(colour: tuple[int, int, int] = (40, 120, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine(database_url)
    migrate(engine)
    store = Store(engine)
    with store.write() as unit:
        unit.plan.add_channel(a_channel())
    yield Desk(store, FrozenClock(NOON), tmp_path, ToldEye(LABEL))
    store.close()


def test_a_picture_with_a_name_in_it_does_not_pass(desk: Desk) -> None:
    post = desk.post()

    review = desk.checking.review_post(post)

    assert review.verdict is not Verdict.PASS
    assert "PICTURE-FACE" in desk.rules(post)
    assert any(each.advice.startswith("In the text of picture 1: ") for each in review.findings)


def test_a_picture_that_shows_nothing_passes(desk: Desk) -> None:
    desk.eye = ToldEye(NOTHING)

    post = desk.post()

    assert desk.checking.review_post(post).verdict is Verdict.PASS


def test_the_same_picture_is_looked_at_once_for_each_version_of_what_looks(desk: Desk) -> None:
    eye = ToldEye(NOTHING)
    desk.eye = eye
    desk.post()
    desk.post()
    first = eye.looks
    newer = desk.eye = ToldEye(NOTHING, name="told 2")

    desk.post()
    desk.post()

    assert (first, eye.looks, newer.looks) == (1, 1, 1)


def test_the_text_of_a_picture_stands_nowhere_unsealed(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    post = desk.post()

    with desk.store.read() as unit:
        kept = unit.sights.of([post.pictures[0].sha256])[post.pictures[0].sha256]
        record = repr(unit.audit.recent(subject=f"post:{post.id}"))
    assert kept.sealed
    for told in (kept.sealed.decode(), repr(kept), record, caplog.text, repr(LABEL)):
        assert "Foley" not in told
        assert "4471902" not in told


def test_a_look_that_fails_holds_the_post(desk: Desk) -> None:
    desk.eye = BlindEye()

    post = desk.post()

    assert desk.checking.review_post(post).verdict is Verdict.HOLD
    assert "PICTURE-UNSEEN" in desk.rules(post)


def test_too_much_text_counts_as_not_looked_at(desk: Desk) -> None:
    desk.eye = ToldEye(Seen(lines=("word",), is_cut=True))

    assert "PICTURE-UNSEEN" in desk.rules(desk.post())


def test_without_the_extra_the_policy_of_the_channel_decides(desk: Desk) -> None:
    desk.eye = None
    post = desk.post()
    free = desk.checking.review_post(post)
    with desk.store.write() as unit:
        unit.channel_policies.put("main-x", ChannelPolicy(demands_picture_check=True))

    demanded = desk.checking.review_post(post)

    assert free.verdict is Verdict.PASS
    assert demanded.verdict is Verdict.HOLD
    assert "PICTURE-UNSEEN" in desk.rules(post)


def test_a_picture_of_before_the_extra_holds_until_it_was_looked_at(desk: Desk) -> None:
    desk.eye = None
    post = desk.post()
    desk.eye = ToldEye(NOTHING)
    before = desk.rules(post)

    looked = desk.sights.look_over(desk.shelf.get)

    assert "PICTURE-UNSEEN" in before
    assert looked == 1
    assert desk.checking.review_post(post).verdict is Verdict.PASS


def test_a_new_look_changes_the_mark_so_that_no_approval_outlives_it(desk: Desk) -> None:
    desk.eye = ToldEye(NOTHING)
    post = desk.post()
    before, again = desk.mark(post), desk.mark(post)
    desk.clock.advance(timedelta(seconds=1))

    desk.eye = ToldEye(LABEL, name="told 2")
    upgraded = desk.mark(post)
    desk.sights.look_over(desk.shelf.get)

    assert before == again
    assert len({before, upgraded, desk.mark(post)}) == 3


def test_what_another_key_sealed_holds_the_post_and_is_looked_at_again(desk: Desk) -> None:
    desk.eye = ToldEye(Seen(lines=("Welcome to our garden",)))
    post = desk.post()
    (desk.folder / "key").unlink()
    lost = desk.rules(post)

    desk.sights.look_over(desk.shelf.get)

    assert "PICTURE-UNSEEN" in lost
    assert desk.checking.review_post(post).verdict is Verdict.PASS


def test_what_was_seen_is_told_to_those_who_may_edit_and_to_nobody_else(desk: Desk) -> None:
    picture = desk.post().pictures[0].sha256

    words = desk.sights.words(OPERATOR, picture)

    assert "1 face" in words
    assert "Robert Foley" in words
    with pytest.raises(NotAllowedError):
        desk.sights.words(Actor(key="reader", name="A reader"), picture)


def test_what_was_seen_is_forgotten_after_the_post_is_gone_and_not_before(desk: Desk) -> None:
    desk.keeps_originals = True
    post = desk.post()
    desk.clock.advance(timedelta(days=31))
    while_open = desk.sights.forget()
    with desk.store.write() as unit:
        now = unit.posts.get(post.id)
        unit.posts.save(now.moved_to(PostState.CANCELLED), at=desk.clock.now())

    after = desk.sights.forget()

    assert (while_open, after) == (0, 1)
    assert list((desk.folder / "originals").iterdir()) == []
    with desk.store.read() as unit:
        assert unit.sights.of([post.pictures[0].sha256]) == {}


def test_the_original_is_kept_only_where_that_is_wanted_and_then_sealed(desk: Desk) -> None:
    planted = a_photo() + b"MRN 4471902 behind the end"
    desk.post(planted)
    without = list(desk.folder.glob("**/*"))
    desk.keeps_originals = True

    desk.post(planted)

    [original] = (desk.folder / "originals").iterdir()
    assert not [each for each in without if "originals" in each.parts]
    assert all(b"4471902" not in each.read_bytes() for each in desk.folder.rglob("*") if each.is_file())
    assert original.stat().st_size > len(planted)
