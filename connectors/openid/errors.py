"""What can go wrong with an identity provider; the message is a sentence for a person.

ProviderError
├── ProviderDownError    it can't be asked just now
├── ProviderUnfitError   what it says of itself can't be used: an administrator must change something
└── UntrustedError       what it says of a person is not believed, or it refused: begin again
"""

from __future__ import annotations


class ProviderError(Exception):
    """Base of all; no message holds a token, a code or what the provider wrote."""


class ProviderDownError(ProviderError):
    """It can't be asked just now."""


class ProviderUnfitError(ProviderError):
    """What it says of itself can't be used."""


class UntrustedError(ProviderError):
    """What it says of a person is not believed."""

    def __init__(self, why: str, *, code: str) -> None:
        super().__init__(why)
        #: Why, in one word, for the log and the record.
        self.code = code
