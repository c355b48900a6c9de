from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.curation import Source, SourceKind
from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.services.newsletters import BACK
from scheduler.services.rotating import Rotating
from scheduler.services.sealed_rows import MAILBOX
from tests.builders import NOON, an_actor
from tests.feeds.mails import LIST, a_mail
from tests.newsletters.conftest import Desk
from tests.newsletters.postmen import PASSWORD, Postman, SmallPostman, way_to

LINK = '<p><a href="https://www.larkspur.example.org/{0}">A story called {0} for you</a></p>'


def mail(name: str, **headers: str) -> bytes:
    told = {"Message_ID": f"<{name}@larkspur.example.org>", **headers}
    return a_mail(LINK.format(name), **told)


def a_newsletter(**fields: object) -> Source:
    given = {
        "name": "weekly",
        "title": "Larkspur Weekly",
        "url": f"mailto:{LIST}",
        "owner": "Larkspur",
        "domains": ("larkspur.example.org",),
        "kind": SourceKind.NEWSLETTER,
    }
    return Source.model_validate(given | fields)


def settle(desk: Desk, postman: Postman, *sources: Source) -> None:
    desk.opening.keep(OPERATOR, way_to(postman))
    with desk.store.write() as unit:
        for source in sources or [a_newsletter()]:
            unit.sources.put(source)


def links(desk: Desk, source: str = "weekly") -> set[str]:
    with desk.store.read() as unit:
        return {item.link.rpartition("/")[2] for item in unit.items.known(source).values()}


def test_mails_of_a_newsletter_become_items_once(desk: Desk, postman: Postman) -> None:
    settle(desk, postman)
    postman.deliver(mail("flu"), at=NOON - timedelta(days=2))
    postman.deliver(mail("sleep"), at=NOON - timedelta(days=1))

    (first,) = desk.newsletters.poll()
    (again,) = desk.newsletters.poll(force=True)

    assert (first.status, first.new_items, first.remark) == ("ok", 2, "2 mails, 2 links, 2 of them new.")
    assert (again.status, again.new_items, again.remark) == ("unchanged", 0, "No new mail.")
    assert links(desk) == {"flu", "sleep"}


def test_what_comes_later_is_news(desk: Desk, postman: Postman) -> None:
    settle(desk, postman)
    postman.deliver(mail("flu"), at=NOON - timedelta(days=2))
    desk.newsletters.poll()

    postman.deliver(mail("sleep"), at=NOON)
    desk.clock.advance(timedelta(hours=1))
    (result,) = desk.newsletters.poll()

    assert result.new_items == 1
    with desk.store.read() as unit:
        backlog = {item.link[-3:]: item.is_backlog for item in unit.items.known("weekly").values()}
    assert backlog == {"flu": True, "eep": False}


def test_mail_of_other_people_stays_unread_and_unstored(desk: Desk, postman: Postman) -> None:
    settle(desk, postman)
    postman.deliver(mail("private", List_Id="", From="patient@example.com"), at=NOON)
    postman.deliver(mail("other", List_Id="Other <other.example.org>"), at=NOON)
    postman.deliver(mail("alike", List_Id=f"Alike <not-{LIST}>"), at=NOON)
    postman.deliver(mail("flu"), at=NOON)

    desk.newsletters.poll()

    assert links(desk) == {"flu"}
    assert postman.seen() == 0


def test_the_server_is_never_asked_for_mail_of_other_people(desk: Desk, post: SmallPostman) -> None:
    settle(desk, post)
    post.deliver(mail("private", List_Id="", From="patient@example.com"), at=NOON)
    post.deliver(mail("flu"), at=NOON)

    desk.newsletters.poll()

    assert post.shown == {2}
    verbs = {asked.split()[0] for asked in post.asked if not asked.startswith("UID")}
    assert verbs <= {"CAPABILITY", "LOGIN", "EXAMINE", "LOGOUT"}


