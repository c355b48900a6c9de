"""The planner's door, over real HTTP: who gets in, who does not, and how they are told."""

from __future__ import annotations

import http.client
import io
import socket
from datetime import timedelta
from itertools import count
from pathlib import Path

import pyotp
import pytest
from PIL import Image

from scheduler.bootstrap import App
from scheduler.domain.people import OPERATOR, Actor, Role
from scheduler.services.planning import NewPicture, NewPost
from tests.ui.house import PASSWORD
from tests.ui.planner_process import Answer, Browser, hidden, start

#: Tells people apart where a test runs twice in one house.
_numbers = count(1)


@pytest.fixture
def browser(port: int) -> Browser:
    return Browser(port)


def somebody(app: App, role: Role = Role.AUTHOR) -> str:
    """Make an account that no other test knows, and return its address."""
    email = f"kim-{next(_numbers)}@example.org"
    app.people.add(OPERATOR, name="Kim Example", email=email, roles=[role], password=PASSWORD)
    return email


def lets_in(answer: Answer) -> bool:
    return answer.status == http.HTTPStatus.SEE_OTHER and any("rounds_session=" in c for c in answer.cookies)


def test_nobody_sees_a_page_without_signing_in_and_comes_back_to_it_afterwards(browser: Browser) -> None:
    sent_away = browser.get("/queue")
    assert (sent_away.status, sent_away.headers["location"]) == (303, "/signin?next=/queue")

    let_in = browser.sign_in("ada@example.org", PASSWORD, next_page="/queue")

    assert lets_in(let_in)
    assert let_in.headers["location"] == "/queue"
    assert browser.get("/queue").status == http.HTTPStatus.OK


@pytest.mark.parametrize("path", ["/media/x.png", "/_stcore/host-config", "/_stcore/upload_file/a/b"])
def test_nothing_behind_the_pages_is_served_without_a_session(browser: Browser, path: str) -> None:
    answer = browser.get(path, Accept="*/*")

    assert (answer.status, answer.body) == (401, "Sign in first.")


def test_a_websocket_is_refused_without_a_session_and_opened_with_one(browser: Browser) -> None:
    assert browser.upgrade() == http.HTTPStatus.FORBIDDEN

    browser.sign_in("ada@example.org", PASSWORD)

    assert browser.upgrade() == http.HTTPStatus.SWITCHING_PROTOCOLS


def test_an_invented_session_opens_nothing(browser: Browser) -> None:
    browser.cookies["rounds_session"] = "invented"

    assert browser.get("/").headers["location"] == "/signin"
    assert browser.upgrade() == http.HTTPStatus.FORBIDDEN


def test_a_wrong_password_is_told_in_one_sentence_and_the_address_is_kept(browser: Browser) -> None:
    answer = browser.sign_in("eli@example.org", "a wrong password")

    assert answer.status == http.HTTPStatus.UNAUTHORIZED
    assert 'role="alert">Email address or password is wrong. Try again.' in answer.body
    assert 'value="eli@example.org"' in answer.body
    assert "rounds_session" not in browser.cookies


def test_a_form_without_the_token_of_its_page_is_refused(browser: Browser) -> None:
    form = {"email": "ada@example.org", "password": PASSWORD, "csrf": "guessed"}
    browser.get("/signin")

    answer = browser.post("/signin", form)

    assert answer.status == http.HTTPStatus.FORBIDDEN
    assert "rounds_session" not in browser.cookies


def test_the_cookie_can_t_be_read_by_scripts_nor_sent_by_other_sites(browser: Browser) -> None:
    (cookie,) = [c for c in browser.sign_in("ada@example.org", PASSWORD).cookies if "rounds_session" in c]

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_behind_https_the_cookie_is_never_sent_in_the_clear(browser: Browser) -> None:
    answer = browser.sign_in("ada@example.org", PASSWORD, **{"X-Forwarded-Proto": "https"})

    assert all("Secure" in cookie for cookie in answer.cookies if "rounds_session" in cookie)


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "/\\example.com", "/signout"])
def test_signing_in_never_leads_to_another_site(browser: Browser, target: str) -> None:
    assert browser.sign_in("ada@example.org", PASSWORD, next_page=target).headers["location"] == "/"


