"""What services say, known again by its shape: each sentence comes in Spanish, whatever fills it.

That each of them has its Spanish is shown with all other sentences, in `test_language`.
"""

from __future__ import annotations

import ast
import logging
import re
from datetime import UTC, datetime
from functools import cache
from string import Formatter

import pytest

from scheduler.domain.errors import InvalidInputError, UnknownNameError
from scheduler.domain.people import OPERATOR, Permission
from scheduler.domain.post import PostState
from tests.ui.house import House, click, page, words
from ui import language, service_sentences
from ui.boundary import attempt
from ui.language import ENGLISH, SPANISH, speaking
from ui.told import MOST_LOOKS, Shape, Telling, is_shape, shapes_of, told
from ui.told_values import FORMS, time_said

SAVE_COSTS = "Guardar costos y enlaces"
#: Stands in no sentence.
FILLER = "7"
#: English words that stand in a Spanish sentence only where it names a command, a file or a mark.
ENGLISH_WORDS = re.compile(r"\b(?:the|is|are|this|that|its|it|and|of|was|has|have|there|with|can't|give)\b")
KEPT = re.compile(r"“[^”]*”|https?://\S+|--?\w+|\{[^}]*\}")


def spanish(sentence: str) -> str:
    with speaking(SPANISH):
        return told(sentence)


def looks_for(sentence: str) -> int:
    telling = Telling(shapes_of("es"))
    with speaking(SPANISH):
        telling.said(sentence)
    return telling.looks


@cache
def service_shapes() -> dict[str, str]:
    return dict(language.services("es"))


def example(shape: str) -> str:
    """Return a sentence of this shape, as a service makes it."""
    return "".join(
        text + ("" if name is None else FILLER) for text, name, _spec, _conversion in Formatter().parse(shape)
    )


# what is read from the source of the services


def test_errors_sentences_and_what_fills_them_are_found() -> None:
    source = '''
_WHY = {"late": "it came too late."}

def left(post, count):
    """A docstring is not said."""
    log.warning("a log line is not said either, ever.")
    hint = f" Known: {', '.join(post.names)}." if post.names else ""
    if count:
        raise PostError(f"There is no {post.kind} “{post.name}”.{hint}")
    return f"It can't leave: {_WHY[post.state]} Wait {count} minute{'s' if count > 1 else ''}, " "then look."
'''

    assert service_sentences.shapes_in(source) == {
        "There is no {kind} “{post}”.{hint}",
        "Known: {names}.",
        "it came too late.",
        "It can't leave: {why} Wait {count} minute, then look.",
        "It can't leave: {why} Wait {count} minutes, then look.",
    }


def test_names_queries_and_patterns_are_no_sentences() -> None:
    source = r"""
import re
_PATTERN = re.compile("A pattern, which is not read. [a-z]+")
KIND = "media"
QUERY = "SELECT a FROM b WHERE c = 1."
"""

    assert service_sentences.shapes_in(source) == set()


# how a sentence is known again


@pytest.mark.parametrize(
    ("said", "told_in_spanish"),
    [
        ("There is no pillar “news”.", "No hay pilar “news”."),
        (
            "There is no role “x”. Known: author, editor.",
            "No hay rol “x”. Se conocen: author, editor.",
        ),
        ("There is no role “role”.", "No hay rol “role”."),
        (
            "Too many tries. Wait 1 minute, then try again.",
            "Demasiados intentos. Espere 1 minuto y pruebe de nuevo.",
        ),
        (
            "Too many tries. Wait 3 minutes, then try again.",
            "Demasiados intentos. Espere 3 minutos y pruebe de nuevo.",
        ),
        (
            "A post that is in review can't become published.",
            "Una publicación en estado “en revisión” no puede pasar a “publicada”.",
        ),
        (
            "The feed at b.org turns us away (status 403): ask the publisher whether the feed is public.",
            "El feed de b.org nos rechaza (estado 403): pregunte a quien lo publica si el feed es público.",
        ),
        (
            "X could not be reached. 2 of 3 parts are out. It is tried again each minute.",
            "No se pudo llegar a X. 2 de 3 partes salieron. Se intenta de nuevo cada minuto.",
        ),
        (
            "This post costs $2, $1 of it for the link. May on x: $3 spent, $1 scheduled.",
            "Esta publicación cuesta $2, $1 de ellos por el enlace. En mayo, x: $3 gastados, $1 programados.",
        ),
        (
            "Main: This file is damaged or cut short. Save it again and try once more.",
            "Main: Este archivo está dañado o incompleto. Guárdelo de nuevo y pruebe otra vez.",
        ),
        ("12 h old, 3 days when it goes out", "de hace 12 h, 3 días cuando salga"),
        ("CDC, trust A", "CDC, confianza A"),
        (
            "Seen in it: 2 faces; 1 bar or QR code; text: “Hello, faces”.",
            "Se ve en ella: 2 caras; 1 código de barras o QR; texto: “Hello, faces”.",
        ),
        (
            "Paused: Storm ahead. Wait. 1 of 3 parts are out. Release it when it may go out.",
            "En pausa: Storm ahead. Wait. 1 de 3 partes salieron. Libérela cuando pueda salir.",
        ),
        (
            "9 items, 3 of them new. 2 items left out: no web address that may be shown.",
            "9 artículos, nuevos: 3. 2 artículos sin tomar: no trae una dirección web que se pueda mostrar.",
        ),
        ("Nobody said this ever.", "Nobody said this ever."),
        ("Young & old", "Young & old"),
        ("", ""),
    ],
)
def test_a_sentence_is_said_in_spanish_and_what_fills_it_is_kept(said: str, told_in_spanish: str) -> None:
    assert spanish(said) == told_in_spanish


