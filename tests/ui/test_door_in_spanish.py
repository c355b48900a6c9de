"""The door and the check of a text, over real HTTP, in the language of whoever asks."""

from __future__ import annotations

import json

import pytest

from scheduler.bootstrap import App
from scheduler.domain.people import Actor
from tests.ui.house import PASSWORD
from tests.ui.planner_process import Browser

SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.8"}


@pytest.fixture
def browser(port: int) -> Browser:
    return Browser(port)


def test_the_door_speaks_as_the_browser_asks_and_english_to_all_others(browser: Browser) -> None:
    spanish, english, other = (
        browser.get("/signin", **{"Accept-Language": asked}).body
        for asked in (SPANISH["Accept-Language"], "en-US", "fr")
    )

    assert '<html lang="es">' in spanish
    assert "Correo electrónico" in spanish
    assert "Email address" not in spanish
    for each in (english, other):
        assert '<html lang="en">' in each
        assert "Email address" in each


def test_a_switch_at_the_door_changes_its_language_and_is_remembered(browser: Browser) -> None:
    switched = browser.get("/signin?language=es&next=%2Fqueue", **{"Accept-Language": "en"})

    assert "Iniciar sesión" in switched.body
    assert 'value="/queue"' in switched.body
    assert any(each.startswith("rounds_language=es;") and "HttpOnly" in each for each in switched.cookies)
    assert '<html lang="es">' in browser.get("/signin", **{"Accept-Language": "en"}).body
    assert '<html lang="en">' in browser.get("/signin?language=en", **SPANISH).body


def test_a_language_that_is_none_is_not_remembered(browser: Browser) -> None:
    answer = browser.get("/signin?language=%3Cscript%3E")

    assert answer.status == 200
    assert not any(each.startswith("rounds_language") for each in answer.cookies)
    assert "<script" not in answer.body


def test_what_a_service_refuses_at_the_door_is_told_in_spanish(browser: Browser) -> None:
    told = browser.get("/invitation/" + "A" * 43, **SPANISH)

    assert "Este enlace ya no abre nada." in told.body
    assert "This link opens nothing" not in told.body


def test_a_wrong_password_is_told_in_spanish(browser: Browser) -> None:
    browser.get("/signin?language=es")

    told = browser.sign_in("ada@example.org", "not the password at all")

    assert told.status == 401
    assert "El correo electrónico o la contraseña no es correcto." in told.body


def test_a_text_is_judged_in_the_language_of_who_writes_it(browser: Browser, app: App) -> None:
    app.people.set_language(Actor.of(app.people.find("ada@example.org")), "es")
    browser.sign_in("ada@example.org", PASSWORD)

    asked = json.dumps({"text": "MRN 12345678", "channel": "main-x"})
    answer = browser.send("/composer/check", asked, X_Rounds="check", Accept_Language="en")

    (found,) = [each for each in json.loads(answer.body) if each["severity"] == "block"]
    assert (found["label"], found["advice"]) == ("Debe cambiar", "Quite el número de historia clínica.")
