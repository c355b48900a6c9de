"""How the rehearsal network takes a post: as strict about it as X's description of its API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from connectors.rehearsal.checks import body_of, fields_of, is_number
from connectors.rehearsal.kept import Manner, RefusalError
from connectors.rehearsal.shown import NEW, OLD, text_as_shown
from connectors.x_cashtags import cashtags

if TYPE_CHECKING:
    from connectors.rehearsal.calls import Call

_FIELDS = {"text", "media", "reply", "quote_tweet_id", "reply_settings", "made_with_ai"}
_REPLY_FIELDS = {"in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"}
_REPLY_SETTINGS = {"following", "mentionedUsers", "subscribers", "verified"}


async def create(call: Call) -> Response:
    """Take a post, now or late."""
    body = await body_of(call.request, _FIELDS)
    text, media, manner = body.get("text", ""), _media(body), _manner(body)
    if not isinstance(text, str):
        raise RefusalError(400, "The text is not of the right kind.")
    if len(cashtags(text)) > 1:
        raise RefusalError(403, "A post may hold at most one cashtag.")
    if call.late is not None:
        call.network.take_late(call.account, text, media=media, manner=manner, after=call.late)
        return Response(status_code=201)
    kept = call.network.take(call.account, text, media=media, manner=manner, lag=call.lag)
    history = (NEW if call.network.has_new_names else OLD).history
    data = {"id": kept.id, "text": text_as_shown(kept, network=call.network)[0], history: [kept.id]}
    return JSONResponse({"data": data}, 201)


def _media(body: dict[str, Any]) -> tuple[str, ...]:
    if "media" not in body:
        return ()
    ids = fields_of(body["media"], {"media_ids", "tagged_user_ids"}).get("media_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 4 or not all(map(is_number, ids)):  # noqa: PLR2004 - X's limit
        raise RefusalError(400, "The media ids are not one to four numbers.")
    return tuple(ids)


def _manner(body: dict[str, Any]) -> Manner:
    reply_to = None
    if "reply" in body:
        reply_to = fields_of(body["reply"], _REPLY_FIELDS).get("in_reply_to_tweet_id", "")
    quote, settings = body.get("quote_tweet_id"), body.get("reply_settings", "everyone")
    for each in (reply_to, quote):
        if each is not None and not is_number(each):
            raise RefusalError(400, "The post to answer or to quote is no number.")
    if "reply_settings" in body and settings not in _REPLY_SETTINGS:
        raise RefusalError(400, f"[reply_settings] is not one of {sorted(_REPLY_SETTINGS)}.")
    if not isinstance(body.get("made_with_ai", False), bool):
        raise RefusalError(400, "[made_with_ai] is neither true nor false.")
    return Manner(reply_to, quote, settings, body.get("made_with_ai", False))
