from __future__ import annotations

import pytest

from scheduler.policies.channel_policy import ChannelPolicy
from scheduler.policies.finding import Verdict
from scheduler.policies.quality.addresses import is_imitation
from scheduler.policies.review import review
from scheduler.policies.subject import Profile, Subject
from tests.policies.quality.asked import fired

OURS = Profile(own_domains=frozenset({"larkspur.example.org"}))


@pytest.mark.parametrize(
    "link",
    [
        "https://cdc-gov.org/flu",
        "https://www.mayoclinlc.org/x",
        "https://rnayoclinic.org/",
        "https://cdc.gov.example.net/",
        "http://c1evelandclinic.org",
        "https://larkspur.example.org.evil.example.net",
        "https://heaIthcare.gov-enroll.example.com/?x=healthcare.gov".replace("I", "l").replace(
            "healthcare.gov-enroll", "healthcare-gov-enroll"
        ),
    ],
)
def test_a_link_that_imitates_a_trusted_site_blocks(link: str) -> None:
    said = review(Subject(text="Read this.", link=link, profile=OURS))

    assert "LINK-IMITATES" in {each.rule for each in said.findings}
    assert said.verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    "link",
    [
        "https://www.cdc.gov/flu",
        "https://wwwnc.cdc.gov/travel",
        "https://larkspur.example.org/classes",
        "https://example.net/?from=cdc.gov",
        "https://heart.example.org/",
        "https://cancercenter.example.com/",
        "https://www.stroke.example.org",
        "https://hearts.org",
    ],
)
def test_a_site_of_its_own_name_is_no_imitation(link: str) -> None:
    assert "LINK-IMITATES" not in fired("Read this.", link=link, profile=OURS)


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        ("mayoclinic.org", False),
        ("mayoclinics.org", True),
        ("mayocilnic.org", True),
        ("mayoclinic.com", False),
        ("mayoclonik.org", False),
        ("mayo-clinic.org", True),
    ],
)
def test_one_letter_makes_an_imitation_and_two_do_not(host: str, *, is_it: bool) -> None:
    assert is_imitation(host, "mayoclinic.org") is is_it


def test_the_advice_points_at_the_host_in_the_text() -> None:
    assert fired("See https://cdc-gov.org/flu now")["LINK-IMITATES"] == "cdc-gov.org"


def test_a_channel_with_a_list_of_sites_holds_a_link_to_any_other() -> None:
    listed = ChannelPolicy(link_domains=("example.com",))

    def rules(link: str) -> set[str]:
        return set(fired("Read this.", link=link, policy=listed, profile=OURS))

    assert "LINK-UNLISTED" in rules("https://example.net/a")
    assert "LINK-UNLISTED" not in rules("https://news.example.com/a")
    assert "LINK-UNLISTED" not in rules("https://larkspur.example.org/a")
    assert "LINK-UNLISTED" not in rules("https://health.example.gov/a")
    assert "LINK-UNLISTED" not in fired("Read this.", link="https://example.net/a", profile=OURS)
