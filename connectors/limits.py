"""What one message may hold on each network beside X, whose limits are those of `weigh.py`. Facts as data.

Sources, as read in November 2026:

Bluesky: its lexicons `app.bsky.feed.post`, `app.bsky.embed.images` and `app.bsky.embed.video`; its app's
    `constants.ts` for the alt text. It names no longest side, and its app makes films of animations.
Facebook: its guide to uploading photos (kinds, 4 MB, animations stand still); ten photos, videos of 4 GB and
    four hours, and alt texts of 5,000 characters (seen: late.dev, emplifi.io, letmepost.dev).
LinkedIn: its Posts, Images, MultiImage and Videos APIs: 4,086 characters of alt text, 36,152,320 pixels,
    twenty pictures, three seconds to half an hour; 5 MB a picture (seen: ayrshare.com, blotato.com).
Mastodon: its source, `media_attachment.rb` (16 and 99 MiB, 1,500 characters, 33,177,600 pixels) and
    `status.rb` (four attachments); a server may ask for less.
"""

from __future__ import annotations

from typing import Final

from connectors.base import Limits

_STILL: Final = ("image/jpeg", "image/png", "image/webp")
_MIB: Final = 1024 * 1024

LINKEDIN_LIMITS: Final = Limits(
    characters=3_000,
    pictures=20,
    picture_bytes=5_000_000,
    picture_side=6_012,
    alt_text=4_086,
    video_types=("video/mp4",),
    video_bytes=500_000_000,
    video_seconds=(3.0, 1_800.0),
    animation_types=("image/gif",),
    animation_bytes=5_000_000,
)
FACEBOOK_LIMITS: Final = Limits(
    characters=63_206,
    pictures=10,
    picture_bytes=4_000_000,
    picture_side=8_000,
    alt_text=5_000,
    video_types=("video/mp4",),
    video_bytes=4_000_000_000,
    video_seconds=(1.0, 14_400.0),
)
BLUESKY_LIMITS: Final = Limits(
    characters=300,
    text_bytes=3_000,
    pictures=4,
    picture_bytes=1_000_000,
    picture_side=4_096,
    alt_text=2_000,
    picture_types=_STILL,
    video_types=("video/mp4",),
    video_bytes=100_000_000,
    video_seconds=(0.0, 180.0),
)
MASTODON_LIMITS: Final = Limits(
    characters=500,
    pictures=4,
    picture_bytes=16 * _MIB,
    picture_side=5_760,
    alt_text=1_500,
    picture_types=_STILL,
    video_types=("video/mp4",),
    video_bytes=99 * _MIB,
    video_seconds=(0.0, float("inf")),
    animation_types=("image/gif",),
    animation_bytes=16 * _MIB,
)
