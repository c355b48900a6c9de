from __future__ import annotations

import pytest

from scheduler.policies.finding import Severity, Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import Subject


def rules(text: str, *, is_reply: bool = False) -> set[str]:
    return {finding.rule for finding in review(Subject(text=text, is_reply=is_reply)).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Stop the Zoloft if it makes you foggy.",
        "Try 800 of ibuprofen with dinner.",
        "That lump is just a swollen node, give it a month.",
        "You're good to fly three days after it.",
        "You don't need the colonoscopy at your age.",
        "Cut tonight's dose by a third and eat something sweet.",
        "I'd wait. It comes and goes.",
        "Halve it until Friday.",
        "You could stop it over the weekend and see.",
        "Your ankle sounds sprained to me.",
        "It isn't fractured if you can stand on it.",
        "Rest, and it should clear up on its own.",
    ],
)
def test_advice_to_one_person_is_held_in_a_reply(text: str) -> None:
    assert "ADV-INDIVIDUAL" in rules(text, is_reply=True)
    assert "ADV-INDIVIDUAL" in rules(f"@pat_w {text}")
    assert "ADV-INDIVIDUAL" not in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "That's one for your own clinician. Our nurse line can help.",
        "Please don't change any dose based on something you read online.",
        "Thanks for writing! A person will help at 304-555-0102.",
        "Ouch! Sports medicine takes walk-ins until 6.",
        "We can't discuss anyone's care here. Please call patient relations.",
        "Yes, strollers fit in the shuttle. See you at the fair!",
        "You can stop by any day, the desk is open until 6.",
        "We remember your talk at the fair, thank you for coming!",
        "If you have sudden numbness, call 911.",
    ],
)
def test_a_reply_that_sends_on_passes(text: str) -> None:
    assert review(Subject(text=text, is_reply=True, reply_to="@pat_w")).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "text",
    [
        "We pulled your chart and the nurse did offer you pain meds.",
        "It was a pleasure fixing your hernia!",
        "See you at your post-op on Tuesday.",
        "Thank you for being our patient.",
        "You no-showed twice, so please don't give us one star.",
        "Your mother was discharged because her insurance ended.",
        "Your knee is healing beautifully, says the whole team.",
        "The care you received was explained to you by two doctors.",
        "Glad we could help you Tuesday!",
        "Nurse Ivo remembers you and your jokes.",
        "Your midwife says hello!",
        "We apologize for the noise on your floor.",
        "We looked you up: nothing is booked.",
        "Enjoy the new hip!",
        "We are sorry about last night's wait.",
        "The letter was sent to your portal.",
        "The driver is listed in fair condition.",
    ],
)
def test_confirming_a_patient_is_held_in_a_reply(text: str) -> None:
    assert "ACK-PATIENT" in rules(text, is_reply=True)


@pytest.mark.parametrize(
    "text",
    [
        "Our patient with the snake bite is awake. What a night in our ICU!",
        "Had a guy today with a seizure at the bowling alley. We got him back.",
        "One of our preemies just graduated from the NICU.",
        "I can't stop thinking about the young man we lost to sepsis.",
    ],
)
def test_the_story_of_one_patient_is_held(text: str) -> None:
    assert "STORY-PATIENT" in rules(text)


def test_a_frame_never_blocks() -> None:
    found = review(Subject(text="@kim We pulled your chart: our patient should stop the Zoloft.")).findings

    frames = [f for f in found if f.rule in {"ADV-INDIVIDUAL", "ACK-PATIENT", "STORY-PATIENT"}]
    assert len(frames) >= 2
    assert {finding.severity for finding in frames} == {Severity.HOLD}


@pytest.mark.parametrize(
    "text",
    [
        "We never say in a comment who is our patient and who is not. Our desk helps you in person.",
        "The hero of last night's episode was shocked twice in our favorite ICU. Bad CPR, his patient said.",
        "The singer told reporters about her surgery this week. Our screening desk is open to all.",
    ],
)
def test_what_nobody_here_lived_through_is_no_story_of_a_patient(text: str) -> None:
    assert "STORY-PATIENT" not in rules(text)
