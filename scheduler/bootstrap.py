"""Put the parts together; the only place that chooses concrete ones."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from scheduler.application import App, Ground
from scheduler.domain.clock import Clock, SystemClock
from scheduler.domain.errors import StorageError
from scheduler.services.afterlife import Afterlife
from scheduler.services.announcing import Announcing
from scheduler.services.app_passwords import AppPasswords
from scheduler.services.authorising import Authorising
from scheduler.services.budgeting import Budgeting
from scheduler.services.calendar_answers import CalendarAnswers
from scheduler.services.checking import Checking
from scheduler.services.connecting import Connecting
from scheduler.services.counting import Counting
from scheduler.services.curating import Curating
from scheduler.services.diagnosing import Diagnosing
from scheduler.services.emergency import Emergency
from scheduler.services.escalating import Escalating
from scheduler.services.fetching_calendars import CalendarFetch, calendar_fetcher
from scheduler.services.forgetting import Forgetting
from scheduler.services.granting import Granting
from scheduler.services.heads import HeadFile
from scheduler.services.hearing import Hearing
from scheduler.services.looking import kept_eye
from scheduler.services.meaning import kept_meaning
from scheduler.services.networks import Networks
from scheduler.services.newsletters import Newsletters
from scheduler.services.opening import Opening
from scheduler.services.outside_calendars import OutsideCalendars
from scheduler.services.overseeing import Overseeing
from scheduler.services.pausing import Pausing
from scheduler.services.plan_calendars import PlanCalendars
from scheduler.services.planning import Planning
from scheduler.services.profile import ProfileCare
from scheduler.services.publishing import Publishing
from scheduler.services.quoting import Quoting
from scheduler.services.ranking import Ranking
from scheduler.services.reading_calendars import CalendarReader
from scheduler.services.reconciling import Reconciling
from scheduler.services.restoring import Restoring
from scheduler.services.rezoning import Rezoning
from scheduler.services.sealed_rows import sealed_in
from scheduler.services.sealing import Seal
from scheduler.services.setting_up import SettingUp
from scheduler.services.shelving import Shelf
from scheduler.services.sights import Sights
from scheduler.services.signing import SigningKeys
from scheduler.services.timekeeping import Timekeeping
from scheduler.services.ways_out import WaysOut
from scheduler.services.witnessing import Witness
from scheduler.services.wrapping import message_of
from scheduler.store.database import Store, open_engine
from scheduler.store.locks import locks_of
from scheduler.store.schema import check_is_current, migrate
from scheduler.store.signs import signs_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from connectors.base import Connector
    from feeds.fetch import Fetcher
    from scheduler.settings import Settings
    from scheduler.store.liveness import Presence
    from scheduler.store.signs import Signs

__all__ = ["App", "migrate_database", "open_app"]


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
    ground = _ground(settings, clock or SystemClock(), store, signs.presence)
    return _assemble(ground, signs, connectors)


def _check_is_set_up(engine: Engine) -> None:
    check_is_current(engine)
    if engine.dialect.name == "postgresql":
        from scheduler import team  # an extra: only who has chosen PostgreSQL has it

        team.check_is_prepared(engine)


#: The services that need nothing but the store and a clock, by their names in `App`.
_PLAIN: Final[dict[str, Callable[[Store, Clock], Any]]] = {
    "app_passwords": AppPasswords,
    "authorising": Authorising,
    "budgeting": Budgeting,
    "counting": Counting,
    "pausing": Pausing,
    "rezoning": Rezoning,
}


def _ground(settings: Settings, clock: Clock, store: Store, presence: Presence) -> Ground:
    seal = _seal(settings, clock, store)
    sights = _sights(settings, clock, store, seal)
    shelf = Shelf(settings.media_dir, noticed=sights.note)
    meaning = kept_meaning(is_wanted=settings.sentence_model)
    checking = Checking(store, clock, meaning=meaning, sights=sights)
    return Ground(
        settings=settings,
        clock=clock,
        store=store,
        presence=presence,
        seal=seal,
        shelf=shelf,
        sights=sights,
        checking=checking,
        networks=Networks(settings, clock),
        granting=Granting(clock, checking.review_post, checking.mark),
        planning=Planning(store, clock, shelf),
        ranking=Ranking(clock),
        keeping=Timekeeping(store, clock),
        restoring=Restoring(store, clock, settings.high_water),
        reader=CalendarReader(),
    )


def _assemble(ground: Ground, signs: Signs, connectors: Callable[[str], Connector] | None) -> App:
    store, clock = ground.store, ground.clock
    accounts = _accounts(ground)
    ways_out = connectors or WaysOut(ground.networks, accounts["connecting"], accounts["set_up"])
    return App(
        **{name: service(store, clock) for name, service in _PLAIN.items()},
        **accounts,
        **_duties(ground),
        **_curation(ground, opening=accounts["opening"]),
        **_engine(ground, ways_out),
        **_calendars(ground, signs),
        settings=ground.settings,
        clock=clock,
        checking=ground.checking,
        sights=ground.sights,
        planning=ground.planning,
        restoring=ground.restoring,
        timekeeping=ground.keeping,
        presence=ground.presence,
        _store=store,
        _signs=signs,
        _reader=ground.reader,
        _desk=partial(_desk, ground),
    )


def _desk(ground: Ground, app: App) -> dict[str, Any]:
    """Return the services that only people work with, by their names in `App`."""
    from scheduler import desks  # forty modules, of which an engine needs none

    return desks.services(ground, app)


def _accounts(ground: Ground) -> dict[str, Any]:
    """Return the services of accounts and secrets, by their names in `App`."""
    clock, store, seal = ground.clock, ground.store, ground.seal
    lock_of = locks_of(store.engine, ground.settings.data_dir)
    return {
        "set_up": SettingUp(store, clock, seal),
        "connecting": Connecting(store, clock, seal, accounts=ground.networks, lock_of=lock_of),
        "opening": Opening(store, clock, seal),
    }


def _duties(ground: Ground) -> dict[str, Any]:
    """Return the services that see to posts and record by themselves, by their names in `App`."""
    settings, clock, store = ground.settings, ground.clock, ground.store
    return {
        "emergency": Emergency(store, clock, ground.planning, ground.granting, ground.checking.review_post),
        "escalating": Escalating(store, clock, ground.planning, ground.granting),
        "forgetting": Forgetting(store, clock, years=settings.record_years),
        "overseeing": Overseeing(store, clock, is_alive=ground.presence.is_alive),
        "witness": Witness(
            store,
            clock,
            keys=SigningKeys(settings.record_key, clock),
            file=HeadFile(settings.record_heads, settings.record_heads_copy),
            every=settings.record_sign_lines,
        ),
    }


def _calendars(ground: Ground, signs: Signs) -> dict[str, Any]:
    """Return the services of the calendar server, by their names in `App`."""
    store, clock, url = ground.store, ground.clock, ground.settings.planner_url
    return {
        "calendar_answers": CalendarAnswers(store, clock, planner_url=url, commits=signs.commits),
        "plan_calendars": PlanCalendars(store, clock, ground.planning, planner_url=url),
    }


def _curation(ground: Ground, *, opening: Opening) -> dict[str, Any]:
    """Return the services that bring items in and look after them, by their names in `App`."""
    settings, clock, store = ground.settings, ground.clock, ground.store
    curating = Curating(store, clock, settings, ranking=ground.ranking)

    def fetcher() -> Fetcher:
        return curating.fetcher

    fetch = CalendarFetch(lambda: calendar_fetcher(settings, store, clock))
    return {
        "curating": curating,
        "newsletters": Newsletters(store, clock, opening, look=curating.look),
        "quoting": Quoting(store, clock, ground.checking, fetcher=fetcher),
        "profile": ProfileCare(store, clock, ground.ranking),
        "afterlife": Afterlife(store, clock, fetcher=fetcher),
        "outside": OutsideCalendars(store, clock, ground.seal, fetch, reader=ground.reader),
        "announcing": Announcing(store, clock, base=settings.websub_url, fetcher=fetcher),
    }


def _engine(ground: Ground, ways_out: Callable[[str], Connector]) -> dict[str, Any]:
    """Return the services that meet the networks, by their names in `App`."""
    store, clock, presence, checking = ground.store, ground.clock, ground.presence, ground.checking
    publishing = Publishing(
        store,
        clock,
        owner=lambda: presence.name,
        connector_of=ways_out,
        review=checking.review_post,
        shelf=ground.shelf,
        lease=timedelta(seconds=ground.settings.lease_seconds),
        mark=checking.mark,
        holds=presence.holds,
        seen_now=ground.keeping.now,
        leaving=ground.restoring.leaving,
    )
    reconciling = Reconciling(
        store,
        clock,
        connector_of=ways_out,
        message_of=lambda post: message_of(post, ground.shelf),
        is_alive=presence.is_alive,
        is_lost=publishing.is_lost,
        notice=ground.keeping.notice,
    )
    return {
        "publishing": publishing,
        "reconciling": reconciling,
        "hearing": Hearing(store, clock, connector_of=ways_out),
        "diagnosing": Diagnosing(store, clock, ground.settings, is_engine_running=presence.is_led),
    }


def _seal(settings: Settings, clock: Clock, store: Store) -> Seal:
    def is_in_use() -> bool:
        with store.read() as unit:
            return bool(sealed_in(unit))

    return Seal(settings.key_file, clock, is_in_use=is_in_use)


def _sights(settings: Settings, clock: Clock, store: Store, seal: Seal) -> Sights:
    eye = kept_eye(is_wanted=settings.look_at_pictures)
    originals = settings.originals_dir if settings.keep_original_pictures else None
    return Sights(store, clock, seal, eye=eye, originals=originals)


def _make_folder(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o750)
    except OSError as why:
        raise StorageError(
            f"The data folder {settings.data_dir} can't be made: {why.strerror}. "
            "Choose another with ROUNDS_DATA_DIR."
        ) from why
