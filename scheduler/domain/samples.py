"""What was put into an empty house to try it on, and can be taken out again as a whole."""

from __future__ import annotations

from enum import StrEnum

from scheduler.domain.value import Value


class SampleKind(StrEnum):
    """What a part of the sample is."""

    CHANNEL = "channel"
    PILLAR = "pillar"
    SLOT = "slot"
    POST = "post"


class SamplePart(Value):
    """One part of the sample, as it was made."""

    kind: SampleKind
    #: The name of a channel or pillar, the number of a slot or post.
    name: str
    #: SHA-256 of it as it was made: who changed it since is told by that.
    made: str
    #: Was it taken out? Its number is not given to another post then.
    is_gone: bool = False
