"""Keeps the libraries that speak to networks from writing tokens and texts of posts down."""

from __future__ import annotations

import logging

#: At DEBUG tweepy and the OAuth libraries log tokens, signatures and bodies; urllib3 logs addresses,
#: which hold what is asked for.
_TALKATIVE = ("tweepy", "requests_oauthlib", "oauthlib", "authlib", "urllib3")


class _Quiet(logging.Filter):
    """Lets pass what is at least a warning, whatever level anybody sets."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING


def quieten() -> None:
    """Let those libraries log warnings and worse only; twice is once.

    A level on a parent does not bind a child that was given its own, and a filter does not bind
    children at all: each logger that exists by now is given both.
    """
    for name in [*_TALKATIVE, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] not in _TALKATIVE:
            continue
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        if not any(isinstance(each, _Quiet) for each in logger.filters):
            logger.addFilter(_Quiet())
