from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from scheduler.domain.errors import (
    ConflictError,
    IllegalMoveError,
    InvalidInputError,
    NotAllowedError,
    StateError,
    UnknownNameError,
)
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPicture, NewPost, PostChanges
from tests.builders import NOON, a_slot, an_actor
from tests.engine.conftest import Engine

NINE = datetime(2026, 12, 3, 9)


def _draft(engine: Engine, **fields: object) -> Post:
    return engine.planning.add(OPERATOR, NewPost(**{"channel": "main-x", "at": NINE, "text": "Hi", **fields}))


def _in_review(engine: Engine, **fields: object) -> Post:
    return engine.planning.submit(OPERATOR, _draft(engine, **fields).id)


def _picture() -> NewPicture:
    kept = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(kept, "PNG")
    return NewPicture(data=kept.getvalue(), alt="A teal field", file_name="field.png")


# writing


def test_a_time_without_offset_is_the_wall_clock_of_the_channel(engine: Engine) -> None:
    post = _draft(engine)

    assert post.due.isoformat() == "2026-12-03T15:00:00+00:00"
    assert (post.wall, post.zone) == (NINE, "America/Chicago")


def test_a_new_post_is_useful_as_long_as_its_channel_says(engine: Engine) -> None:
    post = _draft(engine)

    assert post.useful_until - post.due == timedelta(hours=6)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"channel": "nowhere"}, "no channel “nowhere”.*Known: main-x, other-x"),
        ({"pillar": "nothing"}, "no pillar “nothing”"),
        ({"text": "broken \ud800"}, "Character 8 of the text is not valid Unicode"),
        ({"text": "x" * 25_001}, "25,001 characters"),
        ({"link": "javascript:alert(1)"}, "must begin with https"),
        ({"link": "https://"}, "not a web address"),
        ({"at": datetime(2027, 3, 14, 2, 30)}, "does not exist in America/Chicago"),
        ({"at": datetime(2226, 12, 1, 9)}, "Check the year"),
        ({"pictures": (NewPicture(data=b"no picture", file_name="notes.txt"),)}, "notes.txt"),
        ({"state": PostState.SCHEDULED}, "a draft or a proposal"),
    ],
)
def test_bad_input_is_named_and_leaves_nothing_behind(
    engine: Engine, fields: dict[str, object], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        _draft(engine, **fields)

    assert engine.planning.counts() == {}


def test_a_picture_is_kept_clean_beside_the_database(engine: Engine) -> None:
    post = _draft(engine, pictures=(_picture(),))

    [picture] = post.pictures
    assert picture.alt == "A teal field"
    with Image.open(BytesIO(engine.planning.picture_bytes(picture.sha256))) as shown:
        assert shown.size == (40, 30)


def test_a_picture_name_from_outside_can_not_leave_the_folder(engine: Engine) -> None:
    with pytest.raises(UnknownNameError):
        engine.planning.picture_bytes("../rounds.db")


def test_somebody_who_may_not_write_writes_nothing(engine: Engine) -> None:
    with pytest.raises(NotAllowedError, match="may not write posts"):
        engine.planning.add(an_actor(Role.AUDITOR), NewPost(channel="main-x", at=NINE))

    assert engine.planning.counts() == {}


# changing


def test_changed_words_end_an_approval_and_a_changed_time_does_not(engine: Engine) -> None:
    post = engine.approving.approve(OPERATOR, _in_review(engine).id)

    moved = engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 4, 9))
    assert moved.state is PostState.SCHEDULED
    assert moved.is_approved
    edited = engine.planning.edit(OPERATOR, post.id, PostChanges(text="Other words"))

    assert edited.state is PostState.IN_REVIEW
    assert not edited.is_approved


@pytest.mark.parametrize(
    "changes",
    [
        PostChanges(link="https://health.example.org/b"),
        PostChanges(pictures=(_picture(),)),
        PostChanges(text="Hi!"),
    ],
)
def test_whatever_is_sent_is_part_of_what_was_approved(engine: Engine, changes: PostChanges) -> None:
    post = engine.approving.approve(OPERATOR, _in_review(engine).id)

    assert not engine.planning.edit(OPERATOR, post.id, changes).is_approved


def test_a_changed_alt_text_ends_an_approval(engine: Engine) -> None:
    post = engine.approving.approve(OPERATOR, _in_review(engine, pictures=(_picture(),)).id)
    other = post.pictures[0].model_copy(update={"alt": "A field of teal"})

    edited = engine.planning.edit(OPERATOR, post.id, PostChanges(keep_pictures=(other,)))

    assert edited.pictures[0].alt == "A field of teal"
    assert not edited.is_approved


def test_of_two_people_who_move_one_post_the_second_is_told(engine: Engine) -> None:
    post = _draft(engine)
    engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 4, 9), version=post.version)

    with pytest.raises(ConflictError, match="changed by someone else"):
        engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 5, 9), version=post.version)

    assert engine.get(post).wall == datetime(2026, 12, 4, 9)


