"""The fast lane: approved words, filled and approved by one person on call, while a crisis stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.approval import ApprovalRules, Lane
from scheduler.domain.errors import (
    ConfirmAgainError,
    ConflictError,
    GuardError,
    InvalidInputError,
    NotAllowedError,
    StateError,
    UnknownNameError,
)
from scheduler.domain.fast_lane import LookVerdict
from scheduler.domain.organisation import Organisation
from scheduler.domain.people import OPERATOR, Actor, Person, Role
from scheduler.domain.plan import PauseScope
from scheduler.domain.post import Post, PostState
from scheduler.policies.finding import Finding, Review, Severity
from scheduler.services.content import NewPost, PostChanges
from scheduler.services.emergency import Emergency
from scheduler.services.escalating import Escalating
from scheduler.services.granting import Granting
from scheduler.services.recycling import Recycling
from scheduler.store.unit import Unit
from tests.builders import NOON, ZONE, a_channel, a_post, an_actor, approved
from tests.engine.conftest import Engine

_S = PostState
WORDS = "{place:text 40} is closed until {until:time}. In an emergency, call 911."
VALUES = {"place": "Oak Clinic", "until": "18:00"}
SAID = "Oak Clinic is closed until 6:00 PM CST. In an emergency, call 911."


class Crisis:
    """A house with people, approved words and an open lane; the guard says what `findings` holds."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.findings: list[Finding] = []
        with engine.store.write() as unit:
            unit.plan.set_organisation(
                Organisation(name="Larkspur", zone=ZONE, domains=("example.org",), phones=("555-555-0100",))
            )
            self.lead = self._person(unit, "Lea Lead", Role.CRISIS_LEAD)
            self.author = self._person(unit, "Ada Author", Role.AUTHOR)
            self.officer = self._person(unit, "Ona Officer", Role.PRIVACY_OFFICER)
            self.editor = self._person(unit, "Eli Editor", Role.EDITOR)
        self.granting = Granting(engine.clock, self.review, engine.mark)
        self.house = Emergency(engine.store, engine.clock, engine.planning, self.granting, self.review)

    @staticmethod
    def _person(unit: Unit, name: str, role: Role) -> Actor:
        mail = f"{name.split(maxsplit=1)[0].lower()}@example.org"
        person = Person(name=name, email=mail, roles=(role,), created_at=NOON)
        return Actor.of(unit.people.add(person, password_hash=""), confirmed_at=NOON)

    def review(self, _: Post) -> Review:
        return Review(findings=tuple(self.findings))

    def write(self, text: str = WORDS, **fields: Any) -> None:
        self.house.words.write(self.author, name="closed", title="Closed", text=text, **fields)

    def approve_words(self, comment: str = "") -> None:
        self.house.words.approve(self.editor, "closed")
        self.house.words.approve(self.officer, "closed", comment=comment)

    def stand(self) -> None:
        """Have words approved, the lane open, and the lead on call."""
        self.write()
        self.approve_words()
        now = self.engine.clock.now()
        self.house.lane.put_on_call(
            self.lead, self.lead.person_id or 0, begins=now, ends=now + timedelta(days=7)
        )
        self.house.lane.open(self.lead, reason="Ice storm")

    def use(self, *channels: str, **values: str) -> list[Post]:
        return self.house.use(self.lead, "closed", {**VALUES, **values}, channels or ("main-x",))


@pytest.fixture
def crisis(engine: Engine) -> Crisis:
    return Crisis(engine)


def held(start: int, end: int, rule: str = "TONE-X", severity: Severity = Severity.HOLD) -> Finding:
    return Finding(rule=rule, severity=severity, start=start, end=end, advice="Change it.")


def test_approved_words_leave_on_the_word_of_the_one_person_on_call(crisis: Crisis) -> None:
    crisis.stand()

    main, other = crisis.use("main-x", "other-x")
    crisis.engine.daemon().publish_due()

    assert (main.state, main.lane, main.text, main.is_approved) == (_S.SCHEDULED, Lane.FAST, SAID, True)
    assert main.bundle == other.bundle is not None
    assert [crisis.engine.state(each) for each in (main, other)] == ["published", "published"]


