from __future__ import annotations

import dataclasses
import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.policies.finding import Finding, Severity, Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import Profile, Subject

HARMLESS = (
    "Wash your hands for twenty seconds before you eat.",
    "Flu shots are free at all our clinics this week.",
    "Our new garden opens on May 4 at 10 a.m.",
    "Know the signs of a stroke: face, arms, speech, time.",
    "Thank you to the kitchen crew for 400 warm meals!",
    "Questions about billing? Call 555-555-0101.",
    "Nearly half of adults have high blood pressure.",
    "Parking on Elm Street is closed until Friday.",
    "Read more at https://www.example.org/heart-health",
    "Dr. Ana Ruiz explains how vaccines are tested.",
)
DIGITS = st.text(alphabet=string.digits, min_size=4, max_size=8)
AREA = st.integers(100, 665).map(str)
SOCIAL = st.builds("{}-{}-{}".format, AREA, st.integers(10, 99), st.integers(1000, 9999))
RECORD = st.builds("{} {}".format, st.sampled_from(["MRN", "MRN:", "MRN #", "medical record no."]), DIGITS)
PLAN = st.builds(
    "{} {}".format, st.sampled_from(["Medicaid", "member ID", "subscriber"]), st.integers(10**6, 10**9)
)
BIRTH = st.builds("DOB {}/{}/{}".format, st.integers(1, 12), st.integers(1, 28), st.integers(1920, 2020))
NAME = st.sampled_from(["Jane Doe", "Kwame Mensah", "Trinh Nguyễn", "Siobhán O'Dell", "Maria Lopez-Ortiz"])
PATIENT = NAME.map("patient {}".format)


def around(planted: str, texts: list[str], place: int) -> tuple[str, int, int]:
    place = min(place, len(texts))
    before = " ".join(texts[:place])
    text = " ".join([*texts[:place], f"{planted}.", *texts[place:]])
    start = len(before) + 1 if before else 0
    return text, start, start + len(planted)


def findings(text: str, **fields: Any) -> tuple[Finding, ...]:
    return review(Subject(text=text, **fields)).findings


def rules(text: str, **fields: object) -> set[str]:
    return {finding.rule for finding in findings(text, **fields) if finding.severity is not Severity.ADVICE}


@given(st.lists(st.sampled_from(HARMLESS), max_size=5))
def test_harmless_sentences_set_off_no_written_rule_in_any_order(texts: list[str]) -> None:
    fired = rules(" ".join(["Good morning!", *texts]))

    assert fired <= {"LEARNED-LIKENESS"}


@given(
    planted=st.one_of(SOCIAL, RECORD, PLAN, BIRTH, PATIENT),
    texts=st.lists(st.sampled_from(HARMLESS), max_size=5),
    place=st.integers(0, 5),
)
def test_a_planted_identifier_blocks_and_is_pointed_at(planted: str, texts: list[str], place: int) -> None:
    text, start, end = around(planted, texts, place)

    found = findings(text)

    blocking = [finding for finding in found if finding.severity is Severity.BLOCK]
    assert any(start <= finding.start < finding.end <= end for finding in blocking)
    assert all(text[finding.start : finding.end].strip() for finding in blocking)


DISGUISES: dict[str, Callable[[str], str]] = {
    "zero width": "\u200b".join,
    "word joiner": "\u2060".join,
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if c in string.digits else c for c in text),
    "keycaps": lambda text: "".join(f"{c}\ufe0f\u20e3" if c in string.digits else c for c in text),
    "bold": lambda text: "".join(chr(0x1D7CE + int(c)) if c in string.digits else c for c in text),
    "dashes": lambda text: text.replace("-", "\u2013"),
}


