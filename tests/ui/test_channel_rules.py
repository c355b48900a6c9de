"""What a channel asks of its posts, takes and reads, set on the page of settings."""

from __future__ import annotations

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from scheduler.domain.people import OPERATOR
from scheduler.policies.channel_policy import Stance
from scheduler.services.setting_policies import known_rules
from tests.ui.house import House, click, page, words


def settings(house: House, who: str = "pam", *, sought: str = "") -> AppTest:
    """Open the settings; `county-x` is the channel that stands first."""
    house.sign_in(who)
    drawn = page("settings")
    return drawn.text_input(key="rules-sought").set_value(sought).run() if sought else drawn


def test_the_switches_and_the_domains_are_saved_at_once_in_one_line_of_the_record(house: House) -> None:
    drawn = settings(house)
    drawn.toggle(key="policy-is_clinician_voice-county-x").set_value(True)
    drawn.toggle(key="policy-requires_source_for_numbers-county-x").set_value(True)
    drawn.text_input(key="policy-links-county-x").set_value("Example.org, example.net")

    click(drawn, "Save what it asks")

    policy = house.app.policies.of("county-x")
    assert (policy.is_clinician_voice, policy.requires_source_for_numbers) == (True, True)
    assert policy.link_domains == ("example.net", "example.org")
    lines = house.app.auditing.recent(subject="channel:county-x")
    assert [each.action for each in lines].count("channel.policy_set") == 1
    assert not house.app.policies.of("main-x").is_clinician_voice


def test_what_is_no_domain_is_refused_and_nothing_changes(house: House) -> None:
    drawn = settings(house)
    drawn.toggle(key="policy-is_clinician_voice-county-x").set_value(True)
    drawn.text_input(key="policy-links-county-x").set_value("not a domain")

    drawn = click(drawn, "Save what it asks")

    assert "is no domain" in drawn.error[0].value
    assert not house.app.policies.of("county-x").is_clinician_voice


def test_a_rule_is_found_by_a_word_set_by_a_choice_and_told_with_who_set_it(house: House) -> None:
    drawn = settings(house, sought="tone-brag")

    drawn = drawn.selectbox(key="stance-county-x-TONE-BRAG-default").set_value("hold").run()

    assert house.app.policies.of("county-x").overrides == {"TONE-BRAG": Stance.HOLD}
    assert words(drawn).count("Last changed by Pam Publisher, Tue 1 Dec 2026, 09:00 CST.") == 2


def test_a_rule_that_is_set_back_is_as_for_every_post(house: House) -> None:
    house.app.policies.change(OPERATOR, "county-x", rules={"TONE-BRAG": Stance.BLOCK})
    drawn = settings(house)

    drawn.selectbox(key="stance-county-x-TONE-BRAG-block").set_value("default").run()

    assert house.app.policies.of("county-x").overrides == {}


def test_only_what_is_allowed_can_be_chosen(house: House) -> None:
    drawn = settings(house, sought="tone-brag")
    mild = drawn.selectbox(key="stance-county-x-TONE-BRAG-default").options
    drawn = drawn.text_input(key="rules-sought").set_value("story-patient").run()
    guarding, said = drawn.selectbox(key="stance-county-x-STORY-PATIENT-default").options, words(drawn)
    drawn = drawn.text_input(key="rules-sought").set_value("phi-l-vin").run()

    as_usual = "As usual: "
    assert mild == [f"{as_usual}advises", "Says nothing", "Holds for a person", "Blocks"]
    assert guarding == [f"{as_usual}holds for a person", "Blocks"]
    assert "It protects people, so a channel can only make it stricter." in said
    assert not [each for each in drawn.selectbox if (each.key or "").startswith("stance-")]
    assert "as strict as a rule can be" in words(drawn)


def test_every_choice_that_is_offered_for_a_rule_is_one_that_is_taken(house: House) -> None:
    policies = house.app.policies
    offered = {rule.id: policies.choices(rule) for rule in known_rules()}

    most = max(map(len, offered.values()))
    for number in range(most):
        asked = {rule: choices[min(number, len(choices) - 1)] for rule, choices in offered.items() if choices}
        policies.change(OPERATOR, "main-x", rules=asked)
        assert policies.of("main-x").overrides == asked


def test_who_set_each_rule_is_told_apart_and_what_is_set_back_is_nobodys(house: House) -> None:
    pam, policies = house.actor("pam"), house.app.policies
    policies.change(OPERATOR, "main-x", rules={"TONE-BRAG": Stance.HOLD, "EMOJI-COUNT": Stance.OFF})
    house.clock.advance(timedelta(hours=1))
    policies.change(pam, "main-x", rules={"EMOJI-COUNT": Stance.HOLD})
    policies.change(pam, "main-x", is_clinician_voice=True)

    told = policies.changes("main-x")
    policies.change(pam, "main-x", rules={"TONE-BRAG": None})

    by = {name: each.by for name, each in told.rules.items()}
    assert by == {"TONE-BRAG": OPERATOR.key, "EMOJI-COUNT": pam.key}
    assert told.last is not None
    assert told.last.by == pam.key
    assert set(policies.changes("main-x").rules) == {"EMOJI-COUNT"}


def test_licences_are_chosen_by_their_titles_with_what_they_allow(house: House) -> None:
    drawn = settings(house)

    drawn = drawn.multiselect(key="licences-county-x").set_value(["cc_by", "own"]).run()
    said = words(drawn)
    click(drawn, "Save the licences")

    assert "CC BY: Use and adapt it, and name it." in said
    assert house.app.set_up.channel("county-x").licences == ("cc_by", "own")


def test_what_mentions_cost_is_told_in_money_before_they_are_switched_on(house: House) -> None:
    drawn = settings(house)
    assert "Nothing is read, and nothing is charged." in words(drawn)

    drawn = drawn.number_input(key="mentions-county-x").set_value(50).run()
    said = words(drawn)
    click(drawn, "Save the mentions")

    assert "Reading 50 costs at most $0.25 a day, $7.50 in thirty days; the budget pays for it." in said
    assert house.app.set_up.channel("county-x").mentions_a_day == 50


def test_fewer_mentions_than_a_network_gives_at_once_are_refused_in_words(house: House) -> None:
    drawn = settings(house)

    drawn = drawn.number_input(key="mentions-county-x").set_value(3).run()
    drawn = click(drawn, "Save the mentions")

    assert "Say 0, or 5 to 500 a day." in drawn.error[0].value
    assert house.app.set_up.channel("county-x").mentions_a_day == 0


def test_who_may_not_set_up_a_channel_sees_its_rules_and_changes_nothing(house: House) -> None:
    drawn = settings(house, "ada", sought="tone-brag")

    assert drawn.selectbox(key="stance-county-x-TONE-BRAG-default").disabled
    assert drawn.toggle(key="policy-is_clinician_voice-county-x").disabled
    assert drawn.multiselect(key="licences-county-x").disabled
    assert drawn.number_input(key="mentions-county-x").disabled


def test_words_that_no_rule_has_are_answered_with_a_next_step(house: House) -> None:
    said = words(settings(house, sought="xylophone quartet"))

    assert "No rule has these words." in said
    assert "Search for fewer words, or for none." in said
