"""Beside the fields: how a message looks, weighs, costs, and what the guard says, on each channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from connectors.appearance import APPEARANCES, appearance_of, count, fits, folded, pieces
from scheduler.domain.money import dollars
from ui import phrases
from ui import variant_words as words
from ui.boundary import attempt
from ui.composer import judgement, preview
from ui.composer.rewriting import Fields
from ui.moments import moment
from ui.parts import difference, marks
from ui.parts.page import plain
from ui.session import rounds

if TYPE_CHECKING:
    from connectors.appearance import Appearance
    from ui.composer.draft import Draft
    from ui.state import Opened

#: The choice of a channel's own network.
_OWN: Final = ""


def show(draft: Draft, opened: Opened, *, is_fields: bool = True) -> None:
    """Draw all that is said of a message; `is_fields` where the fields of `opened` can be written into."""
    on, drafts = _as_on(draft, opened), draft.each()
    if len(drafts) == 1:
        _one(draft, Fields(opened.edition) if is_fields else None, on)
        return
    with st.container(gap="xsmall"):
        for each in drafts:
            st.caption(_glance(each))
        _cost(drafts)
    tabs = st.tabs([phrases.channel(each.channel.title, each.channel.handle) for each in drafts])
    common = next((each.channel.name for each in drafts if each.channel.name not in draft.variants), "")
    for tab, each in zip(tabs, drafts, strict=True):
        with tab:
            _one(each, _fields_of(draft, each, opened, common) if is_fields else None, on)
            _differences(draft, each)


def _fields_of(draft: Draft, each: Draft, opened: Opened, common: str) -> Fields | None:
    """Return where the words of one of several channels stand; those of the common text only once."""
    name = each.channel.name
    if name in draft.variants:
        return Fields(opened.edition, channel=name)
    return Fields(opened.edition) if name == common else None


def _one(draft: Draft, fields: Fields | None, on: Appearance | None) -> None:
    look = on or appearance_of(draft.channel.network)
    preview.show(draft, look, page=_page(draft))
    _facts(draft, look, is_own=on is None)
    if not draft.moment.problem:
        until = moment(draft.moment.due + draft.channel.useful_for, draft.channel.zone)
        st.caption(plain(words.useful_until(until)))
    judgement.show(draft, fields)


def _as_on(draft: Draft, opened: Opened) -> Appearance | None:
    """Draw the choice of the network that is drawn after; `None` for each channel's own."""
    own = appearance_of(draft.channel.network).title
    chosen = st.selectbox(
        words.SEE_AS,
        [_OWN, *APPEARANCES],
        format_func=lambda name: APPEARANCES[name].title if name else words.its_own(own),
        key=f"see-as-{opened.edition}",
        help=words.SEE_AS_HINT,
    )
    return APPEARANCES.get(chosen or _OWN)


def _facts(draft: Draft, look: Appearance, *, is_own: bool) -> None:
    """Say what the drawing alone does not: how full it is elsewhere, what is hidden, what parts become."""
    told = []
    for place in range(len(draft.parts)):
        text = preview.text_of(draft, place)
        length = count(text, look)
        if not is_own:
            told.append(words.as_on(look.title, length, look.limit))
            if length <= look.limit and not fits(text, look):
                told.append(words.too_heavy(look.title))
        hidden = sum(len(each.text) for each in folded(pieces(text, look), look)[1])
        if hidden:
            told.append(words.waits_behind(hidden, look.more))
    if draft.thread:
        told.append(words.no_numbers(look.title) if look.has_threads else words.no_threads(look.title))
    for each in told:
        st.caption(plain(each))


def _page(draft: Draft) -> str:
    """Return the title of the page that the link leads to, where it is the item's."""
    if draft.item is None or not draft.link:
        return ""
    found = attempt(lambda: rounds().curating.item(draft.item or 0)).value
    return found.title if found is not None and found.link == draft.link else ""


def _glance(draft: Draft) -> str:
    """Say in one line how full a channel's post is, and the gravest that speaks against it."""
    weight = rounds().checking.weigh(draft.text, draft.link or None, network=draft.channel.network)
    places = range(len(draft.parts))
    found = [each.severity for place in places for each in judgement.reviewed(draft, place).findings]
    gravest = min(found, key=judgement.ORDER.__getitem__, default=None)
    told = marks.severity(gravest).inline if gravest and not draft.is_empty else ""
    full = phrases.weight(weight.length, weight.limit, "")
    return words.at_a_glance(f"**{plain(draft.channel.title)}**", plain(full), told)


def _cost(drafts: tuple[Draft, ...]) -> None:
    costs = [
        rounds().budgeting.cost_of_texts(each.costly_parts, network=each.channel.network).total
        for each in drafts
    ]
    total = sum(costs)
    if total:
        st.caption(plain(words.in_all(dollars(total), len(drafts))))


def _differences(draft: Draft, each: Draft) -> None:
    """Show what a channel says differently."""
    if each.channel.name not in draft.variants:
        return
    common = draft.model_copy(update={"variants": {}, "also": (), "channel": each.channel})
    drawn = difference.element(common.typed().content, each.typed().content)
    if drawn:
        st.caption(f"**{words.DIFFERS}**")
        st.html(drawn)
