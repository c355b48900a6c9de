"""The page of keys and sign-ins promises what is tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "secrets.md"


@pytest.mark.skipif(not PAGE.exists(), reason="stands in the checkout only")
def test_every_promise_about_secrets_names_a_test_that_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TESTS.rglob("test_*.py")))

    rows = re.findall(r"^\| ([A-Z].+) \| (.+) \|$", text, re.MULTILINE)
    named = re.findall(r"`(test_\w+)`", text)

    assert len(rows) > 8
    assert all("`test_" in tests for _, tests in rows)
    assert [name for name in named if f"def {name}(" not in code] == []