def test_words_are_of_no_use_before_an_approver_and_a_privacy_officer_approved_them(crisis: Crisis) -> None:
    crisis.stand()
    crisis.house.words.revise(crisis.author, "closed", {"title": "Closed today"})

    with pytest.raises(StateError, match="an approver and a privacy officer have to approve it first"):
        crisis.use()
    crisis.house.words.approve(crisis.editor, "closed")
    with pytest.raises(StateError, match="have to approve"):
        crisis.use()
    crisis.house.words.approve(crisis.officer, "closed")

    assert crisis.use()[0].lane is Lane.FAST


def test_who_wrote_words_does_not_approve_them_in_any_version(crisis: Crisis) -> None:
    crisis.house.words.write(crisis.lead, name="closed", title="Closed", text=WORDS)
    crisis.house.words.revise(crisis.author, "closed", {"title": "Shut"})

    with pytest.raises(NotAllowedError, match="You wrote these words"):
        crisis.house.words.approve(crisis.lead, "closed")


def test_one_person_does_not_give_both_approvals_of_words(crisis: Crisis) -> None:
    crisis.write()
    both = an_actor(Role.EDITOR, Role.PRIVACY_OFFICER, person_id=crisis.editor.person_id or 0)
    crisis.house.words.approve(both, "closed")

    with pytest.raises(NotAllowedError, match="decided on these words already"):
        crisis.house.words.approve(both, "closed")


def test_words_that_changed_since_they_were_read_are_not_approved(crisis: Crisis) -> None:
    crisis.write()
    read = crisis.house.words.get("closed").digest
    crisis.house.words.revise(crisis.author, "closed", {"text": "Other words."})

    with pytest.raises(ConflictError):
        crisis.house.words.approve(crisis.editor, "closed", digest=read)


def test_a_revision_voids_the_approval_and_the_former_version_stays_in_the_record(crisis: Crisis) -> None:
    crisis.stand()

    crisis.house.words.revise(crisis.author, "closed", {"text": "Closed."})

    first, second = crisis.house.words.versions("closed")
    assert (first.agreed_digest, second.agreed_digest) == (first.digest, None)
    assert (second.version, second.endorsements) == (2, ())


def test_words_nobody_looked_at_for_a_year_can_not_be_used_until_somebody_does(crisis: Crisis) -> None:
    crisis.write(good_for_days=1)
    crisis.approve_words()
    crisis.engine.pass_time(days=1)
    now = crisis.engine.clock.now()
    lead = crisis.lead.model_copy(update={"confirmed_at": now})
    crisis.house.lane.open(lead, reason="Storm")
    crisis.house.lane.put_on_call(lead, lead.person_id or 0, begins=now, ends=now + timedelta(1))

    with pytest.raises(StateError, match="looked at it for too long"):
        crisis.use()
    crisis.house.words.confirm(crisis.editor, "closed")

    assert crisis.use()[0].lane is Lane.FAST


def test_retired_words_can_not_be_used(crisis: Crisis) -> None:
    crisis.stand()
    crisis.house.words.retire(crisis.editor, "closed")

    with pytest.raises(StateError, match="retired"):
        crisis.use()
    assert crisis.house.words.all() == []


def test_nothing_leaves_by_the_lane_while_it_is_closed(crisis: Crisis) -> None:
    crisis.stand()
    crisis.house.lane.close(crisis.lead)

    with pytest.raises(StateError, match="fast lane is closed"):
        crisis.use()


def test_the_lane_closes_by_itself_after_twelve_hours_and_what_waits_does_not_leave(crisis: Crisis) -> None:
    crisis.stand()
    now = crisis.engine.clock.now()
    [post] = crisis.house.use(
        crisis.lead, "closed", VALUES, ["main-x"], when=now + timedelta(hours=11, minutes=59)
    )

    crisis.engine.pass_time(hours=12)
    crisis.engine.daemon().publish_due()

    assert crisis.engine.state(post) == "in_review"
    assert crisis.engine.network.posts == []
    assert [each.id for each in crisis.house.lane.expire()] == [1]
    assert crisis.house.lane.expire() == []
    with pytest.raises(StateError, match="closed"):
        crisis.use()


