"""The sentences that hold something: a count, a time, a name. The fixed ones are in `ui.wording`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_STEPS = {
    "SUBMIT": wording.SUBMIT,
    "APPROVE": wording.APPROVE,
    "SEND_BACK": wording.SEND_BACK,
    "RELEASE": wording.RELEASE,
}
#: A plan that falls short by less is the best one.
_PROVEN = 0.00005


def unexpected(reference: str) -> str:
    """Say that something failed that nobody foresaw."""
    return (
        "Something went wrong, and it is not your fault. Nothing was changed by halves; try again. "
        f"If it stays so, give your administrator the number {reference}."
    )


def yes(label: str) -> str:
    """Answer a question with what will be done."""
    return f"Yes, {label[0].lower()}{label[1:]}"


def facts(*parts: str) -> str:
    """Join short facts into one line."""
    return " · ".join(part for part in parts if part)


def because(reasons: Sequence[str]) -> str:
    """Give the reasons of a choice."""
    return "Why: " + "; ".join(reasons) if reasons else ""


def channel(title: str, handle_name: str) -> str:
    """Name a channel with its handle."""
    return f"{title} · {handle(handle_name)}" if handle_name else title


def handle(name: str) -> str:
    """Write a handle."""
    return f"@{name.removeprefix('@')}" if name else ""


def on_day(zone: str) -> str:
    """Label a date."""
    return f"Day ({zone})"


def on_the_calendar(about: str, zone: str) -> str:
    """Say whose clock the calendar shows."""
    return f"{about} All times are {zone}."


def at_hour(zone: str) -> str:
    """Label a time."""
    return f"Time ({zone})"


def twice(wall: datetime, zone: str) -> str:
    """Ask which of two is meant."""
    return f"{wall:%H:%M} comes twice in {zone} that night, because the clocks go back. Which one?"


def skipped(wall: datetime, goes: datetime) -> str:
    """Say when a post goes out whose time the clock skips."""
    return f"clocks skip {wall:%H:%M}, goes out at {goes:%H:%M}"


def repeated(wall: datetime) -> str:
    """Say when a post goes out whose time the clock shows twice."""
    return f"{wall:%H:%M} comes twice, goes out the first time"


def on_date(day: datetime, words: str) -> str:
    """Put a date before what happens on it."""
    return f"{day:%a} {day.day} {day:%b %Y}: {words}."


def moved_by_rules(words: str) -> str:
    """Tell of posts that follow new rules of the clocks."""
    return f"{words} Each keeps its time on the clock of its own zone, and says what moved it."


def step(name: str, *, is_new: bool) -> str:
    """Label a step of the composer."""
    if name == "SAVE":
        return "Save draft" if is_new else "Save changes"
    return {
        "SUBMIT": "Send for review",
        "APPROVE": wording.APPROVE,
        "SEND_BACK": wording.SEND_BACK,
        "RELEASE": wording.RELEASE,
    }[name]


def saved(state: str, *, was_new: bool) -> str:
    """Say where a post stands after saving."""
    if state == "in_review":
        return "Saved. It waits for a decision in Review."
    if state == "draft":
        return "The draft is in the calendar." if was_new else "Saved as a draft."
    return "Saved."


def released(state: str) -> str:
    """Say what a release came to."""
    if state == "scheduled":
        return "Released. It goes out when it is due."
    return "Released. Its approval no longer fits, so it waits in Review."


def weight(length: int, limit: int, cost: str) -> str:
    """Say how full a post is and what it costs."""
    left = limit - length
    room = f"{left} left" if left >= 0 else f"{-left} too many"
    return facts(f"{length} of {limit} characters, {room}", f"{cost} to send" if cost else "")


def describe(count: int) -> str:
    """Ask for alt texts."""
    return "Describe the picture in words." if count == 1 else f"Describe {count} pictures in words."


def alt_of(file_name: str) -> str:
    """Label a picture's alt text."""
    return f"What {file_name or 'the picture'} shows (required)"


def most_pictures(most: int) -> str:
    """Say how many pictures fit."""
    return f"A post carries at most {most} pictures; the rest is left out."


def decided(decision: str, who: str, comment: str) -> str:
    """Tell of a decision."""
    return f"{who} {decision} it" + (f": {comment}" if comment else "")


def tried(outcome: str, detail: str) -> str:
    """Tell of a try at sending."""
    return f"Try at sending: {outcome.replace('_', ' ')}" + (f". {detail}" if detail else "")


def try_line(when: str, outcome: str, detail: str, *, part: int, parts: int) -> str:
    """Tell of one try with its time, its part and what came of it."""
    of = f"part {part} of {parts}: " if parts > 1 else ""
    return f"{when} · {of}{wording.OUTCOMES[outcome]}" + (f". {detail}" if detail else "")


def address_of_part(part: int, parts: int) -> str:
    """Ask for the address of what is in doubt."""
    return f"Address of part {part} on the network" if parts > 1 else wording.ITS_ADDRESS


def asks_at(when: str) -> str:
    """Say when the network is asked again."""
    return f"Rounds asks the network again {when}."


