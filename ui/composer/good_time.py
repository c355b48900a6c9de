"""One quiet line beneath the time of a post: is it in a good time of its channel, and when is the next?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import good_time_words as words
from ui.moments import hour, moment
from ui.parts.page import plain
from ui.session import rounds

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.plan import Channel


def tell(channel: Channel, at: datetime) -> None:
    """Draw it, where anybody said when the channel is read most."""
    standing = rounds().good_times.standing(channel.name, at)
    if standing is None:
        return
    if standing.inside is not None:
        until = hour(standing.inside.end, channel.zone)
        said = words.inside(until, standing.inside.good.known_from)
    elif standing.next is not None:
        following = moment(standing.next.start, channel.zone)
        said = words.outside(following, standing.next.good.known_from)
    else:
        return
    st.caption(f":material/insights: {plain(said)}")