@given(
    planted=SOCIAL,
    disguise=st.sampled_from(sorted(DISGUISES)),
    texts=st.lists(st.sampled_from(HARMLESS), max_size=3),
    place=st.integers(0, 3),
)
def test_offsets_point_to_the_planted_span_through_every_trick(
    planted: str, disguise: str, texts: list[str], place: int
) -> None:
    text, start, end = around(DISGUISES[disguise](planted), texts, place)

    found = {(f.start, f.end) for f in findings(text) if f.rule == "PHI-G-SSN"}

    assert any(start == found_start and end - 2 <= found_end <= end for found_start, found_end in found)


@pytest.mark.parametrize(
    ("letter", "text"),
    [
        ("A", "Patient Jane Doe went home today."),
        ("A", "Mr. Foley in room 12 loved his pancakes after his surgery."),
        ("A", "PATIENT JANE DOE rang the bell"),
        ("A", "Doe, Jane A. / dob 4-1-44"),
        ("A", "Kwame Mensah is recovering after his bypass with us."),
        ("B", "Our stroke patient of 17 Quarry Hollow Rd needs a ramp."),
        ("B", "The boy from Elkton with leukemia is our bravest patient."),
        ("B", "Our transplant recipient lives at 39.3292, -82.1013."),
        ("C", "DOB 4/1/1944"),
        ("C", "She was admitted on March 3 with sepsis."),
        ("C", "Our 97-year-old patient danced."),
        ("C", "At ninety-six, she told the surgeon a joke."),
        ("D", "Call her daughter about the biopsy at 740-555-0161."),
        ("E", "His chart was faxed to (740) 555-0162."),
        ("F", "For news of our patient write to kim.doe@example.net"),
        ("G", "SSN 306-58-1190"),
        ("G", "last four of her social, 4471"),
        ("H", "MRN 4471823"),
        ("H", "patient no. 31-88-05"),
        ("I", "Medicare 1EG4-TE5-MK72"),
        ("I", "TRICARE DBN 00441-90127"),
        ("J", "His account 55120-88 is overdue for the surgery."),
        ("J", "card 4111 1111 1111 1111"),
        ("K", "The trucker we treated has CDL TN 088231746."),
        ("K", "DEA AB1234563"),
        ("L", "VIN 1M8GDM9AXKP042788"),
        ("L", "Her car, OH tag JQX-8834, is still at the bay."),
        ("M", "His pacemaker serial 009A17-22 was recalled."),
        ("N", "More on our patient's fight: http://jasmine.example.com/story about her lupus"),
        ("O", "The visit of our patient came from 192.0.2.61"),
        ("O", "tablet 2001:db8:85a3::8a2e:370:7334"),
        ("P", "Unlocked with the thumbprint of a sleeping patient."),
        ("Q", "Look at this X-ray of the guy from triage and his hernia."),
        ("R", "The lady in bed 11 had a stroke."),
        ("R", "Her claim no. 25-0177340 was denied."),
    ],
)
def test_each_of_the_eighteen_kinds_has_its_rules(letter: str, text: str) -> None:
    assert any(rule.startswith(f"PHI-{letter}-") for rule in rules(text)), rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Congratulations to Dr. Maria Lopez and nurse Tom Reed on 20 years of service!",
        "Welcome Priya Shah, MD, to our heart team. She trained in Boston.",
        "Our own Mabel Stokes, 91, has volunteered here since 1986. Thank you!",
        "Join us Saturday, May 4, at 55 Founders Plaza for a free blood pressure check.",
        "Our sleep lab moved to Suite 310. Call 330-555-0115 or fax 330-555-0116.",
        "Send your resume to jobs@example.org by June 1.",
        "Our patients teach us something every day.",
        "Patient safety week: thank you to our patient advocates.",
        "Our 100-year-old hospital has 210 private rooms.",
        "Room B-17 is open from 8 to 4.",
        "Mrs. Cole's second graders drew pictures for our hallways.",
        "Hepatitis C can be cured in 8 to 12 weeks for most people.",
        "A recall affects lot 22F of one brand of stent.",
        "We never ask for your full SSN or your account number.",
        "In crisis? Text HOME to 741741 or call 988.",
        "Camp Lakeside for kids with asthma takes applications through 5/15.",
        "Medicare covers this test once every 12 months from 2026 on.",
        "If your child has asthma, call 740-555-0123 to talk about his inhaler.",
        "Is your teen struggling with depression? Our counselors are at 740-555-0124, ask for Kim.",
        "New mom? Free breastfeeding class for you and your baby: 740-555-0125.",
        "When a loved one has had a stroke, caregivers need help too: (740) 555-0126.",
        "Medicare: 1-800-555-0133. Open enrolment began on Medicare 10/15/2026.",
        "Our nurses encounter 500 questions a day.",
        "Follow the story at https://example.com/status/5862666587313889 today",
        "A support group for anyone whose husband had a heart attack meets May 4, call 740-555-0127.",
        "Version 10.2.1.4 of our app is out.",
        "He will speak about heart failure: Prof. Sam Adeyemi, keynote, March 3.",
    ],
)
def test_everyday_posts_pass(text: str) -> None:
    assert rules(text) == set()
    assert review(Subject(text=text)).verdict is Verdict.PASS


