from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.policies.channel_policy import ChannelPolicy
from scheduler.policies.quality.check import QUALITY_RULES, find_quality
from scheduler.policies.subject import PictureFacts, Subject

ANYTHING = st.text(alphabet=st.characters(), max_size=200)
STUFF = st.lists(
    st.sampled_from(
        [
            *(
                "cures",
                "cancer",
                "100%",
                "safe",
                "no",
                "the",
                "elderly",
                "#flushotsforall",
                "#A",
                "🎉",
                "👩🏽‍⚕️",
                "İ",
                "ß",
            ),
            *(
                "hypertension",
                "suffers",
                "from",
                "https://cdc-gov.org/x",
                "1 in 5",
                "adults",
                ".",
                "?",
                "!!!",
                "\n",
                "\u2019s",
            ),
            *(
                "WORLD-CLASS",
                "BEST",
                "CARE",
                "EVER",
                "guarantee",
                "results",
                "aspirin",
                "helps",
                "®",
                "ﬁ",
                "\ud800",
            ),
        ]
    ),
    max_size=30,
).map(" ".join)
KNOWN = {rule.id for rule in QUALITY_RULES}


@given(text=ANYTHING | STUFF, other=ANYTHING, link=st.none() | ANYTHING, voice=st.booleans())
@settings(max_examples=300)
def test_no_text_makes_the_rules_stumble(text: str, other: str, link: str | None, *, voice: bool) -> None:
    policy = ChannelPolicy(
        is_clinician_voice=voice, requires_source_for_numbers=voice, link_domains=("example.org",)
    )
    pictures = (PictureFacts(alt=other, file_name=text),)
    subject = Subject(text=text, link=link, policy=policy, sisters=(other, text), pictures=pictures)

    found = list(find_quality(subject))

    assert found == list(find_quality(subject))
    assert all(0 <= each.start <= each.end <= len(text) for each in found)
    assert {each.rule for each in found} <= KNOWN
    assert all(each.advice.endswith(".") and each.source for each in found)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "a",
            "a ",
            "1 ",
            "1%",
            "#",
            "#a",
            "a.",
            ". ",
            "!",
            "A B ",
            "AB CD ",
            "the ",
            "🎉",
            "\u200d",
            "www.",
            "http://a.",
        ),
        *(
            "cures ",
            "no side ",
            "1 in 5 ",
            "a@",
            "@a",
            "-",
            "' ",
            "\u2019",
            "s̶",
            "🇺",
            "aaaa",
            "#aaaaaaaaaaaaa ",
            "a-",
            "a\n",
        ),
        *("lose ", "the best ", "guarantee the ", "(", "...", "use code ", "i love my "),
    ],
)
def test_a_long_text_of_one_sign_costs_no_more_than_its_length(unit: str) -> None:
    def cpu(size: int) -> float:
        subject = Subject(text=unit * (size // len(unit)))
        started = time.process_time()
        list(find_quality(subject))
        return time.process_time() - started

    ratios = []
    for _ in range(4):
        half, whole = cpu(10_000), cpu(20_000)
        ratios.append(whole / max(half, 0.01))
        if ratios[-1] < 3 and whole < 1:
            return

    pytest.fail(f"doubling the text multiplied the time by {ratios}")


def test_nearly_every_rule_only_advises() -> None:
    stopping = {rule.id for rule in QUALITY_RULES if rule.severity.value != "advice"}

    assert all(name.startswith(("CLAIM-", "LINK-")) for name in stopping)
    assert len(stopping) < len(QUALITY_RULES) / 3
