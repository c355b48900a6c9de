"""What a post says and shows, as a person gives it, made into what is kept: checked, cleaned, shelved.

Knows no database. A wrong file or address is refused before anything of the plan is written.
"""

from __future__ import annotations

import re
from datetime import datetime
from io import BufferedIOBase
from typing import TYPE_CHECKING, Any, Final

from pydantic import ConfigDict, Field

from connectors import limits_of
from connectors.addresses import EXAMPLES, read_address
from scheduler.domain.errors import InvalidInputError
from scheduler.domain.post import Picture, Post, PostState, ReasonPart, ReplySettings, ThreadPart, Video
from scheduler.domain.value import Value
from scheduler.services.words import clean_link, clean_text

if TYPE_CHECKING:
    from scheduler.services.shelving import Shelf

#: Of one part: every network takes so many.
MOST_PICTURES: Final = 4
#: Longer ones are read by nobody.
MOST_PARTS: Final = 25
#: How networks name a post by itself.
_NUMBERS: Final = {"x": re.compile(r"[0-9]{1,19}", re.ASCII), "mastodon": re.compile(r"\w{1,40}", re.ASCII)}


class NewPicture(Value):
    """A picture as a person chose it, before it is cleaned."""

    data: bytes = Field(repr=False)
    alt: str = ""
    file_name: str = ""


class NewVideo(Value):
    """A video or an animation as a person chose it, before it is cleaned; the file must allow seeking."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    file: BufferedIOBase = Field(repr=False)
    alt: str = ""
    file_name: str = ""


class NewPart(Value):
    """A further part of a thread, as a person has it: its text, the pictures that stay, and new ones."""

    text: str = ""
    kept: tuple[Picture, ...] = ()
    added: tuple[NewPicture, ...] = ()


class NewPost(Value):
    """What a new post begins with."""

    channel: str
    #: Without offset it is the wall clock of the channel's zone.
    at: datetime
    text: str = ""
    link: str | None = None
    pillar: str | None = None
    item: int | None = None
    bundle: str | None = None
    reason: tuple[ReasonPart, ...] = ()
    pictures: tuple[NewPicture, ...] = ()
    #: In the place of pictures.
    video: NewVideo | None = None
    #: The parts after the first.
    thread: tuple[NewPart, ...] = ()
    #: The address of the post that it answers, or shows; the network's number of it will do.
    reply_to: str = ""
    quote: str = ""
    reply_settings: ReplySettings = ReplySettings.EVERYONE
    made_with_ai: bool = False
    #: `draft`, or `proposed` for the filler.
    state: PostState = PostState.DRAFT


class PostChanges(Value):
    """What a person changed; `None` leaves a field as it is."""

    text: str | None = None
    link: str | None = None
    clear_link: bool = False
    pillar: str | None = None
    clear_pillar: bool = False
    at: datetime | None = None
    #: The pictures that stay, in their order, with their alt texts as they are now.
    keep_pictures: tuple[Picture, ...] | None = None
    #: Further pictures, after the ones that stay.
    pictures: tuple[NewPicture, ...] = ()
    #: Another video in the place of the one it has.
    video: NewVideo | None = None
    clear_video: bool = False
    #: Other words for the video it has.
    video_alt: str | None = None
    #: All parts after the first, as they are now.
    thread: tuple[NewPart, ...] | None = None
    #: Empty for none any more.
    reply_to: str | None = None
    quote: str | None = None
    reply_settings: ReplySettings | None = None
    made_with_ai: bool | None = None


class Content(Value):
    """The fields of a post that an approval covers, its channel aside; named as they are there."""

    text: str = ""
    link: str | None = None
    pictures: tuple[Picture, ...] = ()
    video: Video | None = None
    thread: tuple[ThreadPart, ...] = ()
    reply_to: str | None = None
    quote: str | None = None
    reply_settings: ReplySettings = ReplySettings.EVERYONE
    made_with_ai: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """The fields by name, for a post."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Contents:
    """Makes content, with the files it needs on the shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def plain(self, new: NewPost) -> Content:
        """Return the content of a post of words and a link; nothing else of `new` is looked at."""
        return Content(text=clean_text(new.text), link=clean_link(new.link))

    def of_new(self, new: NewPost, *, network: str) -> Content:
        """Return the content of a new post; its files are cleaned and on the disk."""
        thread = _checked(new.thread, first=len(new.pictures), known={})
        fields = {
            "reply_to": named_post(network, new.reply_to),
            "quote": named_post(network, new.quote),
            "reply_settings": new.reply_settings,
            "made_with_ai": new.made_with_ai,
        }
        _check_company(bool(new.pictures), bool(new.video), quotes=fields["quote"] is not None)
        made = self.plain(new).model_copy(update=fields)
        files = {
            "pictures": self._pictures(new.pictures),
            "video": self._video(new.video, network),
            "thread": tuple(self._part(each) for each in thread),
        }
        return made.model_copy(update=files)

    def changed(self, post: Post, changes: PostChanges, *, network: str) -> Content:
        """Return the content of `post` with `changes`; what they do not name stays."""
        shown = (post.pictures, *(part.pictures for part in post.thread))
        known = {each.sha256: each for pictures in shown for each in pictures}
        kept = post.pictures if changes.keep_pictures is None else changes.keep_pictures
        kept = _only_known(kept, known)
        wanted = _kept_so(post.thread) if changes.thread is None else changes.thread
        wanted = _checked(wanted, first=len(kept) + len(changes.pictures), known=known)
        fields = _plain_changes(post, changes, network=network)
        stays = post.video is not None and not changes.clear_video
        _check_company(
            bool(kept or changes.pictures),
            stays or changes.video is not None,
            quotes=fields["quote"] is not None,
        )
        files = {
            "pictures": (*kept, *self._pictures(changes.pictures)),
            "video": self._video(changes.video, network) or _video_left(post, changes),
            "thread": tuple(self._part(each) for each in wanted),
        }
        return Content(**{**fields, **files})

    def _part(self, part: NewPart) -> ThreadPart:
        return ThreadPart(text=clean_text(part.text), pictures=(*part.kept, *self._pictures(part.added)))

    def _pictures(self, new: tuple[NewPicture, ...]) -> tuple[Picture, ...]:
        return tuple(self._shelf.put(each.data, alt=each.alt, file_name=each.file_name) for each in new)

    def _video(self, new: NewVideo | None, network: str) -> Video | None:
        if new is None:
            return None
        return self._shelf.put_video(
            new.file, limits=limits_of(network), alt=new.alt, file_name=new.file_name
        )


def named_post(network: str, words: str) -> str | None:
    """Return the number of the post that an address names; `None` for no words.

    Raises `InvalidInputError`, which says what is expected, for what names no post on `network`.
    """
    given = words.strip()
    if not given:
        return None
    number = _NUMBERS.get(network)
    if number and number.fullmatch(given):
        return given
    told = read_address(network, given)
    if told is None:
        raise InvalidInputError(
            f"“{given[:80]}” names no post on this network. Paste the post's address; "
            f"it looks like {EXAMPLES.get(network, 'https://…')}."
        )
    return told.remote_id


def check_content(content: Content) -> None:
    """Raise `InvalidInputError` where what a post shows can't stand in one post."""
    _check_company(bool(content.pictures), content.video is not None, quotes=content.quote is not None)


