"""Whether a post that X shows is the message that was sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Outgoing, Picture, Video
from connectors.rehearsal import Rehearsal
from connectors.rehearsal.kept import Kept
from connectors.rehearsal.shown import post_as_shown
from connectors.x_text import first_number, is_shown_as
from tests.connectors.conftest import START

ONE = (Picture(b"", "image/png", "Alt"),)


def _post(text: str, *urls: tuple[str, str], **more: Any) -> dict[str, Any]:
    listed = [{"url": short, "expanded_url": address} for short, address in urls]
    return {"id": "7", "text": text, "entities": {"urls": listed}, **more}


def _is(text: str, post: dict[str, Any], pictures: tuple[Picture, ...] = ()) -> bool:
    return is_shown_as(Outgoing("key", text, pictures), post)


def test_what_a_link_leads_to_is_not_what_was_written() -> None:
    post = _post("Read https://t.co/a", ("https://t.co/a", "https://short.example/x"))
    post["entities"]["urls"][0]["unwound_url"] = "https://example.org/long"

    assert _is("Read https://short.example/x", post)
    assert not _is("Read https://example.org/long", post)


def test_the_link_of_a_picture_is_no_part_of_the_text() -> None:
    urls = ("https://t.co/p", "https://x.com/i/status/7/photo/1")
    post = _post("Read https://t.co/p", urls, attachments={"media_keys": ["3_1"]})

    assert _is("Read", post, ONE)
    assert not _is("Read", post)


def test_a_link_that_x_does_not_explain_may_be_any_so_that_nothing_is_sent_twice() -> None:
    post = {"id": "7", "text": "Read https://t.co/a today"}

    assert _is("Read https://example.org/a today", post)
    assert not _is("Read this today", {"id": "7", "text": "Read today"})
    assert not _is("Read https://example.org/a tomorrow", post)


def test_a_long_post_is_read_where_x_keeps_it() -> None:
    whole = {
        "text": "All of it https://t.co/a",
        "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org"}]},
    }
    post = {"id": "7", "text": "All of…", "note_tweet": whole}

    assert _is("All of it https://example.org", post)


def test_a_long_post_is_read_under_its_new_name_too() -> None:
    post = {"id": "7", "text": "All of…", "note_post": {"text": "All of it, " + "and more " * 60}}

    assert _is("All of it, " + "and more " * 60, post)
    assert not _is("All of…", post)


def _answer(text: str, **told: Any) -> bool:
    message = Outgoing("key", "Thank you", reply_to="5")
    return is_shown_as(message, {"id": "7", "text": text, **told})


@pytest.mark.parametrize("name", ["referenced_tweets", "referenced_posts"])
def test_an_answer_is_known_by_what_it_answers(name: str) -> None:
    assert _answer("Thank you", **{name: [{"type": "replied_to", "id": "5"}], "conversation_id": "3"})
    assert not _answer("Thank you", **{name: [{"type": "replied_to", "id": "6"}], "conversation_id": "3"})
    assert not _is("Thank you", {"id": "7", "text": "Thank you", name: [{"type": "replied_to", "id": "5"}]})


def test_an_answer_whose_references_x_left_out_is_in_doubt_the_same() -> None:
    assert _answer("Thank you", conversation_id="3")
    assert _answer("Thank you")
    assert not _answer("Thank you", conversation_id="7")


def test_an_edited_post_begins_its_conversation_under_its_first_number() -> None:
    edited = {"id": "7", "text": "Read", "conversation_id": "4", "edit_history_tweet_ids": ["4", "7"]}

    assert _is("Read", edited)
    assert not _is("Read", {**edited, "conversation_id": "3"})


def test_names_that_x_puts_before_an_answer_are_no_part_of_its_text() -> None:
    above = {"referenced_tweets": [{"type": "replied_to", "id": "5"}]}

    assert _answer("@larkspur_kids @other Thank you", **above)
    assert not _answer("@larkspur_kids Thanks", **above)
    assert not _is("Thank you", {"id": "7", "text": "@larkspur_kids Thank you"})


@pytest.mark.parametrize("text", ["Look at this", "Look at this https://x.com/larkspur/status/5"])
def test_the_link_that_x_adds_to_a_quote_is_no_part_of_its_text_unless_it_was_written(text: str) -> None:
    post = _post("Look at this https://t.co/q", ("https://t.co/q", "https://x.com/larkspur/status/5"))
    post["referenced_tweets"] = [{"type": "quoted", "id": "5"}]

    assert is_shown_as(Outgoing("key", text, quote="5"), post)
    assert not is_shown_as(Outgoing("key", text, quote="55"), post)
    assert not is_shown_as(Outgoing("key", "Look", quote="5"), post)


def test_an_address_of_a_post_in_the_text_makes_x_quote_and_is_still_the_text() -> None:
    post = _post("See https://t.co/q", ("https://t.co/q", "https://x.com/larkspur/status/5"))
    post["referenced_tweets"] = [{"type": "quoted", "id": "5"}]

    assert _is("See https://x.com/larkspur/status/5", post)
    assert not _is("See", post)


def test_a_video_counts_as_one_medium() -> None:
    video = Video(Path("film.mp4"), "video/mp4", "", 9)
    post = _post(
        "Read https://t.co/p",
        ("https://t.co/p", "https://x.com/i/status/7/video/1"),
        attachments={"media_keys": ["7_1"]},
    )

    assert is_shown_as(Outgoing("key", "Read", video=video), post)
    assert not _is("Read", post)


@pytest.mark.parametrize("broken", [{"entities": None}, {"attachments": None}, {"entities": {"urls": [{}]}}])
def test_missing_parts_are_no_fault(broken: dict[str, Any]) -> None:
    assert _is("Read", {"id": "7", "text": "Read", **broken})


@pytest.mark.parametrize("name", ["edit_history_tweet_ids", "edit_history_post_ids"])
def test_an_edited_post_keeps_the_number_it_was_accepted_under(name: str) -> None:
    assert first_number({"id": "90", name: ["90", "100", "8", None]}) == "8"
    assert first_number({"id": "90"}) == "90"


@given(
    st.lists(
        st.sampled_from(
            [
                "Flu",
                "&",
                "<b>",
                "&amp;",
                "example.org",
                "https://example.com/a?b=1&lt=2",
                "é",
                "\n",
                "  ",
                "🙂",
            ]
        ),
        min_size=1,
    )
    | st.text(max_size=80)
)
def test_whatever_x_makes_of_a_text_it_is_known_again(written: list[str] | str) -> None:
    text = written if isinstance(written, str) else " ".join(written)
    kept = Kept("7", "1", text, START, ("5",))

    shown = post_as_shown(kept, {"entities", "attachments"}, network=Rehearsal([]))

    assert _is(text, shown, ONE)
    assert not _is(text + " more", shown, ONE)
