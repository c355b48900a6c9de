"""Earlier wordings: kept in the moment they are replaced, told with who and when, erased where asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.errors import NotAllowedError, UnknownNameError
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.services.planning import NewPart, PostChanges
from tests.ui.house import House


def changed(house: House, post: Post, text: str, *, by: str = "eli") -> Post:
    house.clock.advance(timedelta(minutes=10))
    return house.app.planning.edit(house.actor(by), post.id, PostChanges(text=text))


def test_each_change_of_the_words_is_told_with_both_wordings_who_and_when(house: House) -> None:
    post = house.post("One.")
    post = changed(house, post, "Two.", by="eli")
    post = changed(house, post, "Three.", by="ada")

    newest, oldest = house.app.comparing.changes(house.actor("eli"), post.id)

    assert newest.before is not None
    assert newest.after is not None
    assert (newest.before.text, newest.after.text) == ("Two.", "Three.")
    assert (newest.by, newest.at) == (house.actor("ada").key, house.clock.now())
    assert oldest.before is not None
    assert (oldest.before.text, oldest.by) == ("One.", house.actor("eli").key)


def test_a_change_of_time_or_state_keeps_no_wording(house: House) -> None:
    post = house.post()
    house.app.planning.move(house.actor("ada"), post.id, post.due + timedelta(days=1))
    house.app.planning.submit(house.actor("ada"), post.id)

    assert house.app.comparing.changes(house.actor("ada"), post.id) == []


def test_parts_of_a_thread_come_back_too(house: House) -> None:
    post = house.post("Head.", thread=(NewPart(text="Tail."),))
    changed(house, post, "Head!")

    (change,) = house.app.comparing.changes(house.actor("ada"), post.id)

    assert change.before is not None
    assert [part.text for part in change.before.thread] == ["Tail."]


def test_a_reviewer_sees_what_changed_since_the_last_approval(house: House) -> None:
    post = house.waiting("Shots are free.")
    house.app.approving.approve(house.actor("eli"), post.id)
    assert house.app.comparing.since_decision(house.actor("eli"), house.app.planning.get(post.id)) is None

    after = changed(house, post, "Shots are free on Friday.", by="ada")

    since = house.app.comparing.since_decision(house.actor("eli"), after)
    assert since is not None
    assert since.before is not None
    assert (since.decision, since.before.text) == ("approved", "Shots are free.")
    assert since.by == house.actor("eli").key


def test_words_that_were_changed_back_differ_in_nothing(house: House) -> None:
    post = house.waiting("Shots are free.")
    house.app.approving.approve(house.actor("eli"), post.id)
    post = changed(house, post, "Shots cost a lot.", by="ada")

    back = changed(house, post, "Shots are free.", by="ada")

    assert house.app.comparing.since_decision(house.actor("eli"), back) is None


def test_a_post_sent_back_and_changed_says_since_when(house: House) -> None:
    post = house.waiting("Shots.")
    house.app.approving.send_back(house.actor("eli"), post.id, "Say where.")

    after = changed(house, post, "Shots at the clinic.", by="ada")

    since = house.app.comparing.since_decision(house.actor("eli"), after)
    assert since is not None
    assert since.decision == "returned"


def test_who_has_no_part_in_the_post_reads_no_earlier_wording(house: House) -> None:
    post = house.waiting()
    house.app.approving.approve(house.actor("eli"), post.id)
    after = changed(house, post, "Else.")

    with pytest.raises(NotAllowedError, match="neither writes nor decides"):
        house.app.comparing.changes(house.actor("aud"), post.id)
    assert house.app.comparing.since_decision(house.actor("aud"), after) is None


def test_a_privacy_officer_erases_what_should_never_have_been_typed(house: House) -> None:
    post = changed(house, house.post("Mrs Example, MRN 12345678."), "A patient went home.")
    (change,) = house.app.comparing.changes(house.actor("ona"), post.id)

    with pytest.raises(NotAllowedError):
        house.app.comparing.erase(house.actor("eli"), change.number)
    house.app.comparing.erase(house.actor("ona"), change.number)

    (left,) = house.app.comparing.changes(house.actor("ona"), post.id)
    assert left.before is None
    entries = house.app.planning.history(post.id).entries
    assert entries[0].action == "post.wording_erased"
    assert "Mrs" not in str(entries)


def test_erasing_what_is_not_there_says_so(house: House) -> None:
    with pytest.raises(UnknownNameError, match="no earlier wording"):
        house.app.comparing.erase(house.actor("ona"), 99)


def test_wordings_go_with_the_years_of_the_record_and_not_while_a_legal_hold_stands(house: House) -> None:
    post = changed(house, house.post(), "Else.")
    hold = house.app.retaining.hold(OPERATOR, reason="A suit.")
    house.clock.advance(timedelta(days=366 * house.app.settings.record_years + 1))

    assert house.app.forgetting.forget() == (0, 0)
    house.app.retaining.lift(OPERATOR, hold.id)

    assert house.app.forgetting.forget() == (0, 1)
    assert house.app.comparing.changes(house.actor("ada"), post.id) == []
    assert house.app.planning.get(post.id).state is PostState.DRAFT
