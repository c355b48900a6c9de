"""The services that people work with, in the planner and at the command line.

They are opened together, when one of them is first asked for: an engine never does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from scheduler.services.accepting import Accepting
from scheduler.services.answering import Answering
from scheduler.services.approving import Approving
from scheduler.services.attending import Attending
from scheduler.services.auditing import Auditing
from scheduler.services.balancing import Balancing
from scheduler.services.bringing_pictures import BringingPictures
from scheduler.services.commenting import Commenting
from scheduler.services.communities import Communities
from scheduler.services.comparing import Comparing
from scheduler.services.consenting import Consenting
from scheduler.services.delivering import Delivering
from scheduler.services.drafting import Drafting
from scheduler.services.experts import Experts
from scheduler.services.exporting import Exporting
from scheduler.services.filling import Filling
from scheduler.services.foreseeing import Foreseeing
from scheduler.services.former_records import FormerRecords
from scheduler.services.good_times import GoodTimes
from scheduler.services.importing import Importing
from scheduler.services.inviting import Inviting
from scheduler.services.keeping_drafts import KeepingDrafts
from scheduler.services.keeping_quiet import KeepingQuiet
from scheduler.services.licensing import Licensing
from scheduler.services.mapping import NetworkMaps
from scheduler.services.moving_house import MovingHouse
from scheduler.services.observing import Observing
from scheduler.services.outside_posts import OutsidePosts
from scheduler.services.own_events import OwnEvents
from scheduler.services.placing import Placing
from scheduler.services.printing_months import PrintingMonths
from scheduler.services.reconsidering import Reconsidering
from scheduler.services.recycling import Recycling
from scheduler.services.releasing import Releasing
from scheduler.services.retaining import Retaining
from scheduler.services.rotating import Rotating
from scheduler.services.samples import Samples
from scheduler.services.second_factors import SecondFactors
from scheduler.services.seeding import Seeding
from scheduler.services.setting_policies import SettingPolicies
from scheduler.services.signing_in import SigningIn
from scheduler.services.single_sign_on import sign_on_of
from scheduler.services.speaking_for import SpeakingFor
from scheduler.services.starting import Starting
from scheduler.services.subscribing import Subscriptions
from scheduler.services.suggesting import Suggesting
from scheduler.services.surveying import Desk
from scheduler.services.templating import Templating
from scheduler.services.trends import TrendWatch
from scheduler.services.variants import Variants
from scheduler.store.marks import Marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.application import App, Ground
    from scheduler.domain.clock import Clock
    from scheduler.store.database import Store

#: The services that need nothing but the store and a clock, by their names in `App`.
_PLAIN: Final[dict[str, Callable[[Store, Clock], Any]]] = {
    "commenting": Commenting,
    "balancing": Balancing,
    "communities": Communities,
    "comparing": Comparing,
    "delivering": Delivering,
    "experts": Experts,
    "foreseeing": Foreseeing,
    "good_times": GoodTimes,
    "keeping_quiet": KeepingQuiet,
    "licensing": Licensing,
    "mapping": NetworkMaps,
    "observing": Observing,
    "policies": SettingPolicies,
    "printing": PrintingMonths,
    "recycling": Recycling,
    "samples": Samples,
    "seeding": Seeding,
    "speaking_for": SpeakingFor,
    "starting": Starting,
    "suggesting": Suggesting,
    "templating": Templating,
}


def services(ground: Ground, app: App) -> dict[str, Any]:
    """Return them by their names in `App`; `app` has all the others."""
    return {
        **{name: service(ground.store, ground.clock) for name, service in _PLAIN.items()},
        **_people(ground, app),
        **_deciding(ground),
        **_posts(ground, app),
        **_proposals(ground, app),
        **_record(ground, app),
    }


def _people(ground: Ground, app: App) -> dict[str, Any]:
    """Return the services of people and secrets."""
    settings, clock, store, seal = ground.settings, ground.clock, ground.store, ground.seal
    codes = SecondFactors(store, clock, seal)
    grave_idle = timedelta(minutes=settings.session_idle_minutes)
    people = SigningIn(store, clock, codes, grave_idle=grave_idle)
    return {
        "second_factors": codes,
        "people": people,
        "inviting": Inviting(store, clock, people, planner_url=settings.planner_url),
        "consenting": Consenting(store, clock, seal, pages=ground.networks, connecting=app.connecting),
        "rotating": Rotating(store, clock, seal),
        **sign_on_of(store, clock, seal, home=settings.planner_url),
        "subscribing": Subscriptions(
            store, clock, planner_url=settings.planner_url, calendar_url=settings.calendar_url
        ),
    }


def _deciding(ground: Ground) -> dict[str, Any]:
    """Return the services by which people decide on posts."""
    clock, store = ground.clock, ground.store
    settle = timedelta(seconds=ground.settings.settle_seconds)
    return {
        "approving": Approving(store, clock, ground.granting),
        "releasing": Releasing(store, clock, review=ground.checking.review_post, mark=ground.checking.mark),
        "attending": Attending(store, clock, settle=settle),
        "answering": Answering(store, clock, ground.planning, settle=settle, notice=ground.keeping.notice),
    }


def _posts(ground: Ground, app: App) -> dict[str, Any]:
    """Return the services by which posts come in and go out in files."""
    clock, store = ground.clock, ground.store
    former = FormerRecords(ground.settings.data_dir / "former-records")
    return {
        "exporting": Exporting(store, clock, ground.shelf),
        "keeping_drafts": KeepingDrafts(store, clock, ground.seal),
        "importing": Importing(
            store,
            clock,
            planning=ground.planning,
            checking=ground.checking,
            pictures=BringingPictures(lambda: app.curating.fetcher),
        ),
        "moving_house": MovingHouse(store, clock, ground.shelf, former=former),
        "outside_posts": OutsidePosts(store, clock, ground.planning),
        "own_events": OwnEvents(store, clock, ground.reader),
        "variants": Variants(store, clock, ground.planning, ground.shelf),
    }


def _proposals(ground: Ground, app: App) -> dict[str, Any]:
    """Return the services from items to proposals."""
    clock, store = ground.clock, ground.store
    desk = Desk(app.curating, ground.checking, ground.ranking.relevances)
    placing = Placing(clock, ground.planning, ground.granting)
    return {
        "accepting": Accepting(store, clock, curating=app.curating, planning=ground.planning),
        "drafting": Drafting(store, app.quoting),
        "filling": Filling(store, clock, desk, placing),
        "reconsidering": Reconsidering(store, clock, desk, placing),
        "trends": TrendWatch(store, clock, curating=app.curating),
    }


def _record(ground: Ground, app: App) -> dict[str, Any]:
    """Return the services by which people read and keep the record."""
    settings, clock, store = ground.settings, ground.clock, ground.store
    return {
        "auditing": Auditing(store, clock, witness=app.witness, marks=Marks(settings.high_water)),
        "retaining": Retaining(store, clock, app.witness, years=settings.record_years),
    }
