"""A secret shows itself to nobody who does not ask for it."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import pprint
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from scheduler.domain.secret import Credentials, Secret
from scheduler.domain.value import Value

TOKEN = "planted-token-7f3a"
#: Halves of characters too, which can't be encoded.
_TEXTS = st.text(st.characters(codec=None))


class Keeper(Value):
    token: Secret


@dataclass(frozen=True)
class Plain:
    token: Secret


WAYS: list[Callable[[Any], str]] = [
    repr,
    str,
    lambda it: f"{it}",
    lambda it: f"{it!r}",
    lambda it: f"{it!s:>40}",
    lambda it: f"{it:>40}" if isinstance(it, Secret) else "",
    lambda it: "%s %r" % (it, it),  # noqa: UP031 - this very way is tried
    lambda it: "{} {!a}".format(it, it),  # noqa: UP032 - this very way is tried
    lambda it: pprint.pformat([it]),
    lambda it: json.dumps({"it": it}, default=str),
    lambda it: json.dumps({"it": it}, default=repr),
    lambda it: repr(copy.deepcopy({"it": it})),
    lambda it: repr(asdict(Plain(it))),
    lambda it: str([it, {it: it}]),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("made", [Secret, lambda value: Credentials({"access_token": value})])
def test_no_way_of_writing_shows_it(way: Callable[[Any], str], made: Callable[[str], object]) -> None:
    it = made(TOKEN)

    written = way(it)

    assert TOKEN not in written


@pytest.mark.parametrize("made", [Secret, lambda value: Credentials({"access_token": value})])
@pytest.mark.parametrize("way", [json.dumps, pickle.dumps, lambda it: ", ".join({it}), lambda it: "a" + it])
def test_what_would_have_to_show_it_fails_without_showing_it(
    way: Callable[[Any], object], made: Callable[[str], object]
) -> None:
    it = made(TOKEN)

    with pytest.raises(TypeError) as failure:
        way(it)

    assert TOKEN not in "".join(traceback.format_exception(failure.value))


def test_pydantic_keeps_it_and_dumps_dots() -> None:
    keeper = Keeper.model_validate({"token": TOKEN})

    dumps = [repr(keeper), str(keeper.model_dump()), keeper.model_dump_json(), str(dict(keeper))]

    assert keeper.token.reveal() == TOKEN
    assert not any(TOKEN in each for each in dumps)


def test_pydantic_does_not_show_it_when_it_refuses() -> None:
    class Strict(BaseModel):
        token: int

    with pytest.raises(ValidationError) as refused:
        Strict.model_validate({"token": Secret(TOKEN)})
    with pytest.raises(ValidationError):
        Keeper.model_validate({"token": 5})

    assert TOKEN not in str(refused.value)


def test_a_log_at_debug_does_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="example")  # one that no other test has a word in

    logging.getLogger("example").debug(
        "signed %s %r", Secret(TOKEN), Credentials({"a": TOKEN}), extra={"token": Secret(TOKEN)}
    )

    assert TOKEN not in caplog.text
    assert TOKEN not in str(vars(caplog.records[0]))


@given(_TEXTS, _TEXTS)
def test_two_secrets_are_equal_exactly_when_their_texts_are(one: str, other: str) -> None:
    assert (Secret(one) == Secret(other)) == (one == other)
    assert Secret(one).reveal() == one
    assert bool(Secret(one)) == bool(one)
    assert Secret(one) != one


@given(st.dictionaries(_TEXTS, _TEXTS), st.dictionaries(_TEXTS, _TEXTS))
def test_credentials_are_known_by_their_fingerprint(one: dict[str, str], other: dict[str, str]) -> None:
    first, second = Credentials(one), Credentials(other)

    assert first.reveal() == one
    assert (first == second) == (one == other) == (first.fingerprint == second.fingerprint)
    assert Credentials(first) == first
