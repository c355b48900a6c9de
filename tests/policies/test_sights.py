"""What a picture shows holds its post, and its text is checked as every other."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.policies.channel_policy import ChannelPolicy, Stance
from scheduler.policies.finding import Review, Severity, Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import Look, PictureFacts, Subject

STRICT = ChannelPolicy(demands_picture_check=True)


def reviewed(policy: ChannelPolicy | None = None, **facts: Any) -> Review:
    picture = PictureFacts(
        **{
            "alt": "A nurse's hands under running water at a steel basin",
            "mime": "image/jpeg",
            "look": Look.SEEN,
            **facts,
        }
    )
    return review(
        Subject(
            text="Wash your hands for twenty seconds.", pictures=(picture,), policy=policy or ChannelPolicy()
        )
    )


def rules(said: Review) -> set[str]:
    return {each.rule for each in said.findings}


def test_a_picture_that_was_looked_at_and_shows_nothing_passes() -> None:
    said = reviewed(STRICT)

    assert said.verdict is Verdict.PASS
    assert not {each for each in rules(said) if each.startswith("PICTURE-")}


@pytest.mark.parametrize(
    ("shown", "rule"), [({"faces": 1}, "PICTURE-FACE"), ({"looks_like_xray": True}, "PICTURE-XRAY")]
)
def test_a_face_or_an_xray_holds_the_post_and_says_in_which_picture(shown: dict[str, Any], rule: str) -> None:
    said = reviewed(**shown)

    [finding] = [each for each in said.findings if each.rule == rule]
    assert said.verdict is Verdict.HOLD
    assert finding.advice.startswith("Picture 1: ")
    assert "authorisation" in finding.advice


def test_text_in_a_picture_is_checked_like_the_post_and_named_by_its_place() -> None:
    said = reviewed(seen_text="Patient: Robert Foley DOB 03/14/1951\nMRN 4471902 Room 412")

    told = [each for each in said.findings if each.severity is not Severity.ADVICE]
    assert said.verdict in {Verdict.HOLD, Verdict.BLOCK}
    assert sum(each.advice.startswith("In the text of picture 1: ") for each in told) == len(told) - 1
    assert all((each.start, each.end) == (0, 0) for each in told)


@pytest.mark.parametrize(
    "shown",
    [
        "TODAY'S PATIENTS\nRoom 261 Abbott, June NPO\nRoom 437 Foley, Robert NPO",
        "HR 82 SpO2 97 BP 128/76",
        "OKAFOR,ADA Bed 4",
        "NPO after midnight, chart 8812344",
    ],
)
def test_a_board_a_band_or_a_monitor_holds_the_post(shown: str) -> None:
    said = reviewed(seen_text=shown)

    assert "PICTURE-RECORD" in rules(said)
    assert said.verdict is not Verdict.PASS


@pytest.mark.parametrize(
    "shown",
    [
        "Check your BP today\nMain lobby, all welcome",
        "Room 214\nSpringfield, Ohio 45501",
        "Patients first",
        "Allergy, Asthma",
    ],
)
def test_words_of_a_ward_alone_hold_nothing(shown: str) -> None:
    assert "PICTURE-RECORD" not in rules(reviewed(seen_text=shown))


def test_a_harmless_poster_passes() -> None:
    said = reviewed(
        seen_text="Flu shots are free\nWalk in any day", alt="Poster: flu shots are free, walk in"
    )

    assert said.verdict is Verdict.PASS


@pytest.mark.parametrize("look", [Look.FAILED, Look.WAITING])
def test_a_look_that_failed_or_is_awaited_holds_the_post_whatever_the_policy(look: Look) -> None:
    said = reviewed(look=look)

    assert said.verdict is Verdict.HOLD
    assert "PICTURE-UNSEEN" in rules(said)


def test_where_nobody_looks_the_policy_of_the_channel_decides() -> None:
    demanded, not_demanded = reviewed(STRICT, look=Look.NONE), reviewed(look=Look.NONE)

    assert demanded.verdict is Verdict.HOLD
    assert "PICTURE-UNSEEN" in rules(demanded)
    assert not_demanded.verdict is Verdict.PASS


def test_a_video_holds_where_the_policy_demands_a_look() -> None:
    said = reviewed(STRICT, look=Look.NONE, mime="video/mp4")

    [finding] = [each for each in said.findings if each.rule == "PICTURE-UNSEEN"]
    assert finding.advice.startswith("The video: ")


def test_no_policy_makes_what_a_picture_shows_milder() -> None:
    lax = ChannelPolicy(
        overrides=dict.fromkeys(["PICTURE-FACE", "PICTURE-XRAY", "PICTURE-UNSEEN"], Stance.OFF)
    )

    said = reviewed(lax, faces=2, looks_like_xray=True, look=Look.FAILED)

    assert {"PICTURE-FACE", "PICTURE-XRAY", "PICTURE-UNSEEN"} <= rules(said)
    assert said.verdict is Verdict.HOLD


def test_much_text_that_the_alt_text_does_not_tell_is_advised_against() -> None:
    words = " ".join(f"{first}{second}word" for first in "abcde" for second in "fghij")

    untold, told = reviewed(seen_text=words), reviewed(seen_text=words, alt=words)

    assert "PICTURE-TEXT-LONG" in rules(untold)
    assert "PICTURE-TEXT-LONG" not in rules(told)
