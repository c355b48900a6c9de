"""Costs in the planner: before approval, in the composer, in the settings."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Post, PostState
from scheduler.domain.record import Attempt, Outcome
from tests.builders import NOON
from tests.ui.house import House, click, fill, page, words

LINK = "https://larkspur.example.org/flu"


def spend(house: House, mills: int) -> None:
    """Let the channel have spent something this month."""
    post = house.put(house.post(), PostState.PUBLISHED)
    with house.app._store.write() as unit:
        tried = Attempt(post=post.id, fence=1, owner="one", started_at=NOON, cost=mills)
        unit.attempts.add(tried.model_copy(update={"outcome": Outcome.ACCEPTED}))


def test_whoever_approves_reads_cost_and_month_first(house: House) -> None:
    house.app.budgeting.set_budget(OPERATOR, "main-x", 20_000)
    spend(house, 12_400)
    house.waiting(link=LINK)
    house.sign_in("eli")

    said = words(page("review"))

    assert "This post costs $0.20, $0.185 of it for the link." in said
    assert "December on main-x: $12.40 of $20.00 spent, $0.00 scheduled." in said


def test_an_administrator_sets_a_budget_and_sees_the_alarm(house: House) -> None:
    spend(house, 17_000)
    house.sign_in("pam")
    drawn = page("settings")
    drawn.text_input(key="budget-main-x").set_value("20.00")

    drawn = save(drawn)

    assert house.app.set_up.channel("main-x").budget == 20_000
    assert any("$17.00 of the $20.00" in each.value.replace("\\", "") for each in drawn.warning)


def test_what_is_no_amount_is_refused_and_nothing_changes(house: House) -> None:
    house.sign_in("pam")
    drawn = page("settings")
    drawn.text_input(key="budget-main-x").set_value("plenty")
    drawn.toggle(key="links-main-x").set_value(False)

    drawn = save(drawn)

    assert "is no amount" in drawn.error[0].value
    assert house.app.set_up.channel("main-x").sends_links


def test_who_may_not_set_up_sees_the_month_and_no_form(house: House) -> None:
    spend(house, 1_000)
    house.sign_in("ada")

    drawn = page("settings")

    assert "December: $1.00 spent, $0.00 scheduled, $0.00 planned, no limit" in words(drawn)
    assert "Save costs and links" not in [each.label for each in drawn.button]


def save(drawn: AppTest) -> AppTest:
    """Press the button of the channel `main-x`, the second one by name."""
    return click(drawn, "Save costs and links", number=1)


def opened(post: Post) -> AppTest:
    """Draw a post in the composer."""
    return AppTest.from_function(_composer, kwargs={"number": post.id, "version": post.version}).run()


def _composer(number: int, version: int) -> None:
    from ui import composer
    from ui.state import Opened

    composer.show(Opened(1, post_id=number, version=version))


def test_link_or_no_link_is_a_choice_with_both_prices(house: House) -> None:
    post = house.post(link=LINK)
    house.sign_in("ada")
    drawn = opened(post)
    assert drawn.toggle[0].label.replace("\\", "") == "Send the link: $0.20 with it, $0.015 without"
    assert "December on main-x" in words(drawn)

    drawn.toggle[0].set_value(False).run()
    click(drawn, "Save changes")

    assert house.app.planning.get(post.id).link is None


def test_a_link_that_was_typed_is_sent_unless_it_is_switched_off(house: House) -> None:
    post = house.post()
    house.sign_in("ada")
    drawn = opened(post)
    assert not drawn.toggle

    drawn = fill(drawn, "Link", LINK).run()
    assert drawn.toggle[0].value is True
    click(drawn, "Save changes")

    assert house.app.planning.get(post.id).link == LINK
