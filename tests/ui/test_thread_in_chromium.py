"""A thread and a video composed in a real browser, on a desk and on a phone."""

from __future__ import annotations

import http.client
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR
from scheduler.domain.post import PostState
from scheduler.services.planning import NewPost, NewVideo
from tests.composing.films import animation, film
from tests.ui.browsed import DESK, PATIENCE, PHONE, signed_in
from tests.ui.house import PASSWORD
from tests.ui.planner_process import Browser as Client

pytestmark = pytest.mark.browser


@pytest.fixture(params=["desk", "phone"])
def page(chromium: Browser, port: int, request: pytest.FixtureRequest) -> Iterator[Page]:
    faults: list[str] = []
    size, scheme = (DESK, "light") if request.param == "desk" else (PHONE, "dark")
    made = signed_in(chromium, f"http://127.0.0.1:{port}", faults, size, scheme)
    made.set_default_timeout(PATIENCE)
    made.goto(f"http://127.0.0.1:{port}/write")
    yield made
    made.context.close()
    assert faults == []


def _type(page: Page, label: str, words: str) -> None:
    area = page.get_by_label(label, exact=True)
    expect(area).to_be_visible()
    area.click()
    page.keyboard.type(words)


def test_a_thread_is_typed_counted_and_moved_and_stands_in_the_plan(
    page: Page, app: App, tmp_path: Path
) -> None:
    picture = tmp_path / "hands.png"
    Image.new("RGB", (320, 200), "teal").save(picture, "PNG")
    before = {post.id for post in app.planning.in_state(PostState.DRAFT)}

    _type(page, "Text", "First: soap.")
    page.get_by_role("button", name="Add a part").click()
    _type(page, "Text of part 2", "Third: dry them.")
    expect(page.get_by_text("16 of 280 characters")).to_be_visible()
    page.get_by_role("button", name="Add a part").click()
    _type(page, "Text of part 3", "Second: twenty seconds.")
    expect(page.get_by_text("23 of 280 characters")).to_be_visible()
    expect(page.get_by_label("Text of part 3", exact=True)).to_be_focused()
    page.locator("input[type=file]").nth(2).set_input_files(str(picture))
    alt = page.get_by_role("textbox", name="What hands.png shows (required)")
    alt.fill("A nurse washes her hands")
    alt.press("Control+Enter")
    page.get_by_role("button", name="Move part 3 up").click()
    expect(page.get_by_label("Preview of part 2").locator("img")).to_be_visible()
    expect(page.get_by_label("Text of part 2", exact=True)).to_have_count(
        1
    )  # while it is drawn, both stand there
    expect(page.get_by_label("Text of part 2", exact=True)).to_have_value("Second: twenty seconds.")
    page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_text("The draft is in the calendar.")).to_be_visible()
    (post,) = [each for each in app.planning.in_state(PostState.DRAFT) if each.id not in before]
    assert post.text == "First: soap."
    assert [part.text for part in post.thread] == ["Second: twenty seconds.", "Third: dry them."]
    assert [[each.alt for each in part.pictures] for part in post.thread] == [
        ["A nurse washes her hands"],
        [],
    ]


def test_a_video_is_looked_at_before_it_is_kept(page: Page, app: App, tmp_path: Path) -> None:
    (tmp_path / "how.gif").write_bytes(animation())
    (tmp_path / "where.mp4").write_bytes(b"%PDF-1.7")
    before = {post.id for post in app.planning.in_state(PostState.DRAFT)}
    _type(page, "Text", "Watch this.")
    page.get_by_text("Video, answers, quotes, labels").click()
    expect(page.get_by_text("11 of 280 characters")).to_be_visible()  # else the uploader is drawn once more
    uploader = page.locator("[data-testid=stExpander] input[type=file]")

    uploader.set_input_files(str(tmp_path / "where.mp4"))
    refused = page.get_by_text("where.mp4 is neither an MP4 video nor an animated GIF.")
    expect(refused.first).to_be_visible()  # beneath the field, and among what must change
    uploader.set_input_files(str(tmp_path / "how.gif"))
    expect(page.get_by_text(re.compile("Animated GIF · 1 s"))).to_be_visible()
    alt = page.get_by_role("textbox", name="What how.gif shows and says (required)")
    alt.fill("Coloured squares")
    alt.press("Control+Enter")
    page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_text("The draft is in the calendar.")).to_be_visible()
    (post,) = [each for each in app.planning.in_state(PostState.DRAFT) if each.id not in before]
    assert post.video is not None
    assert (post.video.mime, post.video.alt) == ("image/gif", "Coloured squares")


def test_a_video_is_served_to_people_who_signed_in_and_to_nobody_else(port: int, app: App) -> None:
    at = app.clock.now() + timedelta(days=1)
    video = NewVideo(file=io.BytesIO(film()), alt="A nurse shows how.", file_name="how.mp4")
    post = app.planning.add(OPERATOR, NewPost(channel="main-x", at=at, video=video))
    assert post.video is not None
    path = f"/videos/{post.video.sha256}"
    client = Client(port)
    assert client.get(path).status == http.HTTPStatus.SEE_OTHER

    client.sign_in("pam@example.org", PASSWORD)

    jar = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Cookie": jar, "Range": "bytes=4-11"})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (http.HTTPStatus.PARTIAL_CONTENT, b"ftypmp42")
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (
        "video/mp4",
        "nosniff",
    )
    connection.close()
    assert client.get("/videos/..%2f..%2frounds.db").status in {400, 404}
    assert client.get(f"/videos/{'0' * 64}").status == http.HTTPStatus.NOT_FOUND
