"""The sentences that hold something: a count, a time, a name. The fixed ones are in `ui.wording`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.deeds import deed
from ui import moments, wording
from ui.language import ENGLISH, current, ngettext, words_of
from ui.language import gettext as _
from ui.told import told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

words_of(__name__)


#: Names of roles, of permissions and of the parts of the installation, as `role` and the like write them.
ROLES = (
    "Author",
    "Editor",
    "Clinician",
    "Privacy officer",
    "Publisher",
    "Crisis lead",
    "Auditor",
    "Administrator",
)
PERMISSIONS = (
    "write posts",
    "approve posts",
    "release posts that the guard holds",
    "approve what needs a clinician",
    "pause and resume",
    "use the emergency words",
    "change sources and pick items",
    "change channels, pillars and slots",
    "add and change people",
    "make and revoke calendar links",
    "read the record",
)
PARTS = (
    "Database",
    "Engine",
    "Certificate",
    "Disk",
    "Clock",
    "Time zones",
    "Key",
    "Record",
    "Channels",
    "Sources",
    "Posts",
    "Delivery",
    "Budgets",
    "Pauses",
)
#: What somebody decided on a post, and what a try at sending came to.
DECIDED = {
    "approved": "{who} approved it",
    "returned": "{who} returned it",
    "rejected": "{who} rejected it",
    "endorsed": "{who} endorsed it",
}
CAME_TO = {
    "started": "started",
    "accepted": "accepted",
    "refused": "refused",
    "not_sent": "not sent",
    "unknown": "unknown",
    "absent": "absent",
}


def unexpected(reference: str) -> str:
    """Say that something failed that nobody foresaw."""
    return _(
        "Something went wrong, and it is not your fault. Nothing was changed by halves; try again. If it "
        "stays so, give your administrator the number {reference}."
    ).format(reference=reference)


def yes(label: str) -> str:
    """Answer a question with what will be done."""
    return _("Yes, {label}").format(label=f"{label[0].lower()}{label[1:]}")


def facts(*parts: str) -> str:
    """Join short facts into one line."""
    return " · ".join(part for part in parts if part)


def because(reasons: Sequence[str]) -> str:
    """Give the reasons of a choice."""
    return _("Why: {reasons}").format(reasons="; ".join(map(told, reasons))) if reasons else ""


def channel(title: str, handle_name: str) -> str:
    """Name a channel with its handle."""
    return f"{title} · {handle(handle_name)}" if handle_name else title


def handle(name: str) -> str:
    """Write a handle."""
    return f"@{name.removeprefix('@')}" if name else ""


def on_day(zone: str) -> str:
    """Label a date."""
    return _("Day ({zone})").format(zone=zone)


def on_the_calendar(about: str, zone: str) -> str:
    """Say whose clock the calendar shows."""
    return _("{about} All times are {zone}.").format(about=about, zone=zone)


def at_hour(zone: str) -> str:
    """Label a time."""
    return _("Time ({zone})").format(zone=zone)


def twice(wall: datetime, zone: str) -> str:
    """Ask which of two is meant."""
    asked = _("{hour} comes twice in {zone} that night, because the clocks go back. Which one?")
    return asked.format(hour=f"{wall:%H:%M}", zone=zone)


def skipped(wall: datetime, goes: datetime) -> str:
    """Say when a post goes out whose time the clock skips."""
    return _("clocks skip {hour}, goes out at {then}").format(hour=f"{wall:%H:%M}", then=f"{goes:%H:%M}")


def repeated(wall: datetime) -> str:
    """Say when a post goes out whose time the clock shows twice."""
    return _("{hour} comes twice, goes out the first time").format(hour=f"{wall:%H:%M}")


def on_date(day: datetime, words: str) -> str:
    """Put a date before what happens on it."""
    return f"{moments.date_of(day)}: {words}."


def moved_by_rules(words: str) -> str:
    """Tell of posts that follow new rules of the clocks."""
    return _("{words} Each keeps its time on the clock of its own zone, and says what moved it.").format(
        words=told(words)
    )


def step(name: str, *, is_new: bool) -> str:
    """Label a step of the composer."""
    if name == "SAVE":
        return _("Save draft") if is_new else _("Save changes")
    return {
        "SUBMIT": wording.SUBMIT,
        "APPROVE": wording.APPROVE,
        "SEND_BACK": wording.SEND_BACK,
        "RELEASE": wording.RELEASE,
    }[name]


def saved(state: str, *, was_new: bool) -> str:
    """Say where a post stands after saving."""
    if state == "in_review":
        return _("Saved. It waits for a decision in Review.")
    if state == "draft":
        return _("The draft is in the calendar.") if was_new else _("Saved as a draft.")
    return _("Saved.")


def released(state: str) -> str:
    """Say what a release came to."""
    if state == "scheduled":
        return _("Released. It goes out when it is due.")
    return _("Released. Its approval no longer fits, so it waits in Review.")


def weight(length: int, limit: int, cost: str) -> str:
    """Say how full a post is and what it costs."""
    left = limit - length
    room = _("{left} left").format(left=left) if left >= 0 else _("{over} too many").format(over=-left)
    full = _("{length} of {limit} characters, {room}").format(length=length, limit=limit, room=room)
    return facts(full, _("{cost} to send").format(cost=cost) if cost else "")


def describe(count: int) -> str:
    """Ask for alt texts."""
    asked = ngettext("Describe the picture in words.", "Describe {count} pictures in words.", count)
    return asked.format(count=count)


def alt_of(file_name: str) -> str:
    """Label a picture's alt text."""
    return _("What {name} shows (required)").format(name=file_name or _("the picture"))


