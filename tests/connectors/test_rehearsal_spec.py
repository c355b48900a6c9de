"""The rehearsal network against X's own description of its API."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Picture
from connectors.rehearsal import Rehearsal, RehearsalServer
from connectors.rehearsal.shown import OLD
from tests.connectors.signing import call

_ROOT = Path(__file__).parents[2]
_SPEC = _ROOT / os.environ.get("ROUNDS_SHARED", "../shared") / "data" / "x" / "openapi-2.159.json"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not _SPEC.exists(), reason="data/x/openapi-2.159.json is not here"),
]


def _is_as_described(answer: dict[str, Any], schema: str) -> bool:
    jsonschema = importlib.import_module("jsonschema")  # untyped here
    spec = json.loads(_SPEC.read_text(encoding="utf-8"))
    whole = {"$ref": f"#/components/schemas/{schema}", "components": spec["components"]}
    jsonschema.Draft7Validator(whole).validate(answer)
    return True


def test_every_answer_is_as_x_describes_it(
    server: RehearsalServer, network: Rehearsal, picture: Callable[..., Picture]
) -> None:
    upload = call(
        "POST",
        f"{server.url}/2/media/upload",
        files={"media": ("picture", picture().data, "image/png")},
        data={"media_category": "tweet_image"},
    ).json()
    number = upload["data"]["id"]
    described = {"id": number, "metadata": {"alt_text": {"text": "A nurse"}}}
    alt = call("POST", f"{server.url}/2/media/metadata", json=described).json()
    body = {"text": "See example.org & more", "media": {"media_ids": [number]}}
    created = call("POST", f"{server.url}/2/tweets", json=body).json()
    asked = f"tweet.fields={','.join(sorted(OLD.fields))}"
    timeline = call("GET", f"{server.url}/2/users/4201/tweets?{asked}").json()
    looked_up = call("GET", f"{server.url}/2/tweets?ids={created['data']['id']},99&{asked}").json()
    me = call("GET", f"{server.url}/2/users/me").json()
    deleted = call("DELETE", f"{server.url}/2/tweets/{created['data']['id']}").json()

    assert _is_as_described(upload, "MediaUploadResponse")
    assert _is_as_described(alt, "MetadataCreateResponse")
    assert _is_as_described(body, "TweetCreateRequest")
    assert _is_as_described(created, "TweetCreateResponse")
    assert _is_as_described(timeline, "Get2UsersIdTweetsResponse")
    assert _is_as_described(looked_up, "Get2TweetsResponse")
    assert _is_as_described(me, "Get2UsersMeResponse")
    assert _is_as_described(deleted, "TweetDeleteResponse")
    assert network.posts() == []


def test_no_field_is_taken_that_x_does_not_know() -> None:
    spec = json.loads(_SPEC.read_text(encoding="utf-8"))
    known = spec["components"]["parameters"]["TweetFieldsParameter"]["schema"]["items"]["enum"]

    assert set(known) >= OLD.fields
