from __future__ import annotations

import pytest

from scheduler.policies.finding import Verdict
from scheduler.policies.review import review
from scheduler.policies.subject import PictureFacts, Subject
from tests.policies.quality.asked import advised

TEXT = "Our garden is open to all visitors"


@pytest.mark.parametrize(
    ("alt", "word"),
    [
        ("image of a ward with two nurses", "image of"),
        ("A photo showing a ward with two nurses", "image of"),
        ("Photo", "image of"),
        ("Picture 3", "image of"),
        ("IMG_1234", "file name"),
        ("flyer final.PNG", "file name"),
        ("A red door", "more"),
        ("A nurse. " * 40, "fewer"),
        (TEXT, "read out anyway"),
        ("ward-b-entrance-hall", "file name"),
    ],
)
def test_an_alt_text_that_says_too_little_or_too_much_is_advised_against(alt: str, word: str) -> None:
    picture = PictureFacts(alt=alt, file_name="ward-b-entrance-hall")

    (advice,) = advised(TEXT, "ALT-QUALITY", pictures=(picture,))

    assert advice.startswith("In the alt text of picture 1: ")
    assert word in advice
    assert review(Subject(text=TEXT, pictures=(picture,))).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "alt", ["Imaging team in front of the scanner", "Photographer Kim at work", "A red bicycle by the door"]
)
def test_an_alt_text_that_describes_passes(alt: str) -> None:
    assert advised(TEXT, "ALT-QUALITY", pictures=(PictureFacts(alt=alt),)) == []


def test_a_missing_alt_text_is_left_to_the_rule_that_blocks() -> None:
    assert advised(TEXT, "ALT-QUALITY", pictures=(PictureFacts(alt=" \u200b"),)) == []


def test_a_video_is_called_one() -> None:
    (advice,) = advised(TEXT, "ALT-QUALITY", pictures=(PictureFacts(alt="clip", mime="video/mp4"),))

    assert advice.startswith("In the alt text of the video: ")
