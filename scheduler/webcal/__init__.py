"""The calendar server: subscriptions over HTTP, beside the health and the figures of the daemon.

It knows neither posts nor a database: who may see what is decided by `CalendarFeeds`. It runs in
the daemon, so that a subscription never depends on the planner being up. A token stands in the
address, so addresses are never logged, and every token that opens nothing gets the same answer.
"""

from __future__ import annotations

from scheduler.webcal.front import CalendarFeeds, application
from scheduler.webcal.server import CalendarServer
from scheduler.webcal.tls import RenewedContext

__all__ = ["CalendarFeeds", "CalendarServer", "RenewedContext", "application"]
