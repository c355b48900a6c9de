"""English and Spanish: every sentence is translated, read when it is drawn, and said to whom it belongs."""

from __future__ import annotations

import ast
import re
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import ui
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.post import PostState
from tests.builders import NOON, ZONE
from tests.ui.house import House, page
from ui import catalogue, moments, phrases, wording
from ui.language import ENGLISH, SPANISH, Language, current, number, preferred, speaking

FOLDER = Path(ui.__file__).parent
SCRIPTS = sorted(each for each in FOLDER.rglob("*.py") if "node_modules" not in each.parts)
PAGES = (
    *(
        "calendar",
        "write",
        "inbox",
        "review",
        "queue",
        "delivery",
        "pillars",
        "attention",
        "sources",
        "trends",
    ),
    *("occasions", "experts", "network", "sheets", "outside_calendars", "calendars", "activity", "templates"),
    *("pausing", "emergency", "start", "settings", "you"),
)

#: What a choice is called in the program, where its own word for it is shown.
KEYS = {"state", "everything", "person"}
#: So many letters are found by chance in no other sentence.
LONG = 20


def forms(said: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def words_modules() -> Iterator[tuple[str, str]]:
    for path in FOLDER.glob("*.py"):
        if re.search(r"(words|phrases|wording)$", path.stem):
            yield path.stem, path.read_text("utf-8")


# the catalogue


def test_every_sentence_of_the_planner_is_in_the_catalogue_and_nothing_else_is() -> None:
    said = {str(each.id) for each in catalogue.collect() if each.id}
    kept = {str(each.id) for each in catalogue.read("es") if each.id}

    assert said - kept == set(), "run: make messages"
    assert kept - said == set(), "run: make messages"


def test_every_sentence_is_translated_and_none_is_a_guess() -> None:
    found = [each for each in catalogue.read("es") if each.id]

    assert [each.id for each in found if not all(forms(each.string))] == []
    assert [each.id for each in found if each.fuzzy] == []


def test_a_translation_fills_in_what_the_sentence_fills_in() -> None:
    for each in catalogue.read("es"):
        if not each.id or "{place:" in str(each.id):
            continue
        wanted = blanks(forms(each.id)[-1])
        assert blanks(forms(each.string)[-1]) == wanted, each.id
        assert blanks(forms(each.string)[0]) <= wanted, each.id
        assert all(one.strip() != one for one in forms(each.string)) == (
            forms(each.id)[0].strip() != forms(each.id)[0]
        )


# how sentences are read


def test_every_words_module_lets_its_sentences_be_translated() -> None:
    assert [name for name, source in words_modules() if "\nwords_of(__name__)" not in source] == []


def test_no_sentence_is_imported_by_its_name() -> None:
    named = [
        f"{path.name}: {alias.name}"
        for path in SCRIPTS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and re.search(r"(words|phrases|wording)$", node.module or "")
        for alias in node.names
        if alias.name.isupper()
    ]

    assert named == []


def frozen_in(path: Path) -> list[str]:
    """Return each sentence that a script reads while it is imported."""
    tree = ast.parse(path.read_text("utf-8"))
    called = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ui")
        for alias in node.names
        if re.search(r"(words|phrases|wording)$", alias.name)
    }
    return [
        f"{path.name}:{node.lineno}: {node.value.id}.{node.attr}"
        for node in at_import(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if node.value.id in called and node.attr.isupper()
    ]


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is done while a script is imported: all but the bodies of its functions."""
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = [each for each in (*child.args.defaults, *child.args.kw_defaults) if each is not None]
            for part in (*arguments, *getattr(child, "decorator_list", [])):
                yield part
                yield from at_import(part)
        else:
            yield from at_import(child)


def test_no_sentence_is_frozen_into_a_table_a_default_or_a_decorator() -> None:
    entry = {"app.py:12: wording.PRODUCT", "app.py:13: wording.PRODUCT"}  # runs anew with every click

    assert {each for path in SCRIPTS for each in frozen_in(path)} - entry == set()


def test_a_frozen_sentence_would_be_noticed(tmp_path: Path) -> None:
    script = tmp_path / "a.py"
    script.write_text("from ui import wording as w\nfrom ui import wording\nTABLE = {1: wording.SAVE}\n")

    assert frozen_in(script) == ["a.py:3: wording.SAVE"]


# what is said


def test_constants_tables_and_functions_come_in_the_language_that_is_spoken() -> None:
    with speaking(SPANISH):
        assert wording.SAVE == "Guardar"
        assert wording.STATES["draft"] == "Borrador"
        assert phrases.waiting(1) == "1 publicación espera una decisión."
        assert phrases.waiting(2) == "2 publicaciones esperan una decisión."
    assert wording.SAVE == "Save"
    assert phrases.waiting(2) == "2 posts wait for a decision."


def test_dates_and_numbers_are_written_as_the_language_does_and_times_keep_their_zone() -> None:
    there = NOON.replace(year=2026, month=11, day=23, hour=15)
    with speaking(SPANISH):
        assert moments.moment(there, ZONE) == "lun 23 nov 2026, 09:00 CST"
        assert moments.day(there, ZONE) == "lunes 23 de noviembre"
        assert moments.month_of(date(2027, 1, 1)) == "enero de 2027"
        assert moments.distance(NOON + timedelta(days=2), NOON, ZONE) == "en 2 días"
        assert number(1234567.25, 1) == "1,234,567.2"
    assert moments.moment(there, ZONE) == "Mon 23 Nov 2026, 09:00 CST"
    assert moments.day(there, ZONE) == "Monday 23 November"


@pytest.mark.parametrize(
    ("chosen", "accepted", "spoken"),
    [
        ("", "", ENGLISH),
        ("es", "en-US,en;q=0.9", SPANISH),
        ("", "es-MX,es;q=0.9,en;q=0.8", SPANISH),
        ("", "fr-CH, en;q=0.3, es;q=0.7", SPANISH),
        ("", "es;q=0", ENGLISH),
        ("xx", "de", ENGLISH),
        ("", "es;q=much,,;;q=1,\x00" * 100, ENGLISH),
    ],
)
def test_a_choice_counts_before_the_browser_and_nonsense_not_at_all(
    chosen: str, accepted: str, spoken: object
) -> None:
    assert preferred(chosen, accepted=accepted) is spoken


def test_two_threads_of_one_process_speak_two_languages_at_once() -> None:
    both = threading.Barrier(2)
    heard: dict[str, set[tuple[str, str]]] = {}

    def speak(language: Language) -> None:
        with speaking(language):
            for _ in range(50):
                both.wait(10)
                heard.setdefault(current().code, set()).add((wording.SAVE, phrases.waiting(2)))

    threads = [threading.Thread(target=speak, args=[each]) for each in (ENGLISH, SPANISH)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)

    assert heard["en"] == {("Save", "2 posts wait for a decision.")}
    assert heard["es"] == {("Guardar", "2 publicaciones esperan una decisión.")}


# people


def test_a_person_chooses_their_language_and_it_stands_in_the_record(house: House) -> None:
    house.sign_in("pam")
    drawn = page("you")

    drawn = drawn.radio(key="language-").set_value("es").run()

    assert house.app.people.find("pam@example.org").language == "es"
    assert [each.value for each in drawn.title] == ["Usted"]
    assert house.app.auditing.recent()[0].action == "person.language_chosen"
    drawn.radio(key="language-es").set_value("").run()
    assert [each.value for each in page("you").title] == ["You"]


def test_a_language_that_is_none_is_refused(house: House) -> None:
    pam = house.sign_in("pam")

    with pytest.raises(InvalidInputError):
        house.app.people.set_language(pam, "<script>")


def test_a_tab_of_somebody_else_goes_on_in_english(house: House) -> None:
    house.app.people.set_language(house.sign_in("eli"), "es")
    spanish = page("review")
    house.sign_in("pam")
    english = page("review")

    assert [each.value for each in spanish.title] == ["Revisión"]
    assert [each.value for each in english.title] == ["Review"]


# the whole planner in Spanish


def shown(drawn: AppTest) -> set[str]:
    """Return every text of a drawn page: what it says, its labels, hints and choices."""

    def of(block: Any) -> Iterator[str]:
        for child in getattr(block, "children", {}).values():
            yield from of(child)
            for thing in (child, getattr(child, "proto", None)):
                for name in ("label", "help", "placeholder", "body", "value"):
                    said = getattr(thing, name, None)
                    if isinstance(said, str):
                        yield said
                choices = getattr(thing, "options", None) or ()
                yield from (each for each in choices if isinstance(each, str))

    return {
        re.sub(r"\\(?=\W)", "", each).strip() for root in drawn._tree.children.values() for each in of(root)
    }


def english_in(drawn: AppTest) -> set[str]:
    """Return the English sentences that a page shows: by themselves, or the longer ones within others."""
    texts = shown(drawn)
    whole = "\n".join(texts)
    found = {each for each in english_alone() if each in texts or (len(each) > LONG and each in whole)}
    return found - KEYS


def english_alone() -> set[str]:
    """Return the sentences, without blanks, that are said otherwise in Spanish."""
    return {
        one
        for each in catalogue.read("es")
        if each.id
        for one, other in zip(forms(each.id), forms(each.string), strict=False)
        if one != other and "{" not in one
    }


@pytest.fixture
def busy(house: House) -> House:
    """A house with posts in many states, a pause and a source, whose publisher reads Spanish."""
    house.waiting("Lávese las manos.")
    house.put(house.post("Vacúnese."), PostState.HELD)
    house.put(house.post("Respire."), PostState.PUBLISHED)
    house.post("Descanse.")
    house.app.people.set_language(house.sign_in("pam"), "es")
    return house


def test_no_page_shows_an_english_sentence_to_who_reads_spanish(busy: House) -> None:
    drawn = {name: page(name) for name in PAGES}
    busy.app.people.set_language(busy.sign_in("ona"), "es")
    drawn["authorisations"] = page("authorisations")

    assert {name: found for name, each in drawn.items() if (found := english_in(each))} == {}
    assert not any(each.exception for each in drawn.values())


def test_an_english_page_would_be_noticed(house: House) -> None:
    house.sign_in("pam")

    assert {"Write a post", "Nothing waits for a decision."} <= english_in(page("review"))