def test_after_six_wrong_passwords_even_the_right_one_must_wait(browser: Browser, app: App) -> None:
    email = somebody(app)
    for _ in range(6):
        assert browser.sign_in(email, "guess").status == http.HTTPStatus.UNAUTHORIZED

    answer = browser.sign_in(email.upper(), PASSWORD)

    assert answer.status == http.HTTPStatus.TOO_MANY_REQUESTS
    assert "Too many tries. Wait 15 minutes, then try again." in answer.body
    assert int(answer.headers["retry-after"]) <= timedelta(minutes=15).total_seconds()
    assert "rounds_session" not in browser.cookies


def test_a_link_alone_signs_nobody_out_but_the_form_behind_it_does(browser: Browser) -> None:
    browser.sign_in("ada@example.org", PASSWORD)
    shown = browser.get("/signout")
    assert browser.get("/").status == http.HTTPStatus.OK
    kept = dict(browser.cookies)

    assert browser.post("/signout", hidden(shown)).headers["location"] == "/signin"

    assert "rounds_session" not in browser.cookies
    assert Browser(browser.port, kept).get("/").headers["location"] == "/signin"


def test_a_new_password_ends_the_sessions_of_the_old_one(browser: Browser, app: App) -> None:
    email = somebody(app)
    browser.sign_in(email, PASSWORD)
    assert browser.get("/").status == http.HTTPStatus.OK

    app.people.set_password(OPERATOR, email, "another long password")

    assert browser.get("/").headers["location"] == "/signin"
    assert browser.upgrade() == http.HTTPStatus.FORBIDDEN


def test_pictures_are_shown_to_people_who_signed_in_and_to_nobody_else(browser: Browser, app: App) -> None:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 120, 110)).save(data, "PNG")
    picture = NewPicture(data=data.getvalue(), alt="A green field", file_name="field.png")
    ada = Actor.of(app.people.find("ada@example.org"))
    at = app.clock.now() + timedelta(days=1)
    post = app.planning.add(ada, NewPost(channel="main-x", at=at, pictures=(picture,)))
    path = f"/pictures/{post.pictures[0].sha256}"
    assert browser.get(path, Accept="image/*").status == http.HTTPStatus.UNAUTHORIZED

    browser.sign_in("ada@example.org", PASSWORD)
    connection = http.client.HTTPConnection("127.0.0.1", browser.port)
    connection.request("GET", path, headers={"Cookie": f"rounds_session={browser.cookies['rounds_session']}"})
    answer = connection.getresponse()

    assert answer.headers["Content-Type"] in {"image/png", "image/jpeg"}
    assert answer.read() == app.planning.picture_bytes(post.pictures[0].sha256)
    connection.close()


def test_a_picture_that_is_not_there_is_a_plain_404(browser: Browser) -> None:
    browser.sign_in("ada@example.org", PASSWORD)

    assert browser.get("/pictures/..%2f..%2frounds.db").status in {400, 404}
    assert browser.get(f"/pictures/{'0' * 64}").status == http.HTTPStatus.NOT_FOUND


def test_every_answer_keeps_frames_other_hosts_and_guessed_types_out(browser: Browser) -> None:
    door = browser.get("/signin")
    browser.sign_in("ada@example.org", PASSWORD)
    page = browser.get("/")

    for answer in (door, page):
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in door.headers["content-security-policy"]
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_the_calendar_is_found_by_its_name_too_with_what_the_address_asks(browser: Browser) -> None:
    browser.sign_in("pam@example.org", PASSWORD)

    answer = browser.get("/calendar?states=draft")

    assert (answer.status, answer.headers["location"]) == (
        http.HTTPStatus.TEMPORARY_REDIRECT,
        "./?states=draft",
    )


def test_the_health_check_needs_no_session(browser: Browser) -> None:
    assert browser.get("/healthz").body == "ok"


