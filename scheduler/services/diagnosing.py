"""Say how every part is, in words an administrator can act on."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain import zones
from scheduler.domain.errors import EnvironmentProblemError
from scheduler.domain.post import PostState
from scheduler.domain.value import Value
from scheduler.services.certificates import is_well, pair_of
from scheduler.services.connecting import expired_in
from scheduler.services.counting import delivery_in, lost_in
from scheduler.services.heads import HeadFile
from scheduler.services.months import alarms_in, spent_in
from scheduler.services.rezoning import recent_moves, release_of_engine
from scheduler.services.rotating import Rotating, days_since
from scheduler.services.sealing import Seal
from scheduler.services.signing import SigningKeys
from scheduler.services.timekeeping import is_kept_by_a_time_server
from scheduler.services.witnessing import Witness
from scheduler.store.clocks import skew_of
from scheduler.store.schema import newest, version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.clock import Clock
    from scheduler.settings import Settings
    from scheduler.store.clocks import Skew
    from scheduler.store.database import Store

_LEAST_FREE = 500 * 1024 * 1024
_MANY_FAILURES = 3
#: From here on the age of a signed head is told in days.
_MANY_HOURS = 48
#: Machines that share a database should agree on the second.
_MOST_SKEW = timedelta(seconds=1)


class Part(Value):
    """One part and how it is."""

    name: str
    is_well: bool
    words: str
    facts: dict[str, str | int | float | bool | None] = {}  # noqa: RUF012 - pydantic copies it


class Health(Value):
    """How everything is."""

    parts: tuple[Part, ...]

    @property
    def is_well(self) -> bool:
        """Is every part well?"""
        return all(part.is_well for part in self.parts)


class Diagnosing:
    """The doctor. It reads and never changes anything."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        settings: Settings,
        *,
        is_engine_running: Callable[[], bool],
        is_kept: Callable[[], bool | None] = is_kept_by_a_time_server,
    ) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._is_engine_running = is_engine_running
        #: Does a time server keep this machine's clock, as far as the system says?
        self._is_kept = is_kept

    def report(self) -> Health:
        """Look at every part."""
        parts: tuple[Callable[[], Part], ...] = (
            self._database,
            self._daemon,
            self._disk,
            self._clocks,
            self._zones,
            self._key,
            self._record,
            self._channels,
            self._sources,
            self._posts,
            self._delivery,
            self._budgets,
            self._pauses,
        )
        return Health(parts=(*(look() for look in parts), *self._certificates()))

    def is_serving(self) -> dict[str, object]:
        """Return the short answer for `/healthz`: can the database be read, and does the engine run?"""
        part = self._daemon()
        with self._store.read() as unit:
            waiting = unit.posts.counts().get(PostState.SCHEDULED, 0)
        return {"healthy": part.is_well, "engine": part.words, "scheduled": waiting}

    def metrics(self) -> str:
        """Return counts of posts, and what budgets hold, as plain-text metrics (OpenMetrics names)."""
        now = self._clock.now()
        with self._store.read() as unit:
            counts, lost = unit.posts.counts(), lost_in(unit, now)
            limited = unit.plan.limited_channels().values()
            spent = {channel.name: spent_in(unit, channel.name, now.date()) for channel in limited}
        lines = ["# TYPE rounds_posts gauge"]
        lines += [f'rounds_posts{{state="{state.value}"}} {counts.get(state, 0)}' for state in PostState]
        lines += ["# TYPE rounds_posts_lost gauge", f"rounds_posts_lost {len(lost)}"]
        lines += ["# TYPE rounds_channel_spent_mills gauge"]
        lines += [f'rounds_channel_spent_mills{{channel="{name}"}} {mills}' for name, mills in spent.items()]
        lines += ["# TYPE rounds_channel_budget_mills gauge"]
        lines += [f'rounds_channel_budget_mills{{channel="{each.name}"}} {each.budget}' for each in limited]
        return "\n".join(lines) + "\n# EOF\n"

    def _database(self) -> Part:
        version = version_of(self._store.engine)
        current = version == newest()
        words = "Up to date." if current else "Older than this program. Run “rounds migrate”."
        return Part(name="database", is_well=current, words=words, facts={"schema": version})

    def _daemon(self) -> Part:
        runs = self._is_engine_running()
        words = "Running." if runs else "Not running: nothing goes out. Start it with “rounds daemon”."
        return Part(name="engine", is_well=runs, words=words)

    def _certificates(self) -> tuple[Part, ...]:
        """Return how the certificate of the calendar server is, where it has one."""
        settings = self._settings
        try:
            pair = pair_of(settings.calendar_tls_certificate, settings.calendar_tls_key)
        except EnvironmentProblemError as why:
            return (Part(name="certificate", is_well=False, words=str(why)),)
        if pair is None:
            return ()
        well, words = is_well(*pair, self._clock.now())
        return (Part(name="certificate", is_well=well, words=words),)

    def _disk(self) -> Part:
        free = shutil.disk_usage(self._settings.data_dir).free
        roomy = free >= _LEAST_FREE
        words = f"{free // 2**20:,} MB free." if roomy else "Nearly full. Free some space soon."
        return Part(name="disk", is_well=roomy, words=words, facts={"free_bytes": free})

    def _clocks(self) -> Part:
        skew, is_kept = skew_of(self._store.engine, self._clock), self._is_kept()
        facts: dict[str, str | int | float | bool | None] = {"is_synchronised": is_kept}
        words = "There is no other clock to compare it with: the database is on this machine."
        is_well = True
        if skew is not None:
            is_well = abs(skew.ahead) <= _MOST_SKEW + skew.give_or_take
            words = _compared(skew, is_well=is_well)
            facts["ahead_seconds"] = round(skew.ahead.total_seconds(), 3)
        if is_kept is False:
            words += " The system says that no time server keeps this machine's clock: turn NTP on."
        return Part(name="clock", is_well=is_well, words=words, facts=facts)

    def _zones(self) -> Part:
        with self._store.read() as unit:
            theirs, moves = release_of_engine(unit), recent_moves(unit, now=self._clock.now())
        ours = zones.version()
        agrees = theirs in {"", ours}
        words = f"Zone data {ours}."
        if not agrees:
            words = f"Zone data {ours} here, {theirs} in the engine. Start Rounds again, so that all use one."
        if moves is not None:
            words += f" {moves.words}"
        facts = {"release": ours, "engine": theirs, "moved": moves.count if moves else 0}
        return Part(name="time zones", is_well=agrees, words=words, facts=dict(facts))

    def _key(self) -> Part:
        rotating = Rotating(self._store, self._clock, Seal(self._settings.key_file, self._clock))
        try:
            keys, found = rotating.keys(), rotating.check()
        except EnvironmentProblemError as why:
            return Part(name="key", is_well=False, words=str(why))
        if not keys:
            return Part(name="key", is_well=True, words="Not made yet; it is made with the first channel.")
        facts = {"keys": len(keys), "days": days_since(keys[0].made_at, self._clock.now())}
        words = rotating.trouble(found)
        if words:
            return Part(name="key", is_well=False, words=words, facts=facts)
        older = f" {len(keys) - 1} other keys are kept." if len(keys) > 1 else ""
        return Part(name="key", is_well=True, words=f"Readable by its owner only.{older}", facts=facts)

    def _record(self) -> Part:
        keys = SigningKeys(self._settings.record_key, self._clock)
        heads = HeadFile(self._settings.record_heads, self._settings.record_heads_copy)
        found = Witness(self._store, self._clock, keys=keys, file=heads).state()
        facts: dict[str, str | int | float | bool | None] = {"line": found.line, "unsigned": found.unsigned}
        if found.signed_at is None:
            words = found.trouble or "Not signed yet; the engine signs its end each day."
            return Part(name="record", is_well=not found.trouble, words=words, facts=facts)
        hours = round((self._clock.now() - found.signed_at).total_seconds() / 3600, 1)
        words = f"Signed up to line {found.line:,}, {_ago(hours)}; lines since: {found.unsigned:,}."
        if found.trouble:
            words = f"{found.trouble} {words}"
        return Part(name="record", is_well=not found.trouble, words=words, facts={**facts, "hours": hours})

    def _channels(self) -> Part:
        with self._store.read() as unit:
            names, connected = [each.name for each in unit.plan.channels()], unit.plan.sealed()
            expired = expired_in(unit)
        bare = [name for name in names if name not in connected]
        words = f"Not connected: {', '.join(bare)}." if bare else f"{len(names)} connected."
        if expired:
            words += f" Sign-in expired, connect again: {', '.join(expired)}."
        facts = {"channels": len(names), "expired": len(expired)}
        return Part(name="channels", is_well=not bare and not expired, words=words, facts=dict(facts))

    def _sources(self) -> Part:
        with self._store.read() as unit:
            sources = [source for source in unit.sources.all() if source.active]
            bad = [each.name for each in sources if unit.sources.health(each.name).failures >= _MANY_FAILURES]
        words = f"Failing for a while: {', '.join(bad)}." if bad else f"{len(sources)} read without trouble."
        return Part(name="sources", is_well=not bad, words=words, facts={"sources": len(sources)})

    def _posts(self) -> Part:
        with self._store.read() as unit:
            counts = unit.posts.counts()
        unknown, refused = counts.get(PostState.UNKNOWN, 0), counts.get(PostState.REFUSED, 0)
        words = f"{unknown} with unknown outcome." if unknown else "No outcome is unknown."
        facts = {state.value: count for state, count in counts.items()}
        return Part(name="posts", is_well=True, words=f"{words} {refused} refused.", facts=dict(facts))

    def _delivery(self) -> Part:
        with self._store.read() as unit:
            found = delivery_in(unit, self._clock.now())
        facts = found.model_dump(mode="json", include={"sent", "overdue", "late_p50", "late_p99"})
        counted = {"lost": len(found.lost), "doubled": len(found.doubled)}
        words = f"{found.words}." if found.is_well else f"{found.words}. “rounds delivery” names the posts."
        return Part(name="delivery", is_well=found.is_well, words=words, facts={**facts, **counted})

    def _budgets(self) -> Part:
        with self._store.read() as unit:
            alarms = alarms_in(unit, now=self._clock.now())
        words = " ".join(each.warning for each in alarms) or "No channel is close to its budget."
        facts: dict[str, str | int | float | bool | None] = {each.channel: each.spent for each in alarms}
        return Part(name="budgets", is_well=not alarms, words=words, facts=facts)

    def _pauses(self) -> Part:
        with self._store.read() as unit:
            pauses = unit.pauses.active()
        words = f"{len(pauses)} in force." if pauses else "None in force."
        return Part(name="pauses", is_well=True, words=words, facts={"pauses": len(pauses)})


def _ago(hours: float) -> str:
    if hours < 1:
        return "within the last hour"
    return f"{hours:,.0f} hours ago" if hours < _MANY_HOURS else f"{hours / 24:,.0f} days ago"


def _compared(skew: Skew, *, is_well: bool) -> str:
    if is_well:
        return "It agrees with the database server's to a second."
    apart = (
        f"{abs(skew.ahead.total_seconds()):,.1f} s {'ahead of' if skew.ahead > timedelta(0) else 'behind'}"
    )
    return (
        f"It is {apart} the database server's, and posts leave by it. "
        "See that both machines' clocks are kept by a time server (NTP)."
    )
