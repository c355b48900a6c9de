from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from feeds.meaning.model import NAME, is_installed
from feeds.meaning.process import MeaningProcess, NotUnderstoodError, Subject, Told, Understood
from scheduler.domain.people import Role
from scheduler.domain.reading import Label
from scheduler.services.planning import PostChanges
from scheduler.services.understanding import Understanding
from tests.builders import NOON, a_pillar, a_post, an_actor
from tests.curation.house import House, a_source, an_item

with_model = pytest.mark.skipif(not is_installed(), reason="the extra rounds[curation] is not installed")
MERS = (
    "First US case of MERS virus confirmed in Indiana",
    "MERS virus: CDC confirms first US case, in Indiana patient",
    "Hospital parking garage closes on Monday for repairs",
)


def kept(house: House, *titles: str) -> list[int]:
    with house.store.write() as unit:
        unit.sources.put(a_source())
    items = [
        an_item(
            number,
            title=title,
            story=0,
            guid=f"n{number}",
            link=f"https://example.org/{number}",
            canonical_link=f"https://example.org/{number}",
        )
        for number, title in enumerate(titles, start=1)
    ]
    return [item.id for item in house.keep(*items)]


def story_of(house: House, number: int) -> int:
    with house.store.read() as unit:
        return unit.items.get(number).story


def test_new_items_are_read_once_and_numbered_by_story(house: House) -> None:
    one, same, other = kept(house, *MERS)
    understanding = Understanding(house.store)

    first, again = understanding.run(now=NOON), understanding.run(now=NOON)

    assert (first, again) == (3, 0)
    assert story_of(house, same) == story_of(house, one) == one
    assert story_of(house, other) == other


class FragileProcess(MeaningProcess):
    """A process that one text ends, and that `reads` so many times."""

    def __init__(self, *, poison: str, reads: int = 1000) -> None:
        super().__init__(uses_model=False)
        self.poison, self.left = poison, reads

    def read(self, texts: Sequence[str]) -> tuple[str, list[Understood]]:
        self.left -= 1
        if self.poison in texts or self.left < 0:
            raise NotUnderstoodError("It ended.")
        return super().read(texts)


def readings_of(house: House, numbers: Sequence[int]) -> set[int]:
    with house.store.read() as unit:
        return set(unit.readings.some(numbers))


def test_a_text_that_ends_the_process_keeps_no_other_waiting_and_is_not_tried_for_ever(house: House) -> None:
    numbers = kept(house, *MERS)
    understanding = Understanding(
        house.store, uses_model=False, process=lambda: FragileProcess(poison=MERS[1])
    )

    understanding.run(now=NOON)

    assert readings_of(house, numbers) == set(numbers)
    assert all(story_of(house, number) for number in numbers)
    assert understanding.run(now=NOON) == 0


def test_what_a_sick_process_left_undone_is_done_the_next_time(house: House) -> None:
    numbers = kept(house, *MERS)
    sick = Understanding(house.store, uses_model=False, process=lambda: FragileProcess(poison="", reads=0))

    sick.run(now=NOON)
    before = readings_of(house, numbers)
    Understanding(house.store, uses_model=False).run(now=NOON)

    assert before == set()
    assert readings_of(house, numbers) == set(numbers)


def test_without_leave_the_model_is_not_used(house: House) -> None:
    (one, *_) = kept(house, *MERS)

    Understanding(house.store, uses_model=False).run(now=NOON)

    with house.store.read() as unit:
        reading = unit.readings.some([one])[one]
    assert (reading.model, reading.vector) == ("", b"")


def test_a_story_number_once_given_is_never_changed(house: House) -> None:
    one, same, _ = kept(house, *MERS)
    with house.store.write() as unit:
        unit.items.set_stories({one: 91, same: 92})

    Understanding(house.store).run(now=NOON)

    assert (story_of(house, one), story_of(house, same)) == (91, 92)


def test_a_changed_title_is_read_anew(house: House) -> None:
    one, *_ = kept(house, *MERS)
    understanding = Understanding(house.store)
    understanding.run(now=NOON)
    with house.store.write() as unit:
        unit.items.put(
            unit.items.get(one).model_copy(update={"title": "Second US case of MERS found in Florida"})
        )

    assert understanding.run(now=NOON) == 1


