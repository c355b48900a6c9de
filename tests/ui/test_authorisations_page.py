"""What several people decide, and what persons have signed, as the planner shows it."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.authorisations import STATEMENTS, Authorisation, Subject
from scheduler.domain.post import PostState
from tests.ui.house import House, click, page, words


def _signed(house: House) -> Authorisation:
    now = house.clock.now()
    return house.app.authorising.add(
        house.actor("ona"),
        Authorisation(
            reference="HIM-2026-0113",
            subject=Subject.BOTH,
            scope="Recovery, told by herself",
            purpose="Stroke week",
            discloser="Larkspur County Hospital",
            signed_at=now - timedelta(days=1),
            expires_at=now + timedelta(days=300),
            document="Cabinet 4",
            statements=tuple(STATEMENTS),
            created_at=now,
        ),
    )


def test_the_first_of_two_decisions_is_kept_and_the_page_says_who_is_missing(house: House) -> None:
    post = house.waiting("Call us, room 214 is open for visits of your uncle.")
    house.sign_in("eli")

    drawn = click(page("review"), "Approve")

    assert house.app.planning.get(post.id).state is PostState.IN_REVIEW
    assert "1 of 2: a privacy officer has still to decide." in words(drawn)


def test_a_form_that_lacks_its_dates_is_not_entered_and_the_page_says_why(house: House) -> None:
    house.sign_in("ona")

    drawn = click(page("authorisations"), "Enter it")

    assert "never a name" in drawn.error[0].value
    assert house.app.authorising.all(house.actor("ona")) == []


def test_an_authorisation_is_taken_back_after_a_second_click(house: House) -> None:
    signed = _signed(house)
    house.sign_in("ona")
    drawn = page("authorisations")
    assert "HIM-2026-0113" in words(drawn)

    click(click(drawn, "Take it back"), "Yes, take it back")

    [kept] = house.app.authorising.all(house.actor("ona"))
    assert (kept.id, kept.revoked_by) == (signed.id, house.actor("ona").key)


def test_whoever_may_not_release_sees_no_ledger(house: House) -> None:
    _signed(house)
    house.sign_in("eli")

    drawn = page("authorisations")

    assert "HIM-2026-0113" not in words(drawn)
