from __future__ import annotations

import subprocess
import sys

import pytest

from connectors.appearance import APPEARANCES
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import Picture
from scheduler.policies.finding import Verdict
from scheduler.services.checking import Checking
from scheduler.services.measuring import named
from scheduler.services.planning import NewPost
from tests.builders import NOON, a_channel
from tests.curation.house import House, a_source, an_item


def rules(house: House, text: str, **given: object) -> set[str]:
    review = house.checking.review(text, **given)  # type: ignore[arg-type] # each test gives what it tests
    return {finding.rule for finding in review.findings}


def test_a_quiet_sentence_passes(house: House) -> None:
    review = house.checking.review("Flu shots are free this Saturday.", channel="main-x")

    assert review.verdict is Verdict.PASS


def test_a_text_over_the_channels_limit_is_blocked(house: House) -> None:
    assert "TEXT-LENGTH" in rules(house, "Wash your hands. " * 20, channel="main-x")


def test_without_a_channel_no_limit_is_known_and_none_is_judged(house: House) -> None:
    assert "TEXT-LENGTH" not in rules(house, "Wash your hands. " * 20)


def test_the_link_counts_into_the_length(house: House) -> None:
    text = "a" * 270

    assert "TEXT-LENGTH" not in rules(house, text, channel="main-x")
    assert "TEXT-LENGTH" in rules(house, text, channel="main-x", link="https://example.org/x")


def test_the_link_of_an_item_must_lead_to_its_source_or_to_us(house: House) -> None:
    with house.store.write() as unit:
        unit.sources.put(a_source())
        item = unit.items.put(an_item(1))
    text = "Flu shots are free."

    assert "LINK-DOMAIN" not in rules(house, text, link="https://news.example.org/1", item=item.id)
    assert "LINK-DOMAIN" not in rules(house, text, link="https://larkspur.example.org/1", item=item.id)
    assert "LINK-DOMAIN" in rules(house, text, link="https://example.com/1", item=item.id)
    assert "LINK-DOMAIN" in rules(house, text, link="https://example.com/1", source="county")


def test_a_picture_without_alt_text_is_blocked(house: House) -> None:
    bare = Picture(sha256="0" * 64, mime="image/png", width=10, height=10)

    review = house.checking.review("Our new garden.", channel="main-x", pictures=[bare])

    assert review.verdict is Verdict.BLOCK


def test_a_post_is_reviewed_with_all_that_it_carries(house: House) -> None:
    post = house.planning.add(
        OPERATOR, NewPost(channel="main-x", at=NOON, text="Call the patient at 555-0142, MRN 4471902.")
    )

    review = house.checking.review_post(post)

    assert review.verdict is not Verdict.PASS


PAGE = "https://example.org/a/very/long/address/of/a/page"


@pytest.mark.parametrize(
    ("network", "limit", "linked"),
    [
        ("x", 280, 16 + 1 + 23),
        ("rehearsal", 280, 16 + 1 + 23),
        ("mastodon", 500, 16 + 1 + 23),
        ("bluesky", 300, 16 + 1 + len("example.org/a/very/long/...")),
        ("linkedin", 3_000, 16 + 1 + len(PAGE)),
    ],
)
def test_a_weight_tells_length_and_limit_as_the_network_counts(
    house: House, network: str, limit: int, linked: int
) -> None:
    plain = house.checking.weigh("Wash your hands.", network=network)

    assert (plain.length, plain.limit) == (16, limit)
    assert house.checking.weigh("Wash your hands.", PAGE, network=network).length == linked
    assert plain.fits


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("network", "text", "link", "is_said"),
    [
        ("linkedin", "a" * 1_000, None, False),
        ("linkedin", "a" * 3_001, None, True),
        ("linkedin", "\U0001f600" * 1_501, None, True),
        ("bluesky", "\u00e9" * 300, None, False),
        ("bluesky", "\u00e9" * 301, None, True),
        ("mastodon", "a" * (500 - 24), PAGE, False),
        ("mastodon", "a" * (500 - 23), PAGE, True),
        ("x", "\u6f22" * 140, None, False),
        ("x", "\u6f22" * 141, None, True),
    ],
)
def test_a_text_is_too_long_by_the_count_of_its_channels_own_network(
    house: House, network: str, text: str, link: str | None, *, is_said: bool
) -> None:
    with house.store.write() as unit:
        unit.plan.add_channel(a_channel(name="other", network=network))

    assert ("TEXT-LENGTH" in rules(house, text, link=link, channel="other")) is is_said


def test_bytes_count_where_the_network_counts_them_and_names_of_shares_only_on_x(house: House) -> None:
    with house.store.write() as unit:
        unit.plan.add_channel(a_channel(name="sky", network="bluesky"))
    text = "Families: " + FAMILY * 200

    found = rules(house, text, channel="sky")

    assert "TEXT-BYTES" in found
    assert "TEXT-LENGTH" not in found
    assert "TEXT-BYTES" not in rules(house, text, channel="main-x")
    assert "TEXT-CASHTAGS" not in rules(house, "Talks with $HCA and $UNH.", channel="sky")


def test_what_names_a_posts_verdict_changes_with_the_limits_of_its_network() -> None:
    assert named("x") == named("rehearsal")
    assert len({named(each) for each in APPEARANCES}) == len(APPEARANCES)


def test_a_second_cashtag_is_told_before_approval_where_the_network_counts_them(house: House) -> None:
    text = "Talks with $HCA and $UNH over $20 fees."

    said = house.checking.review(text, channel="main-x")

    [found] = [each for each in said.findings if each.rule == "TEXT-CASHTAGS"]
    assert (said.verdict, text[found.start : found.end]) == (Verdict.BLOCK, "$UNH")
    assert "Keep one cashtag" in found.advice
    assert "TEXT-CASHTAGS" not in rules(house, text)
    assert "TEXT-CASHTAGS" not in rules(house, "Talks with $HCA over $20 fees.", channel="main-x")


class Model:
    """A sentence model that finds nothing in any text."""

    def __init__(self, name: str) -> None:
        self.name = name

    def vector(self, text: str) -> list[float]:  # noqa: ARG002 - as the protocol has it
        return [0.0] * 384


def test_what_judged_a_post_is_in_its_mark_the_sentence_model_too(house: House) -> None:
    post = house.planning.add(OPERATOR, NewPost(channel="main-x", at=NOON, text="Flu shots are free."))

    def mark(model: Model | None) -> str:
        with house.store.read() as unit:
            return Checking(house.store, house.clock, meaning=lambda: model).mark(unit)(post)

    assert mark(None) == mark(None)
    assert mark(Model("one")) == mark(Model("one"))
    assert len({mark(None), mark(Model("one")), mark(Model("other"))}) == 3


def test_the_sentence_model_is_one_for_the_process_and_loads_nothing_before_it_is_asked() -> None:
    program = (
        "import sys\n"
        "from scheduler.services.meaning import installed_meaning\n"
        "assert installed_meaning() is installed_meaning()\n"
        "print({'onnxruntime', 'numpy', 'tokenizers'} & set(sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "set()"
