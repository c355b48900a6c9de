from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.policies.channel_policy import ChannelPolicy
from scheduler.policies.finding import Severity
from scheduler.policies.quality.check import find_quality
from scheduler.policies.subject import Subject
from tests.policies.quality.asked import fired


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 in 5 adults lives with a mental illness.", "1 in 5 adults lives"),
        ("About 37 million Americans have diabetes.", "37 million Americans"),
        ("Smoking makes a stroke 60% likelier.", "60%"),
        ("Sitting makes it twice as likely.", "twice as likely"),
        ("Half of all adults have gum disease.", "Half of all adults"),
    ],
)
def test_a_number_without_a_source_is_told(text: str, number: str) -> None:
    assert fired(text).get("NUMBER-NO-SOURCE", "").startswith(number.split(maxsplit=1)[0])


@pytest.mark.parametrize(
    "text",
    [
        "1 in 5 adults lives with a mental illness, according to NIMH.",
        "1 in 5 adults lives with a mental illness. https://example.gov/mental",
        "A new study found that 40% sleep too little.",
        "Our sepsis survival was 84% this year.",
        "Get 20% off at the gift shop.",
        "Use a hand rub with 60% alcohol.",
        "The walk starts at 9. Parking lot 3 is open.",
        "Call 555-0134 for one of 12 places.",
    ],
)
def test_a_number_with_a_source_of_our_own_or_of_no_weight_is_left_alone(text: str) -> None:
    assert "NUMBER-NO-SOURCE" not in fired(text)


def test_the_link_of_the_post_is_a_source() -> None:
    text = "37 million Americans have diabetes."

    assert "NUMBER-NO-SOURCE" in fired(text)
    assert "NUMBER-NO-SOURCE" not in fired(text, link="https://example.gov/diabetes")


def test_a_channel_that_requires_sources_holds_a_number_without_one() -> None:
    strict = Subject(
        text="37 million Americans have diabetes.", policy=ChannelPolicy(requires_source_for_numbers=True)
    )

    (finding,) = [each for each in find_quality(strict) if each.rule == "NUMBER-NO-SOURCE"]

    assert finding.severity is Severity.HOLD


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("Ozempic helps you lose weight. Ask us.", "Ozempic"),
        ("Atorvastatin lowers cholesterol.", "Atorvastatin"),
        ("Botox works for migraine.", "Botox"),
    ],
)
def test_a_drug_named_with_its_benefit_alone_is_told(text: str, drug: str) -> None:
    assert fired(text)["DRUG-NO-RISK"] == drug


@pytest.mark.parametrize(
    "text",
    [
        "Ozempic helps some people lose weight. Side effects include nausea and gallstones.",
        "Aspirin can cause bleeding, even where it helps.",
        "Bring your insulin to the visit.",
        "Eating oats helps lower cholesterol.",
        "The flu shot lowers your risk.",
    ],
)
def test_a_drug_with_its_risk_or_without_a_benefit_is_left_alone(text: str) -> None:
    assert "DRUG-NO-RISK" not in fired(text)


@pytest.mark.parametrize(
    "text",
    [
        "Use my code NURSE10 for compression socks.",
        "I love my new Zoomstep™ shoes!",
        "They sent us a free box of masks. So soft.",
    ],
)
def test_an_endorsement_needs_its_tie(text: str) -> None:
    assert "ENDORSEMENT-UNDISCLOSED" in fired(text)
    assert "ENDORSEMENT-UNDISCLOSED" not in fired(f"Ad: {text}")


def test_thanks_and_zip_codes_are_no_endorsement() -> None:
    assert "ENDORSEMENT-UNDISCLOSED" not in fired(
        "Thank you to our volunteers! Enter your zip code to find us."
    )
    assert "ENDORSEMENT-UNDISCLOSED" not in fired("In partnership with the library: story hour at ten.")


ADVICE = "Take your blood pressure at the same time each day."


def test_only_a_clinicians_channel_without_a_disclaimer_needs_one_in_the_post() -> None:
    voice = ChannelPolicy(is_clinician_voice=True)

    assert "DISCLAIMER-MISSING" not in fired(ADVICE)
    assert "DISCLAIMER-MISSING" in fired(ADVICE, policy=voice)
    assert "DISCLAIMER-MISSING" not in fired(f"{ADVICE} Not medical advice.", policy=voice)
    assert "DISCLAIMER-MISSING" not in fired("What a sunrise over the lake!", policy=voice)
    kept = replace(voice, has_disclaimer_in_profile=True)
    assert "DISCLAIMER-MISSING" not in fired(ADVICE, policy=kept)
