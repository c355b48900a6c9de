"""The inbox: what the trusted sources said, one card for each story, with buttons and with keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.plan import wall_clock
from scheduler.domain.register import REJECTIONS
from ui import desk_phrases as desk
from ui import phrases, wording
from ui.boundary import attempt
from ui.components.inbox_keys import inbox_keys
from ui.moments import day, distance, hour
from ui.parts import marks, nothing
from ui.parts.house import house_zone
from ui.parts.page import header, plain
from ui.session import actor, may_somewhere, rounds
from ui.state import Decided, Seed, state

if TYPE_CHECKING:
    from scheduler.domain.plan import Gap
    from scheduler.services.curating import InboxEntry

_SHOWN = 20
_OUTLETS = 5
_TERMS = 4
_ON_CARD = {"a": "accept-", "r": "reject-", "e": "edit-", "escape": "keep-"}
_WHY = {str(number): f"why{number}-" for number in range(1, len(REJECTIONS) + 1)}


def show() -> None:
    """Draw the page."""
    with header(wording.INBOX, wording.INBOX_ABOUT):
        by_keys = st.toggle(desk.KEYS_ON, value=True, key="keys", bind="query-params", help=desk.KEYS_HINT)
    pillars = {pillar.name: pillar.title for pillar in rounds().set_up.pillars()}
    shown = state().inbox_length or _SHOWN
    entries = _entries(pillars, shown + 1)
    _undo(by_keys=by_keys)
    if not entries:
        nothing.in_inbox()
    cards = entries[:shown]
    gaps = _places(cards) if may_somewhere(Permission.WRITE) else {}
    channels = {channel.name: channel.title for channel in rounds().set_up.channels()}
    for entry in cards:
        _card(entry, pillars, gaps.get(entry.item.id), channels)
    if len(entries) > shown:
        st.button(desk.MORE, key="more", on_click=_more, args=(shown,))
    inbox_keys(
        key="inbox-keys",
        cards=[f"item-{entry.item.id}" for entry in cards],
        on_card=_ON_CARD | _WHY,
        on_page={"u": "undo"},
        leaves=["a", *_WHY],
        turn=state().edition(),
        is_on=by_keys,
    )


def _entries(pillars: dict[str, str], most: int) -> list[InboxEntry]:
    """Draw the filters and return what they let through."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pillar = st.pills(
            wording.PILLAR,
            list(pillars),
            format_func=lambda name: pillars.get(name, name),
            key="pillar",
            bind="query-params",
            label_visibility="collapsed",
        )
        sources = {source.name: source.title for source in rounds().curating.sources() if source.active}
        source = st.selectbox(
            desk.SOURCE,
            list(sources),
            format_func=lambda name: sources.get(name, name),
            index=None,
            placeholder=desk.ANY_SOURCE,
            key="source",
            bind="query-params",
            label_visibility="collapsed",
            width=260,
        )
        trend = _trend()
    return rounds().curating.inbox(limit=most, pillar=pillar, source=source, trend=trend)


def _trend() -> int | None:
    """Draw the choice of a trend where there is one; return its number."""
    trends = {alert.id: ", ".join(alert.terms[:_TERMS]) for alert in rounds().curating.open_trends()}
    if not trends:
        return None
    return st.selectbox(
        desk.TREND,
        list(trends),
        format_func=lambda number: trends.get(number, ""),
        index=None,
        placeholder=desk.ANY_TREND,
        key="trend",
        label_visibility="collapsed",
        width=260,
    )


def _undo(*, by_keys: bool) -> None:
    decided = state().decided
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(desk.KEYS_HELP if by_keys else "")
        if decided:
            with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
                st.caption(plain(desk.undo(len(decided), _short(decided[-1].title))), width="content")
                st.button(wording.UNDO, icon=":material/undo:", key="undo", on_click=_take_back)


def _places(cards: list[InboxEntry]) -> dict[int, Gap]:
    """Return where each would go, among the channels that this person writes for."""
    own = actor().channels_where(Permission.WRITE)
    return rounds().accepting.places([entry.item for entry in cards], channels=own)


def _card(entry: InboxEntry, pillars: dict[str, str], gap: Gap | None, channels: dict[str, str]) -> None:
    item, now = entry.item, rounds().clock.now()
    with st.container(border=True, gap="xsmall", key=f"item-{item.id}"):
        st.markdown(f"**[{plain(item.title)}]({item.link})**")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            marks.trust(entry.source.trust).show()
            marks.source(entry.health).show()
            age = distance(item.published or item.first_seen, now, house_zone())
            st.caption(phrases.facts(plain(entry.source.owner), age, pillars.get(entry.pillar or "", "")))
        if item.summary:
            st.markdown(_shortened(item.summary))
        st.caption("  \n".join(_about(entry)))
        _actions(entry, gap, channels)


