"""The ledger of signed authorisations: enter one, see what it released, note that it was taken back."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.authorisations import STATEMENTS, Authorisation, Subject
from scheduler.domain.plan import zone_named
from ui import approval_words as words
from ui import wording
from ui.boundary import attempt
from ui.moments import moment
from ui.parts.house import house_zone
from ui.parts.page import act, empty, header, plain, two_step
from ui.session import actor, rounds
from ui.state import state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from scheduler.domain.post import Post


def show() -> None:
    """Draw the page."""
    with header(words.AUTHORISATIONS, words.AUTHORISATIONS_ABOUT):
        pass
    _live()
    found = rounds().authorising.all(actor())
    if not found:
        empty(":material/assignment_turned_in:", words.NONE_ENTERED, step=words.NONE_ENTERED_STEP)
    for each in reversed(found):
        _line(each)
    with st.expander(words.ADD, icon=":material/add:"):
        _add()


def _live() -> None:
    """Name what is out though its authorisation is over."""
    live = [post for each in rounds().authorising.live() for post in each.live]
    if live:
        st.error("  \n".join([words.TAKE_DOWN, *map(_named, live)]), icon=":material/error:")


def _named(post: Post) -> str:
    return plain(f"{post.channel} · {post.id} · {post.remote_url or post.state.value}")


def _line(each: Authorisation) -> None:
    zone = house_zone()
    is_over = each.expires_at <= rounds().clock.now()
    revoked = moment(each.revoked_at, zone) if each.revoked_at else ""
    with st.container(border=True, gap="xsmall", key=f"authorisation-{each.id}"):
        st.markdown(f"**{each.id} · {plain(each.reference)}** · {each.subject.value}")
        st.markdown(plain(f"{each.scope}. {each.purpose}"))
        until = words.holds(moment(each.expires_at, zone), revoked=revoked, is_over=is_over)
        st.caption(plain(" · ".join([until, ", ".join(each.channels), each.document])))
        if each.revoked_at is None and two_step(
            f"revoke-{each.id}", words.REVOKE, words.SURE_TO_REVOKE, icon=":material/undo:"
        ):
            act(lambda: rounds().authorising.revoke(actor(), each.id), words.REVOKED)


def _add() -> None:
    edition = state().form("authorisation")
    fields = {
        "reference": _text(words.REFERENCE, edition, words.REFERENCE_HINT),
        "subject": st.selectbox(words.SUBJECT, list(Subject), key=f"{words.SUBJECT}-{edition}"),
        "scope": _text(words.SCOPE, edition),
        "purpose": _text(words.PURPOSE, edition),
        "discloser": _text(words.DISCLOSER, edition),
        "channels": tuple(
            st.multiselect(
                words.CHANNELS,
                [channel.name for channel in rounds().set_up.channels()],
                key=f"{words.CHANNELS}-{edition}",
                help=words.CHANNELS_HINT,
                placeholder=wording.CHOOSE_OPTIONS,
            )
        ),
        "signed_at": _midnight(st.date_input(words.SIGNED, None, key=f"{words.SIGNED}-{edition}")),
        "expires_at": _midnight(st.date_input(words.EXPIRES, None, key=f"{words.EXPIRES}-{edition}")),
        "document": _text(words.DOCUMENT, edition),
        "signed_by": _text(words.SIGNED_BY, edition, words.SIGNED_BY_HINT, value="person"),
        "statements": tuple(
            st.multiselect(
                words.STATES,
                list(STATEMENTS),
                format_func=lambda key: told(STATEMENTS[key]),
                key=f"says-{edition}",
                placeholder=wording.CHOOSE_OPTIONS,
            )
        ),
    }
    if st.button(words.ENTER, key=f"enter-{edition}", type="primary", icon=":material/check:"):
        _enter(fields)


def _enter(fields: Mapping[str, object]) -> None:
    now = rounds().clock.now()
    tried = attempt(
        lambda: rounds().authorising.add(actor(), Authorisation.model_validate({**fields, "created_at": now}))
    )
    if not tried.worked:
        st.error(tried.words, icon=":material/error:")
        return
    state().form_done("authorisation")
    state().say(words.ENTERED)
    st.rerun(scope="app")


def _text(label: str, edition: object, hint: str | None = None, *, value: str = "") -> str:
    return st.text_input(label, value, key=f"{label}-{edition}", help=hint) or ""


def _midnight(day: date | None) -> datetime:
    """Return the begin of a day by the house's clock; without one, a time that no form can have."""
    if day is None:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return datetime.combine(day, time(), zone_named(house_zone())).astimezone(UTC)
