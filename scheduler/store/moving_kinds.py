"""Which tables move with a house, and which stay behind, each with its reason.

Every table stands in one of the two lists. No secret moves: no password, token, credential or key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scheduler.store import (
    tables,
    tables_approving,
    tables_emergency,
    tables_filling,
    tables_good_times,
    tables_imports,
    tables_mentions,
    tables_outside_calendars,
    tables_pauses,
    tables_policies,
    tables_quoting,
    tables_ranking,
    tables_reading,
    tables_registers,
    tables_retention,
    tables_samples,
    tables_second_factors,
    tables_speaking,
    tables_templates,
    tables_writing,
)

if TYPE_CHECKING:
    from sqlmodel import SQLModel

#: The tables that move, in an order in which none comes before what it refers to.
KINDS: Final[tuple[type[SQLModel], ...]] = (
    tables.OrganisationRow,
    tables.PersonRow,
    tables_second_factors.DemandRow,
    tables.ChannelRow,
    tables.PillarRow,
    tables.SlotRow,
    tables_good_times.GoodTimeRow,
    tables_approving.ApprovalRulesRow,
    tables_policies.ChannelPolicyRow,
    tables_speaking.DelegationRow,
    tables_filling.FillingRulesRow,
    tables_filling.QuietDayRow,
    tables_ranking.ProfileLineRow,
    tables_registers.AmendmentRow,
    tables_registers.OwnCalendarRow,
    tables_registers.OwnEventRow,
    tables_registers.ExpertRow,
    tables_templates.PostTemplateRow,
    tables.SourceRow,
    tables.ItemRow,
    tables_reading.ReadingRow,
    tables_reading.LabelRow,
    tables_reading.PageCheckRow,
    tables_quoting.PageWordsRow,
    tables_ranking.DecisionRow,
    tables_ranking.TrendAlertRow,
    tables_mentions.HeardWordsRow,
    tables_mentions.MentionReadRow,
    tables_approving.AuthorisationRow,
    tables.PauseRow,
    tables_emergency.EmergencyTemplateRow,
    tables_emergency.OnCallRow,
    tables_emergency.FastLaneRow,
    tables.PostRow,
    tables.AttemptRow,
    tables.ApprovalRow,
    tables_approving.EscalationRow,
    tables_writing.EarlierWordingRow,
    tables_writing.CommentRow,
    tables_writing.CallRow,
    tables_emergency.FastUseRow,
    tables_pauses.HeldBackRow,
    tables_filling.EvergreenRow,
    tables_filling.RecycledRow,
    tables_filling.KeptRunnersRow,
    tables_imports.ImportedRowRow,
    tables_outside_calendars.OutsideCalendarRow,
    tables_outside_calendars.OutsideEventRow,
    tables_outside_calendars.OutsidePostRow,
    tables_retention.LegalHoldRow,
    tables_samples.SamplePartRow,
)

#: The columns of those that stay behind.
WITHOUT: Final[dict[str, frozenset[str]]] = {
    "person": frozenset({"password_hash"}),
    "channel": frozenset({"credentials"}),
    "outside_calendar": frozenset({"sealed"}),
    "post": frozenset({"wakes_at"}),
}

#: What stands in such a column of a house that was moved into, where it may not be empty.
INSTEAD: Final[dict[str, dict[str, Any]]] = {"person": {"password_hash": ""}}

#: The tables that stay behind, and why.
LEFT_OUT: Final[dict[str, str]] = {
    "audit": "the record moves as a file of its own, to be read and verified, never continued",
    "record_cut": "it speaks of that record",
    "calendar_link": "addresses of calendars are secret: make them anew",
    "app_password": "passwords of programs are secret: make them anew",
    "session": "people sign in anew",
    "former_secret": "people sign in anew",
    "known_browser": "people sign in anew",
    "second_factor": "secrets of people's devices stay: each sets up two-step sign-in anew",
    "recovery_code": "they belong to those secrets",
    "half_way": "people sign in anew",
    "sign_in_try": "people sign in anew",
    "invitation": "links to choose a password by are secret: make them anew",
    "identity": "whom an identity provider knows is settled anew when they sign in",
    "sign_on": "single sign-on holds a secret: set it anew",
    "sign_on_begun": "people sign in anew",
    "sign_on_session": "people sign in anew",
    "sight": "what was seen in pictures is sealed with a key that stays: they are looked at anew",
    "unsaved": "what people have not saved is sealed with a key that stays",
    "source_health": "sources are asked anew",
    "fetch": "sources are asked anew",
    "line_vector": "it is reckoned anew",
    "note": "the engine's own small facts, a sealed mailbox among them",
    "pause_seen": "it speaks of daemons that stay",
}


def value_of_table(kind: type[SQLModel]) -> Any:
    """Return the plain value that a table keeps, `None` where it keeps none."""
    from scheduler.domain.value import Value

    rows = (each for each in kind.__mro__ if issubclass(each, Value) and not hasattr(each, "__table__"))
    return next((each for each in rows if each is not Value and not hasattr(each, "metadata")), None)


def name_of(kind: type[SQLModel]) -> str:
    """Return the name of a kind, which is its table's."""
    return str(kind.__tablename__)