@pytest.mark.parametrize("hours", [0, 12.5, -1, float("nan")])
def test_the_lane_is_opened_for_twelve_hours_at_most(crisis: Crisis, hours: float) -> None:
    with pytest.raises(InvalidInputError, match="at most 12 hours"):
        crisis.house.lane.open(crisis.lead, reason="Storm", hours=hours)


def test_a_post_for_later_than_the_lane_is_refused(crisis: Crisis) -> None:
    crisis.stand()
    at = crisis.engine.clock.now() + timedelta(hours=12)

    with pytest.raises(InvalidInputError, match="closes at"):
        crisis.house.use(crisis.lead, "closed", VALUES, ["main-x"], when=at)


def test_closing_the_lane_takes_back_what_has_not_left(crisis: Crisis) -> None:
    crisis.stand()
    [post] = crisis.house.use(
        crisis.lead, "closed", VALUES, ["main-x"], when=crisis.engine.clock.now() + timedelta(hours=1)
    )

    crisis.house.lane.close(crisis.lead)

    back = crisis.engine.get(post)
    assert (back.state, back.is_approved, back.lane) == (_S.HELD, False, None)
    assert crisis.engine.planning.release(crisis.editor, post.id).state is _S.IN_REVIEW


def test_what_is_in_hand_when_the_lane_is_closed_does_not_leave(crisis: Crisis) -> None:
    crisis.stand()
    [post] = crisis.use()
    daemon = crisis.engine.daemon()
    [claimed] = daemon.claim(limit=1)

    crisis.house.lane.close(crisis.lead)
    daemon.deliver(claimed)

    assert (crisis.engine.state(post), crisis.engine.network.posts) == ("held", [])


def test_who_opens_the_lane_has_just_proved_who_they_are(crisis: Crisis) -> None:
    crisis.engine.pass_time(minutes=11)

    with pytest.raises(ConfirmAgainError):
        crisis.house.lane.open(crisis.lead, reason="Storm")

    assert crisis.house.lane.standing() is None


def test_the_lane_is_opened_and_kept_by_who_may(crisis: Crisis) -> None:
    now = crisis.engine.clock.now()

    with pytest.raises(NotAllowedError):
        crisis.house.lane.open(crisis.editor, reason="Storm")
    with pytest.raises(NotAllowedError):
        crisis.house.lane.put_on_call(crisis.editor, 1, begins=now, ends=now + timedelta(1))
    with pytest.raises(InvalidInputError, match="Say why"):
        crisis.house.lane.open(crisis.lead, reason=" ")


def test_opening_the_lane_twice_is_opening_it_once(crisis: Crisis) -> None:
    first = crisis.house.lane.open(crisis.lead, reason="Storm")

    assert crisis.house.lane.open(crisis.lead, reason="Storm") == first


def test_only_who_is_on_call_now_uses_the_words(crisis: Crisis) -> None:
    crisis.stand()
    [turn] = crisis.house.lane.turns()
    assert (turn.name, turn.is_now) == ("Lea Lead", True)

    for other in (crisis.editor, crisis.officer):
        with pytest.raises(NotAllowedError, match="not on call"):
            crisis.house.use(other, "closed", VALUES, ["main-x"])
    with pytest.raises(NotAllowedError, match="person on call"):
        crisis.house.use(OPERATOR, "closed", VALUES, ["main-x"])
    crisis.house.lane.take_off(crisis.lead, turn.turn.id)
    with pytest.raises(NotAllowedError, match="not on call"):
        crisis.use()

    assert crisis.engine.planning.counts() == {}


def test_somebody_who_may_not_approve_is_not_put_on_call(crisis: Crisis) -> None:
    now = crisis.engine.clock.now()

    with pytest.raises(InvalidInputError, match="may not approve"):
        crisis.house.lane.put_on_call(
            crisis.lead, crisis.author.person_id or 0, begins=now, ends=now + timedelta(1)
        )


