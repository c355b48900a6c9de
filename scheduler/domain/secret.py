"""Values that must never be printed: one secret, and the credentials of a channel.

Guarantee: no way of writing a value down shows what is inside, but `reveal()`: neither `repr`, `str`,
any formatting, JSON, pickling, pydantic nor a traceback that shows local variables.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from pydantic_core import core_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler

_SHOWN = "•••"


class Secret:
    """A text that shows itself to nobody; it is no `str`, so nothing can print it by mistake."""

    __slots__ = ("_value",)

    def __init__(self, value: str | Secret) -> None:
        self._value = value.reveal() if isinstance(value, Secret) else str(value)

    def reveal(self) -> str:
        """Return the text itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({_SHOWN})"

    def __str__(self) -> str:
        return _SHOWN

    def __format__(self, spec: str) -> str:
        return _SHOWN

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(*(each.reveal().encode(errors="surrogatepass") for each in (self, other)))

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> str:
        raise TypeError("A secret can't be pickled.")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> Any:
        """Take a text or a secret; dump dots."""
        return core_schema.no_info_plain_validator_function(
            cls._read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def _read(cls, given: object) -> Self:
        if not isinstance(given, str | Secret):
            raise ValueError("A secret is a text.")  # noqa: TRY004 - what pydantic turns into a finding
        return cls(given)


class Credentials(Mapping[str, Secret]):
    """What opens one account, by the names its network gives the parts; never changes, never prints."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[str, str | Secret] | None = None) -> None:
        self._parts = {name: Secret(value) for name, value in (parts or {}).items()}

    def reveal(self) -> dict[str, str]:
        """Return all parts as texts, for a connector or for sealing."""
        return {name: part.reveal() for name, part in self._parts.items()}

    @property
    def fingerprint(self) -> str:
        """A digest that tells two credentials apart and gives nothing of them away."""
        digest = hashlib.sha256()
        for name, part in sorted(self._parts.items()):
            digest.update(ascii((name, part.reveal())).encode())
        return digest.hexdigest()

    def __getitem__(self, name: str) -> Secret:
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __hash__(self) -> int:
        return hash(frozenset(self._parts.items()))

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self._parts))})"

    def __reduce__(self) -> str:
        raise TypeError("Credentials can't be pickled.")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self
