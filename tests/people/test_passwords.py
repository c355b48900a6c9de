"""Which passwords are taken."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from scheduler.domain.errors import InvalidInputError
from scheduler.services.passwords import Passwords, common_passwords
from tests.people.conftest import CHEAP

_KNOWN = ("Larkspur County Hospital", "Dana Reyes", "dana@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "kx7!Wq9zRt2#",
        "the heron waits by the canal",
        "Dana likes windy Tuesdays",
        "солнце над тихой рекой",
        "4829 1730 5562",
        "x" + "long words " * 23,
    ],
)
def test_length_is_enough(password: str) -> None:
    assert Passwords(CHEAP).hash(password, expected=_KNOWN).startswith("$argon2id$")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", "at least 12 characters"),
        ("x" * 100 + "y" * 157, "at most 256 characters"),
        ("a bell\u0007 in the tower", "invisible characters"),
        ("aaaaaaaaaaaaaa", "one character, one sequence"),
        ("abcdefghijklmn", "one sequence"),
        ("qwertyuiop12", "one sequence"),
        ("1qaz2wsx3edc4rfv", "one sequence"),
        ("123456789012", "one sequence"),
        ("harbour harbour", "one piece again and again"),
        ("password1234!", "tried first"),
        ("P@ssw0rd2026", "tried first"),
        ("--sunshine--77", "tried first"),
        ("Ilove you 12345", "tried first"),
        ("Larkspur2026!", "made of a name"),
        ("dana.reyes.42", "made of a name"),
        ("rounds-hospital", "made of a name"),
        ("example.org-99", "made of a name"),
    ],
)
def test_what_is_guessed_first_is_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why):
        Passwords(CHEAP).hash(password, expected=_KNOWN)


def test_the_list_is_the_one_that_many_break_ins_begin_with() -> None:
    assert {"password1", "iloveyou", "qwertyuiop"} <= common_passwords()
    assert len(common_passwords()) > 10_000


class _Counting:
    """A hasher that notes how many work at once."""

    def __init__(self) -> None:
        self.at_once, self.most = 0, 0
        self._lock = threading.Lock()
        self._together = threading.Barrier(2, timeout=20)

    def verify(self, hashed: str, password: str) -> bool:
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self._together.wait()
        with self._lock:
            self.at_once -= 1
        return hashed == password


def test_two_hashes_are_made_at_a_time_however_many_sign_in() -> None:
    hasher = _Counting()
    passwords = Passwords(hasher)  # type: ignore[arg-type] # all that is asked of one

    with ThreadPoolExecutor(8) as people:
        found = list(people.map(lambda number: passwords.matches("7", str(number)), range(8)))

    assert hasher.most == 2
    assert found == [number == 7 for number in range(8)]
