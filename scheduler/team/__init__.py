"""Hands for a team of daemons: Procrastinate spreads the posts; its only home.

The daemon that leads claims what is due in a moment and defers jobs for it, a handful of posts each,
in the same transaction: both or neither. Any daemon's worker fetches the job, takes its posts over from
the queue (a compare-and-set on owner and fence) and sends them with the very hands of one machine.
Guarantees: a job that is run twice, or too late, finds the posts gone and does nothing; a job whose
worker died is put back within seconds; what a dead worker had taken over is rescued as on one machine;
nothing of Procrastinate's own bookkeeping need survive a crash.
"""

from __future__ import annotations

from scheduler.team.handing_out import TeamHands
from scheduler.team.tables import check_is_prepared, prepare

__all__ = ["TeamHands", "check_is_prepared", "prepare"]