def test_an_item_knows_its_language(house: House) -> None:
    english, spanish = kept(house, MERS[2], "Lo que debe saber sobre la gripe y las vacunas")

    Understanding(house.store).run(now=NOON)

    with house.store.read() as unit:
        readings = unit.readings.some([english, spanish])
    assert (readings[english].language, readings[spanish].language) == ("en", "es")


@with_model
def test_items_are_judged_by_the_pillars_and_again_when_these_change(house: House) -> None:
    flu, _ = kept(house, "Get your flu shot before winter, doctors urge", MERS[2])
    understanding = Understanding(house.store)
    understanding.run(now=NOON)
    with house.store.read() as unit:
        before = unit.readings.some([flu])[flu]

    with house.store.write() as unit:
        unit.plan.add_pillar(
            a_pillar(name="vaccines", title="Vaccines", description="Flu shots, vaccination")
        )
    understanding.run(now=NOON)

    with house.store.read() as unit:
        after = unit.readings.some([flu])[flu]
    assert before.model == after.model == NAME
    assert before.basis != after.basis
    assert after.topics["vaccines"] > after.topics["science"]
    assert after.topic_words["vaccines"]


@with_model
def test_labels_of_people_move_what_is_alike(house: House) -> None:
    numbers = kept(
        house,
        *(f"Volunteers knit hats for newborn babies {n}" for n in ("today", "again", "here", "there", "now")),
    )
    understanding = Understanding(house.store)
    understanding.run(now=NOON)
    with house.store.write() as unit:
        before = unit.readings.some(numbers)
        for number in numbers:
            unit.labels.put(Label(item=number, pillar="science", by=1, at=NOON))

    understanding.run(now=NOON)

    with house.store.read() as unit:
        after = unit.readings.some(numbers)
    assert all(after[n].topics["science"] > before[n].topics["science"] for n in numbers)


@with_model
def test_texts_that_mean_alike_lie_near_and_have_length_one() -> None:
    with MeaningProcess() as process:
        name, understood = process.read(["Heart attack", "Cardiac arrest", "Parking garage"])

    rows = np.stack([np.frombuffer(each.vector, "<f2").astype(np.float32) for each in understood])
    assert name == NAME
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-2)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2


def test_a_process_that_takes_too_long_is_ended_and_said_so() -> None:
    with MeaningProcess(patience=0.001) as process, pytest.raises(NotUnderstoodError, match="tried again"):
        process.group(
            [Told(f"Word {n} of many", "", NOON + timedelta(minutes=n), 0, b"") for n in range(900)]
        )


@with_model
def test_a_process_that_takes_too_much_memory_is_ended_and_said_so() -> None:
    with (
        MeaningProcess(memory_bytes=200 * 1024**2) as process,
        pytest.raises(NotUnderstoodError, match="tried again"),
    ):
        process.read(["Heart attack"])


def test_without_pillars_nothing_is_judged() -> None:
    with MeaningProcess() as process:
        judged = process.judge([b"\0" * 768], subjects=[], lessons=[])

    assert judged[0].chances == {}


def test_a_subject_may_be_hostile_text() -> None:
    with MeaningProcess() as process:
        name, understood = process.read(["", "\0" * 50, "😀" * 5000])
        judged = (
            process.judge(
                [each.vector for each in understood], subjects=[Subject("a", "", ";;;,,,")], lessons=[]
            )
            if name
            else []
        )

    assert len(understood) == 3
    assert all(0 <= each.chances["a"] <= 1 for each in judged)


def test_a_pillar_that_a_person_chooses_for_a_draft_is_a_label_of_its_item(house: House) -> None:
    (item,) = kept(house, MERS[0])
    with house.store.write() as unit:
        post = unit.posts.add(a_post(item=item, pillar="prevention"))

    house.planning.edit(an_actor(Role.AUTHOR), post.id, PostChanges(pillar="science"))

    with house.store.read() as unit:
        label = unit.labels.of(item)
    assert label is not None
    assert (label.pillar, label.by) == ("science", 1)


def test_a_changed_text_alone_is_no_label(house: House) -> None:
    (item,) = kept(house, MERS[0])
    with house.store.write() as unit:
        post = unit.posts.add(a_post(item=item, pillar="prevention"))

    house.planning.edit(an_actor(Role.AUTHOR), post.id, PostChanges(text="Other words."))

    with house.store.read() as unit:
        assert unit.labels.of(item) is None
