"""X's numbers for posts, which carry the instant at which they were given out.

A number is the milliseconds since X's epoch, shifted by 22 bits that tell machine and sequence.
The layout and the epoch are those of Twitter's published Snowflake.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH_MS = 1_288_834_974_657
_SHIFT = 22
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=EPOCH_MS)
_MILLISECOND = timedelta(milliseconds=1)


def first_at(at: datetime) -> int:
    """Return the smallest number that can be given out at `at`; 0 for what lies before the epoch."""
    return max(0, (at - _EPOCH) // _MILLISECOND) << _SHIFT


def time_of(number: int) -> datetime:
    """Return when `number` was given out, in UTC, to the millisecond."""
    return _EPOCH + (number >> _SHIFT) * _MILLISECOND