def _about(entry: InboxEntry) -> list[str]:
    """Return the lines under an item: why it stands there, who else tells it, what to beware of."""
    lines = [plain(phrases.because([part.words for part in entry.reason]))]
    outlets = list(dict.fromkeys(other.source for other in entry.others))
    if outlets:
        links = {other.source: other.link for other in reversed(entry.others)}
        named = [f"[{plain(name)}]({links[name]})" for name in outlets[:_OUTLETS]]
        lines.append(desk.also_told(named, len(outlets) - len(named)))
    if entry.leads_elsewhere:
        lines.append(f":material/warning: {desk.LEADS_ELSEWHERE}")
    return lines


def _actions(entry: InboxEntry, gap: Gap | None, channels: dict[str, str]) -> None:
    item = entry.item
    if state().refusing == item.id:
        _reasons(entry)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if may_somewhere(Permission.WRITE):
            st.button(
                desk.ACCEPT,
                key=f"accept-item-{item.id}",
                type="primary",
                icon=":material/check:",
                on_click=_accept,
                args=(entry, channels),
                disabled=gap is None,
                help=desk.NO_GAP if gap is None else None,
            )
            st.button(
                desk.EDIT,
                key=f"edit-item-{item.id}",
                icon=":material/edit:",
                on_click=_edit,
                args=(entry, gap),
            )
        st.button(
            desk.REJECT, key=f"reject-item-{item.id}", icon=":material/close:", on_click=_ask, args=(item.id,)
        )
        if gap is not None:
            st.caption(plain(desk.goes_to(_when(gap), channels.get(gap.channel, gap.channel))))


def _reasons(entry: InboxEntry) -> None:
    number = entry.item.id
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{desk.WHY_NOT}**", width="content")
        for place, reason in enumerate(REJECTIONS, 1):
            st.button(
                f"{place} {desk.REASONS[reason]}",
                key=f"why{place}-item-{number}",
                on_click=_reject,
                args=(entry, reason),
            )
        st.button(desk.KEEP, key=f"keep-item-{number}", type="tertiary", on_click=_ask, args=(0,))


# what the buttons do


def _ask(item: int) -> None:
    state().refusing = item


def _more(shown: int) -> None:
    state().inbox_length = shown + _SHOWN


def _accept(entry: InboxEntry, channels: dict[str, str]) -> None:
    tried = attempt(lambda: rounds().accepting.accept(actor(), entry.item.id))
    if tried.value is None:
        state().say(tried.words, "bad")
        return
    post = tried.value
    _note(entry)
    when = f"{day(post.due, post.zone)}, {hour(post.due, post.zone)}"
    state().say(desk.accepted(when, channels.get(post.channel, post.channel)))


def _reject(entry: InboxEntry, reason: str) -> None:
    state().refusing = 0
    tried = attempt(lambda: rounds().accepting.reject(actor(), entry.item.id, reason))
    if not tried.worked:
        state().say(tried.words, "bad")
        return
    _note(entry)
    state().say(desk.refused(_short(entry.item.title)))


def _take_back() -> None:
    if not state().decided:
        return
    last = state().decided.pop()
    tried = attempt(lambda: rounds().accepting.take_back(actor(), last.item))
    if tried.worked:
        state().say(desk.taken_back(_short(last.title)))
    else:
        state().say(tried.words, "bad")


def _edit(entry: InboxEntry, gap: Gap | None) -> None:
    app = rounds()
    channels = app.set_up.channels()
    if not channels:
        state().say(wording.NO_CHANNEL_YET, "bad")
        return
    channel = gap.channel if gap else channels[0].name
    made = app.curating.compose(entry.item.id, channel=channel)
    state().open_new(
        Seed(
            channel=channel,
            wall=wall_clock(gap.due, gap.zone) if gap else None,
            text=made.text,
            link=made.link or "",
            pillar=made.pillar or entry.pillar,
            item=entry.item.id,
            reason=made.reason,
        )
    )


def _note(entry: InboxEntry) -> None:
    state().decided.append(Decided(entry.item.id, entry.item.title))


def _when(gap: Gap) -> str:
    return f"{day(gap.due, gap.zone)}, {hour(gap.due, gap.zone)}"


def _short(title: str, most: int = 60) -> str:
    words = " ".join(title.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _shortened(summary: str, most: int = 280) -> str:
    return plain(_short(summary, most))