@pytest.mark.parametrize("state", ["claimed", "sending", "published", "unknown", "refused", "cancelled"])
def test_what_is_on_its_way_or_done_can_not_be_moved(engine: Engine, state: str) -> None:
    post = engine.scheduled(state=PostState(state))

    with pytest.raises(StateError, match="can't be changed any more"):
        engine.planning.move(OPERATOR, post.id, NINE)

    assert engine.get(post).due == NOON


@pytest.mark.parametrize("state", ["claimed", "sending"])
def test_a_post_that_is_being_sent_can_not_be_called_back(engine: Engine, state: str) -> None:
    post = engine.scheduled(state=PostState(state))

    with pytest.raises(StateError, match="Too late"):
        engine.planning.cancel(OPERATOR, post.id)


def test_an_edited_proposal_becomes_the_draft_of_who_edited_it(engine: Engine) -> None:
    proposal = _draft(engine, state=PostState.PROPOSED)

    edited = engine.planning.edit(an_actor(Role.AUTHOR), proposal.id, PostChanges(text="Better"))

    assert (edited.state, edited.author) == (PostState.DRAFT, 1)


def test_a_missed_post_with_a_new_time_is_back_in_line(engine: Engine) -> None:
    post = engine.scheduled(state=PostState.MISSED)

    moved = engine.planning.move(OPERATOR, post.id, NINE)

    assert moved.state is PostState.SCHEDULED


def test_an_edit_that_changes_nothing_writes_nothing(engine: Engine) -> None:
    post = _draft(engine)

    assert engine.planning.edit(OPERATOR, post.id, PostChanges(text="Hi")) == post


def test_each_change_is_in_the_record_without_the_words(engine: Engine) -> None:
    post = _in_review(engine, text="Come and get your flu shot")
    engine.planning.move(OPERATOR, post.id, datetime(2026, 12, 4, 9))

    history = engine.planning.history(post.id)

    assert [entry.action for entry in history.entries] == ["post.moved", "post.submitted", "post.added"]
    assert "flu shot" not in "".join(entry.model_dump_json() for entry in history.entries)


def test_a_slot_with_a_cancelled_post_is_a_gap_again(engine: Engine) -> None:
    with engine.store.write() as unit:
        unit.plan.add_slot(a_slot(weekday=3))
    post = _draft(engine)
    assert engine.planning.gaps(days=3) == []

    engine.planning.cancel(OPERATOR, post.id)

    assert [gap.due for gap in engine.planning.gaps(days=3)] == [post.due]


# approving


def test_nobody_approves_what_they_wrote(engine: Engine) -> None:
    editor = an_actor(Role.EDITOR)
    post = engine.planning.add(editor, NewPost(channel="main-x", at=NINE, text="Mine"))
    engine.planning.submit(editor, post.id)

    with pytest.raises(NotAllowedError, match="somebody else has to approve"):
        engine.approving.approve(editor, post.id)

    other = an_actor(Role.EDITOR, person_id=2)
    assert engine.approving.approve(other, post.id).state is PostState.SCHEDULED


def test_what_changed_since_it_was_read_is_not_approved(engine: Engine) -> None:
    post = _in_review(engine)
    engine.planning.edit(OPERATOR, post.id, PostChanges(text="Something else"))

    with pytest.raises(ConflictError):
        engine.approving.approve(OPERATOR, post.id, digest=post.digest)

    assert engine.state(post) == "in_review"


def test_an_author_may_not_approve(engine: Engine) -> None:
    post = _in_review(engine)

    with pytest.raises(NotAllowedError):
        engine.approving.approve(an_actor(Role.AUTHOR), post.id)


def test_a_draft_can_not_be_approved(engine: Engine) -> None:
    with pytest.raises(StateError, match="only one in review"):
        engine.approving.approve(OPERATOR, _draft(engine).id)


def test_a_post_whose_time_has_passed_is_not_approved(engine: Engine) -> None:
    post = _in_review(engine)
    engine.pass_time(days=5)

    with pytest.raises(StateError, match="Its time has passed"):
        engine.approving.approve(OPERATOR, post.id)


def test_a_post_sent_back_says_what_should_change(engine: Engine) -> None:
    post = _in_review(engine)

    back = engine.approving.send_back(OPERATOR, post.id, "Name the source.")

    assert (back.state, back.explanation) == (PostState.DRAFT, "Name the source.")
    assert [each.decision for each in engine.planning.history(post.id).approvals] == ["returned"]


def test_a_proposal_can_be_approved_or_rejected_at_once(engine: Engine) -> None:
    one, two = (_draft(engine, text=text, state=PostState.PROPOSED) for text in ("One", "Two"))

    assert engine.approving.approve(OPERATOR, one.id).state is PostState.SCHEDULED
    assert engine.approving.reject(OPERATOR, two.id).state is PostState.CANCELLED
    with pytest.raises((StateError, IllegalMoveError)):
        engine.approving.approve(OPERATOR, two.id)