def test_a_port_in_use_is_one_sentence_that_names_port_and_setting(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = start(folder, ROUNDS_UI_PORT=str(port))
        _, said = process.communicate(timeout=60)

    assert process.returncode == 1
    (sentence,) = [line for line in said.splitlines() if not line.startswith("INFO")]
    assert f"Port {port} for the planner is in use" in sentence
    assert "ROUNDS_UI_PORT" in sentence


def test_a_database_that_was_never_set_up_is_one_sentence(tmp_path: Path) -> None:
    process = start(tmp_path)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 1
    assert len([line for line in said.splitlines() if not line.startswith("INFO")]) == 1
    assert "Traceback" not in said


# two-step sign-in


def device_of(app: App, email: str) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """Set up somebody's device; the code that did it was that of half a minute ago."""
    actor = Actor.of(app.people.find(email), confirmed_at=app.clock.now())
    device = pyotp.TOTP(app.second_factors.offer(actor).key.reveal().replace(" ", ""))
    codes = app.second_factors.turn_on(actor, device.at(app.clock.now() - timedelta(seconds=30)))
    return device, codes


def step_two(browser: Browser, code: str) -> Answer:
    """Open the second form and send it."""
    shown = browser.get("/signin/code?next=/queue")
    return browser.post("/signin/code", {"code": code, **hidden(shown)})


def test_the_second_step_asks_for_a_code_and_then_lets_in(port: int, app: App) -> None:
    email = somebody(app)
    device, recovery = device_of(app, email)
    browser, thief = Browser(port), Browser(port)

    first = browser.sign_in(email, PASSWORD, next_page="/queue")
    assert (first.status, first.headers["location"]) == (303, "/signin/code?next=%2Fqueue")
    assert "rounds_session" not in browser.cookies
    (cookie,) = [each for each in first.cookies if "rounds_half_way" in each]
    assert "HttpOnly" in cookie
    assert "Max-Age=300" in cookie
    assert "Path=/signin" in cookie
    thief.cookies["rounds_session"] = browser.cookies["rounds_half_way"]
    assert thief.get("/").headers["location"] == "/signin", "a stolen half-way state is no session"

    form = browser.get("/signin/code")
    assert 'inputmode="numeric" autocomplete="one-time-code"' in form.body
    wrong = step_two(browser, "000000")
    assert wrong.status == http.HTTPStatus.UNAUTHORIZED
    assert 'id="problem" role="alert">That code is not right' in wrong.body
    assert 'aria-invalid="true" aria-describedby="problem"' in wrong.body
    assert "<script" not in form.body + wrong.body
    let_in = step_two(browser, device.at(app.clock.now()))

    assert lets_in(let_in)
    assert let_in.headers["location"] == "/queue"
    assert "rounds_half_way" not in browser.cookies
    assert browser.get("/queue").status == http.HTTPStatus.OK
    other = Browser(port)
    other.sign_in(email, PASSWORD)
    assert lets_in(step_two(other, recovery[0])), "a recovery code goes into the same field"


def test_of_whom_it_is_demanded_is_shown_no_picture_before_it_is_set_up(browser: Browser, app: App) -> None:
    email = somebody(app, Role.CRISIS_LEAD)
    app.second_factors.set_demand(OPERATOR, roles=[])
    picture = f"/pictures/{'0' * 64}"
    before = Browser(browser.port)
    before.sign_in(email, PASSWORD)
    app.second_factors.set_demand(OPERATOR, roles=[Role.CRISIS_LEAD])

    browser.sign_in(email, PASSWORD)

    assert browser.get("/").status == http.HTTPStatus.OK, "the page on which it is set up"
    assert browser.get(picture, Accept="image/*").status == http.HTTPStatus.UNAUTHORIZED
    assert before.get(picture, Accept="image/*").status == http.HTTPStatus.NOT_FOUND


def test_a_second_step_without_a_first_one_leads_back_to_the_first(browser: Browser) -> None:
    assert browser.get("/signin/code").headers["location"] == "/signin"

    browser.get("/signin")
    browser.cookies["rounds_half_way"] = "invented"
    over = step_two(browser, "123456")

    assert over.status == http.HTTPStatus.UNAUTHORIZED
    assert "This sign-in is over or was used already. Sign in again." in over.body
    assert 'name="password"' in over.body


def test_a_second_step_without_the_token_of_its_page_is_refused(browser: Browser) -> None:
    browser.cookies["rounds_half_way"] = "invented"
    browser.get("/signin/code")

    assert (
        browser.post("/signin/code", {"code": "123456", "csrf": "guessed"}).status
        == http.HTTPStatus.FORBIDDEN
    )