def test_what_the_guard_blocks_stops_with_its_advice_and_on_every_channel(crisis: Crisis) -> None:
    crisis.stand()
    crisis.findings = [held(0, 10, "PHI-X", Severity.BLOCK)]

    with pytest.raises(GuardError, match="Change it"):
        crisis.use("main-x", "other-x")

    assert crisis.engine.planning.counts() == {}


def test_a_finding_in_a_blank_stops_and_one_in_the_accepted_words_does_not(crisis: Crisis) -> None:
    in_words = SAID.index("is closed")
    crisis.write()
    crisis.findings = [held(in_words + 8, in_words + 17)]  # as the words are tried, with “Main Street Clinic”
    with pytest.raises(GuardError, match="Say in a comment"):
        crisis.house.words.approve(crisis.officer, "closed")
    crisis.house.words.approve(crisis.officer, "closed", comment="It is how we say it.")
    crisis.house.words.approve(crisis.editor, "closed")
    now = crisis.engine.clock.now()
    crisis.house.lane.open(crisis.lead, reason="Storm")
    crisis.house.lane.put_on_call(
        crisis.lead, crisis.lead.person_id or 0, begins=now, ends=now + timedelta(1)
    )

    for stops in (held(0, 10), held(0, in_words + 4), held(0, 0), held(in_words, in_words + 9, "TONE-Y")):
        crisis.findings = [stops]
        with pytest.raises(GuardError, match="The guard stops this on main-x"):
            crisis.use()
    crisis.findings = [held(in_words, in_words + 9)]

    assert crisis.use()[0].accepted_rules == ("TONE-X",)


@pytest.mark.parametrize("finding", [held(0, 0), held(0, 4), held(0, 4, "PHI-X", Severity.BLOCK)])
def test_words_that_the_guard_would_stop_in_a_crisis_are_not_approved_before_one(
    crisis: Crisis, finding: Finding
) -> None:
    crisis.write()
    crisis.findings = [finding]

    with pytest.raises(GuardError, match="would stop these words on main-x"):
        crisis.house.words.approve(crisis.officer, "closed", comment="All the same.")


def test_a_value_that_does_not_fit_makes_no_post(crisis: Crisis) -> None:
    crisis.stand()

    with pytest.raises(InvalidInputError):
        crisis.use("main-x", "other-x", place="see evil.com")
    with pytest.raises(UnknownNameError):
        crisis.use("main-x", "nowhere")

    assert crisis.engine.planning.counts() == {}


def test_words_for_one_channel_do_not_leave_by_another(crisis: Crisis) -> None:
    crisis.write(channels=("other-x",))
    crisis.approve_words()
    now = crisis.engine.clock.now()
    crisis.house.lane.open(crisis.lead, reason="Storm")
    crisis.house.lane.put_on_call(
        crisis.lead, crisis.lead.person_id or 0, begins=now, ends=now + timedelta(1)
    )

    with pytest.raises(InvalidInputError, match="is for other-x, not for main-x"):
        crisis.use("main-x")


def test_a_second_click_is_no_second_message(crisis: Crisis) -> None:
    crisis.stand()
    crisis.use()

    with pytest.raises(StateError, match="These very words went to main-x"):
        crisis.use()

    assert crisis.use(place="Elm Clinic")


def test_an_edit_voids_the_approval_and_the_post_needs_another_like_any_other(crisis: Crisis) -> None:
    crisis.stand()
    [post] = crisis.house.use(
        crisis.lead, "closed", VALUES, ["main-x"], when=crisis.engine.clock.now() + timedelta(hours=1)
    )

    edited = crisis.engine.planning.edit(crisis.lead, post.id, PostChanges(text="Open again."))

    assert (edited.state, edited.lane, edited.is_approved) == (_S.IN_REVIEW, None, False)
    with pytest.raises(NotAllowedError, match="You wrote this post"):
        crisis.engine.approving.approve(crisis.lead, post.id)