def most_pictures(most: int) -> str:
    """Say how many pictures fit."""
    return _("A post carries at most {most} pictures; the rest is left out.").format(most=most)


def decided(decision: str, who: str, comment: str) -> str:
    """Tell of a decision."""
    told = _(DECIDED.get(decision, "{who} " + decision + " it")).format(who=who)
    return told + (f": {comment}" if comment else "")


def tried(outcome: str, detail: str) -> str:
    """Tell of a try at sending."""
    came_to = _(CAME_TO.get(outcome, outcome.replace("_", " ")))
    return _("Try at sending: {outcome}").format(outcome=came_to) + (f". {told(detail)}" if detail else "")


def try_line(when: str, outcome: str, detail: str, *, part: int, parts: int) -> str:
    """Tell of one try with its time, its part and what came of it."""
    of = _("part {part} of {parts}: ").format(part=part, parts=parts) if parts > 1 else ""
    return f"{when} · {of}{wording.OUTCOMES[outcome]}" + (f". {told(detail)}" if detail else "")


def address_of_part(part: int, parts: int) -> str:
    """Ask for the address of what is in doubt."""
    return _("Address of part {part} on the network").format(part=part) if parts > 1 else wording.ITS_ADDRESS


def asks_at(when: str) -> str:
    """Say when the network is asked again."""
    return _("Rounds asks the network again {when}.").format(when=when)


def settles_at(when: str) -> str:
    """Say until when an absence means nothing."""
    return _("It may still appear until {when}; only after that can it be sent again.").format(when=when)


def send_link(with_it: str, without: str) -> str:
    """Label the choice of a link with both prices."""
    told = _("{label}: {with_it} with it, {without} without")
    return told.format(label=wording.SEND_LINK, with_it=with_it, without=without)


def month(name: str, spent: str, budget: str, scheduled: str, planned: str) -> str:
    """Say what a channel costs this month."""
    if budget:
        told = _("{name}: {spent} of {budget} spent, {scheduled} scheduled, {planned} planned")
    else:
        told = _("{name}: {spent} spent, {scheduled} scheduled, {planned} planned, no limit")
    return told.format(name=name, spent=spent, budget=budget, scheduled=scheduled, planned=planned)


def happened(name: str, who: str) -> str:
    """Tell of a line of the record."""
    return f"{who}: {action(name)}"


def action(name: str) -> str:
    """Write an action of the record as words."""
    if current() is ENGLISH:
        return name.replace(".", " ").replace("_", " ")
    return _(deed(name))


