"""One unit of work: every repository over one transaction."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from scheduler.store.app_passwords import AppPasswords
from scheduler.store.approving import ApprovalTerms, Authorisations, Escalations
from scheduler.store.calendars import Calendars
from scheduler.store.comments import Comments
from scheduler.store.curation import Items, Sources
from scheduler.store.deliveries import Deliveries
from scheduler.store.emergency import EmergencyWords, FastLanes
from scheduler.store.filling import Evergreens, QuietDays, Runners
from scheduler.store.good_times import GoodTimes
from scheduler.store.harvest import Harvest
from scheduler.store.imports import Imports
from scheduler.store.inbox import Inbox
from scheduler.store.invitations import Invitations
from scheduler.store.mentions import Mentions
from scheduler.store.moving import Moving
from scheduler.store.network_counts import NetworkCounts
from scheduler.store.outside_calendars import OutsideCalendars
from scheduler.store.pauses import HeldBacks, Pauses, Sightings
from scheduler.store.people import People
from scheduler.store.plan import Plan
from scheduler.store.plan_counts import PlanCounts
from scheduler.store.policies import ChannelPolicies
from scheduler.store.polls import Polls
from scheduler.store.posts import Posts
from scheduler.store.queue import Queue
from scheduler.store.quoting import Quotes
from scheduler.store.ranking import Decisions, ProfileLines, Trends
from scheduler.store.reading import Labels, PageChecks, Readings
from scheduler.store.record import Approvals, Attempts, Audit, Notes
from scheduler.store.registers import Experts, OwnEvents, Registers
from scheduler.store.retention import Retention
from scheduler.store.samples import Samples
from scheduler.store.second_factors import SecondFactors
from scheduler.store.sights import Sights
from scheduler.store.sign_in_guard import SignInGuard
from scheduler.store.sign_on import SignOn
from scheduler.store.speaking import Delegations
from scheduler.store.spending import Spending
from scheduler.store.tally import Tally
from scheduler.store.templates import PostTemplates
from scheduler.store.unsaved import UnsavedDrafts
from scheduler.store.walls import Walls
from scheduler.store.wordings import Wordings

if TYPE_CHECKING:
    from scheduler.store.transaction import Transaction


class Unit:
    """What can be read and changed in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @property
    def wire(self) -> Any:
        """The driver's own connection, for what another library must write in this very transaction."""
        return self._transaction.connection.connection.driver_connection

    @cached_property
    def posts(self) -> Posts:
        """The posts."""
        return Posts(self._transaction.connection)

    @cached_property
    def queue(self) -> Queue:
        """The posts as the engine sees them."""
        return Queue(self._transaction.connection)

    @cached_property
    def walls(self) -> Walls:
        """The wall clocks the posts stand for."""
        return Walls(self._transaction.session)

    @cached_property
    def plan(self) -> Plan:
        """Organisation, channels, pillars and slots."""
        return Plan(self._transaction)

    @cached_property
    def good_times(self) -> GoodTimes:
        """The hours that are good on a channel."""
        return GoodTimes(self._transaction.session)

    @cached_property
    def plan_counts(self) -> PlanCounts:
        """How many posts the plan has, counted where they lie."""
        return PlanCounts(self._transaction.connection)

    @cached_property
    def network_counts(self) -> NetworkCounts:
        """Whom the posts lead to and name, counted where they lie."""
        return NetworkCounts(self._transaction.connection)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What left, and how late."""
        return Deliveries(self._transaction.connection)

    @cached_property
    def channel_policies(self) -> ChannelPolicies:
        """What channels ask of their posts."""
        return ChannelPolicies(self._transaction.session)

    @cached_property
    def imports(self) -> Imports:
        """What came out of sheets."""
        return Imports(self._transaction.session)

    @cached_property
    def moving(self) -> Moving:
        """All rows, whatever they are, for a house that moves."""
        return Moving(self._transaction.connection)

    @cached_property
    def samples(self) -> Samples:
        """What is sample data."""
        return Samples(self._transaction.session)

    @cached_property
    def invitations(self) -> Invitations:
        """The links by which people choose a password."""
        return Invitations(self._transaction.session)

    @cached_property
    def sights(self) -> Sights:
        """What was seen in pictures."""
        return Sights(self._transaction.session)

    @cached_property
    def pauses(self) -> Pauses:
        """The pauses."""
        return Pauses(self._transaction)

    @cached_property
    def held_back(self) -> HeldBacks:
        """What pauses held."""
        return HeldBacks(self._transaction)

    @cached_property
    def sightings(self) -> Sightings:
        """Who has seen which pause."""
        return Sightings(self._transaction)

    @cached_property
    def people(self) -> People:
        """People and their sessions."""
        return People(self._transaction.session)

    @cached_property
    def delegations(self) -> Delegations:
        """Who may agree for the owner of a channel."""
        return Delegations(self._transaction.session)

    @cached_property
    def app_passwords(self) -> AppPasswords:
        """The passwords of people's programs."""
        return AppPasswords(self._transaction.session)

    @cached_property
    def sign_in_guard(self) -> SignInGuard:
        """Tries at signing in, and known browsers."""
        return SignInGuard(self._transaction.session)

    @cached_property
    def second_factors(self) -> SecondFactors:
        """Two-step sign-in: devices, recovery codes, sign-ins that wait for a code."""
        return SecondFactors(self._transaction.session)

    @cached_property
    def sign_on(self) -> SignOn:
        """Who signs in by the organisation's identity provider."""
        return SignOn(self._transaction.session)

    @cached_property
    def sources(self) -> Sources:
        """The sources and their health."""
        return Sources(self._transaction.session)

    @cached_property
    def harvest(self) -> Harvest:
        """The log of fetches, and the keeping of items."""
        return Harvest(self._transaction.session)

    @cached_property
    def polls(self) -> Polls:
        """What is to be asked, and what came of it."""
        return Polls(self._transaction.connection)

    @cached_property
    def decisions(self) -> Decisions:
        """What people decided on items."""
        return Decisions(self._transaction.session)

    @cached_property
    def inbox(self) -> Inbox:
        """What changes between two looks at the inbox."""
        return Inbox(self._transaction.session)

    @cached_property
    def items(self) -> Items:
        """The items."""
        return Items(self._transaction.session)

    @cached_property
    def readings(self) -> Readings:
        """What was understood of the items."""
        return Readings(self._transaction.session)

    @cached_property
    def quotes(self) -> Quotes:
        """What may be quoted from the pages of items."""
        return Quotes(self._transaction.session)

    @cached_property
    def labels(self) -> Labels:
        """What people said items are about."""
        return Labels(self._transaction.session)

    @cached_property
    def page_checks(self) -> PageChecks:
        """What the pages of items answered."""
        return PageChecks(self._transaction.session)

    @cached_property
    def attempts(self) -> Attempts:
        """Tries at sending."""
        return Attempts(self._transaction)

    @cached_property
    def approvals(self) -> Approvals:
        """Decisions on posts."""
        return Approvals(self._transaction.session)

    @cached_property
    def unsaved(self) -> UnsavedDrafts:
        """What people typed and did not save yet."""
        return UnsavedDrafts(self._transaction.session)

    @cached_property
    def wordings(self) -> Wordings:
        """What posts said before."""
        return Wordings(self._transaction.session)

    @cached_property
    def templates(self) -> PostTemplates:
        """Reusable wordings."""
        return PostTemplates(self._transaction.session)

    @cached_property
    def comments(self) -> Comments:
        """What people say to each other about posts."""
        return Comments(self._transaction.session)

    @cached_property
    def approval_rules(self) -> ApprovalTerms:
        """How posts of each channel are approved."""
        return ApprovalTerms(self._transaction.session)

    @cached_property
    def authorisations(self) -> Authorisations:
        """What persons have signed for their image or story."""
        return Authorisations(self._transaction.session)

    @cached_property
    def escalations(self) -> Escalations:
        """The decisions that were not made in time."""
        return Escalations(self._transaction.session)

    @cached_property
    def emergency_words(self) -> EmergencyWords:
        """The words for a crisis."""
        return EmergencyWords(self._transaction.session)

    @cached_property
    def fast_lanes(self) -> FastLanes:
        """When the fast lane was open, who is on call, what left by it."""
        return FastLanes(self._transaction.session)

    @cached_property
    def audit(self) -> Audit:
        """The record."""
        return Audit(self._transaction)

    @cached_property
    def retention(self) -> Retention:
        """What may be removed from the record, and what keeps it."""
        return Retention(self._transaction.session)

    @cached_property
    def calendars(self) -> Calendars:
        """Calendar subscriptions."""
        return Calendars(self._transaction)

    @cached_property
    def outside(self) -> OutsideCalendars:
        """The calendars of others."""
        return OutsideCalendars(self._transaction.session)

    @cached_property
    def notes(self) -> Notes:
        """Small facts the daemon leaves for others."""
        return Notes(self._transaction)

    @cached_property
    def spending(self) -> Spending:
        """What sending costs."""
        return Spending(self._transaction.session)

    @cached_property
    def tally(self) -> Tally:
        """Counts of what became of the posts."""
        return Tally(self._transaction)

    @cached_property
    def registers(self) -> Registers:
        """What was changed in the lists that come with Rounds."""
        return Registers(self._transaction.session)

    @cached_property
    def own_events(self) -> OwnEvents:
        """The organisation's own events."""
        return OwnEvents(self._transaction.session)

    @cached_property
    def experts(self) -> Experts:
        """The directory of experts."""
        return Experts(self._transaction.session)

    @cached_property
    def quiet_days(self) -> QuietDays:
        """The days on which nothing is proposed."""
        return QuietDays(self._transaction.session)

    @cached_property
    def evergreens(self) -> Evergreens:
        """The posts that may be proposed again."""
        return Evergreens(self._transaction.session)

    @cached_property
    def runners(self) -> Runners:
        """The runners-up of proposals, and the rules of filling."""
        return Runners(self._transaction.session)

    @cached_property
    def profile(self) -> ProfileLines:
        """What the organisation stands for."""
        return ProfileLines(self._transaction.session)

    @cached_property
    def mentions(self) -> Mentions:
        """What was heard of posts that name a channel."""
        return Mentions(self._transaction.session)

    @cached_property
    def trends(self) -> Trends:
        """The trends that were told."""
        return Trends(self._transaction.session)