def content_of(post: Post) -> Content:
    """Return what `post` says and shows."""
    return Content(**{name: getattr(post, name) for name in Content.model_fields})


def _plain_changes(post: Post, changes: PostChanges, *, network: str) -> dict[str, Any]:
    """Return all but files, as they are after `changes`."""

    def named(words: str | None, before: str | None) -> str | None:
        return before if words is None else named_post(network, words)

    link = post.link if changes.link is None else clean_link(changes.link)
    settings, is_ai = changes.reply_settings, changes.made_with_ai
    return {
        "text": post.text if changes.text is None else clean_text(changes.text),
        "link": None if changes.clear_link else link,
        "reply_to": named(changes.reply_to, post.reply_to),
        "quote": named(changes.quote, post.quote),
        "reply_settings": post.reply_settings if settings is None else settings,
        "made_with_ai": post.made_with_ai if is_ai is None else is_ai,
    }


def _kept_so(thread: tuple[ThreadPart, ...]) -> tuple[NewPart, ...]:
    return tuple(NewPart(text=each.text, kept=each.pictures) for each in thread)


def _video_left(post: Post, changes: PostChanges) -> Video | None:
    if post.video is None or changes.clear_video or changes.video_alt is None:
        return None if changes.clear_video else post.video
    return post.video.model_copy(update={"alt": " ".join(changes.video_alt.split())})


def _checked(parts: tuple[NewPart, ...], *, first: int, known: dict[str, Picture]) -> tuple[NewPart, ...]:
    """Return the parts with pictures that may stay; `first` is how many the first part has."""
    if 1 + len(parts) > MOST_PARTS:
        raise InvalidInputError(f"A thread has at most {MOST_PARTS} parts.")
    counts = [first, *(len(part.kept) + len(part.added) for part in parts)]
    for number, count in enumerate(counts, start=1):
        if count > MOST_PICTURES:
            where = f"Part {number} of a thread" if parts else "A post"
            raise InvalidInputError(f"{where} carries at most {MOST_PICTURES} pictures.")
    return tuple(part.model_copy(update={"kept": _only_known(part.kept, known)}) for part in parts)


def _only_known(kept: tuple[Picture, ...], known: dict[str, Picture]) -> tuple[Picture, ...]:
    if any(picture.sha256 not in known for picture in kept):
        raise InvalidInputError("One of the pictures does not belong to this post. Add it again.")
    return tuple(known[each.sha256].model_copy(update={"alt": " ".join(each.alt.split())}) for each in kept)


def _check_company(has_pictures: bool, has_video: bool, *, quotes: bool) -> None:  # noqa: FBT001 - two of a kind
    if has_pictures and has_video:
        raise InvalidInputError("A post shows either pictures or one video. Take one of them out.")
    if quotes and (has_pictures or has_video):
        raise InvalidInputError(
            "A post shows either another post or pictures and video of its own. Take one of them out."
        )