def test_a_newsletter_may_be_known_by_its_sender(desk: Desk, postman: Postman) -> None:
    settle(
        desk,
        postman,
        a_newsletter(name="one", url="mailto:weekly@larkspur.example.org"),
        a_newsletter(name="all", url="mailto:@larkspur.example.org"),
        a_newsletter(name="none", url="mailto:eekly@larkspur.example.org"),
    )
    postman.deliver(mail("flu", List_Id=""), at=NOON)

    desk.newsletters.poll()

    assert (links(desk, "one"), links(desk, "all"), links(desk, "none")) == ({"flu"}, {"flu"}, set())


def test_the_first_reading_goes_back_a_month(desk: Desk, postman: Postman) -> None:
    settle(desk, postman)
    postman.deliver(mail("old"), at=NOON - BACK - timedelta(days=3))
    postman.deliver(mail("flu"), at=NOON - timedelta(days=20))

    desk.newsletters.poll()

    assert links(desk) == {"flu"}


def test_where_the_server_numbers_its_mails_anew_nothing_comes_twice_and_nothing_is_missed(
    desk: Desk, postman: Postman
) -> None:
    settle(desk, postman)
    for name in ("a", "b", "c"):
        postman.deliver(mail(name), at=NOON)
    desk.newsletters.poll()

    postman.renumber()
    postman.deliver(mail("d"), at=NOON)
    (result,) = desk.newsletters.poll(force=True)

    assert result.new_items == 1
    assert links(desk) == {"a", "b", "c", "d"}


def test_a_newsletter_that_gets_another_address_is_read_from_the_start(
    desk: Desk, post: SmallPostman
) -> None:
    settle(desk, post)
    post.deliver(mail("flu", List_Id="", From="desk@sleep.example.org"), at=NOON)
    desk.newsletters.poll()

    with desk.store.write() as unit:
        unit.sources.put(a_newsletter(url="mailto:@sleep.example.org"))
    desk.newsletters.poll(force=True)

    assert links(desk) == {"flu"}


def test_of_many_mails_the_rest_waits_for_the_next_look(desk: Desk, post: SmallPostman) -> None:
    settle(desk, post)
    for number in range(60):
        post.deliver(mail(f"n{number}"), at=NOON)

    (first,) = desk.newsletters.poll()
    (second,) = desk.newsletters.poll(force=True)

    assert (first.new_items, second.new_items) == (50, 10)


def test_a_mail_that_can_not_be_read_costs_only_itself(desk: Desk, post: SmallPostman) -> None:
    settle(desk, post)
    post.deliver(mail("long") + b"x" * 6_000_000, at=NOON)
    post.deliver(mail("forged", Authentication_Results="mx; dkim=fail"), at=NOON)
    post.deliver(mail("flu"), at=NOON)

    (result,) = desk.newsletters.poll()

    assert links(desk) == {"flu"}
    assert "1 mail left out: too long, unreadable, or from somebody else." in result.remark
    assert "1 mail left out: its mail failed the check of its sender (DKIM, DMARC)." in result.remark


def test_a_newsletter_is_looked_for_every_quarter_of_an_hour(desk: Desk, post: SmallPostman) -> None:
    settle(desk, post)

    looks = []
    for _ in range(4):
        looks.append(len(desk.newsletters.poll()))
        desk.clock.advance(timedelta(minutes=8))

    assert looks == [1, 0, 1, 0]


def test_without_newsletters_no_server_is_asked(desk: Desk, post: SmallPostman) -> None:
    desk.opening.keep(OPERATOR, way_to(post))
    post.asked.clear()

    assert desk.newsletters.poll(force=True) == []
    assert post.asked == []


