"""The key file is gone for a while: what is due waits, and putting it back is enough."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from scheduler.domain.clock import FrozenClock
from tests.builders import NOON
from tests.secrets.conftest import Town, scheduled


def _with_a_post(town: Town) -> int:
    with closing(town.house()) as house:
        return scheduled(house, NOON)


def test_a_missing_key_file_leaves_what_is_due_in_line_and_heals_when_it_is_back(
    town: Town, clock: FrozenClock
) -> None:
    post, file = _with_a_post(town), town.settings.key_file
    aside = file.rename(file.with_name("aside"))

    with closing(town.house()) as house:
        for minute in range(1, 4):
            house.publishing.publish_due()
            waiting = house.planning.get(post)
            assert (waiting.state.value, waiting.not_before) == (
                "scheduled",
                NOON + timedelta(minutes=minute),
            )
            assert "is missing" in (waiting.explanation or "")
            assert (waiting.explanation or "").endswith("It is tried again each minute.")
            clock.advance(timedelta(minutes=1))
        [part] = [each for each in house.diagnosing.report().parts if each.name == "key"]
        assert not part.is_well

        aside.rename(file)
        house.publishing.publish_due()

        assert house.planning.get(post).state.value == "published"
        assert len(town.network.posts()) == 1


def test_what_waited_for_the_key_file_beyond_its_useful_time_is_missed(
    town: Town, clock: FrozenClock
) -> None:
    post = _with_a_post(town)
    town.settings.key_file.unlink()

    with closing(town.house()) as house:
        house.publishing.publish_due()
        assert house.planning.get(post).state.value == "scheduled"
        clock.advance(timedelta(hours=6))
        house.publishing.publish_due()

        assert house.planning.get(post).state.value == "missed"
        assert town.network.posts() == []
