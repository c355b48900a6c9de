"""The list of the first hour is told by the house itself; kept is only what may wait."""

from __future__ import annotations

import pytest

from scheduler.domain.curation import Source
from scheduler.domain.errors import NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.services.planning import NewPost
from scheduler.services.starting import Standing, Step
from tests.builders import NOON, a_channel, a_pillar, a_slot, an_actor
from tests.starting.beginning import PASSWORD
from tests.starting.conftest import New


def done(new: New) -> set[Step]:
    return {step for step, standing in new.app.starting.look().steps.items() if standing is Standing.DONE}


def test_each_step_is_done_by_what_is_there_and_undone_when_that_is_gone(new: New) -> None:
    app = new.app
    assert done(new) == {Step.ORGANISATION}
    app.set_up.add_channel(OPERATOR, a_channel(), credentials={})
    app.set_up.add_pillar(OPERATOR, a_pillar())
    slot = app.set_up.add_slot(OPERATOR, a_slot())
    app.curating.add(
        OPERATOR, Source(name="county", title="County", url="https://example.org/feed", owner="C")
    )
    app.people.add(OPERATOR, name="Eli", email="eli@example.org", roles=(Role.EDITOR,), password=PASSWORD)
    link, _ = app.subscribing.make(new.head, "Heads")
    app.planning.add(OPERATOR, NewPost(channel="main-x", at=NOON, text="Wash your hands."))
    assert done(new) == set(Step)

    app.set_up.remove_slot(OPERATOR, slot.id)
    app.subscribing.revoke(new.head, link.id)
    app.people.close(OPERATOR, "eli@example.org")

    assert done(new) == set(Step) - {Step.SLOTS, Step.LINK, Step.PEOPLE}


def test_sample_data_does_no_step(new: New) -> None:
    new.app.samples.fill(new.head)

    look = new.app.starting.look()
    assert done(new) == {Step.ORGANISATION}
    assert look.has_sample
    assert not look.is_empty


def test_what_was_skipped_waits_until_it_is_done_or_taken_up(new: New) -> None:
    for step in (Step.PILLARS, Step.CHANNEL):
        new.app.starting.skip(new.head, step)
    new.app.starting.skip(new.head, Step.CHANNEL, is_skipped=False)
    look = new.app.starting.look()
    assert look.steps[Step.PILLARS] is Standing.SKIPPED
    assert look.next is Step.CHANNEL
    assert look.after(Step.CHANNEL) is Step.SLOTS

    new.app.set_up.add_pillar(OPERATOR, a_pillar())

    assert new.app.starting.look().steps[Step.PILLARS] is Standing.DONE


def test_after_the_last_open_step_comes_the_first_one(new: New) -> None:
    look = new.app.starting.look()

    assert look.after(Step.POST) is Step.CHANNEL
    assert look.after(Step.ORGANISATION) is Step.CHANNEL


def test_who_does_not_set_up_the_house_changes_nothing_of_the_list(new: New) -> None:
    writer = an_actor(Role.AUTHOR)

    with pytest.raises(NotAllowedError):
        new.app.starting.put_away(writer)
    with pytest.raises(NotAllowedError):
        new.app.starting.skip(writer, Step.PEOPLE)

    assert not new.app.starting.look().is_away
