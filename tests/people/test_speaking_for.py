"""Leaders' own accounts: what leaves under a person's name has their word, or that of somebody they named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from scheduler.domain.errors import ConfirmAgainError, InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Actor, Person, Role
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Review
from scheduler.services.approving import Approving
from scheduler.services.granting import Granting
from scheduler.services.planning import NewPost, PostChanges
from tests.builders import NOON
from tests.people.conftest import Town

_S = PostState


@pytest.fixture
def chief(town: Town) -> Person:
    """Whose account `main-x` is; she has no role there at all."""
    made = town.person("chief", Role.AUDITOR)
    for short, role in (("ada", Role.AUTHOR), ("eli", Role.EDITOR), ("dele", Role.AUTHOR)):
        town.person(short, role)
    town.app.speaking_for.belongs(OPERATOR, "main-x", made.email, is_clinician_voice=True)
    return made


@pytest.fixture
def who(town: Town) -> Callable[[str], Actor]:
    def actor(short: str) -> Actor:
        return Actor.of(town.people.find(f"{short}@example.org"), confirmed_at=town.clock.now())

    return actor


def waiting(town: Town, by: Actor) -> Post:
    at = town.clock.now() + timedelta(days=1)
    new = NewPost(channel="main-x", at=at, text="Thank you to everybody who took part in the walk.")
    return town.app.planning.submit(OPERATOR, town.app.planning.add(by, new).id)


@pytest.fixture
def approving(town: Town) -> Approving:
    """Decisions of a guard that passes everything: whose account it is, is what is looked at here."""
    granting = Granting(town.clock, lambda _: Review(), lambda _: lambda post: post.digest)
    return Approving(town.app._store, town.clock, granting)


def test_only_the_owner_s_word_lets_a_post_leave_under_their_name(
    town: Town, chief: Person, who: Callable[[str], Actor], approving: Approving
) -> None:
    post = waiting(town, who("ada"))

    with pytest.raises(NotAllowedError, match="under a person's own name"):
        approving.approve(who("eli"), post.id)

    approved = approving.approve(who("chief"), post.id)
    assert (approved.state, approved.approved_by) == (_S.SCHEDULED, f"person:{chief.id}")


@pytest.mark.usefixtures("chief")
def test_what_the_owner_alone_wrote_takes_an_approver_like_any_post(
    town: Town, who: Callable[[str], Actor], approving: Approving
) -> None:
    with town.app._store.write() as unit:
        unit.people.set_roles(who("chief").person_id or 0, roles=(Role.AUTHOR,), channel_roles={})
    post = waiting(town, who("chief"))

    with pytest.raises(NotAllowedError, match="may not approve"):
        approving.approve(who("chief"), post.id)

    assert approving.approve(who("eli"), post.id).state is _S.SCHEDULED


@pytest.mark.usefixtures("chief")
def test_what_somebody_changed_of_the_owner_s_words_takes_both(
    town: Town, who: Callable[[str], Actor], approving: Approving
) -> None:
    with town.app._store.write() as unit:
        unit.people.set_roles(who("chief").person_id or 0, roles=(Role.AUTHOR,), channel_roles={})
    post = waiting(town, who("chief"))
    town.app.planning.edit(who("ada"), post.id, PostChanges(text="Thank you to everybody who walked."))

    half = approving.approve(who("chief"), post.id)

    assert half.state is _S.IN_REVIEW
    with pytest.raises(NotAllowedError, match="decided on this post already"):
        approving.approve(who("chief"), post.id)
    assert approving.approve(who("eli"), post.id).state is _S.SCHEDULED


def test_whom_the_owner_named_agrees_until_the_day_and_not_to_their_own_words(
    town: Town, chief: Person, who: Callable[[str], Actor], approving: Approving
) -> None:
    until = NOON + timedelta(days=30)
    town.app.speaking_for.delegate(who("chief"), "main-x", "dele@example.org", until=until)
    first, own, late = waiting(town, who("ada")), waiting(town, who("dele")), waiting(town, who("ada"))

    assert approving.approve(who("dele"), first.id).state is _S.SCHEDULED
    with pytest.raises(NotAllowedError):
        approving.approve(who("dele"), own.id)
    town.app.planning.move(OPERATOR, late.id, until + timedelta(days=1))
    town.clock.advance(timedelta(days=30))
    with pytest.raises(NotAllowedError):
        approving.approve(who("dele"), late.id)

    assert approving.approve(who("chief"), late.id).approved_by == f"person:{chief.id}"


def test_a_delegation_ends_when_it_is_taken_back_or_the_owner_changes(
    town: Town, chief: Person, who: Callable[[str], Actor], approving: Approving
) -> None:
    speaking = town.app.speaking_for
    given = speaking.delegate(who("chief"), "main-x", "dele@example.org", until=NOON + timedelta(days=30))
    post = waiting(town, who("ada"))

    speaking.belongs(OPERATOR, "main-x", "eli@example.org", is_clinician_voice=False)
    assert speaking.standing("main-x") == []
    with pytest.raises(NotAllowedError):
        approving.approve(who("dele"), post.id)
    speaking.belongs(OPERATOR, "main-x", chief.email, is_clinician_voice=False)
    speaking.take_back(who("chief"), given.id)

    with pytest.raises(NotAllowedError):
        approving.approve(who("dele"), post.id)


def test_only_the_owner_delegates_freshly_proved_and_for_a_year_at_most(
    town: Town, chief: Person, who: Callable[[str], Actor]
) -> None:
    speaking, soon = town.app.speaking_for, NOON + timedelta(days=30)

    for actor in (who("eli"), OPERATOR):
        with pytest.raises(NotAllowedError, match="Only the person whose account it is"):
            speaking.delegate(actor, "main-x", "dele@example.org", until=soon)
    with pytest.raises(ConfirmAgainError):
        speaking.delegate(Actor.of(chief), "main-x", "dele@example.org", until=soon)
    for until in (NOON, NOON + timedelta(days=367)):
        with pytest.raises(InvalidInputError, match="within a year"):
            speaking.delegate(who("chief"), "main-x", "dele@example.org", until=until)

    assert speaking.standing("main-x") == []


def test_what_stands_in_line_waits_for_the_word_of_a_new_owner(
    town: Town, who: Callable[[str], Actor], approving: Approving
) -> None:
    for short, role in (("ada", Role.AUTHOR), ("eli", Role.EDITOR), ("chief", Role.AUDITOR)):
        town.person(short, role)
    post = waiting(town, who("ada"))
    assert approving.approve(who("eli"), post.id).state is _S.SCHEDULED

    town.app.speaking_for.belongs(OPERATOR, "main-x", "chief@example.org", is_clinician_voice=False)

    now = town.app.planning.get(post.id)
    assert (now.state, now.approved_digest) == (_S.IN_REVIEW, None)
    assert "who has to agree first" in (now.explanation or "")


def test_who_names_an_owner_says_whether_they_speak_as_a_clinician(town: Town) -> None:
    town.person("chief", Role.AUDITOR)

    with pytest.raises(InvalidInputError, match="as a clinician: yes or no"):
        town.app.speaking_for.belongs(OPERATOR, "main-x", "chief@example.org")
    town.app.speaking_for.belongs(OPERATOR, "main-x", "chief@example.org", is_clinician_voice=True)

    assert town.app.policies.of("main-x").is_clinician_voice


@pytest.mark.usefixtures("chief")
def test_a_standing_decision_is_not_the_owner_s_word(town: Town, who: Callable[[str], Actor]) -> None:
    post = waiting(town, who("ada"))
    granting = Granting(town.clock, lambda _: Review(), lambda _: lambda post: post.digest)

    with town.app._store.write() as unit:
        granted = granting.grant_standing(unit, OPERATOR, unit.posts.get(post.id), by="source:x", comment="")

    assert granted is None
