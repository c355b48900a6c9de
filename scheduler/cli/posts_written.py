"""What `rounds post add` and `rounds post edit` are given: the options, and what they come to."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.domain.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.post import Post, ReplySettings
    from scheduler.services.planning import NewPart, NewPicture, NewVideo

Text = Annotated[str, typer.Option("--text", help="What it says.")]
NewText = Annotated[str | None, typer.Option("--text", help="What it says.")]
Media = Annotated[list[Path] | None, typer.Option("--media", help="A picture; up to four.")]
Alt = Annotated[list[str] | None, typer.Option("--alt", help="What the picture shows, for each one.")]
Part = Annotated[
    list[str] | None, typer.Option("--part", metavar="TEXT", help="A further part of a thread; repeat it.")
]
PartMedia = Annotated[
    list[str] | None,
    typer.Option("--part-media", metavar="N=FILE", help="A picture of part N, like 2=clinic.png."),
]
PartAlt = Annotated[
    list[str] | None,
    typer.Option("--part-alt", metavar="TEXT", help="What it shows, for each --part-media."),
]
Film = Annotated[Path | None, typer.Option("--video", help="An MP4 video or an animated GIF.")]
FilmAlt = Annotated[str | None, typer.Option("--video-alt", help="What the video shows and says.")]
Link = Annotated[str | None, typer.Option("--link", help="Where it leads to.")]
Pillar = Annotated[str | None, typer.Option("--pillar", help="Its theme.")]
ReplyTo = Annotated[
    str | None, typer.Option("--reply-to", metavar="ADDRESS", help="The post that it answers, or its number.")
]
Quote = Annotated[
    str | None, typer.Option("--quote", metavar="ADDRESS", help="The post that it shows, or its number.")
]
WhoMayAnswer = Annotated[
    str | None,
    typer.Option("--who-may-answer", help="everyone, following, mentioned, subscribers or verified."),
]
WithAi = Annotated[
    bool | None, typer.Option("--made-with-ai/--not-made-with-ai", help="Tell readers that AI made a part.")
]


def pictures(files: list[Path] | None, alts: list[str] | None) -> tuple[NewPicture, ...]:
    """Read the files of pictures, each with its alt text."""
    from scheduler.services.planning import NewPicture

    paths, words = files or [], alts or []
    if len(words) > len(paths):
        raise InvalidInputError("There are more --alt texts than --media files. Give one for each picture.")
    told = [*words, *[""] * (len(paths) - len(words))]
    return tuple(
        NewPicture(data=_bytes(path), alt=alt, file_name=path.name)
        for path, alt in zip(paths, told, strict=True)
    )


def thread(
    texts: list[str] | None,
    media: list[str] | None = None,
    alts: list[str] | None = None,
    *,
    before: Post | None = None,
) -> tuple[NewPart, ...]:
    """Return the parts after the first; each keeps the pictures that the part in its place has `before`."""
    from scheduler.services.planning import NewPart

    parts = [NewPart(text=each) for each in texts or [] if each.strip()]
    for place, had in enumerate(before.thread if before else ()):
        if place < len(parts):
            parts[place] = parts[place].model_copy(update={"kept": had.pictures})
    numbered = [_numbered(each, most=len(parts) + 1) for each in media or []]
    ready = pictures([path for _, path in numbered], alts)
    for (number, _), picture in zip(numbered, ready, strict=True):
        part = parts[number - 2]
        parts[number - 2] = part.model_copy(update={"added": (*part.added, picture)})
    return tuple(parts)


@contextmanager
def video(path: Path | None, alt: str | None) -> Iterator[NewVideo | None]:
    """Open the file of a video for as long as it is needed."""
    from scheduler.services.planning import NewVideo

    if path is None:
        yield None
        return
    try:
        file = path.open("rb")
    except OSError as why:
        raise InvalidInputError(f"The video {path} can't be read: {why.strerror}.") from why
    with file:
        yield NewVideo(file=file, alt=alt or "", file_name=path.name)


def replaced(**given: str | None) -> dict[str, Any]:
    """Return the changes of fields that an empty value clears."""
    changes: dict[str, Any] = {}
    for name, value in given.items():
        changes |= {f"clear_{name}": True} if value is not None and not value.strip() else {name: value}
    return changes


def who(name: str | None) -> ReplySettings | None:
    """Return who may answer; raises `UnknownNameError`, with the choices, for what is none of them."""
    from scheduler.domain.post import ReplySettings

    if name is None:
        return None
    try:
        return ReplySettings(name.strip().lower())
    except ValueError as why:
        raise UnknownNameError("such choice", name, [each.value for each in ReplySettings]) from why


def _numbered(words: str, *, most: int) -> tuple[int, Path]:
    number, mark, path = words.partition("=")
    if not (mark and path and number.isascii() and number.isdecimal() and 2 <= int(number) <= most):  # noqa: PLR2004 - the first part has --media
        raise InvalidInputError(
            f"“{words}” names no picture of a part. Write it like 2=clinic.png, with the number of a --part; "
            "the first --part is part 2."
        )
    return int(number), Path(path)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as why:
        raise InvalidInputError(f"The picture {path} can't be read: {why.strerror}.") from why
