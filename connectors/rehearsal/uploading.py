"""How the rehearsal network takes media: a picture at once, anything longer in chunks, then alt text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from PIL import Image
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from connectors.rehearsal.checks import body_of, fields_of, is_number, query_of
from connectors.rehearsal.kept import KEYS, RefusalError
from connectors.weigh import X_LIMITS

if TYPE_CHECKING:
    from connectors.rehearsal.calls import Call
    from connectors.rehearsal.kept import KeptMedium

_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_DAY = 86_400
_ONE_SHOT = {"media", "media_category", "media_type", "shared", "additional_owners"}


async def upload(call: Call) -> Response:
    """Keep a picture that can be read as one."""
    fields = await _form(call, _ONE_SHOT)
    media = fields.get("media")
    if not isinstance(media, bytes) or fields.get("media_category") != "tweet_image":
        raise RefusalError(400, "The media or its category is missing.")
    return _told(call, call.network.upload(media, mime=_type_of(media)))


async def initialize(call: Call) -> Response:
    """Open an upload in chunks."""
    body = await body_of(call.request, {"media_type", "total_bytes", "media_category", "shared"})
    mime, total, category = (body.get(each) for each in ("media_type", "total_bytes", "media_category"))
    if not isinstance(mime, str) or not isinstance(total, int) or not isinstance(category, str):
        raise RefusalError(400, "The media type, its size or its category is missing.")
    number = call.network.uploads.begin(call.account.user_id, mime=mime, category=category, total=total)
    data = {"id": number, "media_key": f"{KEYS[category]}_{number}", "expires_after_secs": _DAY}
    return JSONResponse({"data": data, "meta": {}})


async def append(call: Call) -> Response:
    """Add a chunk to an upload."""
    fields = await _form(call, {"media", "segment_index"})
    media, index = fields.get("media"), fields.get("segment_index")
    if not isinstance(media, bytes) or not isinstance(index, str) or not index.isdecimal():
        raise RefusalError(400, "The media or the index of the segment is missing.")
    number = call.request.path_params["id"]
    until = call.network.uploads.append(number, call.account.user_id, index=int(index), chunk=media)
    return JSONResponse({"data": {"expires_at": int(until.timestamp())}, "meta": {}})


async def finalize(call: Call) -> Response:
    """Close an upload; what it is made of is looked at now, and a video processed from now on."""
    number = call.request.path_params["id"]
    medium = call.network.keep(call.network.uploads.close(number, call.account.user_id))
    return _told(call, medium)


async def status(call: Call) -> Response:
    """Tell how far the processing of a video is."""
    query = query_of(call.request, {"media_id": None, "command": {"STATUS"}})
    info = call.network.uploads.state(query.get("media_id", ""))
    medium = call.network.medium(query["media_id"])
    if medium is None:
        raise RefusalError(400, "The media id is not known.")
    return _told(call, medium, info=info)


async def describe(call: Call) -> Response:
    """Give a medium its alt text."""
    body = await body_of(call.request, {"id", "metadata"})
    metadata = fields_of(body.get("metadata", {}), {"alt_text"})
    alt = fields_of(metadata.get("alt_text", {}), {"text"}).get("text")
    if not is_number(body.get("id")) or not isinstance(alt, str) or not 1 <= len(alt) <= X_LIMITS.alt_text:
        raise RefusalError(400, "The alt text is missing or too long.")
    call.network.describe(body["id"], alt)
    return JSONResponse({"data": {"id": body["id"], "associated_metadata": metadata}})


async def _form(call: Call, known: set[str]) -> dict[str, str | bytes]:
    async with call.request.form(max_part_size=2 * X_LIMITS.picture_bytes) as form:
        fields = fields_of(dict(form), known)
        return {
            name: await each.read() if isinstance(each, UploadFile) else str(each)
            for name, each in fields.items()
        }


def _told(call: Call, medium: KeptMedium, *, info: dict[str, Any] | None = None) -> Response:
    shown: dict[str, Any] = {
        "id": medium.id,
        "media_key": medium.key,
        "size": medium.size,
        "expires_after_secs": _DAY,
    }
    if medium.category != "tweet_image":
        info = info or call.network.uploads.state(medium.id)
    if info is not None:
        shown["processing_info"] = info
    return JSONResponse({"data": shown, "meta": {}})


def _type_of(data: bytes) -> str:
    """Return the media type by what the bytes are, whatever the sender calls them."""
    try:
        with Image.open(io.BytesIO(data), formats=list(_TYPES)) as image:
            image.verify()
            found = _TYPES[str(image.format)]
    except (OSError, SyntaxError, ValueError, KeyError, Image.DecompressionBombError) as why:
        raise RefusalError(400, "The media is not a picture.") from why
    if len(data) > X_LIMITS.picture_bytes:
        raise RefusalError(400, "The media is too large.")
    return found
