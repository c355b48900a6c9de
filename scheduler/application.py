"""The running application: every service by its name.

It knows no concrete choice: `bootstrap` puts it together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from threading import RLock
from typing import TYPE_CHECKING

from connectors.base import Outgoing
from connectors.prices import cost_of
from scheduler.hands import LocalHands

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.hands import Hands
    from scheduler.services.accepting import Accepting
    from scheduler.services.afterlife import Afterlife
    from scheduler.services.announcing import Announcing
    from scheduler.services.answering import Answering
    from scheduler.services.app_passwords import AppPasswords
    from scheduler.services.approving import Approving
    from scheduler.services.attending import Attending
    from scheduler.services.auditing import Auditing
    from scheduler.services.authorising import Authorising
    from scheduler.services.balancing import Balancing
    from scheduler.services.budgeting import Budgeting
    from scheduler.services.calendar_answers import CalendarAnswers
    from scheduler.services.checking import Checking
    from scheduler.services.commenting import Commenting
    from scheduler.services.communities import Communities
    from scheduler.services.comparing import Comparing
    from scheduler.services.connecting import Connecting
    from scheduler.services.consenting import Consenting
    from scheduler.services.counting import Counting
    from scheduler.services.curating import Curating
    from scheduler.services.delivering import Delivering
    from scheduler.services.diagnosing import Diagnosing
    from scheduler.services.drafting import Drafting
    from scheduler.services.emergency import Emergency
    from scheduler.services.escalating import Escalating
    from scheduler.services.experts import Experts
    from scheduler.services.exporting import Exporting
    from scheduler.services.filling import Filling
    from scheduler.services.foreseeing import Foreseeing
    from scheduler.services.forgetting import Forgetting
    from scheduler.services.good_times import GoodTimes
    from scheduler.services.granting import Granting
    from scheduler.services.hearing import Hearing
    from scheduler.services.importing import Importing
    from scheduler.services.inviting import Inviting
    from scheduler.services.keeping_drafts import KeepingDrafts
    from scheduler.services.keeping_quiet import KeepingQuiet
    from scheduler.services.licensing import Licensing
    from scheduler.services.mapping import NetworkMaps
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
    from scheduler.services.plan_calendars import PlanCalendars
    from scheduler.services.planning import Planning
    from scheduler.services.printing_months import PrintingMonths
    from scheduler.services.profile import ProfileCare
    from scheduler.services.publishing import Publishing
    from scheduler.services.quoting import Quoting
    from scheduler.services.ranking import Ranking
    from scheduler.services.reading_calendars import CalendarReader
    from scheduler.services.reconciling import Reconciling
    from scheduler.services.reconsidering import Reconsidering
    from scheduler.services.recycling import Recycling
    from scheduler.services.releasing import Releasing
    from scheduler.services.restoring import Restoring
    from scheduler.services.retaining import Retaining
    from scheduler.services.rezoning import Rezoning
    from scheduler.services.rotating import Rotating
    from scheduler.services.samples import Samples
    from scheduler.services.sealing import Seal
    from scheduler.services.second_factors import SecondFactors
    from scheduler.services.seeding import Seeding
    from scheduler.services.setting_policies import SettingPolicies
    from scheduler.services.setting_sign_on import SettingSignOn
    from scheduler.services.setting_up import SettingUp
    from scheduler.services.shelving import Shelf
    from scheduler.services.sights import Sights
    from scheduler.services.signing_in import SigningIn
    from scheduler.services.single_sign_on import SingleSignOn
    from scheduler.services.speaking_for import SpeakingFor
    from scheduler.services.starting import Starting
    from scheduler.services.subscribing import Subscriptions
    from scheduler.services.suggesting import Suggesting
    from scheduler.services.templating import Templating
    from scheduler.services.timekeeping import Timekeeping
    from scheduler.services.trends import TrendWatch
    from scheduler.services.variants import Variants
    from scheduler.services.witnessing import Witness
    from scheduler.settings import Settings
    from scheduler.store.database import Store
    from scheduler.store.liveness import Presence
    from scheduler.store.signs import Signs
    from scheduler.store.waking import Commits, Listener


def warm_up() -> None:
    """Load what is loaded when it is first needed, so that the first post need not wait for it.

    Done first in a process it costs 2 MB less: whatever comes after takes the room of what it lets go.
    """
    cost_of(Outgoing(key="", text="https://example.org"))


@dataclass(frozen=True)
class Ground:
    """What services stand on, put together once."""

    settings: Settings
    clock: Clock
    store: Store
    presence: Presence
    seal: Seal
    shelf: Shelf
    sights: Sights
    networks: Networks
    checking: Checking
    granting: Granting
    planning: Planning
    ranking: Ranking
    keeping: Timekeeping
    restoring: Restoring
    reader: CalendarReader


@dataclass(frozen=True, eq=False, repr=False)
class App:
    """The running application: its services, and no way around them to the store.

    Those that only people work with are opened when one of them is first asked for, by whatever thread.
    """

    settings: Settings
    clock: Clock
    set_up: SettingUp
    connecting: Connecting
    planning: Planning
    authorising: Authorising
    emergency: Emergency
    escalating: Escalating
    budgeting: Budgeting
    counting: Counting
    pausing: Pausing
    overseeing: Overseeing
    forgetting: Forgetting
    checking: Checking
    sights: Sights
    curating: Curating
    opening: Opening
    newsletters: Newsletters
    hearing: Hearing
    profile: ProfileCare
    afterlife: Afterlife
    quoting: Quoting
    outside: OutsideCalendars
    calendar_answers: CalendarAnswers
    app_passwords: AppPasswords
    plan_calendars: PlanCalendars
    announcing: Announcing
    witness: Witness
    diagnosing: Diagnosing
    publishing: Publishing
    reconciling: Reconciling
    restoring: Restoring
    rezoning: Rezoning
    timekeeping: Timekeeping
    presence: Presence
    _store: Store
    _signs: Signs
    _reader: CalendarReader
    #: Opens those that only people work with.
    _desk: Callable[[App], Mapping[str, object]]
    _opening: AbstractContextManager[bool] = field(default_factory=RLock, init=False)

    people: SigningIn = field(init=False)
    inviting: Inviting = field(init=False)
    second_factors: SecondFactors = field(init=False)
    consenting: Consenting = field(init=False)
    rotating: Rotating = field(init=False)
    single_sign_on: SingleSignOn = field(init=False)
    setting_sign_on: SettingSignOn = field(init=False)
    importing: Importing = field(init=False)
    exporting: Exporting = field(init=False)
    moving_house: MovingHouse = field(init=False)
    printing: PrintingMonths = field(init=False)
    approving: Approving = field(init=False)
    attending: Attending = field(init=False)
    answering: Answering = field(init=False)
    releasing: Releasing = field(init=False)
    accepting: Accepting = field(init=False)
    filling: Filling = field(init=False)
    foreseeing: Foreseeing = field(init=False)
    reconsidering: Reconsidering = field(init=False)
    licensing: Licensing = field(init=False)
    mapping: NetworkMaps = field(init=False)
    policies: SettingPolicies = field(init=False)
    speaking_for: SpeakingFor = field(init=False)
    trends: TrendWatch = field(init=False)
    good_times: GoodTimes = field(init=False)
    keeping_quiet: KeepingQuiet = field(init=False)
    recycling: Recycling = field(init=False)
    balancing: Balancing = field(init=False)
    delivering: Delivering = field(init=False)
    drafting: Drafting = field(init=False)
    keeping_drafts: KeepingDrafts = field(init=False)
    comparing: Comparing = field(init=False)
    commenting: Commenting = field(init=False)
    observing: Observing = field(init=False)
    communities: Communities = field(init=False)
    own_events: OwnEvents = field(init=False)
    outside_posts: OutsidePosts = field(init=False)
    variants: Variants = field(init=False)
    experts: Experts = field(init=False)
    subscribing: Subscriptions = field(init=False)
    auditing: Auditing = field(init=False)
    retaining: Retaining = field(init=False)
    seeding: Seeding = field(init=False)
    samples: Samples = field(init=False)
    starting: Starting = field(init=False)
    suggesting: Suggesting = field(init=False)
    templating: Templating = field(init=False)

    if not TYPE_CHECKING:  # to its readers every service is there

        def __getattr__(self, name: str) -> object:
            """Return a service that was not opened yet."""
            if name not in type(self).__dataclass_fields__:
                raise AttributeError(name)
            with self._opening:
                if name not in vars(self):
                    vars(self).update(self._desk(self))
            return vars(self)[name]

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

    def listener(self) -> Listener:
        """Return what a daemon waits on for changes by others."""
        return self._signs.listener()

    def commits(self) -> Commits:
        """Return what notices commits that nobody announced; for one thread."""
        return self._signs.commits()

    def close(self) -> None:
        """Give back connections, locks and what was kept for reading documents."""
        self.curating.stop()
        self._reader.close()
        self.calendar_answers.close()
        self.presence.close()
        self._store.close()
