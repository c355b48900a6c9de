"""The pages about people, drawn without a browser: roles by channel, one's own account, the lock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

import ui
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PostState
from tests.ui.house import PASSWORD, House, click, fill, page, words
from ui.session import token

_ALONE = timedelta(minutes=16)


def app_script() -> AppTest:
    return AppTest.from_file(str(Path(ui.__file__).parent / "app.py"), default_timeout=60).run()


def choose(drawn: AppTest, name: str) -> AppTest:
    return drawn.selectbox(key="person-chosen").select(name).run()


def chosen(drawn: AppTest, label: str) -> list[str]:
    found = [each for each in drawn.multiselect if each.label == label]
    return [str(each) for each in found[0].value]


def test_review_offers_a_decision_only_where_one_has_the_role(house: House) -> None:
    for channel in ("main-x", "county-x"):
        house.waiting(f"Steps are free on {channel}.", channel=channel)
    house.app.people.set_roles(
        OPERATOR, "aud@example.org", roles=[Role.AUDITOR], channel_roles={"county-x": [Role.EDITOR]}
    )
    house.sign_in("aud")

    drawn = page("review")

    assert [each.label for each in drawn.button].count("Approve") == 1
    click(drawn, "Approve")
    states = {post.channel: post.state for post in house.app.planning.in_state(*PostState)}
    assert states["main-x"] is PostState.IN_REVIEW


def test_roles_are_changed_by_channel(house: House) -> None:
    house.sign_in("pam")
    drawn = choose(page("settings"), "eli@example.org")
    assert chosen(drawn, "Everywhere") == ["editor"]

    next(each for each in drawn.multiselect if each.label == "Everywhere").set_value([])
    next(each for each in drawn.multiselect if each.label == "Main").set_value([Role.EDITOR])
    drawn = click(drawn, "Save roles")

    assert house.app.people.find("eli@example.org").channel_roles == {"main-x": (Role.EDITOR,)}
    assert "Editor · Main" in words(drawn)


def test_changing_people_asks_who_is_there_once_the_proof_is_old(house: House) -> None:
    house.sign_in("pam")
    house.clock.advance(timedelta(minutes=11))
    drawn = choose(page("settings"), "eli@example.org")
    assert not [each for each in drawn.button if each.label == "Save roles"]
    assert "To change people: type your password" in words(drawn)

    drawn = click(fill(drawn, "Your password", "not this one, surely"), "Confirm")
    assert "That is not your password" in drawn.error[0].value
    drawn = click(fill(drawn, "Your password", PASSWORD), "Confirm")

    assert [each for each in drawn.button if each.label == "Save roles"]


def test_an_account_is_closed_in_two_steps(house: House) -> None:
    house.sign_in("pam")
    drawn = choose(page("settings"), "eli@example.org")

    drawn = click(drawn, "Close the account")
    assert house.app.people.find("eli@example.org").active
    click(drawn, "Yes, close the account")

    assert not house.app.people.find("eli@example.org").active


def test_one_s_own_page_changes_the_password_and_signs_the_others_out(house: House) -> None:
    other = house.app.people.sign_in("eli@example.org", PASSWORD)
    house.sign_in("eli")
    drawn = page("you")
    assert "this browser" in words(drawn)

    for label, typed in (
        ("Your password now", PASSWORD),
        ("New password", "words of my very own"),
        ("New password, once more", "words of my very owl"),
    ):
        fill(drawn, label, typed)
    drawn = click(drawn, "Change password")
    assert "not the same" in drawn.error[0].value
    drawn = click(fill(drawn, "New password, once more", "words of my very own"), "Change password")

    assert house.app.people.actor_of(other) is None
    assert house.app.people.sign_in("eli@example.org", "words of my very own")


def test_a_page_left_alone_shows_its_lock_and_nothing_else(house: House) -> None:
    house.waiting("Steps are free.")
    house.sign_in("eli")
    house.clock.advance(_ALONE)

    drawn = app_script()

    assert drawn.title[0].value == "You were away"
    assert "Steps are free" not in words(drawn)
    drawn = click(fill(drawn, "Your password", PASSWORD), "Go on")
    assert drawn.title[0].value == "Calendar"
    assert house.app.people.actor_of(token()) is not None


def test_what_was_typed_is_remembered_behind_the_lock_but_no_password() -> None:
    def script() -> None:
        import streamlit as st

        from ui.state import state

        if state().kept:
            state().give_back()
        for key in ("text-1", "typed-asleep0", "old-own-password0"):
            st.text_input(key, key=key)
        st.multiselect("pick", ["a", "b"], key="pick")
        st.file_uploader("file", key="file", accept_multiple_files=True)
        if st.button("lock"):
            state().keep_typed()

    drawn = AppTest.from_function(script, default_timeout=60).run()
    for key in ("text-1", "typed-asleep0", "old-own-password0"):
        drawn.text_input(key=key).set_value("half a sentence")
    drawn.multiselect(key="pick").set_value(["b"])
    drawn = click(drawn.run(), "lock")

    assert drawn.session_state["rounds"].kept == {"text-1": "half a sentence", "pick": ["b"]}
    drawn = drawn.run()
    assert not drawn.exception
    assert drawn.text_input(key="text-1").value == "half a sentence"


def test_somebody_with_a_one_time_password_sees_one_form_until_they_chose_their_own(house: House) -> None:
    house.app.people.set_password(OPERATOR, "eli@example.org", "a word for one day", is_one_time=True)
    house.token = house.app.people.sign_in("eli@example.org", "a word for one day")

    drawn = app_script()

    assert drawn.title[0].value == "Choose your own password"
    fill(drawn, "Your password now", "a word for one day")
    fill(drawn, "New password", "words of my very own")
    drawn = click(fill(drawn, "New password, once more", "words of my very own"), "Change password")
    assert drawn.title[0].value == "Calendar"


def test_an_ended_session_shows_the_way_in(house: House) -> None:
    house.sign_in("eli")
    house.app.people.close(OPERATOR, "eli@example.org")

    assert "signed out" in words(app_script())
