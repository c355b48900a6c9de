"""What needs attention, as its page shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PartReceipt, Post, PostState, ThreadPart
from scheduler.domain.record import Attempt, Outcome
from tests.builders import NOON, a_form
from tests.ui.house import House, click, page, words


def tried(house: House, state: PostState, outcome: Outcome, **fields: Any) -> Post:
    """Put a post into `state` after one try, ten minutes ago."""
    post = house.put(house.waiting(), state, **fields)
    with house.app._store.write() as unit:
        attempt = Attempt(
            post=post.id,
            part=len(post.receipts),
            fence=1,
            owner="one",
            started_at=NOON - timedelta(minutes=10),
            outcome=outcome,
            detail="The connection broke.",
        )
        unit.attempts.add(attempt)
    return post


def test_each_try_is_told_with_its_time_and_zone(house: House) -> None:
    tried(house, PostState.UNKNOWN, Outcome.UNKNOWN, not_before=NOON + timedelta(minutes=2))
    house.sign_in("pam")

    said = words(page("attention"))

    assert "Tue 1 Dec 2026, 08:50 CST · the answer was lost. The connection broke." in said
    assert "Rounds asks the network again 09:02 CST (in 2 min)." in said
    assert "It is not there: send again" not in said


RECEIPT = PartReceipt(remote_id="1", url="https://x.com/larkspur/status/1", at=NOON)
THREAD = (ThreadPart(text="Two."), ThreadPart(text="Three."))


def test_every_part_of_a_thread_stands_there_with_whether_it_is_out(house: House) -> None:
    tried(house, PostState.UNKNOWN, Outcome.UNKNOWN, thread=THREAD, receipts=(RECEIPT,))
    house.sign_in("pam")

    drawn = page("attention")
    said = words(drawn)

    parts = [
        "**Part 1 of 3 is out.** [See it](https://x.com/larkspur/status/1)\nWash your hands.",
        "**Part 2 of 3 may be out; nobody knows yet.**\nTwo.",
        "**Part 3 of 3 is not out.**\nThree.",
    ]
    assert [each in said for each in parts] == [True] * 3
    assert [each.label for each in drawn.text_input] == ["Address of part 2 on the network"]
    assert "part 2 of 3: the answer was lost" in said


def test_the_queue_shows_every_part_of_a_thread(house: House) -> None:
    second = PartReceipt(remote_id="2", url="https://x.com/larkspur/status/2", at=NOON)
    third = PartReceipt(remote_id="3", url="https://x.com/larkspur/status/3", at=NOON)
    house.put(house.post(), PostState.SENDING, thread=THREAD, receipts=(RECEIPT,))
    out = {"remote_id": "1", "remote_url": RECEIPT.url, "published_at": NOON, "due": NOON}
    house.put(house.post(), PostState.PUBLISHED, thread=THREAD, receipts=(RECEIPT, second, third), **out)
    house.sign_in("pam")

    going, gone = page("queue"), page("queue", queue="Published")

    assert [(each.label, each.proto.expanded) for each in going.expander] == [("All 3 parts, 1 out", True)]
    assert "**Part 2 of 3 is being sent.**\nTwo." in words(going)
    assert "**Part 3 of 3 is not out.**\nThree." in words(going)
    assert [(each.label, each.proto.expanded) for each in gone.expander] == [("All 3 parts are out", False)]
    assert "**Part 3 of 3 is out.** [See it](https://x.com/larkspur/status/3)\nThree." in words(gone)


def test_a_sign_in_that_was_lost_is_told_on_every_page_with_the_next_step(house: House) -> None:
    with house.app._store.write() as unit:
        unit.plan.set_credentials("main-x", b"sealed")
        unit.notes.put("sign-in-expired:main-x", "fingerprint", at=NOON)
    house.put(house.post(), PostState.SCHEDULED)
    house.put(house.post(), PostState.HELD, explanation="Connect the channel again, then release it.")
    house.put(house.post(channel="county-x"), PostState.SCHEDULED)
    house.sign_in("ada")

    needs, queue = page("attention"), page("queue")

    for drawn in (needs, queue):
        [said] = [each.value.replace("\\", "") for each in drawn.error]
        assert "(main-x) expired or was taken back; 2 posts wait for it, and nothing leaves there." in said
        assert (
            "Connect the channel again: an administrator types “rounds channel connect main-x --oauth2”."
            in said
        )
    assert house.app.attending.count() == 2


def test_where_only_a_sign_in_was_lost_nobody_is_told_that_all_is_well(house: House) -> None:
    with house.app._store.write() as unit:
        unit.plan.set_credentials("main-x", b"sealed")
        unit.notes.put("sign-in-expired:main-x", "fingerprint", at=NOON)
    house.sign_in("ada")

    said = words(page("attention"))

    assert "no posts wait for it" in said
    assert "Nothing needs you." not in said


def test_sending_again_asks_twice(house: House) -> None:
    post = tried(house, PostState.UNKNOWN, Outcome.UNKNOWN)
    house.sign_in("pam")

    drawn = click(page("attention"), "It is not there: send again")
    assert house.app.planning.get(post.id).state is PostState.UNKNOWN
    click(drawn, "Yes, it is not there: send again")

    assert house.app.planning.get(post.id).state is PostState.SCHEDULED


def test_what_may_still_appear_is_not_sent_again_and_the_page_says_why(house: House) -> None:
    post = tried(house, PostState.UNKNOWN, Outcome.UNKNOWN)
    house.clock.advance(timedelta(minutes=-9))
    house.sign_in("pam")

    drawn = page("attention")
    assert "It may still appear until 08:52:00 CST" in words(drawn)
    drawn = click(click(drawn, "It is not there: send again"), "Yes, it is not there: send again")

    assert any("Look again in" in each.value for each in drawn.error)
    assert house.app.planning.get(post.id).state is PostState.UNKNOWN


def test_a_post_decided_meanwhile_is_not_decided_again(house: House) -> None:
    post = house.put(house.app.approving.approve(house.actor("eli"), house.waiting().id), PostState.HELD)
    house.sign_in("pam")
    drawn = page("attention")
    house.put(house.app.planning.get(post.id), PostState.HELD, explanation="Held for another reason.")

    drawn = click(drawn, "Release")

    assert "changed by someone else" in drawn.error[0].value
    assert house.app.planning.get(post.id).state is PostState.HELD


def test_a_refused_post_can_be_left_as_it_is(house: House) -> None:
    tried(house, PostState.REFUSED, Outcome.REFUSED)
    house.sign_in("ada")

    drawn = click(page("attention"), "Leave it so")

    assert "Nothing needs you." in words(drawn)


def test_an_author_sees_what_is_unknown_and_decides_nothing_about_it(house: House) -> None:
    tried(house, PostState.UNKNOWN, Outcome.UNKNOWN)
    house.sign_in("ada")

    drawn = page("attention")

    assert "the answer was lost" in words(drawn)
    assert not {"It is there", "Give it up", "It is not there: send again"} & {
        each.label for each in drawn.button
    }


def test_the_counter_stands_above_and_a_spent_budget_is_told(house: House) -> None:
    house.app.budgeting.set_budget(OPERATOR, "main-x", 0)
    house.sign_in("pam")

    said = words(page("attention"))

    assert "0 posts sent · 0 lost · 0 doubled" in said
    assert "The budget of main-x for December is spent" in said


def test_a_lost_post_turns_the_counter_red(house: House) -> None:
    house.put(house.post(), PostState.SENDING, owner="gone", lease_until=NOON - timedelta(hours=1))
    house.sign_in("pam")

    drawn = page("attention")

    assert "1 lost" in drawn.error[0].value


def test_a_decision_that_is_late_stands_there_with_its_deadline_in_the_posts_own_zone(house: House) -> None:
    house.waiting(at=NOON + timedelta(hours=1))
    house.app.escalating.look()
    house.sign_in("eli")

    said = words(page("attention"))

    assert "The decision was due Tue 1 Dec 2026, 08:00 CST: it waits for approver." in said
    assert "Open it and decide" in said
    assert house.app.attending.count() == 1


def test_what_is_out_after_its_authorisation_is_taken_down_by_two_clicks_of_a_privacy_officer(
    house: House,
) -> None:
    signed = house.app.authorising.add(house.actor("ona"), a_form())
    house.put(house.waiting(), PostState.PUBLISHED, authorisation=signed.id)
    house.app.authorising.revoke(house.actor("ona"), signed.id)
    house.sign_in("eli")
    assert "It is taken down" not in [each.label for each in page("attention").button]
    house.sign_in("ona")

    drawn = page("attention")
    said = words(drawn)
    click(drawn, "It is taken down")
    assert len(house.app.authorising.live()) == 1
    click(drawn, "Yes, it is taken down")

    assert "by which it was released, was revoked Tue 1 Dec 2026, 09:00 CST." in said
    assert house.app.authorising.live() == []
