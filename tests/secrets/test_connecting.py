"""Credentials are proved before they are kept; a person's consent becomes credentials once."""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest
import requests

from connectors.base import SignInExpiredError
from connectors.rehearsal import Fault, FaultKind, Operation
from scheduler.bootstrap import App as House
from scheduler.cli import main
from scheduler.cli.redirects import Landing
from scheduler.domain.clock import SystemClock
from scheduler.domain.errors import EnvironmentProblemError, InvalidInputError, NotAllowedError
from scheduler.domain.people import OPERATOR, Role
from scheduler.domain.post import PostState
from scheduler.domain.secret import Credentials, Secret
from tests.builders import NOON, a_channel, an_actor, x_credentials
from tests.cli.terminal import Said, Terminal
from tests.secrets.conftest import BACK, TOKENS, Town, scheduled

CLIENT = Credentials({"client_id": "rounds", "client_secret": "planted-client-secret"})


def say_yes(address: str, handle: str = "larkspur") -> str:
    """Give the account to the app on the network's page; return the address one is sent back to."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    page = address.partition("?")[0]
    answer = requests.post(page, data={**asked, "account": handle}, allow_redirects=False, timeout=5)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def begin(house: House, channel: str = "main-x") -> str:
    return house.consenting.begin(OPERATOR, channel, client=CLIENT, redirect_uri=BACK)


def test_consent_connects_the_channel(house: House, town: Town) -> None:
    returned = say_yes(begin(house))

    connected = house.consenting.finish(OPERATOR, "main-x", Secret(returned))

    kept = house.connecting.credentials("main-x")
    assert connected.handle == "larkspur"
    assert kept.reveal().keys() >= {"client_id", "client_secret", "access_token", "refresh_token"}
    assert kept["access_token"].reveal() != TOKENS["access_token"]
    assert house.connecting.renew("main-x", kept) != kept
    assert town.network.grants.refreshed == 1


def test_another_process_can_finish_what_one_began(house: House, town: Town) -> None:
    returned = say_yes(begin(house))
    other = town.house()

    connected = other.consenting.finish(OPERATOR, "main-x", Secret(returned))

    assert connected.handle == "larkspur"
    other.close()


def test_what_waits_for_the_person_is_sealed(house: House) -> None:
    address = begin(house)
    with house._store.read() as unit:
        note = unit.notes.get("consent:main-x")

    assert note is not None
    assert note[0].startswith("gAAAA")
    assert parse_qs(urlsplit(address).query)["state"][0] not in note[0]


def test_an_answer_is_good_once(house: House) -> None:
    returned = Secret(say_yes(begin(house)))
    house.consenting.finish(OPERATOR, "main-x", returned)

    with pytest.raises(InvalidInputError, match="No sign-in waits"):
        house.consenting.finish(OPERATOR, "main-x", returned)


def test_an_answer_with_another_state_is_refused_and_the_right_one_still_taken(house: House) -> None:
    returned = say_yes(begin(house))
    forged = f"{BACK}?{urlencode({'state': 'forged', 'code': 'stolen'})}"
    before = house.connecting.sealed("main-x")

    with pytest.raises(InvalidInputError, match="belongs to another sign-in"):
        house.consenting.finish(OPERATOR, "main-x", Secret(forged))
    with pytest.raises(InvalidInputError, match="belongs to another sign-in"):
        house.consenting.finish(OPERATOR, "main-x", Secret("no address at all"))
    assert house.connecting.sealed("main-x") == before
    connected = house.consenting.finish(OPERATOR, "main-x", Secret(returned))

    assert connected.handle == "larkspur"


def test_an_answer_for_one_channel_does_not_connect_another(house: House) -> None:
    house.set_up.add_channel(OPERATOR, a_channel(name="b-x", handle=""), credentials={})
    returned = say_yes(begin(house))
    begin(house, "b-x")

    with pytest.raises(InvalidInputError, match="belongs to another sign-in"):
        house.consenting.finish(OPERATOR, "b-x", Secret(returned))

    assert house.connecting.sealed("b-x") is None


def test_only_the_last_question_can_be_answered(house: House) -> None:
    early = say_yes(begin(house))
    begin(house)

    with pytest.raises(InvalidInputError, match="belongs to another sign-in"):
        house.consenting.finish(OPERATOR, "main-x", Secret(early))


@pytest.mark.parametrize(("seconds", "told"), [(31, "X "), (601, "came too late")])
def test_who_comes_too_late_begins_again(house: House, town: Town, seconds: int, told: str) -> None:
    returned = say_yes(begin(house))
    before = house.connecting.sealed("main-x")
    town.clock.advance(timedelta(seconds=seconds))

    with pytest.raises(InvalidInputError, match=told):
        house.consenting.finish(OPERATOR, "main-x", Secret(returned))

    assert house.connecting.sealed("main-x") == before


def test_who_says_no_changes_nothing(house: House) -> None:
    state = parse_qs(urlsplit(begin(house)).query)["state"][0]
    before = house.connecting.sealed("main-x")

    with pytest.raises(InvalidInputError, match="gave no consent"):
        house.consenting.finish(OPERATOR, "main-x", Secret(f"{BACK}?error=access_denied&state={state}"))

    assert house.connecting.sealed("main-x") == before


def test_another_account_is_refused_unless_that_is_meant(house: House) -> None:
    before = house.connecting.sealed("main-x")

    with pytest.raises(
        InvalidInputError, match="These credentials belong to @other, but “main-x” is @larkspur"
    ):
        house.consenting.finish(OPERATOR, "main-x", Secret(say_yes(begin(house), "other")))
    assert house.connecting.sealed("main-x") == before
    moved = house.consenting.finish(
        OPERATOR, "main-x", Secret(say_yes(begin(house), "other")), is_other_account=True
    )

    assert moved.handle == house.set_up.channel("main-x").handle == "other"


def test_keys_of_oauth_1_are_proved_before_they_are_kept(house: House) -> None:
    before = house.connecting.sealed("main-x")
    wrong = Credentials({**x_credentials("4202"), "access_token_secret": "planted wrong"})

    with pytest.raises(InvalidInputError):
        house.connecting.connect(OPERATOR, "main-x", wrong, is_other_account=True)

    assert house.connecting.sealed("main-x") == before


def test_a_network_that_can_not_be_asked_leaves_all_as_it_was(house: House, town: Town) -> None:
    before = house.connecting.sealed("main-x")
    town.network.faults.put(Fault(FaultKind.CUT, on=Operation.ME))

    with pytest.raises(EnvironmentProblemError, match="Nothing was changed"):
        house.connecting.connect(OPERATOR, "main-x", Credentials(TOKENS))

    assert house.connecting.sealed("main-x") == before


def test_a_channel_without_a_handle_takes_the_accounts(house: House) -> None:
    house.set_up.add_channel(OPERATOR, a_channel(name="b-x", handle=""), credentials={})

    house.connecting.connect(OPERATOR, "b-x", Credentials(x_credentials("4202")))

    assert house.set_up.channel("b-x").handle == "other"


def test_who_may_not_set_up_may_not_connect(house: House) -> None:
    author = an_actor(Role.AUTHOR)

    with pytest.raises(NotAllowedError):
        house.consenting.begin(author, "main-x", client=CLIENT, redirect_uri=BACK)
    with pytest.raises(NotAllowedError):
        house.consenting.finish(author, "main-x", Secret(BACK))
    with pytest.raises(NotAllowedError):
        house.connecting.connect(author, "main-x", Credentials(TOKENS))


# at the command line


@pytest.fixture
def terminal(town: Town, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("ROUNDS_X_BASE_URL", town.server.url)
    return Terminal(town.settings.data_dir)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def test_keys_come_from_standard_input_and_the_handle_is_shown(terminal: Terminal) -> None:
    words = ("channel", "connect", "main-x", "--credentials", "-", "--another-account")

    said = terminal.type(*words, stdin=json.dumps(x_credentials("4202")))

    assert (said.code, said.out) == (0, "Channel main-x is connected to @other.\n")
    assert "secret of 4202" not in said.out + said.err


def test_another_account_is_told_at_the_command_line(terminal: Terminal) -> None:
    said = terminal.type(
        "channel", "connect", "main-x", "--credentials", "-", stdin=json.dumps(x_credentials("4202"))
    )

    assert said.code == 1
    assert "--another-account" in said.err
    assert said.err.count("\n") == 1


def test_nobody_is_asked_where_nobody_sits(terminal: Terminal) -> None:
    said = terminal.type("channel", "connect", "main-x")

    assert said.code == 1
    assert "--credentials" in said.err


@pytest.mark.parametrize(
    "text", ['{"consumer_key": "planted-secret"', '["planted-secret"]', '{"a": {"b": "planted-secret"}}']
)
def test_credentials_that_are_none_are_not_quoted(terminal: Terminal, text: str) -> None:
    said = terminal.type("channel", "connect", "main-x", "--credentials", "-", stdin=text)

    assert said.code == 1
    assert "planted-secret" not in said.out + said.err


def test_a_person_may_paste_the_address(terminal: Terminal, town: Town) -> None:
    """The wrong one here; the right one is known only to who has seen the first answer."""
    said = terminal.type(
        "channel", "connect", "main-x", "--oauth2", "--paste", stdin=f"{BACK}?state=forged&code=x\n"
    )

    assert said.code == 1
    assert f"{town.server.url}/i/oauth2/authorize?" in said.err
    assert "This answer belongs to another sign-in" in said.err
    assert "rounds channel connect main-x --oauth2" in said.err


def test_a_person_who_comes_back_to_this_machine_is_connected(terminal: Terminal, town: Town) -> None:
    redirect = f"http://127.0.0.1:{free_port()}/connected"
    app = town.network.grants.apps["rounds"]
    town.network.grants.apps["rounds"] = type(app)("rounds", (redirect,), app.secret)
    heard, said = io.StringIO(), list[Said]()
    started = threading.Event()

    class Ear(io.StringIO):
        """Standard error, heard by the person at the browser."""

        def write(self, text: str) -> int:
            heard.write(text)
            if "/i/oauth2/authorize?" in heard.getvalue():
                started.set()
            return len(text)

    def browse() -> None:
        assert started.wait(20)
        address = next(line for line in heard.getvalue().splitlines() if "/authorize?" in line)
        back = say_yes(address)
        with pytest.raises(OSError, match="404"), urlopen(back.replace("state=", "state=x")):
            pytest.fail("a stranger was let in")
        with urlopen(back) as page:
            said.append(Said(page.status, page.read().decode(), ""))

    browser = threading.Thread(target=browse)
    browser.start()
    done = _type_aloud(terminal, Ear(), "channel", "connect", "main-x", "--oauth2", "--redirect", redirect)
    browser.join()

    assert done == 0
    assert said[0].code == 200
    assert "You can close this window" in said[0].out
    assert "code=" not in heard.getvalue().replace("response_type=code", "")
    with terminal.app() as app_again:
        kept = app_again.connecting.credentials("main-x")
    assert kept["access_token"].reveal() != TOKENS["access_token"]


def _type_aloud(terminal: Terminal, ear: io.StringIO, *words: str) -> int:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), io.StringIO(), ear
    try:
        return main(["--data-dir", str(terminal.data_dir), *words])
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


@pytest.mark.parametrize(
    "where",
    ["https://rounds.example.org/connected", "http://10.0.0.1:8504/", "nonsense", "http://127.0.0.1/"],
)
def test_rounds_waits_on_this_machine_only(where: str) -> None:
    with pytest.raises(InvalidInputError, match="--paste"):
        Landing(where, "state")


def test_who_does_not_come_back_is_not_waited_for_for_ever() -> None:
    with (
        Landing(f"http://127.0.0.1:{free_port()}/connected", "state") as landing,
        pytest.raises(InvalidInputError, match="Nobody came back"),
    ):
        landing.wait(0)


def test_a_port_in_use_is_told(town: Town) -> None:
    port = urlsplit(town.server.url).port

    with pytest.raises(EnvironmentProblemError, match=f"Port {port} is in use"):
        Landing(f"http://127.0.0.1:{port}/connected", "state")


def test_the_keys_are_checked_rotated_and_retired(terminal: Terminal) -> None:
    before = terminal.json("secrets", "check")
    rotated = terminal.json("secrets", "rotate")
    shown = terminal.type("secrets", "check")
    retired = terminal.json("secrets", "retire")

    assert [(each["channel"], each["opens"], each["is_newest"]) for each in before] == [
        ("main-x", True, True)
    ]
    assert (rotated["is_new_key"], rotated["resealed"]) == (True, 1)
    assert shown.code == 0
    assert "today" in shown.out
    assert retired == {"dropped": 1}


def test_a_channel_that_does_not_open_ends_the_check_with_one(terminal: Terminal, town: Town) -> None:
    town.settings.key_file.unlink()

    said = terminal.type("secrets", "check")
    rotated = terminal.type("secrets", "rotate")
    terminal.json("channel", "disconnect", "--all")
    again = terminal.type("secrets", "check")

    assert (said.code, rotated.code, again.code) == (1, 1, 0)
    assert "is missing, so no channel's credentials can be opened" in said.err
    assert "No channel is connected yet." in again.out


def test_a_sign_in_that_expired_is_shown_with_the_channel(
    terminal: Terminal, house: House, town: Town
) -> None:
    town.network.grants.take_back(town.network.accounts[0])
    with pytest.raises(SignInExpiredError):
        house.connecting.renew("main-x", house.connecting.credentials("main-x"))

    [listed] = terminal.json("channel", "list")
    [checked] = terminal.json("secrets", "check")

    assert listed["is_expired"]
    assert checked["sign_in_expired_at"] == town.clock.now().isoformat()
    assert "sign-in expired" in terminal.type("channel", "list").out


def test_the_command_line_never_takes_a_secret_as_a_word(terminal: Terminal) -> None:
    helps = terminal.type("channel", "connect", "--help").out + terminal.type("channel", "add", "--help").out

    assert not any(each in helps for each in ("--access-token", "--consumer-secret", "--client-secret"))


def test_a_rehearsal_renews_on_its_own_network_and_spends_no_real_token(
    terminal: Terminal, house: House, town: Town
) -> None:
    """The copy of the plan holds the real tokens; the simulated clock makes them run out."""
    scheduled(house, max(town.clock.now(), SystemClock().now()) + timedelta(hours=5))
    before = house.connecting.sealed("main-x")

    shown = terminal.json("rehearse", "--days", "92")

    assert [each["accepted"] for each in shown["sent"]] == [1]
    assert town.network.grants.refreshed == 0
    assert house.connecting.sealed("main-x") == before


def test_a_lost_sign_in_is_told_with_the_posts_that_wait_until_it_is_connected_again(
    terminal: Terminal, house: House, town: Town
) -> None:
    scheduled(house, town.clock.now() + timedelta(minutes=5))
    scheduled(house, town.clock.now() + timedelta(days=1))
    town.network.grants.take_back(town.network.accounts[0])
    town.clock.advance(timedelta(minutes=5))
    house.publishing.publish_due()

    told = terminal.type("attention").out
    house.connecting.connect(OPERATOR, "main-x", Credentials(x_credentials("4202")), is_other_account=True)
    after = terminal.type("attention").out

    assert "expired or was taken back; 2 posts wait for it" in told
    assert "rounds channel connect main-x" in told
    assert "taken back" not in after
    assert "Release it: rounds post release 1" in after


def test_who_connects_again_is_told_of_the_posts_that_are_held(terminal: Terminal, house: House) -> None:
    post = house.planning.get(scheduled(house, NOON + timedelta(days=1)))
    with house._store.write() as unit:
        unit.posts.save(post.model_copy(update={"state": PostState.HELD}), at=NOON)

    said = terminal.type(
        *("channel", "connect", "main-x", "--credentials", "-", "--another-account"),
        stdin=json.dumps(x_credentials("4202")),
    )

    assert said.out.startswith("Channel main-x is connected to @other.\n1 post of it is held still.")
    assert "rounds attention" in said.out
