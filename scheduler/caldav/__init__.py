"""The plan as calendars that programs can write to: CalDAV (RFC 4791), as much of it as moving posts needs.

It knows neither posts nor a database: who comes is told by `AppPasswords`, what is shown and what may be
moved by `PlanCalendars`. It is served beside the subscriptions, at `/caldav/`.
"""

from __future__ import annotations

from scheduler.caldav.routes import caldav_routes

__all__ = ["caldav_routes"]
