"""Put the parts together; the only place that chooses concrete ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from connectors.base import Outgoing
from connectors.prices import cost_of
from scheduler.domain.clock import Clock, SystemClock
from scheduler.domain.errors import StorageError
from scheduler.hands import LocalHands
from scheduler.services.accepting import Accepting
from scheduler.services.afterlife import Afterlife
from scheduler.services.announcing import Announcing
from scheduler.services.answering import Answering
from scheduler.services.approving import Approving
from scheduler.services.attending import Attending
from scheduler.services.auditing import Auditing
from scheduler.services.authorising import Authorising
from scheduler.services.budgeting import Budgeting
from scheduler.services.checking import Checking
from scheduler.services.communities import Communities
from scheduler.services.connecting import Connecting
from scheduler.services.consenting import Consenting
from scheduler.services.counting import Counting
from scheduler.services.curating import Curating
from scheduler.services.diagnosing import Diagnosing
from scheduler.services.drafting import Drafting
from scheduler.services.escalating import Escalating
from scheduler.services.experts import Experts
from scheduler.services.filling import Filling
from scheduler.services.granting import Granting
from scheduler.services.heads import HeadFile
from scheduler.services.hearing import Hearing
from scheduler.services.keeping_quiet import KeepingQuiet
from scheduler.services.licensing import Licensing
from scheduler.services.meaning import kept_meaning
from scheduler.services.networks import Networks
from scheduler.services.newsletters import Newsletters
from scheduler.services.observing import Observing
from scheduler.services.opening import Opening
from scheduler.services.own_events import OwnEvents
from scheduler.services.pausing import Pausing
from scheduler.services.placing import Placing
from scheduler.services.planning import Planning
from scheduler.services.profile import ProfileCare
from scheduler.services.publishing import Publishing
from scheduler.services.quoting import Quoting
from scheduler.services.ranking import Ranking
from scheduler.services.reconciling import Reconciling
from scheduler.services.reconsidering import Reconsidering
from scheduler.services.recycling import Recycling
from scheduler.services.restoring import Restoring
from scheduler.services.retaining import Retaining
from scheduler.services.rezoning import Rezoning
from scheduler.services.rotating import Rotating
from scheduler.services.sealed_rows import sealed_in
from scheduler.services.sealing import Seal
from scheduler.services.seeding import Seeding
from scheduler.services.setting_policies import SettingPolicies
from scheduler.services.setting_up import SettingUp
from scheduler.services.shelving import Shelf
from scheduler.services.signing import SigningKeys
from scheduler.services.signing_in import SigningIn
from scheduler.services.subscribing import Subscriptions
from scheduler.services.surveying import Desk
from scheduler.services.timekeeping import Timekeeping
from scheduler.services.trends import TrendWatch
from scheduler.services.ways_out import WaysOut
from scheduler.services.witnessing import Witness
from scheduler.services.wrapping import message_of
from scheduler.store.database import Store, open_engine
from scheduler.store.locks import locks_of
from scheduler.store.marks import Marks
from scheduler.store.schema import check_is_current, migrate
from scheduler.store.signs import Signs, signs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Engine

    from connectors.base import Connector
    from feeds.fetch import Fetcher
    from scheduler.domain.post import Post
    from scheduler.hands import Hands
    from scheduler.services.in_hand import Claimed
    from scheduler.settings import Settings
    from scheduler.store.liveness import Presence
    from scheduler.store.waking import Commits, Listener

#: The files that tell how far the database had come; their names begin so.
_MARK = "high-water"


@dataclass(frozen=True)
class App:
    """The running application: its services, and no way around them to the store."""

    settings: Settings
    clock: Clock
    people: SigningIn
    set_up: SettingUp
    connecting: Connecting
    consenting: Consenting
    rotating: Rotating
    planning: Planning
    approving: Approving
    authorising: Authorising
    escalating: Escalating
    budgeting: Budgeting
    attending: Attending
    answering: Answering
    counting: Counting
    pausing: Pausing
    checking: Checking
    curating: Curating
    opening: Opening
    newsletters: Newsletters
    accepting: Accepting
    filling: Filling
    reconsidering: Reconsidering
    licensing: Licensing
    hearing: Hearing
    policies: SettingPolicies
    profile: ProfileCare
    trends: TrendWatch
    afterlife: Afterlife
    keeping_quiet: KeepingQuiet
    recycling: Recycling
    quoting: Quoting
    drafting: Drafting
    observing: Observing
    communities: Communities
    own_events: OwnEvents
    experts: Experts
    subscribing: Subscriptions
    announcing: Announcing
    auditing: Auditing
    witness: Witness
    retaining: Retaining
    diagnosing: Diagnosing
    publishing: Publishing
    reconciling: Reconciling
    restoring: Restoring
    rezoning: Rezoning
    timekeeping: Timekeeping
    seeding: Seeding
    presence: Presence
    _store: Store
    _signs: Signs

    @property
    def is_team(self) -> bool:
        """May several daemons share this database, on whatever machines?"""
        return self._store.engine.dialect.name == "postgresql"

    def hands(self, *, after: Callable[[Post], None], leads: bool = True) -> Hands:
        """Return what sends for a daemon; `after` is told of every post that left, `leads` whether it may."""
        own = LocalHands(self.publishing, self.clock, senders=self.settings.senders, after=after)
        if not self.is_team:
            return own
        from scheduler.team import TeamHands  # an extra: only who has chosen PostgreSQL has it

        lease, engine = timedelta(seconds=self.settings.lease_seconds), self._store.engine
        return TeamHands(self.publishing, self.clock, self.presence, engine, own, lease=lease, leads=leads)

    def warm_up(self) -> None:
        """Load what is loaded when it is first needed, so that the first post need not wait for it."""
        cost_of(Outgoing(key="", text="https://example.org"))

    def listener(self) -> Listener:
        """Return what a daemon waits on for changes by others."""
        return self._signs.listener()

    def commits(self) -> Commits:
        """Return what notices commits that nobody announced; for one thread."""
        return self._signs.commits()

    def close(self) -> None:
        """Give back connections, locks and what was kept for reading documents."""
        self.curating.stop()
        self.presence.close()
        self._store.close()


def migrate_database(settings: Settings) -> None:
    """Bring the database to the schema of this program; raises `DatabaseTooNewError` for a newer one."""
    _make_folder(settings)
    engine = open_engine(settings.database)
    try:
        migrate(engine)
        if engine.dialect.name == "postgresql":
            from scheduler import team  # an extra: only who has chosen PostgreSQL has it

            team.prepare(engine)
    finally:
        engine.dispose()


def open_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    connectors: Callable[[str], Connector] | None = None,
) -> App:
    """Build the application that `settings` describe; raises where the database is not set up for it.

    `connectors` gives a channel's way out where it is not to be the one its credentials name.
    """
    _make_folder(settings)
    engine = open_engine(settings.database)
    try:
        _check_is_set_up(engine)
    except BaseException:
        engine.dispose()
        raise
    signs = signs_of(engine, settings.data_dir)
    store = Store(engine, committed=signs.wake)
    return _assemble(settings, clock or SystemClock(), store, signs, connectors)


def _check_is_set_up(engine: Engine) -> None:
    check_is_current(engine)
    if engine.dialect.name == "postgresql":
        from scheduler import team  # an extra: only who has chosen PostgreSQL has it

        team.check_is_prepared(engine)


#: The services that need nothing but the store and a clock, by their names in `App`.
_PLAIN: Final[dict[str, Callable[[Store, Clock], Any]]] = {
    "people": SigningIn,
    "authorising": Authorising,
    "budgeting": Budgeting,
    "counting": Counting,
    "pausing": Pausing,
    "licensing": Licensing,
    "policies": SettingPolicies,
    "keeping_quiet": KeepingQuiet,
    "recycling": Recycling,
    "observing": Observing,
    "communities": Communities,
    "own_events": OwnEvents,
    "experts": Experts,
    "rezoning": Rezoning,
    "seeding": Seeding,
}


def _assemble(
    settings: Settings,
    clock: Clock,
    store: Store,
    signs: Signs,
    connectors: Callable[[str], Connector] | None,
) -> App:
    shelf, presence = Shelf(settings.media_dir), signs.presence
    accounts, networks = _accounts(settings, clock, store)
    checking = Checking(store, clock, meaning=kept_meaning(is_wanted=settings.sentence_model))
    keeping = Timekeeping(store, clock)
    restoring = Restoring(store, clock, settings.data_dir / _MARK)
    ways_out = connectors or WaysOut(networks, accounts["connecting"], accounts["set_up"])
    publishing, reconciling = _engine(
        settings, clock, store, ways_out, checking, shelf, presence, keeping, leaving=restoring.leaving
    )
    planning = Planning(store, clock, shelf)
    return App(
        **{name: service(store, clock) for name, service in _PLAIN.items()},
        **accounts,
        **_record(settings, clock, store),
        **_desk(settings, clock, store, checking, planning, keeping),
        **_curation(settings, clock, store, checking, planning, opening=accounts["opening"]),
        settings=settings,
        clock=clock,
        checking=checking,
        planning=planning,
        hearing=Hearing(store, clock, connector_of=ways_out),
        diagnosing=Diagnosing(store, clock, settings, is_engine_running=presence.is_led),
        publishing=publishing,
        reconciling=reconciling,
        restoring=restoring,
        timekeeping=keeping,
        presence=presence,
        _store=store,
        _signs=signs,
    )


def _accounts(settings: Settings, clock: Clock, store: Store) -> tuple[dict[str, Any], Networks]:
    """Return the services of accounts and secrets, by their names in `App`, and the networks themselves."""
    seal, networks = _seal(settings, clock, store), Networks(settings, clock)
    lock_of = locks_of(store.engine, settings.data_dir)
    connecting = Connecting(store, clock, seal, accounts=networks, lock_of=lock_of)
    services = {
        "set_up": SettingUp(store, clock, seal),
        "connecting": connecting,
        "consenting": Consenting(store, clock, seal, pages=networks, connecting=connecting),
        "rotating": Rotating(store, clock, seal),
        "opening": Opening(store, clock, seal),
    }
    return services, networks


def _desk(
    settings: Settings,
    clock: Clock,
    store: Store,
    checking: Checking,
    planning: Planning,
    keeping: Timekeeping,
) -> dict[str, Any]:
    """Return the services that people work with, by their names in `App`."""
    settle = timedelta(seconds=settings.settle_seconds)
    granting = Granting(clock, checking.review_post, checking.mark)
    return {
        "escalating": Escalating(store, clock, planning, granting),
        "approving": Approving(store, clock, checking.review_post, checking.mark),
        "attending": Attending(store, clock, settle=settle),
        "answering": Answering(store, clock, planning, settle=settle, notice=keeping.notice),
        "subscribing": Subscriptions(
            store, clock, planner_url=settings.planner_url, calendar_url=settings.calendar_url
        ),
    }


def _curation(
    settings: Settings,
    clock: Clock,
    store: Store,
    checking: Checking,
    planning: Planning,
    *,
    opening: Opening,
) -> dict[str, Any]:
    """Return the services from feeds to proposals, by their names in `App`."""
    ranking = Ranking(clock)
    curating = Curating(store, clock, settings, ranking=ranking)

    def fetcher() -> Fetcher:
        return curating.fetcher

    quoting = Quoting(store, clock, checking, fetcher=fetcher)
    granting = Granting(clock, checking.review_post, checking.mark)
    desk, placing = Desk(curating, checking, ranking.relevances), Placing(clock, planning, granting)
    return {
        "curating": curating,
        "newsletters": Newsletters(store, clock, opening, look=curating.look),
        "accepting": Accepting(store, clock, curating=curating, planning=planning),
        "quoting": quoting,
        "drafting": Drafting(store, quoting),
        "filling": Filling(store, clock, desk, placing),
        "reconsidering": Reconsidering(store, clock, desk, placing),
        "profile": ProfileCare(store, clock, ranking),
        "trends": TrendWatch(store, clock, curating=curating),
        "afterlife": Afterlife(store, clock, fetcher=fetcher),
        "announcing": Announcing(store, clock, base=settings.websub_url, fetcher=fetcher),
    }


def _engine(  # noqa: PLR0913 - what is put together, once
    settings: Settings,
    clock: Clock,
    store: Store,
    connectors: Callable[[str], Connector],
    checking: Checking,
    shelf: Shelf,
    presence: Presence,
    keeping: Timekeeping,
    *,
    leaving: Callable[[Sequence[Claimed]], None],
) -> tuple[Publishing, Reconciling]:
    publishing = Publishing(
        store,
        clock,
        owner=lambda: presence.name,
        connector_of=connectors,
        review=checking.review_post,
        shelf=shelf,
        lease=timedelta(seconds=settings.lease_seconds),
        mark=checking.mark,
        holds=presence.holds,
        leaving=leaving,
    )
    reconciling = Reconciling(
        store,
        clock,
        connector_of=connectors,
        message_of=lambda post: message_of(post, shelf),
        is_alive=presence.is_alive,
        is_lost=publishing.is_lost,
        notice=keeping.notice,
    )
    return publishing, reconciling


def _seal(settings: Settings, clock: Clock, store: Store) -> Seal:
    def is_in_use() -> bool:
        with store.read() as unit:
            return bool(sealed_in(unit))

    return Seal(settings.key_file, clock, is_in_use=is_in_use)


def _record(settings: Settings, clock: Clock, store: Store) -> dict[str, Any]:
    """Return the services of the record, by their names in `App`."""
    keys = SigningKeys(settings.record_key, clock)
    file = HeadFile(settings.record_heads, settings.record_heads_copy)
    witness = Witness(store, clock, keys=keys, file=file, every=settings.record_sign_lines)
    return {
        "witness": witness,
        "auditing": Auditing(store, clock, witness=witness, marks=Marks(settings.data_dir / _MARK)),
        "retaining": Retaining(store, clock, witness, years=settings.record_years),
    }


def _make_folder(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    except OSError as why:
        raise StorageError(
            f"The data folder {settings.data_dir} can't be made: {why.strerror}. "
            "Choose another with ROUNDS_DATA_DIR."
        ) from why
