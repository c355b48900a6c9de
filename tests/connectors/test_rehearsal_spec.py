"""The rehearsal network against X's own description of its API."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors import x_names
from connectors.base import Picture
from connectors.rehearsal import Rehearsal, RehearsalServer
from connectors.rehearsal.shown import NEW, OLD, Names
from tests.connectors.signing import Method, call

_ROOT = Path(__file__).parents[2]
_FOLDER = _ROOT / os.environ.get("ROUNDS_SHARED", "../shared") / "data" / "x"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not (_FOLDER / "openapi-2.167.json").exists(), reason="data/x/openapi-2.167.json is not here"
    ),
]


def _spec(edition: str) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads((_FOLDER / f"openapi-{edition}.json").read_text(encoding="utf-8"))
    schemas = spec["components"]["schemas"]
    # v2.159 requires a field that it does not describe, and gives a pattern that its own values break
    schemas.get("ProcessingInfo", {}).pop("required", None)
    schemas.get("ReplySettingsWithVerifiedUsers", {}).pop("pattern", None)
    return spec


def _require(spec: dict[str, Any], schema: dict[str, Any], what: Any) -> None:
    jsonschema = importlib.import_module("jsonschema")  # untyped here
    jsonschema.Draft7Validator({**schema, "components": spec["components"]}).validate(what)


class Described:
    """Calls the rehearsal network, and holds each body and each answer against X's description."""

    def __init__(self, spec: dict[str, Any], url: str) -> None:
        self._spec = spec
        self._url = url

    def call(self, method: Method, path: str, query: str = "", number: str = "", **more: Any) -> Any:
        """Make one call; `path` is X's, with `{id}` for the number."""
        described = self._spec["paths"][path][method.lower()]
        if "json" in more:
            body = described["requestBody"]["content"]["application/json"]["schema"]
            _require(self._spec, body, more["json"])
        answer = call(method, f"{self._url}{path.replace('{id}', number)}{query}", **more)
        assert answer.ok, answer.text
        status = str(answer.status_code)
        shown = described["responses"][status]["content"]["application/json"]["schema"]
        _require(self._spec, shown, answer.json())
        return answer.json()


@pytest.fixture(params=["2.159", "2.167"])
def described(request: pytest.FixtureRequest, server: RehearsalServer, network: Rehearsal) -> Described:
    """Let the network speak one edition of X's description, and compare with it."""
    network.has_new_names = request.param == "2.167"
    return Described(_spec(request.param), server.url)


def _asked(network: Rehearsal) -> str:
    names = NEW if network.has_new_names else OLD
    return (
        f"{names.parameter}={','.join(sorted(names.fields))}&expansions={','.join(sorted(names.expansions))}"
    )


def test_posts_are_taken_and_shown_as_x_describes_it(described: Described, network: Rehearsal) -> None:
    first = described.call("POST", "/2/tweets", json={"text": "See example.org & more"})["data"]["id"]
    answer = {
        "text": "And more",
        "reply": {"in_reply_to_tweet_id": first},
        "reply_settings": "mentionedUsers",
        "made_with_ai": True,
    }
    if not network.has_new_names:
        del answer["made_with_ai"]  # X describes it since v2.167
    second = described.call("POST", "/2/tweets", json=answer)["data"]["id"]
    described.call("POST", "/2/tweets", json={"text": "Look", "quote_tweet_id": first})
    query = _asked(network)

    described.call("GET", "/2/users/{id}/tweets", f"?{query}", "4201")
    described.call("GET", "/2/users/{id}/mentions", f"?{query}", "4201")
    described.call("GET", "/2/tweets", f"?ids={first},99&{query}")
    described.call("GET", "/2/users/me")
    described.call("DELETE", "/2/tweets/{id}", number=second)

    assert len(network.posts()) == 2


def test_media_are_taken_as_x_describes_it(
    described: Described, picture: Callable[..., Picture], network: Rehearsal
) -> None:
    film = b"\0\0\0\x18ftypmp42" + b"\0" * 100
    network.uploads.processing = timedelta(minutes=1)
    shot: dict[str, Any] = {
        "files": {"media": ("picture", picture().data, "image/png")},
        "data": {"media_category": "tweet_image"},
    }
    number = described.call("POST", "/2/media/upload", **shot)["data"]["id"]
    alt = {"id": number, "metadata": {"alt_text": {"text": "A nurse"}}}
    described.call("POST", "/2/media/metadata", json=alt)
    begun = {"media_type": "video/mp4", "total_bytes": len(film), "media_category": "tweet_video"}

    video = described.call("POST", "/2/media/upload/initialize", json=begun)["data"]["id"]
    chunk: dict[str, Any] = {
        "files": {"media": ("chunk", film, "application/octet-stream")},
        "data": {"segment_index": "0"},
    }
    described.call("POST", "/2/media/upload/{id}/append", number=video, **chunk)
    closed = described.call("POST", "/2/media/upload/{id}/finalize", number=video)
    told = described.call("GET", "/2/media/upload", f"?command=STATUS&media_id={video}")

    assert closed["data"]["processing_info"]["state"] == told["data"]["processing_info"]["state"] == "pending"


@pytest.mark.parametrize(("edition", "names"), [("2.159", OLD), ("2.167", NEW)])
def test_no_field_is_taken_that_x_does_not_know(edition: str, names: Names) -> None:
    spec = _spec(edition)
    told = [_resolved(spec, each) for each in spec["paths"]["/2/users/{id}/tweets"]["get"]["parameters"]]
    known = {each["name"]: set(each["schema"].get("items", {}).get("enum", [])) for each in told}

    assert known[names.parameter] >= names.fields
    assert known["expansions"] >= names.expansions


@pytest.mark.parametrize(("edition", "names"), [("2.159", x_names.OLD), ("2.167", x_names.NEW)])
def test_the_connector_asks_for_nothing_that_x_does_not_know(edition: str, names: x_names.Names) -> None:
    spec = _spec(edition)
    for path, query in (
        ("/2/users/{id}/tweets", names.timeline_query()),
        ("/2/tweets", names.counts_query()),
        ("/2/users/{id}/mentions", names.mentions_query()),
    ):
        told = [_resolved(spec, each) for each in spec["paths"][path]["get"]["parameters"]]
        known = {each["name"]: set(each["schema"].get("items", {}).get("enum", [])) for each in told}

        for name, asked in query.items():
            assert set(asked.split(",")) <= known[name]


def _resolved(spec: dict[str, Any], parameter: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in parameter:
        return parameter
    found: dict[str, Any] = spec["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
    return found