@pytest.mark.parametrize(
    ("said", "told_in_spanish"),
    [
        (
            "The fast lane closes at 03 Jan 10:00 UTC. Choose a time before that.",
            "La vía rápida se cierra el 3 ene, 10:00 UTC. Elija una hora anterior.",
        ),
        ("The pause was last drilled on 29 Feb 2028.", "El último simulacro de la pausa fue el 29 feb 2028."),
        (
            "from the calendar “2026-11-23”, as of 2026-11-23 10:00 UTC",
            "del calendario “2026-11-23”, a fecha de 23 nov 2026, 10:00 UTC",
        ),
        (
            "2030-11-23 is more than three years away. Check the year.",
            "Faltan más de tres años para el 23 nov 2030. Revise el año.",
        ),
        (
            "August on 2026-11-01: $1,234.50 spent, $1.00 scheduled.",
            "En agosto, 2026-11-01: $1,234.50 gastados, $1.00 programados.",
        ),
        ("3 posts sent since 3 Nov 2026", "3 publicaciones enviadas desde el 3 nov 2026"),
        (
            "It answers with 3 items, the newest of 23 November 2026 (UTC).",
            "Responde con 3 artículos, el más nuevo del 23 nov 2026 (UTC).",
        ),
        ("There is no pause “3”.", "No hay pausa “3”."),
    ],
)
def test_days_and_hours_are_said_as_the_planner_writes_them(said: str, told_in_spanish: str) -> None:
    assert spanish(said) == told_in_spanish


@pytest.mark.parametrize(
    "text",
    [
        *("2026.11.23", "2026-11-2 3", "2026-1-2", "v2026-11-23", "2026-11-23.", "2026-11-23T10:00", "2026c"),
        *(
            "2026-13-01",
            "31 Feb 2026",
            "Tue 23 Nov 2026 10:00",
            "23 nov 2026",
            "23  Nov 2026",
            "may",
            "10:00",
        ),
        *(
            "\u0662\u0660\u0662\u0666-11-23",
            "10.0.0.1",
            "23 Nov 2026\n",
            "%Y-%m-%d",
            "0" * 50_000,
            " " * 50_000,
            "",
        ),
    ],
)
def test_what_only_resembles_a_day_is_none(text: str) -> None:
    with speaking(SPANISH):
        assert time_said(text) == ""


def test_every_form_of_time_that_the_services_write_is_known() -> None:
    forms = {form for some in FORMS.values() for form in some}
    with speaking(SPANISH):
        for form in forms:
            assert time_said(f"{datetime(2026, 11, 3, 9, 5, tzinfo=UTC):{form}}"), form


def test_services_write_no_time_in_another_form() -> None:
    alike = {"%H:%M", "%M", "%z"}  # in all languages
    elsewhere = {"%b %Y", "%A", "%B %Y"}  # behind the number of a day that is filled in apart
    in_no_sentence = {"%Y-%m", "%Y%m%dT%H%M%SZ"}
    written = {
        ast.unparse(node.format_spec).removeprefix("f").strip("'\"")
        for path in service_sentences.sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FormattedValue) and service_sentences.is_written_time(node)
        if node.format_spec is not None
    }

    known = {form for some in FORMS.values() for form in some}
    assert known <= written
    assert written - known == alike | elsewhere | in_no_sentence


def test_the_shape_with_the_longest_fixed_text_counts() -> None:
    assert spanish("There is no channel “x”. Known: a.").startswith("No hay ningún canal")
    assert spanish("There is no source “x”. Known: a.").startswith("No hay fuente")