def moved(when: str) -> str:
    """Say where a post went."""
    return _("Moved to {when}.").format(when=when)


def placed(when: str) -> str:
    """Say where an item became a draft."""
    return _("A draft stands at {when}. Add a comment of your own.").format(when=when)


def waiting(count: int) -> str:
    """Count what waits."""
    told = ngettext("{count} post waits for a decision.", "{count} posts wait for a decision.", count)
    return told.format(count=count)


def due(when: str, away: str) -> str:
    """Say when a post is due."""
    return _("due {when} ({away})").format(when=when, away=away)


def by(who: str) -> str:
    """Name an author."""
    return _("by {who}").format(who=who)


def counted(words: str, count: int) -> str:
    """Add a count to a label."""
    return f"{words} · {count}" if count else words


def trust(tier: str) -> str:
    """Name a tier of trust."""
    return _("Trust {tier}").format(tier=tier)


def source_facts(owner: str, items: int, looked: str, again: str) -> str:
    """Say how a source is."""
    return facts(
        owner,
        ngettext("{count} item", "{count} items", items).format(count=items),
        _("read {when}").format(when=looked) if looked else "",
        _("next {when}").format(when=again) if again else "",
    )


def source_added(title: str) -> str:
    """Say that a source is trusted now."""
    return _("{title} is trusted now. Its items appear in the inbox after the first reading.").format(
        title=title
    )


def polled(count: int, new: int) -> str:
    """Say what a poll came to."""
    sources = ngettext("Read {count} source", "Read {count} sources", count).format(count=count)
    items = ngettext("{count} new item", "{count} new items", new).format(count=new)
    return f"{sources}: {items}."


def imported(count: int) -> str:
    """Say what an import came to."""
    return ngettext("{count} source added.", "{count} sources added.", count).format(count=count)


def made(who: str, when: str) -> str:
    """Say who made something and when."""
    return _("by {who}, {when}").format(who=who, when=when)


def fetched(when: str, client: str, count: int) -> str:
    """Say when a calendar was read last."""
    if not when:
        return _("Nobody has read it yet.")
    told = ngettext("Read {count} time, last {when}", "Read {count} times, last {when}", count)
    by_whom = " " + _("by {who}").format(who=client) if client else ""
    return told.format(count=count, when=when) + by_whom


def channel_facts(name: str, network: str, zone: str, hours: int) -> str:
    """Say what a channel is."""
    useful = _("useful for {hours} h").format(hours=hours)
    return facts(name, network.upper() if network == "x" else network, zone, useful)


def shares_of(count: int) -> str:
    """Say what the shares are of."""
    told = ngettext(
        "Shares of the {count} post from two weeks ago to two weeks ahead.",
        "Shares of the {count} posts from two weeks ago to two weeks ahead.",
        count,
    )
    return told.format(count=count)


def share(title: str, planned: int, target_share: int, posts: int) -> str:
    """Set a pillar's share beside its target."""
    counted_posts = ngettext("{count} post", "{count} posts", posts).format(count=posts)
    shares = _("{planned} %, target {target} %").format(planned=planned, target=target_share)
    return f"**{title}** · {shares} · {counted_posts}"


def target(left: int) -> str:
    """Label a target with what is left to give."""
    return _("Target, in per cent ({left} left)").format(left=max(0, left))


def added(title: str) -> str:
    """Say that something is there now."""
    return _("{title} is added.").format(title=title)


def channel_added(title: str, handle_name: str) -> str:
    """Say that a channel is there, and which account answered for it."""
    if not handle_name:
        return added(title)
    return _("{title} is added, connected to {handle}.").format(title=title, handle=handle(handle_name))


def role(name: str) -> str:
    """Write a role."""
    return _(name.replace("_", " ").capitalize())


def allowed(permissions: Sequence[str]) -> str:
    """List what a role may do."""
    return ", ".join(map(_, permissions)) or _("nothing")


def part(name: str) -> str:
    """Write the name of a part of the installation."""
    return _(name.capitalize())
