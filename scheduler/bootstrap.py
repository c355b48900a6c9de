"""Put the parts together; the only place that chooses concrete ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from scheduler.application import App
from scheduler.domain.clock import Clock, SystemClock
from scheduler.domain.errors import StorageError
from scheduler.services.accepting import Accepting
from scheduler.services.afterlife import Afterlife
from scheduler.services.announcing import Announcing
from scheduler.services.answering import Answering
from scheduler.services.app_passwords import AppPasswords
from scheduler.services.approving import Approving
from scheduler.services.attending import Attending
from scheduler.services.auditing import Auditing
from scheduler.services.authorising import Authorising
from scheduler.services.bringing_pictures import BringingPictures
from scheduler.services.budgeting import Budgeting
from scheduler.services.calendar_answers import CalendarAnswers
from scheduler.services.checking import Checking
from scheduler.services.communities import Communities
from scheduler.services.connecting import Connecting
from scheduler.services.consenting import Consenting
from scheduler.services.counting import Counting
from scheduler.services.curating import Curating
from scheduler.services.diagnosing import Diagnosing
from scheduler.services.drafting import Drafting
from scheduler.services.emergency import Emergency
from scheduler.services.escalating import Escalating
from scheduler.services.experts import Experts
from scheduler.services.exporting import Exporting
from scheduler.services.fetching_calendars import CalendarFetch, calendar_fetcher
from scheduler.services.filling import Filling
from scheduler.services.former_records import FormerRecords
from scheduler.services.granting import Granting
from scheduler.services.heads import HeadFile
from scheduler.services.hearing import Hearing
from scheduler.services.importing import Importing
from scheduler.services.keeping_quiet import KeepingQuiet
from scheduler.services.licensing import Licensing
from scheduler.services.looking import kept_eye
from scheduler.services.meaning import kept_meaning
from scheduler.services.moving_house import MovingHouse
from scheduler.services.networks import Networks
from scheduler.services.newsletters import Newsletters
from scheduler.services.observing import Observing
from scheduler.services.opening import Opening
from scheduler.services.outside_calendars import OutsideCalendars
from scheduler.services.outside_posts import OutsidePosts
from scheduler.services.overseeing import Overseeing
from scheduler.services.own_events import OwnEvents
from scheduler.services.pausing import Pausing
from scheduler.services.placing import Placing
from scheduler.services.plan_calendars import PlanCalendars
from scheduler.services.planning import Planning
from scheduler.services.printing_months import PrintingMonths
from scheduler.services.profile import ProfileCare
from scheduler.services.publishing import Publishing
from scheduler.services.quoting import Quoting
from scheduler.services.ranking import Ranking
from scheduler.services.reconciling import Reconciling
from scheduler.services.reconsidering import Reconsidering
from scheduler.services.recycling import Recycling
from scheduler.services.releasing import Releasing
from scheduler.services.restoring import Restoring
from scheduler.services.retaining import Retaining
from scheduler.services.rezoning import Rezoning
from scheduler.services.rotating import Rotating
from scheduler.services.sealed_rows import sealed_in
from scheduler.services.sealing import Seal
from scheduler.services.second_factors import SecondFactors
from scheduler.services.seeding import Seeding
from scheduler.services.setting_policies import SettingPolicies
from scheduler.services.setting_up import SettingUp
from scheduler.services.shelving import Shelf
from scheduler.services.sights import Sights
from scheduler.services.signing import SigningKeys
from scheduler.services.signing_in import SigningIn
from scheduler.services.single_sign_on import sign_on_of
from scheduler.services.speaking_for import SpeakingFor
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

#: The files that tell how far the database had come; their names begin so.
_MARK = "high-water"


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
    "printing": PrintingMonths,
    "speaking_for": SpeakingFor,
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


@dataclass(frozen=True)
class _Ground:
    """What services stand on, put together once."""

    settings: Settings
    clock: Clock
    store: Store
    presence: Presence
    seal: Seal
    shelf: Shelf
    sights: Sights
    checking: Checking
    granting: Granting
    planning: Planning
    keeping: Timekeeping
    restoring: Restoring


def _ground(settings: Settings, clock: Clock, store: Store, presence: Presence) -> _Ground:
    seal = _seal(settings, clock, store)
    sights = _sights(settings, clock, store, seal)
    shelf = Shelf(settings.media_dir, noticed=sights.note)
    meaning = kept_meaning(is_wanted=settings.sentence_model)
    checking = Checking(store, clock, meaning=meaning, sights=sights)
    return _Ground(
        settings=settings,
        clock=clock,
        store=store,
        presence=presence,
        seal=seal,
        shelf=shelf,
        sights=sights,
        checking=checking,
        granting=Granting(clock, checking.review_post, checking.mark),
        planning=Planning(store, clock, shelf),
        keeping=Timekeeping(store, clock),
        restoring=Restoring(store, clock, settings.data_dir / _MARK),
    )


def _assemble(ground: _Ground, signs: Signs, connectors: Callable[[str], Connector] | None) -> App:
    store, clock = ground.store, ground.clock
    accounts, networks = _accounts(ground)
    ways_out = connectors or WaysOut(networks, accounts["connecting"], accounts["set_up"])
    return App(
        **{name: service(store, clock) for name, service in _PLAIN.items()},
        **accounts,
        **_record(ground),
        **_desk(ground),
        **_curation(ground, opening=accounts["opening"]),
        **_engine(ground, ways_out),
        calendar_answers=CalendarAnswers(
            store, clock, planner_url=ground.settings.planner_url, commits=signs.commits
        ),
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
    )


def _accounts(ground: _Ground) -> tuple[dict[str, Any], Networks]:
    """Return the services of accounts and secrets, by their names in `App`, and the networks themselves."""
    settings, clock, store = ground.settings, ground.clock, ground.store
    seal, networks = ground.seal, Networks(settings, clock)
    lock_of = locks_of(store.engine, settings.data_dir)
    connecting = Connecting(store, clock, seal, accounts=networks, lock_of=lock_of)
    services = {
        "set_up": SettingUp(store, clock, seal),
        "connecting": connecting,
        "consenting": Consenting(store, clock, seal, pages=networks, connecting=connecting),
        "rotating": Rotating(store, clock, seal),
        **sign_on_of(store, clock, seal, home=settings.planner_url),
        "opening": Opening(store, clock, seal),
    }
    return services, networks


def _desk(ground: _Ground) -> dict[str, Any]:
    """Return the services that people work with, by their names in `App`."""
    settings, clock, store = ground.settings, ground.clock, ground.store
    settle = timedelta(seconds=settings.settle_seconds)
    codes = SecondFactors(store, clock, ground.seal)
    grave_idle = timedelta(minutes=settings.session_idle_minutes)
    return {
        "second_factors": codes,
        "people": SigningIn(store, clock, codes, grave_idle=grave_idle),
        "emergency": Emergency(store, clock, ground.planning, ground.granting, ground.checking.review_post),
        "escalating": Escalating(store, clock, ground.planning, ground.granting),
        "releasing": Releasing(store, clock, review=ground.checking.review_post, mark=ground.checking.mark),
        "overseeing": Overseeing(store, clock, is_alive=ground.presence.is_alive),
        "approving": Approving(store, clock, ground.granting),
        "moving_house": MovingHouse(
            store, clock, ground.shelf, former=FormerRecords(settings.data_dir / "former-records")
        ),
        "attending": Attending(store, clock, settle=settle),
        "answering": Answering(store, clock, ground.planning, settle=settle, notice=ground.keeping.notice),
        "plan_calendars": PlanCalendars(store, clock, ground.planning, planner_url=settings.planner_url),
        "subscribing": Subscriptions(
            store, clock, planner_url=settings.planner_url, calendar_url=settings.calendar_url
        ),
    }


def _curation(ground: _Ground, *, opening: Opening) -> dict[str, Any]:
    """Return the services from feeds to proposals, by their names in `App`."""
    settings, clock, store = ground.settings, ground.clock, ground.store
    ranking = Ranking(clock)
    curating = Curating(store, clock, settings, ranking=ranking)

    def fetcher() -> Fetcher:
        return curating.fetcher

    quoting = Quoting(store, clock, ground.checking, fetcher=fetcher)
    desk = Desk(curating, ground.checking, ranking.relevances)
    placing = Placing(clock, ground.planning, ground.granting)
    return {
        "curating": curating,
        "newsletters": Newsletters(store, clock, opening, look=curating.look),
        "accepting": Accepting(store, clock, curating=curating, planning=ground.planning),
        "quoting": quoting,
        "drafting": Drafting(store, quoting),
        "filling": Filling(store, clock, desk, placing),
        "reconsidering": Reconsidering(store, clock, desk, placing),
        "profile": ProfileCare(store, clock, ranking),
        "trends": TrendWatch(store, clock, curating=curating),
        "exporting": Exporting(store, clock, ground.shelf),
        "importing": Importing(
            store,
            clock,
            planning=ground.planning,
            checking=ground.checking,
            pictures=BringingPictures(fetcher),
        ),
        "afterlife": Afterlife(store, clock, fetcher=fetcher),
        "outside": OutsideCalendars(
            store, clock, ground.seal, CalendarFetch(lambda: calendar_fetcher(settings, store, clock))
        ),
        "outside_posts": OutsidePosts(store, clock, ground.planning),
        "announcing": Announcing(store, clock, base=settings.websub_url, fetcher=fetcher),
    }


def _engine(ground: _Ground, ways_out: Callable[[str], Connector]) -> dict[str, Any]:
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


def _record(ground: _Ground) -> dict[str, Any]:
    """Return the services of the record, by their names in `App`."""
    settings, clock, store = ground.settings, ground.clock, ground.store
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
