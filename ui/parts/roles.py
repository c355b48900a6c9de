"""The fields in which somebody is given roles, everywhere and on single channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import EVERYWHERE_ONLY, Role
from ui import people_words as words
from ui import phrases, start_words, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def role_fields(
    titles: Mapping[str, str],
    key: str,
    *,
    roles: Sequence[Role] = (),
    channel_roles: Mapping[str, Sequence[Role]] | None = None,
) -> tuple[list[Role], dict[str, list[Role]]]:
    """Draw the fields for roles, one for everywhere and one for each channel; return what stands in them."""
    on = channel_roles or {}
    everywhere = _field(words.EVERYWHERE, list(Role), roles, f"roles-{key}", hint=words.ROLES_HINT)
    of_channels = [role for role in Role if role not in EVERYWHERE_ONLY]
    chosen = {
        name: _field(
            title, of_channels, on.get(name, ()), f"roles-{key}-{name}", hint=start_words.ROLES_ON_CHANNEL
        )
        for name, title in titles.items()
    }
    return everywhere, chosen


def _field(
    label: str, known: list[Role], given: Sequence[Role], key: str, *, hint: str | None = None
) -> list[Role]:
    return st.multiselect(
        label,
        known,
        default=[role for role in known if role in given],
        format_func=lambda each: phrases.role(each.value),
        key=key,
        help=hint,
        placeholder=wording.CHOOSE_OPTIONS,
    )