def test_the_one_door_takes_no_post_that_says_anything_but_the_approved_words(crisis: Crisis) -> None:
    crisis.stand()
    now = crisis.engine.clock.now()
    changes: list[dict[str, object]] = [
        {"text": f"{SAID} Free money."},
        {"text": SAID, "link": "https://evil.org/"},
        {"text": SAID, "reply_to": "17"},
        {"text": SAID, "made_with_ai": True},
    ]

    for change in changes:
        with crisis.engine.store.write() as unit:
            made = crisis.engine.planning.add_in(
                unit, crisis.lead, NewPost(channel="main-x", at=now, text=str(change["text"]))
            )
            forged = made.model_copy(update=change).moved_to(_S.IN_REVIEW)
            with pytest.raises(StateError, match="approved words and nothing else"):
                crisis.granting.grant_fast(unit, crisis.lead, forged, "closed", VALUES)


def test_the_record_names_words_version_and_lane_and_no_text(crisis: Crisis) -> None:
    crisis.stand()
    [post] = crisis.use()

    approval = crisis.engine.planning.history(post.id).approvals[0]
    with crisis.engine.store.read() as unit:
        entries = unit.audit.recent(limit=50)
        use = unit.fast_lanes.use_of(post.id)

    assert (approval.lane, approval.comment) == (Lane.FAST, "Emergency words closed@1, by the fast lane 1.")
    assert use is not None
    assert (use.template, use.seal) == ("closed@1", post.approved_digest)
    told = {entry.action for entry in entries}
    assert {
        "emergency.used",
        "fast_lane.opened",
        "on_call.added",
        "emergency_words.written",
        "emergency_words.endorsed",
        "emergency_words.approved",
    } <= told
    assert not any("Oak" in str(entry.facts) or "Ice" in str(entry.facts) for entry in entries)


def test_what_one_person_approved_in_a_crisis_takes_no_other_post_s_place(crisis: Crisis) -> None:
    engine = crisis.engine
    with engine.store.write() as unit:
        unit.plan.add_channel(a_channel(name="double", network="rehearsal"))
        posts = [
            approved(a_post(channel="double", due=NOON - timedelta(days=60), state=_S.PUBLISHED, text=text))
            for text in ("Usual.", "Crisis.")
        ]
        usual = unit.posts.add(posts[0])
        in_crisis = unit.posts.add(posts[1].model_copy(update={"lane": Lane.FAST}))
    engine.approving.set_rules(
        OPERATOR, ApprovalRules(channel="double", fills_with_evergreen=True, decide_minutes=10_000)
    )
    escalating = Escalating(engine.store, engine.clock, engine.planning, engine.granting)
    recycling = Recycling(engine.store, engine.clock)

    def filled(origin: Post) -> list[str]:
        recycling.mark(OPERATOR, origin.id, every_days=30)
        late = NewPost(channel="double", at=engine.clock.now() + timedelta(days=1), text="Late.")
        engine.planning.submit(OPERATOR, engine.planning.add(OPERATOR, late).id)
        escalating.look()
        return [each.text for each in engine.planning.in_state(_S.SCHEDULED)]

    assert filled(in_crisis) == []
    assert filled(usual) == ["Usual."]


# the second look


def test_what_left_by_the_lane_is_looked_at_by_another_person_within_a_day(crisis: Crisis) -> None:
    crisis.stand()
    [post] = crisis.use()
    crisis.engine.daemon().publish_due()
    looks = crisis.house.looks
    [waiting] = looks.waiting()
    assert waiting.use.look_by == crisis.engine.clock.now() + timedelta(hours=24)

    with pytest.raises(NotAllowedError, match="somebody else"):
        looks.look(crisis.lead, post.id, LookVerdict.FINE)
    with pytest.raises(NotAllowedError):
        looks.look(crisis.author, post.id, LookVerdict.FINE)
    looks.look(crisis.editor, post.id, LookVerdict.FINE)

    assert looks.waiting() == []
    with pytest.raises(StateError, match="looked at this post already"):
        looks.look(crisis.officer, post.id, LookVerdict.FINE)


