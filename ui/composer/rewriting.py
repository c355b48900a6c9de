"""The wordings that findings offer: put in the place of others by one click, and taken back by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from ui import rewrite_words as words
from ui.opened import text_key
from ui.parts.page import plain
from ui.state import state

if TYPE_CHECKING:
    from scheduler.policies.finding import Finding

#: Who replaced a text, where this module did.
_BY = "rewrite"


@dataclass(frozen=True)
class Fields:
    """The text fields of one composer that wordings go into: the common ones, or one channel's own."""

    edition: int
    #: Whose own text it is; empty for the common text and its parts.
    channel: str = ""

    @property
    def keys(self) -> list[str]:
        """The fields by their keys, the first part's first."""
        if self.channel:
            return [own_text_key(self.edition, self.channel)]
        order = state().parts.get(self.edition)
        return [text_key(self.edition, number) for number in order.ids] if order else []


def own_text_key(edition: int, channel: str) -> str:
    """Return the key of the field for what a channel says differently."""
    return f"own-text-{edition}-{channel}"


def offer(fields: Fields, place: int, text: str, finding: Finding) -> None:
    """Draw the button that puts what a finding offers into the part at a place; nothing where it has none."""
    if finding.instead is None or finding.end <= finding.start or place >= len(fields.keys):
        return
    key = fields.keys[place]
    st.button(
        plain(words.replace_with(finding.instead)),
        key=f"instead-{key}-{finding.rule}-{finding.start}",
        type="tertiary",
        icon=":material/find_replace:",
        on_click=_replace,
        args=(fields.edition, key, finding, text[finding.start : finding.end]),
    )


def _replace(edition: int, key: str, finding: Finding, stood: str) -> None:
    """Replace what the finding was about, unless other words stand there by now; nothing else changes."""
    memory = state()
    text = memory.typed(key) or ""
    if finding.instead is None or text[finding.start : finding.end] != stood:
        memory.say(words.MOVED_ON, "bad")
        return
    rewritten = text[: finding.start] + finding.instead + text[finding.end :]
    memory.replace_text(edition, rewritten, key=key, by=_BY, told=words.replaced(stood, finding.instead))


def undo(fields: Fields) -> None:
    """Say what was replaced last in these fields and offer to take it back, as long as nobody typed on."""
    memory = state()
    last = memory.replaced.get(fields.edition)
    if last is None or last.by != _BY or last.key not in fields.keys or memory.typed(last.key) != last.after:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(last.told))
        st.button(
            words.UNDO,
            key=f"undo-{fields.edition}",
            type="tertiary",
            icon=":material/undo:",
            on_click=memory.put_text_back,
            args=(fields.edition,),
        )