def test_what_went_wrong_can_be_read_at_every_newsletter(desk: Desk, post: SmallPostman) -> None:
    settle(desk, post, a_newsletter(), a_newsletter(name="other", url="mailto:other.example.org"))
    desk.opening.forget(OPERATOR)

    results = desk.newsletters.poll()

    assert [result.status for result in results] == ["broken", "broken"]
    with desk.store.read() as unit:
        healths = unit.sources.healths()
    assert {health.remark for health in healths.values()} == {
        "No mailbox is set for newsletters: set one in Settings, or run “rounds newsletter set”."
    }
    assert all(health.failures == 1 for health in healths.values())


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"password": "wrong"}, "does not accept user and password"),
        ({"password": "falsch\u00f6"}, "does not accept user and password"),
        ({"folder": "Elsewhere"}, "does not open the folder “Elsewhere”"),
        ({"authority": ""}, "certificate of 127.0.0.1 can't be trusted"),
        ({"host": "localhost"}, "certificate of localhost can't be trusted"),
    ],
)
def test_a_way_in_is_proved_before_it_is_kept(
    desk: Desk, postman: Postman, changed: dict[str, str], why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why) as caught:
        desk.opening.keep(OPERATOR, way_to(postman, **changed))

    assert PASSWORD not in str(caught.value)
    assert desk.opening.shown() is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"port": "1"}, "can't be read just now"),
        ({"port": "ninety"}, "is no port"),
        ({"user": ""}, "needs user as well"),
        ({"authority": "no certificate"}, "can't be read just now"),
    ],
)
def test_a_way_that_leads_nowhere_is_not_kept(
    desk: Desk, post: SmallPostman, changed: dict[str, str], why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why):
        desk.opening.keep(OPERATOR, way_to(post, **changed))

    assert desk.opening.shown() is None


def test_the_way_in_is_sealed_and_shown_without_its_secret(desk: Desk, post: SmallPostman) -> None:
    shown = desk.opening.keep(OPERATOR, way_to(post))

    assert desk.opening.shown() == shown
    assert PASSWORD not in repr(shown)
    with desk.store.read() as unit:
        note = unit.notes.get(MAILBOX)
        told = repr(list(unit.audit.all()))
    assert note is not None
    assert PASSWORD not in note[0] + told


def test_only_who_may_set_up_sets_the_mailbox(desk: Desk, post: SmallPostman) -> None:
    author = Actor(key="person:2", name="Wren")

    with pytest.raises(NotAllowedError):
        desk.opening.keep(author, way_to(post))
    with pytest.raises(NotAllowedError):
        desk.opening.forget(author)

    assert post.asked == []


def test_a_new_key_seals_the_way_in_anew(desk: Desk, post: SmallPostman) -> None:
    settle(desk, post)

    rotated = Rotating(desk.store, desk.clock, desk.seal).rotate(OPERATOR)

    assert (rotated.resealed, rotated.lost) == (1, ())
    assert desk.newsletters.poll()[0].status == "unchanged"


def test_a_check_counts_and_reads_nothing(desk: Desk, postman: Postman) -> None:
    settle(desk, postman)
    postman.deliver(mail("flu"), at=NOON)
    postman.deliver(mail("other", List_Id="Other <other.example.org>"), at=NOON)

    waiting = desk.newsletters.check(OPERATOR)

    assert [(each.source, each.mails) for each in waiting] == [("weekly", 1)]
    assert links(desk) == set()


def test_a_check_without_a_mailbox_says_what_to_do(desk: Desk) -> None:
    with pytest.raises(EnvironmentProblemError, match="rounds newsletter set"):
        desk.newsletters.check(OPERATOR)


def test_only_who_sets_up_or_curates_may_have_the_mailbox_opened(desk: Desk) -> None:
    clinician, curator, operator = (
        an_actor(Role.CLINICIAN), an_actor(Role.AUTHOR), an_actor(Role.PUBLISHER)
    )  # fmt: skip

    with pytest.raises(NotAllowedError):
        desk.newsletters.check(clinician)
    for actor in (curator, operator):
        with pytest.raises(EnvironmentProblemError):
            desk.newsletters.check(actor)