def test_the_organisations_own_lines_are_harmless_even_in_a_story() -> None:
    text = "One of our patients asked how to reach us: (740) 555-0100, kim.doe@larkspur.example.org"
    profile = Profile(own_phones=frozenset({"740-555-0100"}), own_domains=frozenset({"larkspur.example.org"}))

    assert {"PHI-D-PHONE-PATIENT", "PHI-F-MAIL-PATIENT"} <= rules(text)
    assert not {rule for rule in rules(text, profile=profile) if rule.startswith(("PHI-D", "PHI-F", "PHI-N"))}


@pytest.mark.parametrize(
    "text",
    [
        "Your baby will not feed? The midwife line is open all night: 555-0118.",
        "Your mother fell again? Call us, 555-0127, and her doctor can talk with you.",
        "Not sure about your dose? Ring 1-800-555-0133 and a pharmacist answers.",
    ],
)
def test_a_line_that_everybody_may_call_is_nobodys_phone(text: str) -> None:
    assert not {rule for rule in rules(text) if rule.startswith("PHI-D")}


@pytest.mark.parametrize(
    "text",
    [
        "Her husband waits for word: his cell is 740-555-0118, please text him.",
        "Mr. Osgood in bed 4 has no visitors. Call his room: 555-0127.",
    ],
)
def test_a_persons_own_phone_is_found(text: str) -> None:
    assert {rule for rule in rules(text) if rule.startswith("PHI-D")}


def test_a_name_on_the_staff_list_is_no_patients_name() -> None:
    text = "Kwame Mensah is recovering after his bypass with us."

    assert "PHI-A-STORY" in rules(text)
    assert "PHI-A-STORY" not in rules(text, profile=Profile(staff=frozenset({"kwame mensah"})))


def test_a_blank_entry_in_the_profile_excuses_nothing() -> None:
    profile = Profile(**{each.name: frozenset({"", " "}) for each in dataclasses.fields(Profile)})
    text = "Kwame Mensah, 17 Quarry Hollow Rd, 740-555-0161, k@example.net: awake after his bypass."

    assert rules(text, profile=profile) == rules(text)
    assert {"PHI-A-STORY", "PHI-B-ADDRESS", "PHI-D-PHONE-PATIENT", "PHI-F-MAIL-PATIENT"} <= rules(text)


def test_one_first_name_on_the_staff_list_does_not_excuse_a_full_name() -> None:
    text = "Kwame Mensah is recovering after his bypass with us."

    assert "PHI-A-STORY" in rules(text, profile=Profile(staff=frozenset({"Kwame"})))


def test_no_number_of_a_social_security_card_is_taken_for_one() -> None:
    assert "PHI-G-SSN" not in rules("Order 000-12-3456, 666-12-3456 and 123-00-4567 now")


def test_a_rule_tells_at_most_ten_places() -> None:
    found = findings(" ".join(["306-58-1190"] * 50))

    assert len([finding for finding in found if finding.rule == "PHI-G-SSN"]) == 10
