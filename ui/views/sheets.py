"""Plans in sheets: looked at row by row, taken, and given back."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import streamlit as st

from scheduler.domain.people import Permission
from scheduler.domain.plan import resolve, wall_clock
from ui import sheet_words as words
from ui.boundary import attempt
from ui.parts import wall_month, whole_account
from ui.parts.house import house_zone
from ui.parts.page import header, plain
from ui.session import actor, may_somewhere, rounds
from ui.state import Looked, state
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from scheduler.services.exporting import Kind, What
    from scheduler.services.importing import Choices, Import

_SHOWN = 120
#: So many stopped rows are told one by one.
_TOLD = 8
_AHEAD = timedelta(days=90)


def show() -> None:
    """Draw the page."""
    with header(words.SHEETS, words.SHEETS_ABOUT):
        pass
    names = [words.BRING_IN, words.TAKE_OUT, words.FOR_THE_WALL]
    is_whole = whole_account.may_be_taken()
    brings, takes, prints, *whole = st.tabs([*names, words.ACCOUNT] if is_whole else names)
    with brings:
        if may_somewhere(Permission.WRITE):
            _choose()
            _looked()
    with takes:
        _export()
    with prints:
        wall_month.show()
    for tab in whole:
        with tab:
            whole_account.show()


def _choose() -> None:
    edition = state().form("sheet")
    channels = {each.name: each.title for each in rounds().set_up.channels() if each.active}
    with st.form(f"sheet-{edition}"):
        file = st.file_uploader(
            words.FILE, type=["csv", "xlsx", "txt"], help=words.FILE_HINT, key=f"{edition}-file"
        )
        pictures = st.file_uploader(
            words.PICTURES,
            type=["png", "jpg", "jpeg", "webp", "mp4"],
            accept_multiple_files=True,
            key=f"{edition}-pictures",
        )
        left, right = st.columns(2)
        channel = left.selectbox(
            words.CHANNEL_OF_OTHERS,
            ["", *channels],
            format_func=lambda each: channels.get(each, words.NO_CHANNEL),
            key=f"{edition}-channel",
        )
        order = right.segmented_control(
            words.DATES,
            list(words.ORDERS),
            default="",
            required=True,
            format_func=words.ORDERS.__getitem__,
            help=words.DATES_HINT,
            key=f"{edition}-order",
        )
        if not st.form_submit_button(words.LOOK, type="primary", icon=":material/search:") or file is None:
            return
    looked = Looked(file.getvalue(), file.name, channel or "", order or "", tuple(pictures or ()))
    with _choices(looked) as chosen:
        tried = attempt(
            lambda: rounds().importing.look(actor(), looked.data, name=looked.name, choices=chosen)
        )
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().looked = looked.found_as(tried.value)


def _looked() -> None:
    looked = state().looked
    if looked is None or looked.found is None:
        return
    found = looked.found
    counts = {fate: sum(row.fate.value == fate for row in found.rows) for fate in words.FATES}
    st.markdown(f"**{plain(words.read_as(found.title, counts))}**")
    for remark in found.remarks:
        st.caption(plain(told(remark)))
    if found.asks_order:
        st.warning(words.ASKS_ORDER, icon=":material/calendar_month:")
    _table(found)
    with st.container(horizontal=True):
        if counts["new"]:
            if st.button(words.TAKE, type="primary", icon=":material/download_done:", key="sheet-take"):
                _take(looked, to_review=False)
            if st.button(words.TAKE_TO_REVIEW, icon=":material/rate_review:", key="sheet-review"):
                _take(looked, to_review=True)
        elif not counts["taken"]:
            st.caption(words.NOTHING_NEW)
        if found.rejects is not None:
            st.download_button(
                words.REJECTS,
                found.rejects,
                "left-over.csv",
                "text/csv",
                icon=":material/download:",
                help=words.REJECTS_HINT,
                on_click="ignore",
                key="sheet-rejects",
            )
        if st.button(words.CLEAR, key="sheet-clear"):
            state().looked = None
            state().form_done("sheet")
            st.rerun(scope="app")


def _table(found: Import) -> None:
    rows = [
        {
            words.ROW: each.row.number,
            words.VERDICT: words.FATES[each.fate.value],
            words.TEXT: " ".join(each.row.text.split())[:_SHOWN],
            words.WHY: " ".join(map(told, each.reasons)),
        }
        for each in found.rows
    ]
    st.dataframe(rows, hide_index=True, key="sheet-rows")
    # a narrow screen cuts the last column, and a screen reader does not find it
    stopped = [each for each in found.rows if each.fate.value == "stopped"]
    for each in stopped[:_TOLD]:
        st.caption(plain(words.row(each.row.number, " ".join(map(told, each.reasons)))))
    if len(stopped) > _TOLD:
        st.caption(words.MORE_STOPPED)


def _take(looked: Looked, *, to_review: bool) -> None:
    with _choices(looked, to_review=to_review) as chosen:
        tried = attempt(
            lambda: rounds().importing.take(actor(), looked.data, name=looked.name, choices=chosen)
        )
    if tried.value is None:
        st.error(tried.words, icon=":material/error:")
        return
    state().looked = looked.found_as(tried.value)
    state().say(words.taken(sum(row.fate.value == "taken" for row in tried.value.rows)))
    st.rerun(scope="app")


@contextmanager
def _choices(looked: Looked, *, to_review: bool = False) -> Iterator[Choices]:
    """Give what was chosen, with the pictures in a folder for as long as it is needed."""
    from scheduler.services.importing import Choices
    from scheduler.sheets.moments import Order

    with TemporaryDirectory(prefix="rounds-sheet-") as folder:
        _put(looked.pictures, Path(folder))
        yield Choices(
            order=Order(looked.order) if looked.order else None,
            channel=looked.channel,
            folder=Path(folder) if looked.pictures else None,
            to_review=to_review,
        )


def _put(pictures: Sequence[UploadedFile], folder: Path) -> None:
    for each in pictures:
        name = Path(each.name.replace("\\", "/")).name
        if name not in {"", ".", ".."}:
            (folder / name).write_bytes(each.getvalue())


def _export() -> None:
    from scheduler.services.exporting import What

    channels = {each.name: each.title for each in rounds().set_up.channels()}
    first = wall_clock(rounds().clock.now(), house_zone()).date()
    st.caption(words.EXPORT_HINT)
    what = st.segmented_control(
        words.WHAT_LABEL,
        [each.value for each in What],
        default=What.PLAN.value,
        required=True,
        format_func=words.WHAT.__getitem__,
        key="export-what",
    )
    days = st.date_input(words.SPAN, (first, first + _AHEAD), key="export-days")
    chosen = st.multiselect(
        words.CHANNELS,
        list(channels),
        format_func=lambda each: channels.get(each, each),
        placeholder=words.ALL_CHANNELS,
        key="export-channels",
    )
    if len(days) == 2:  # noqa: PLR2004 - else the second day is still being chosen
        _downloads(What(what), days[0], days[1], chosen)


def _downloads(what: What, first: date, last: date, channels: list[str]) -> None:
    from scheduler.services.exporting import Kind  # few need it

    # a file is made when it is asked for: no page is drawn then
    who, app, zone = actor(), rounds(), house_zone()
    start, end = (
        resolve(datetime.combine(day, time()), zone)[0] for day in (first, last + timedelta(days=1))
    )

    def made(kind: Kind) -> bytes:
        return app.exporting.export(who, what, kind, start=start, end=end, channels=channels)

    with st.container(horizontal=True):
        for kind in Kind:
            st.download_button(
                words.DOWNLOADS[kind.value],
                partial(made, kind),
                f"rounds-{what.value}.{kind.value}",
                icon=":material/download:",
                on_click="ignore",
                key=f"export-{kind.value}",
            )