def settles_at(when: str) -> str:
    """Say until when an absence means nothing."""
    return f"It may still appear until {when}; only after that can it be sent again."


def send_link(with_it: str, without: str) -> str:
    """Label the choice of a link with both prices."""
    return f"{wording.SEND_LINK}: {with_it} with it, {without} without"


def month(name: str, spent: str, budget: str, scheduled: str, planned: str) -> str:
    """Say what a channel costs this month."""
    of = f" of {budget}" if budget else ""
    return f"{name}: {spent}{of} spent, {scheduled} scheduled, {planned} planned" + (
        "" if of else ", no limit"
    )


def happened(name: str, who: str) -> str:
    """Tell of a line of the record."""
    return f"{who}: {action(name)}"


def action(name: str) -> str:
    """Write an action of the record as words."""
    return name.replace(".", " ").replace("_", " ")


def moved(when: str) -> str:
    """Say where a post went."""
    return f"Moved to {when}."


def placed(when: str) -> str:
    """Say where an item became a draft."""
    return f"A draft stands at {when}. Add a comment of your own."


def gap(channel_title: str, pillar_title: str) -> str:
    """Name an open slot."""
    return facts(pillar_title or wording.OPEN_SLOT, channel_title)


def days(count: int) -> str:
    """Write a number of days."""
    return f"{count} days"


def no_better(shortfall: float) -> str:
    """Say how good a plan is at least."""
    if shortfall < _PROVEN:
        return "No better plan is possible by the stated objective."
    return f"No plan can be better than this one by more than {100 * shortfall:.1f} %."


def stays_open(count: int) -> str:
    """Say how many gaps nothing fits; empty for none."""
    if not count:
        return ""
    return "One gap stays open: nothing fits it." if count == 1 else f"{count} gaps stay open: nothing fits."


def proposals(count: int) -> str:
    """Say how many proposals there are."""
    return f"{count} proposal{_s(count)}. Nothing is saved until you say so; nothing goes out unapproved."


def slot_line(when: str, where: str, pillar: str) -> str:
    """Head a proposal."""
    return facts(f"**{when}**", where, pillar)


def waiting(count: int) -> str:
    """Count what waits."""
    return f"{count} post{_s(count)} wait{'s' if count == 1 else ''} for a decision."


def due(when: str, away: str) -> str:
    """Say when a post is due."""
    return f"due {when} ({away})"


def by(who: str) -> str:
    """Name an author."""
    return f"by {who}"


def counted(words: str, count: int) -> str:
    """Add a count to a label."""
    return f"{words} · {count}" if count else words


def trust(tier: str) -> str:
    """Name a tier of trust."""
    return f"Trust {tier}"


def source_facts(owner: str, items: int, looked: str, again: str) -> str:
    """Say how a source is."""
    counted_items = f"{items} item{_s(items)}"
    return facts(owner, counted_items, f"read {looked}" if looked else "", f"next {again}" if again else "")


def source_added(title: str) -> str:
    """Say that a source is trusted now."""
    return f"{title} is trusted now. Its items appear in the inbox after the first reading."


def polled(count: int, new: int) -> str:
    """Say what a poll came to."""
    return f"Read {count} source{_s(count)}: {new} new item{_s(new)}."


def imported(count: int) -> str:
    """Say what an import came to."""
    return f"{count} source{_s(count)} added."


def made(who: str, when: str) -> str:
    """Say who made something and when."""
    return f"by {who}, {when}"


def fetched(when: str, client: str, count: int) -> str:
    """Say when a calendar was read last."""
    if not when:
        return "Nobody has read it yet."
    return f"Read {count} time{_s(count)}, last {when}" + (f" by {client}" if client else "")


def channel_facts(name: str, network: str, zone: str, hours: int) -> str:
    """Say what a channel is."""
    return facts(name, network.upper() if network == "x" else network, zone, f"useful for {hours} h")


def shares_of(count: int) -> str:
    """Say what the shares are of."""
    return f"Shares of the {count} post{_s(count)} from two weeks ago to two weeks ahead."


def share(title: str, planned: int, target_share: int, posts: int) -> str:
    """Set a pillar's share beside its target."""
    return f"**{title}** · {planned} %, target {target_share} % · {posts} post{_s(posts)}"


def target(left: int) -> str:
    """Label a target with what is left to give."""
    return f"Target, in per cent ({max(0, left)} left)"


def added(title: str) -> str:
    """Say that something is there now."""
    return f"{title} is added."


def channel_added(title: str, handle_name: str) -> str:
    """Say that a channel is there, and which account answered for it."""
    return f"{title} is added, connected to {handle(handle_name)}." if handle_name else added(title)


def role(name: str) -> str:
    """Write a role."""
    return name.replace("_", " ").capitalize()


def allowed(permissions: Sequence[str]) -> str:
    """List what a role may do."""
    return ", ".join(permissions) or "nothing"


def part(name: str) -> str:
    """Write the name of a part of the installation."""
    return name.capitalize()


def _s(count: int) -> str:
    return "" if count == 1 else "s"
