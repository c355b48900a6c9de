"""The forms of sheets that are recognised by their headings: our own, and those of other schedulers.

The headings were collected from the schedulers' own help pages and from programs that write their files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence


#: The column that a sheet of rejected rows has beside its own; nobody reads it again.
WHY_NOT: Final = "why not imported"


class Role(StrEnum):
    """What a column says of a post."""

    WHEN = "date and time"
    DATE = "date"
    TIME = "time"
    ZONE = "time zone"
    CHANNEL = "channel"
    TEXT = "text"
    PART = "further part of the thread"
    LINK = "link"
    MEDIA = "picture"
    VIDEO = "video"
    VIDEO_ALT = "alt text of the video"
    ALT = "alt text"
    PILLAR = "pillar"
    DRAFT = "draft"
    STATE = "state"
    COMMENT = "first comment"
    WHOLE_DAY = "all day"


@dataclass(frozen=True)
class Form:
    """One way to write a plan into a sheet."""

    name: str
    title: str
    #: Headings, folded, and what each column says.
    columns: dict[str, Role]
    #: Headings without which it is not this form.
    needs: frozenset[str]
    #: Columns that stand for a network each, ticked where the post goes there: heading and network.
    networks: dict[str, str] = field(default_factory=dict)
    #: The zone of its times where the sheet names none; empty for the channel's.
    zone: str = ""


def _form(name: str, title: str, columns: str, *, needs: str, zone: str = "", networks: str = "") -> Form:
    """Make a form from lines such as `TEXT: text, message`."""
    told: dict[str, Role] = {}
    for line in columns.strip().splitlines():
        role, _, headings = line.strip().partition(":")
        told |= {fold(heading): Role[role] for heading in headings.split(",")}
    ticked = dict(pair.strip().split("=") for pair in networks.split(",")) if networks else {}
    return Form(
        name=name,
        title=title,
        columns=told,
        needs=frozenset(fold(each) for each in needs.split(",")),
        networks={fold(heading): network for heading, network in ticked.items()},
        zone=zone,
    )


def fold(heading: str) -> str:
    """Return a heading without case, signs and doubled blanks: “Media URL(s)” and “media_urls” are alike."""
    plain = re.sub(r"\(s\)", "s", heading.strip().casefold())
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())


OWN: Final = _form(
    "rounds",
    "Rounds",
    """
    CHANNEL: channel
    DATE: date
    TIME: time
    ZONE: zone
    STATE: state
    PILLAR: pillar
    TEXT: text
    PART: part 2, part 3, part 4, part 5, part 6, part 7, part 8, part 9, part 10
    LINK: link
    MEDIA: pictures
    ALT: alt texts
    VIDEO: video
    VIDEO_ALT: video alt
    COMMENT: first comment
    """,
    needs="channel,date,time,zone,text",
)
_OTHERS: Final = (
    _form(
        "buffer",
        "Buffer",
        """
        TEXT: text
        MEDIA: image url
        PILLAR: tags
        WHEN: posting time
        """,
        needs="text,posting time",
    ),
    _form(
        "sprout",
        "Sprout Social",
        """
        DATE: date
        TIME: time 24hr
        TEXT: message text
        LINK: link, links
        MEDIA: image, images, image url
        PILLAR: tags
        """,
        needs="date,time 24hr,message text",
    ),
    _form(
        "socialbee",
        "SocialBee",
        """
        TEXT: text, content
        LINK: link
        MEDIA: imageurls, gifurls, gifurl
        VIDEO: videourls
        WHEN: postatspecifictime
        """,
        needs="postatspecifictime",
    ),
    _form(
        "metricool",
        "Metricool",
        f"""
        TEXT: text
        DATE: date
        TIME: time
        DRAFT: draft
        MEDIA: {",".join(f"picture url {each}" for each in range(1, 11))}
        ALT: {",".join(f"alt text picture {each}" for each in range(1, 11))}
        COMMENT: first comment text
        """,
        needs="text,date,time,draft,twitter x",
        networks="twitter x=x,facebook=facebook,linkedin=linkedin,instagram=instagram,threads=threads,"
        "bluesky=bluesky,gbp=gbp,pinterest=pinterest,tiktok=tiktok,youtube=youtube",
    ),
    _form(
        "publer",
        "Publer",
        """
        WHEN: date
        TEXT: text
        LINK: links, link
        MEDIA: media urls, media url
        PILLAR: labels, label
        ALT: alt texts, alt text
        COMMENT: comments, comment
        """,
        needs="date,text,media urls,labels",
    ),
    _form(
        "ayrshare",
        "Ayrshare",
        """
        TEXT: post
        CHANNEL: platforms
        MEDIA: mediaurls
        WHEN: scheduledate
        """,
        needs="post,platforms,scheduledate",
        zone="UTC",
    ),
    _form(
        "outlook",
        "Outlook",
        """
        TEXT: subject
        DATE: start date
        TIME: start time
        WHOLE_DAY: all day event
        PILLAR: categories
        """,
        needs="subject,start date,start time",
    ),
    _form(
        "hootsuite",
        "Hootsuite",
        """
        WHEN: date
        TEXT: message
        LINK: link
        MEDIA: image url
        CHANNEL: profile
        """,
        needs="date,message",
    ),
)
#: Hootsuite's own form has no heading: date and time, message, link.
HEADLESS: Final = Form(
    name="hootsuite",
    title="Hootsuite",
    columns={"1": Role.WHEN, "2": Role.TEXT, "3": Role.LINK},
    needs=frozenset({"1", "2"}),
)
#: Headings that are understood wherever they stand.
_ANY: Final = _form(
    "sheet",
    "a sheet of its own kind",
    """
    WHEN: scheduled time, scheduled at, schedule, datetime, date time, date and time, publish at, when
    DATE: date, day, publish date, start date, fecha
    TIME: time, hour, publish time, start time, time 24hr, hora
    ZONE: zone, time zone, timezone, tz
    CHANNEL: channel, channels, platform, platforms, network, networks, account, profile, canal, red
    TEXT: text, message, caption, content, post, copy, body, message text, post text, texto, mensaje
    LINK: link, links, url, linkurl, link url, enlace
    MEDIA: media, media url, media urls, image, images, image url, image urls, picture, picture url, photo
    ALT: alt, alt text, alt texts, image alt, image description
    VIDEO: video, video url, video urls, videourls, video file
    VIDEO_ALT: video alt, video alt text, video description
    PILLAR: pillar, category, categories, label, labels, tag, tags, topic, theme, campaign
    DRAFT: draft, is draft
    STATE: state, status
    COMMENT: first comment, first comment text, firstcomment, comment, comments
    """,
    needs="",
)


#: What every program may have, under whatever heading, beside the columns of its form.
_WHEREVER: Final = frozenset({Role.VIDEO, Role.VIDEO_ALT, Role.COMMENT})


def role_of(form: Form, heading: str) -> Role | None:
    """Return what a column of a form says, by its folded heading; `None` where nobody knows."""
    anywhere = _ANY.columns.get(heading)
    return form.columns.get(heading) or (anywhere if anywhere in _WHEREVER else None)


def recognised(headings: Sequence[str]) -> Form | None:
    """Return the form whose headings these are, the one that explains most of them; `None` for none."""
    folded = {fold(each) for each in headings}
    fits = [form for form in (OWN, *_OTHERS) if form.needs <= folded]
    if fits:
        return max(
            fits, key=lambda form: sum(each in form.columns or each in form.networks for each in folded)
        )
    roles = {_ANY.columns[each] for each in folded if each in _ANY.columns}
    has_moment = Role.WHEN in roles or Role.DATE in roles
    return _ANY if Role.TEXT in roles and has_moment else None
