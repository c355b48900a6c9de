from __future__ import annotations

import pytest

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.licences import LICENCES, known_licence, may_quote, may_use_text, needs_credit


def test_a_licence_nobody_knows_allows_no_more_than_title_and_link() -> None:
    assert not may_quote("cc_by_whatever")
    assert not may_use_text("cc_by_whatever")
    assert needs_credit("cc_by_whatever")


def test_what_may_be_used_may_also_be_quoted() -> None:
    assert all(each.may_quote for each in LICENCES.values() if each.may_use_text)


@pytest.mark.parametrize("name", [name for name in LICENCES if "_nd" in name or "_sa" in name])
def test_what_must_not_be_changed_or_must_pass_its_licence_on_is_quoted_only(name: str) -> None:
    assert may_quote(name)
    assert not may_use_text(name)


def test_only_what_is_ours_or_nobodys_needs_no_credit() -> None:
    assert {name for name in LICENCES if not needs_credit(name)} == {"own", "cc0"}


def test_a_wrong_licence_is_named_with_the_known_ones() -> None:
    with pytest.raises(InvalidInputError, match=r"Known: .*us_government_work"):
        known_licence("copyleft")
