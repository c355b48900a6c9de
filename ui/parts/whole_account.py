"""The whole account as one file, for an administrator."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from ui import sheet_words as words
from ui.parts.confirming import confirmed
from ui.session import actor, may, rounds

if TYPE_CHECKING:
    from scheduler.bootstrap import App
    from scheduler.domain.people import Actor


def may_be_taken() -> bool:
    """May the person who is here take it out?"""
    return may(Permission.MANAGE_PEOPLE) and may(Permission.READ_AUDIT)


def show() -> None:
    """Draw what it holds, and the button that makes it."""
    st.markdown(words.ACCOUNT_HOLDS)
    st.caption(words.ACCOUNT_IN)
    if not confirmed(words.ACCOUNT_OUT):
        return
    app, who = rounds(), actor()
    st.download_button(
        words.ACCOUNT_OUT,
        lambda: _file(app, who),
        "rounds.zip",
        "application/zip",
        icon=":material/download:",
        on_click="ignore",
        key="account-out",
    )


def _file(app: App, who: Actor) -> bytes:
    with tempfile.TemporaryDirectory(prefix="rounds-account-") as folder:
        path = Path(folder) / "rounds.zip"
        app.moving_house.export(who, path)
        return path.read_bytes()
