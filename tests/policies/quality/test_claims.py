from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.policies.finding import Severity, Verdict
from scheduler.policies.quality.lexicon import table
from scheduler.policies.quality.passage import Passage
from scheduler.policies.review import review
from scheduler.policies.subject import Subject
from tests.policies.quality.asked import fired


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("Turmeric cures cancer.", "CLAIM-CURE", "cures cancer"),
        ("Our new laser cures back pain in one visit!", "CLAIM-CURE", "cures back pain"),
        ("This diet reverses type 2 diabetes.", "CLAIM-CURE", "reverses type 2 diabetes"),
        ("Essential oils heal infections.", "CLAIM-CURE", "heal infections"),
        ("Our drug cures cancer, 100% of it.", "CLAIM-CURE", "cures cancer"),
        ("Say goodbye to arthritis!", "CLAIM-CURE", "Say goodbye to arthritis"),
        ("Honey is the cure for the flu.", "CLAIM-CURE", "is the cure for the flu"),
        ("Vitamin D prevents cancer.", "CLAIM-PREVENTS", "prevents cancer"),
        ("Elderberry stops the flu in its tracks.", "CLAIM-PREVENTS", "stops the flu in its tracks"),
        ("Our knee surgery is completely painless.", "CLAIM-SAFE", "completely painless"),
        ("This tea is 100% safe.", "CLAIM-SAFE", "100% safe"),
        ("The pill has no side effects.", "CLAIM-SAFE", "has no side effects"),
        ("We guarantee results in 30 days.", "CLAIM-GUARANTEE", "We guarantee results"),
        ("Relief guaranteed.", "CLAIM-GUARANTEE", "Relief guaranteed"),
        ("A miracle pill for sleep.", "CLAIM-MIRACLE", "miracle pill"),
        ("Throw away your insulin: herbs do it.", "CLAIM-INSTEAD", "Throw away your insulin: herbs"),
        ("Gene drops cure sickle cell disease.", "CLAIM-CURE", "cure sickle cell disease"),
        ("No more pain, ever.", "CLAIM-CURE", "No more pain, ever"),
        ("It completely eliminates your risk.", "CLAIM-CURE", "completely eliminates your risk"),
        ("Never get sick again!", "CLAIM-PREVENTS", "Never get sick again"),
        ("Our scan catches every cancer.", "CLAIM-SAFE", "catches every cancer"),
        ("Guaranteed to lower your A1C.", "CLAIM-GUARANTEE", "Guaranteed to lower"),
        ("Lose 9 pounds in 9 days, guaranteed.", "CLAIM-GUARANTEE", "pounds in 9 days, guaranteed"),
        ("Garlic instead of chemo.", "CLAIM-INSTEAD", "Garlic instead of chemo"),
    ],
)
def test_a_claim_that_nobody_can_keep_holds_the_post(text: str, rule: str, words: str) -> None:
    assert fired(text)[rule] == words
    assert review(Subject(text=text)).verdict is Verdict.HOLD


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Detox your liver this spring.", "CLAIM-UNPROVEN"),
        ("Oranges boost your immune system.", "CLAIM-UNPROVEN"),
        ("The safest surgery in the state.", "CLAIM-COMPARES"),
        ("Our robot is better than any other hospital.", "CLAIM-COMPARES"),
        ("I lost 40 pounds with this clinic!", "CLAIM-TESTIMONIAL"),
        ("Dr. Example saved my life.", "CLAIM-TESTIMONIAL"),
    ],
)
def test_a_doubtful_claim_gets_advice_and_passes(text: str, rule: str) -> None:
    found = review(Subject(text=text)).findings

    assert (rule, Severity.ADVICE) in {(each.rule, each.severity) for each in found}
    assert Severity.HOLD not in {each.severity for each in found if each.rule.startswith("CLAIM-")}


@pytest.mark.parametrize(
    "text",
    [
        "There is no miracle cure for COVID-19.",
        "Is there a cure for diabetes? Not yet.",
        "Myth: antibiotics cure the flu. Fact: they don't.",
        "Does zinc cure colds? Ask your nurse.",
        "Beware of anyone who says a tea cures cancer.",
        "No surgery is 100% safe, so we talk about the risks first.",
        "We can't guarantee results, but we can promise to listen.",
        "Hepatitis C can be cured in 8 to 12 weeks for most people.",
        "The HPV vaccine prevents cancer.",
        "Wash your hands: it helps prevent the flu.",
        "Walk with us to cure diabetes.",
        "Researchers hope this drug will cure malaria one day.",
        "Bleach kills infections on surfaces.",
        "Masks are completely safe for most people.",
        "100% of our nurses got their flu shot!",
        "This movie night is guaranteed to make you laugh.",
        "The quickest way to heal your heart is love.",
        "Secure your mask before you enter.",
        "Bacon is cured with salt. Go easy on it.",
        "Our pharmacy takes back old pills: throw away your meds safely at the drop box.",
        "Aspirin instead of ibuprofen? Ask your pharmacist.",
        "Free parking is guaranteed on Sundays.",
    ],
)
def test_what_is_denied_doubted_asked_or_true_is_no_claim(text: str) -> None:
    assert not [rule for rule in fired(text) if rule.startswith("CLAIM-")]


@pytest.mark.parametrize("name", table("claims")["heads"])
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_whatever_a_list_of_claims_finds_holds_one_of_its_heads(name: str, data: st.DataObject) -> None:
    lists = table("claims")
    entry = data.draw(st.sampled_from(lists[name])).replace("{condition}", "diabetes")

    claim = data.draw(st.from_regex(entry, fullmatch=True, alphabet=st.characters(codec="ascii")))

    assert not Passage(claim).plain_words.isdisjoint(lists["heads"][name]), claim