def test_a_second_look_that_is_late_is_said_once(crisis: Crisis) -> None:
    crisis.stand()
    crisis.use()
    assert crisis.house.looks.escalate() == []

    crisis.engine.pass_time(hours=24)

    assert len(crisis.house.looks.escalate()) == 1
    assert crisis.house.looks.escalate() == []
    assert "is late" in crisis.house.looks.waiting()[0].words


def test_what_must_go_and_is_out_is_listed_until_somebody_took_it_down(crisis: Crisis) -> None:
    crisis.stand()
    [post] = crisis.use()
    crisis.engine.daemon().publish_due()
    looks = crisis.house.looks

    with pytest.raises(InvalidInputError, match="what is wrong"):
        looks.look(crisis.editor, post.id, LookVerdict.TAKE_DOWN)
    looks.look(crisis.editor, post.id, LookVerdict.TAKE_DOWN, comment="Wrong clinic.")

    assert looks.waiting()[0].is_to_be_taken_down
    looks.taken_down(crisis.lead, post.id)
    assert looks.waiting() == []


def test_what_must_go_and_has_not_left_never_leaves(crisis: Crisis) -> None:
    crisis.stand()
    [post] = crisis.house.use(
        crisis.lead, "closed", VALUES, ["main-x"], when=crisis.engine.clock.now() + timedelta(hours=1)
    )

    crisis.house.looks.look(crisis.editor, post.id, LookVerdict.TAKE_DOWN, comment="Wrong clinic.")
    crisis.engine.pass_time(hours=1)
    crisis.engine.daemon().publish_due()

    assert crisis.engine.state(post) == "cancelled"
    assert (crisis.engine.network.posts, crisis.house.looks.waiting()) == ([], [])


def test_what_must_be_corrected_and_is_out_gets_a_draft_that_answers_it(crisis: Crisis) -> None:
    crisis.stand()
    [post] = crisis.use()
    crisis.engine.daemon().publish_due()

    looked = crisis.house.looks.look(crisis.editor, post.id, LookVerdict.CORRECT, comment="Until 8 PM.")

    draft = crisis.engine.planning.get(looked.use.correction or 0)
    assert (draft.state, draft.is_approved, draft.reply_to) == (
        _S.DRAFT,
        False,
        crisis.engine.get(post).remote_id,
    )


def test_the_report_of_a_crisis_lists_all_that_left_by_the_lane(crisis: Crisis) -> None:
    crisis.stand()
    posts = crisis.use("main-x", "other-x")

    report = crisis.house.looks.report(1)

    assert [each.post.id for each in report.looks] == [post.id for post in posts]
    assert report.lane.reason == "Ice storm"


# the preview


def test_the_preview_says_what_is_wrong_with_each_blank_and_keeps_nothing(crisis: Crisis) -> None:
    crisis.stand()

    half = crisis.house.preview("closed", {"place": "evil.com", "until": "18:00"}, ["main-x"])
    whole = crisis.house.preview("closed", VALUES, ["main-x"])
    crisis.findings = [held(0, 3)]
    stopped = crisis.house.preview("closed", VALUES, ["main-x"])

    assert (list(half.problems), half.may_go) == (["place"], False)
    assert half.text == "[place] is closed until 6:00 PM CST. In an emergency, call 911."
    assert (whole.text, whole.may_go) == (SAID, True)
    assert (stopped.may_go, [each.rule for each in stopped.stops["main-x"]]) == (False, ["TONE-X"])
    assert crisis.engine.planning.counts() == {}


def test_a_pause_of_everything_that_lets_the_fast_lane_through_lets_nothing_else_through(
    crisis: Crisis,
) -> None:
    crisis.stand()
    usual = crisis.engine.scheduled()
    crisis.engine.pausing.pause(crisis.lead, scope=PauseScope.EVERYTHING, reason="Storm", lanes=(Lane.FAST,))

    [post] = crisis.use()
    crisis.engine.daemon().publish_due()

    assert (crisis.engine.state(post), crisis.engine.state(usual)) == ("published", "held")
