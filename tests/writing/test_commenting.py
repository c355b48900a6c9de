"""Comments on posts: who may, who is called, what the record has, and that nothing of it goes anywhere."""

from __future__ import annotations

import pytest

from scheduler.domain.errors import InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.services.commenting import named_in
from tests.builders import an_actor
from tests.ui.house import PASSWORD, House


def test_a_comment_stands_by_its_post_and_calls_whom_it_names(house: House) -> None:
    post = house.post()

    said = house.app.commenting.say(house.actor("ada"), post.id, "@Eli Editor, is the date right?")

    assert [each.name for each in said.called] == ["Eli Editor"]
    (waiting,) = house.app.commenting.waiting(house.actor("eli"))
    assert (waiting.comment.text, waiting.post.id) == ("@Eli Editor, is the date right?", post.id)
    assert house.app.commenting.count(house.actor("pam")) == 0
    (kept,) = house.app.commenting.of(house.actor("pam"), [post])[post.id]
    assert kept.by == house.actor("ada").key


def test_what_was_read_waits_no_more(house: House) -> None:
    said = house.app.commenting.say(house.actor("ada"), house.post().id, "@eli look")
    eli = house.actor("eli")

    assert house.app.commenting.read(house.actor("pam"), [said.comment.id]) == 0
    assert house.app.commenting.count(eli) == 1
    assert house.app.commenting.read(eli, [said.comment.id]) == 1

    assert (house.app.commenting.count(eli), house.app.commenting.waiting(eli)) == (0, [])


@pytest.mark.parametrize(
    ("text", "called", "nobody"),
    [
        ("@Ann Lee come", ["Ann Lee"], ()),
        ("@ann lee, come", ["Ann Lee"], ()),
        ("@Ann-Marie Poe!", ["Ann-Marie Poe"], ()),
        ("@Ann come", ["Ann Lee"], ()),
        ("@Bo or @Zoe", ["Bo Ray"], ("Zoe",)),
        ("@Cy", [], ("Cy",)),
        ("@Cy Dee and @Cy Eff and @cy dee", ["Cy Dee", "Cy Eff"], ()),
        ("mail bo@example.org", [], ()),
        ("an @ alone", [], ()),
    ],
)
def test_names_are_found_as_people_write_them(text: str, called: list[str], nobody: tuple[str, ...]) -> None:
    from scheduler.domain.people import Person
    from tests.builders import NOON

    names = ("Ann Lee", "Ann-Marie Poe", "Bo Ray", "Cy Dee", "Cy Eff")
    people = [
        Person(id=number, name=name, email=f"p{number}@example.org", roles=(), created_at=NOON)
        for number, name in enumerate(names, 1)
    ]

    found, missed = named_in(text, people)

    assert ([each.name for each in found], missed) == (called, nobody)


def test_only_those_who_may_see_it_are_called_and_others_are_told_as_nobody(house: House) -> None:
    post = house.post()

    said = house.app.commenting.say(house.actor("ada"), post.id, "@Aud Auditor and @Ona Officer")

    assert [each.name for each in said.called] == ["Ona Officer"]
    assert said.nobody == ("Aud",)
    names = [each.name for each in house.app.commenting.people(house.actor("ada"), post)]
    assert names == ["Eli Editor", "Ona Officer", "Pam Publisher"]


def test_who_has_no_part_in_the_post_neither_reads_nor_says_anything(house: House) -> None:
    post = house.post()
    house.app.commenting.say(house.actor("ada"), post.id, "Among us.")
    aud = house.actor("aud")

    assert house.app.commenting.of(aud, [post]) == {}
    assert house.app.commenting.people(aud, post) == []
    with pytest.raises(NotAllowedError):
        house.app.commenting.say(aud, post.id, "Me too")


def test_an_author_of_one_channel_reads_nothing_of_another(house: House) -> None:
    theirs = house.post(channel="county-x")
    house.app.commenting.say(house.actor("ada"), theirs.id, "County talk.")
    only = an_actor(person_id=house.actor("eli").person_id or 0, name="Only Main", main_x=(Role.AUTHOR,))

    assert house.app.commenting.of(only, [theirs]) == {}


def test_the_record_has_that_something_was_said_and_not_what(house: House) -> None:
    post = house.post()
    said = house.app.commenting.say(house.actor("ada"), post.id, "A very private word, @Eli Editor")

    entry = house.app.planning.history(post.id).entries[0]

    assert (entry.action, entry.facts) == ("post.commented", {"comment": said.comment.id, "calls": 1})
    assert "private" not in str(house.app.planning.history(post.id))


def test_a_comment_changes_nothing_of_the_post(house: House) -> None:
    post = house.waiting()
    house.app.approving.approve(house.actor("eli"), post.id)
    before = house.app.planning.get(post.id)

    house.app.commenting.say(house.actor("ada"), post.id, "Well done")

    assert house.app.planning.get(post.id) == before


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2_001, "broken \ud800"])
def test_a_comment_that_cannot_be_kept_is_refused_in_words(house: House, text: str) -> None:
    post = house.post()

    with pytest.raises(InvalidInputError):
        house.app.commenting.say(house.actor("ada"), post.id, text)

    assert house.app.commenting.of(house.actor("ada"), [post]) == {}


def test_one_erases_ones_own_and_a_privacy_officer_any(house: House) -> None:
    post = house.post()
    first = house.app.commenting.say(house.actor("ada"), post.id, "@Eli Editor first").comment
    second = house.app.commenting.say(house.actor("ada"), post.id, "Second").comment

    with pytest.raises(NotAllowedError, match="privacy officer"):
        house.app.commenting.erase(house.actor("eli"), first.id)
    house.app.commenting.erase(house.actor("ada"), first.id)
    house.app.commenting.erase(house.actor("ona"), second.id)

    assert house.app.commenting.of(house.actor("ada"), [post]) == {}
    assert house.app.commenting.count(house.actor("eli")) == 0
    assert house.app.planning.history(post.id).entries[0].action == "post.comment_erased"


def test_a_role_that_was_taken_takes_its_calls_along_and_a_closed_account_is_called_no_more(
    house: House,
) -> None:
    house.app.people.add(
        OPERATOR, name="Tam Temp", email="tam@example.org", roles=(Role.AUTHOR,), password=PASSWORD
    )
    post = house.post()
    house.app.commenting.say(house.actor("ada"), post.id, "@Tam Temp look")
    house.app.people.set_roles(OPERATOR, "tam@example.org", roles=(Role.AUDITOR,), channel_roles={})

    assert house.app.commenting.count(house.actor("tam")) == 0
    house.app.people.set_roles(OPERATOR, "tam@example.org", roles=(Role.AUTHOR,), channel_roles={})
    assert house.app.commenting.count(house.actor("tam")) == 1
    house.app.people.close(OPERATOR, "tam@example.org")

    assert "Tam Temp" not in [each.name for each in house.app.commenting.people(house.actor("ada"), post)]
    with house.app._store.read() as unit:
        assert unit.comments.count(house.actor("tam").person_id or 0) == 0


def test_the_owner_of_a_channel_has_a_part_in_its_posts_whatever_their_role(house: House) -> None:
    post = house.post()
    house.app.speaking_for.belongs(house.actor("pam"), "main-x", "aud@example.org", is_clinician_voice=False)

    said = house.app.commenting.say(house.actor("ada"), post.id, "@Aud Auditor, is that how you say it?")

    assert [each.name for each in said.called] == ["Aud Auditor"]
    assert house.app.commenting.count(house.actor("aud")) == 1
