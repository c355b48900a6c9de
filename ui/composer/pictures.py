"""The composer's pictures: the ones a post has, further ones, and what each shows in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from scheduler.services.planning import MOST_PICTURES, NewPicture
from ui import phrases, wording
from ui.boundary import attempt
from ui.parts.page import plain
from ui.session import actor, rounds
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.post import Picture

_THUMB = 110


def show(
    name: str, had: tuple[Picture, ...], *, label: str, alts: Mapping[str, str]
) -> tuple[tuple[Picture, ...], tuple[NewPicture, ...]]:
    """Draw the pictures of one part and return the ones that stay and the ones to add.

    `name` keeps the fields of several parts, and openings, apart. `alts` are the words that files of these
    names begin with.
    """
    kept = tuple(each for each in (_kept(name, picture) for picture in had) if each)
    files = st.file_uploader(
        label,
        type=["png", "jpg", "jpeg", "webp"],
        accept_multiple_files=True,
        key=f"files-{name}",
        help=wording.PICTURES_HINT,
    )
    added = []
    for number, file in enumerate(files[: MOST_PICTURES - len(kept)]):
        data = file.getvalue()
        begin = alts.get(file.name, "")
        alt = _described(data, phrases.alt_of(file.name), key=f"alt-{name}-new-{number}", begin=begin)
        added.append(NewPicture(data=data, alt=alt, file_name=file.name))
    if len(files) > MOST_PICTURES - len(kept):
        st.caption(phrases.most_pictures(MOST_PICTURES))
    return kept, tuple(added)


def _kept(part: str, picture: Picture) -> Picture | None:
    name = f"{part}-{picture.sha256[:12]}"
    found = attempt(lambda: rounds().planning.picture_bytes(picture.sha256))
    alt = _described(found.value, phrases.alt_of(picture.file_name), key=f"alt-{name}", begin=picture.alt)
    seen = attempt(lambda: rounds().sights.words(actor(), picture.sha256)).value
    if seen:
        st.caption(plain(told(seen)))
    if st.checkbox(wording.REMOVE_PICTURE, key=f"drop-{name}"):
        return None
    return picture.model_copy(update={"alt": alt})


def _described(data: bytes | None, label: str, *, key: str, begin: str = "") -> str:
    with st.container(horizontal=True, vertical_alignment="top"):
        if data is not None:
            tried = attempt(lambda: st.image(data, width=_THUMB, alt=begin or label))
            if not tried.worked:
                st.caption(wording.NOT_A_PICTURE)
        return st.text_area(label, begin, key=key, height=80, placeholder=wording.ALT_HINT) or ""
