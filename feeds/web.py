"""httpx and its guarded transport, without httpx's command line.

`import httpx` loads that too where its libraries happen to be installed, and with it a painter of terminals
and a library of colours for two hundred languages: 4 MB of a daemon that never shows a page to anybody.
It counts as not installed here, which httpx provides for.
"""

from __future__ import annotations

import sys

sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # how Python marks what may not be imported

import httpx  # noqa: E402 - only now
from ssrfguard.httpx import SafeBackend, SafeTransport  # noqa: E402 - it imports httpx

__all__ = ["SafeBackend", "SafeTransport", "httpx"]
