"""The composer's fields: when, where, what. Each keeps what was typed until it is saved or put away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from scheduler.domain.post import ReplySettings
from ui import phrases, wording
from ui.composer import (
    article,
    first_comment,
    good_time,
    link_choice,
    manner,
    pickers,
    template,
    thread,
    variants,
    video,
    weight,
)
from ui.composer.draft import Draft, Moment, first_time, is_second
from ui.parts.clocks import one_of_two
from ui.session import rounds
from ui.state import state

if TYPE_CHECKING:
    from scheduler.domain.plan import Channel
    from scheduler.domain.post import Post
    from ui.state import Opened

_STEP = timedelta(minutes=5)


def show(opened: Opened, post: Post | None) -> Draft:
    """Draw the fields and return what stands in them."""
    channel = _channel(opened, post)
    also = variants.choose(opened, post, channel)
    moment = _moment(opened, post, channel)
    variants.times(moment, also)
    article.show(opened, post, channel)
    template.show(opened, channel, moment)
    pickers.show(opened, channel)
    parts = thread.show(opened, post)
    first, *further = [part for part, _ in parts]
    label = wording.LINK_OF_THREAD if further else wording.LINK
    link = link_choice.show(opened, post, channel, first.text, label=label)
    below_link, of_channels = st.container(), st.container(gap="small")
    draft = Draft(
        channel=channel,
        moment=moment,
        text=first.text,
        link=link,
        pillar=_pillar(opened, post),
        kept=first.kept,
        added=first.added,
        thread=tuple(further),
        item=post.item if post else opened.seed.item,
        reason=post.reason if post else opened.seed.reason,
        key="" if post else opened.key,
        also=also,
        **_further(opened, post, channel),
    )
    with below_link:
        first_comment.show(opened, draft)
    for place, (_, slot) in enumerate(parts):
        with slot:
            weight.show(draft, place)
    with of_channels:
        return variants.show(opened, draft)


def _further(opened: Opened, post: Post | None, channel: Channel) -> dict[str, Any]:
    """Draw what most posts do not need, behind one line that is open where this post does."""
    begun = post or (opened.typed.content if opened.typed else None)
    is_used = begun is not None and bool(
        begun.video
        or begun.reply_to
        or begun.quote
        or begun.made_with_ai
        or begun.reply_settings is not ReplySettings.EVERYONE
    )
    with st.expander(wording.FURTHER, icon=":material/tune:", expanded=is_used):
        shown = video.show(opened, post, channel)
        told = manner.show(opened, post, channel)
    return {"video": shown, **dict(told)}


def _channel(opened: Opened, post: Post | None) -> Channel:
    channels = variants.writable() if post is None else rounds().set_up.channels()
    names = [channel.name for channel in channels]
    wanted = post.channel if post else opened.seed.channel
    chosen = st.selectbox(
        wording.CHANNEL,
        channels,
        index=names.index(wanted) if wanted in names else 0,
        format_func=lambda channel: phrases.channel(channel.title, channel.handle),
        key=f"channel-{opened.edition}",
        disabled=post is not None,
    )
    return rounds().set_up.channel(chosen.name)


def _moment(opened: Opened, post: Post | None, channel: Channel) -> Moment:
    begin = post.wall if post else opened.seed.wall or _begin(channel)
    day_side, hour_side = st.columns(2)
    on = day_side.date_input(phrases.on_day(channel.zone), begin.date(), key=f"day-{opened.edition}")
    at = hour_side.time_input(
        phrases.at_hour(channel.zone),
        begin.time().replace(second=0, microsecond=0, fold=0),
        key=f"hour-{opened.edition}",
        step=_STEP,
    )
    is_later = is_second(post) if post else bool(begin.fold)
    wall = one_of_two(datetime.combine(on, at), channel.zone, key=f"fold-{opened.edition}", second=is_later)
    moment = Moment.typed(wall, channel.zone, second=bool(wall.fold))
    if moment.problem:
        st.error(moment.problem, icon=":material/schedule:")
    elif moment.due <= rounds().clock.now():
        st.caption(wording.TIME_IS_PAST)
    else:
        good_time.tell(channel, moment.due)
    return moment


def _begin(channel: Channel) -> datetime:
    app = rounds()
    return first_time(app.planning.gaps(days=14, channels=[channel.name]), channel, now=app.clock.now())


def _pillar(opened: Opened, post: Post | None) -> str | None:
    pillars = {pillar.name: pillar.title for pillar in rounds().set_up.pillars()}
    options = ["", *pillars]
    key = f"pillar-{opened.edition}"
    # a field that a click has written into must not be given a first value, too
    wanted = "" if key in state().written else (post.pillar if post else opened.seed.pillar) or ""
    chosen = st.selectbox(
        wording.PILLAR,
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=lambda name: pillars.get(name, wording.NO_PILLAR),
        key=key,
    )
    return chosen or None