def test_a_missing_right_is_told_with_what_is_missing_and_where() -> None:
    for permission in Permission:
        said = f"Ana may not {permission.value} on main. Ask an administrator for a role that may."
        assert permission.value not in spanish(said)
        assert "main" in spanish(said)


def test_english_stays_as_it_is_and_nothing_is_looked_for() -> None:
    with speaking(ENGLISH):
        assert told("There is no pillar “news”.") == "There is no pillar “news”."


def test_blanks_side_by_side_count_as_one_where_both_languages_have_them_so() -> None:
    shape = Shape.of("{why}{hint} Look at {a} {b}.", "{why}{hint} Mire {b} {a}.")

    assert shape.names == ("why", "a", "b")
    assert shape.values("X. Y. Look at 1 2.") == ["X. Y.", "1", "2"]
    assert shape.values("Look at 1 2!") is None


def test_blanks_of_people_are_no_blanks_of_a_shape() -> None:
    assert not is_shape("Write a blank like {place:text 40}.")
    assert not is_shape("A brace { is open.")
    assert is_shape("“{name}” is no blank.")


# every sentence there is


def test_every_shape_comes_out_in_spanish_without_an_english_word() -> None:
    left = {}
    for shape, translation in service_shapes().items():
        said = spanish(example(shape) if is_shape(shape) else shape)
        expected = KEPT.sub("", translation)
        english = set(ENGLISH_WORDS.findall(KEPT.sub("", said))) - set(ENGLISH_WORDS.findall(expected))
        if english:
            left[shape] = said

    assert left == {}


def test_a_translation_has_no_english_word_but_in_quotation_marks() -> None:
    found = {
        shape: set(ENGLISH_WORDS.findall(KEPT.sub("", translation)))
        for shape, translation in service_shapes().items()
        if shape != translation
    }

    assert {shape for shape, english in found.items() if english} == set()


# hostile and odd


@pytest.mark.parametrize(
    "text",
    [
        "{0} {name} {x!r:>9999} %s {{",
        "There is no pillar “{name.__class__}”.",
        "There is no pillar “" + "”“" * 20_000 + "”.",
        "There is no " * 5_000,
        "a. " * 20_000,
        "It is " * 700 + "now; it was x.",
        "(a+)+$" * 2_000 + ".",
        "There is no pillar “x”. " * 400,
        ", ".join(["it is a and it is b"] * 9),
        "x: " * 3_000 + "y.",
        "\u202ethere\x00 is “no” " * 500,
    ],
)
def test_no_text_breaks_it_or_makes_it_look_for_long(text: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    said = spanish(text)

    assert said
    assert looks_for(text) <= MOST_LOOKS + 1
    assert caplog.records == []


def test_braces_in_what_people_wrote_stay_braces() -> None:
    assert spanish("There is no pillar “{kind}{0}”.") == "No hay pilar “{kind}{0}”."


def test_a_plain_sentence_is_known_after_few_looks() -> None:
    looks = sorted(looks_for(example(shape)) for shape in service_shapes() if is_shape(shape))

    assert looks[len(looks) // 2] <= 60
    assert looks[-1] <= 1_500


# where it is shown


def test_an_error_comes_out_of_an_attempt_in_the_language_of_who_tried() -> None:
    def fail() -> None:
        raise UnknownNameError("pillar", "news", ["tips"])

    with speaking(SPANISH):
        tried = attempt(fail)

    assert tried.words == "No hay pilar “news”. Se conocen: tips."
    assert isinstance(tried.problem, InvalidInputError)
    assert str(tried.problem) == "There is no pillar “news”. Known: tips."


def test_a_page_shows_an_error_of_a_service_in_spanish(house: House) -> None:
    house.app.people.set_language(house.sign_in("pam"), "es")
    drawn = page("settings")
    drawn.text_input(key="budget-main-x").set_value("plenty")

    with speaking(SPANISH):  # the test's own thread names the choices that it sends
        drawn = click(drawn, SAVE_COSTS, number=1)

    assert [each.value for each in drawn.error] == [
        "“plenty” no es un importe. Escriba dólares de EE. UU., como 20.00."
    ]


def test_explanations_and_costs_are_shown_in_spanish(house: House) -> None:
    house.app.budgeting.set_budget(OPERATOR, "main-x", 20_000)
    post = house.put(house.post(), PostState.HELD, explanation="A person looked, and it is not there.")
    house.waiting(link="https://larkspur.example.org/flu")
    house.app.people.set_language(house.sign_in("pam"), "es")

    review, attention = words(page("review")), words(page("attention"))

    assert "Esta publicación cuesta $0.20, $0.185 de ellos por el enlace." in review
    assert "$0.00 de $20.00 gastados" in review
    assert post.explanation
    assert "Una persona miró, y no está allí." in attention
