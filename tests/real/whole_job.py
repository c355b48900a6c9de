"""The main job on real feeds: read, fold, rank, fill, approve, send, see.

Run by a person (`python -m tests.real.whole_job`) it prints the first ten proposals as people read them.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

from connectors.rehearsal import Account, Rehearsal, RehearsalServer
from feeds.errors import FeedError
from feeds.links import host_of
from feeds.parse import parse
from scheduler.bootstrap import App, migrate_database, open_app
from scheduler.domain.curation import Source, Trust
from scheduler.domain.people import OPERATOR
from scheduler.domain.plan import Channel, Pillar, Slot
from scheduler.domain.post import Post
from scheduler.domain.record import Detail
from scheduler.services.filling import Proposal
from scheduler.settings import Settings
from tests.real.stored_feeds import address_of, real_feeds, served

ZONE = "America/Chicago"
CHANNELS = ("main-x", "news-x", "tips-x")
PILLARS = {
    "prevention": "vaccin* flu shot screening prevent* immuni* measles virus influenza hygiene",
    "living": "sleep diet exercise walking fitness foods nutrition weight yoga runners healthy",
    "mind": "mental stress anxiety depress* mindful* brain meditation",
    "research": "trial researchers scientist* genome genetic cancer antibod* protein",
    "care": "patient* treatment heart diabetes drugs clinic* disease surgery",
    "family": "child* pregnan* birth women parent* teen* school",
    "news": "outbreak cdc fda hospital* health",
    "people": "nurse* doctor* physician* team award volunteer*",
}


@dataclass
class Outcome:
    """What the job came to."""

    asked: int = 0
    parsed: int = 0
    remarks: dict[str, str] = field(default_factory=dict)
    items: int = 0
    stories: int = 0
    gaps: int = 0
    proposals: list[Proposal] = field(default_factory=list)
    saved: list[Post] = field(default_factory=list)
    sent: str = ""
    timeline: list[str] = field(default_factory=list)
    calendar: bytes = b""


def keys_of(name: str) -> dict[str, str]:
    """Return made-up credentials."""
    return {
        "consumer_key": "key",
        "consumer_secret": "key secret",
        "access_token": f"token-{name}",
        "access_token_secret": f"secret-{name}",
    }


def run(folder: Path) -> Outcome:
    """Do the whole job once in `folder`."""
    accounts = [Account(name.replace("-", "_"), str(i), keys_of(name)) for i, name in enumerate(CHANNELS, 1)]
    network = Rehearsal(accounts)
    with served() as base, RehearsalServer(network) as server:
        settings = Settings.read(data_dir=folder, x_base_url=server.url, allow_private_feeds=True)
        migrate_database(settings)
        app = open_app(settings)
        try:
            _set_up(app)
            outcome = _read(app, base)
            _fill(app, outcome)
            _publish(app, outcome, network)
        finally:
            app.close()
    return outcome


def _set_up(app: App) -> None:
    for name in CHANNELS:
        channel = Channel(name=name, title=name, zone=ZONE, handle=name.replace("-", "_"))
        app.set_up.add_channel(OPERATOR, channel, credentials=keys_of(name))
    for name, words in PILLARS.items():
        pillar = Pillar(name=name, title=name.title(), target=12, words=tuple(words.split()))
        app.set_up.add_pillar(OPERATOR, pillar)
    for offset, name in enumerate(CHANNELS):
        for weekday in range(7):
            slot = Slot(channel=name, weekday=weekday, wall=time(9 + 3 * offset), zone=ZONE)
            app.set_up.add_slot(OPERATOR, slot)


def _read(app: App, base: str) -> Outcome:
    outcome = Outcome()
    for number, path in enumerate(real_feeds()):
        is_health = path.parent.name == "health"
        owner, domains = _written_on(path)
        source = Source(
            name=f"feed-{number}",
            title=owner,
            url=address_of(base, path),
            owner=owner,
            trust=Trust.A if is_health else Trust.D,
            domains=domains,
            pace="evergreen",
        )
        app.curating.add(OPERATOR, source)
        outcome.asked += 1
    for result in app.curating.poll(force=True):
        if result.status in {"ok", "unchanged"}:
            outcome.parsed += 1
        else:
            name = app.curating.source(result.source).url.rsplit("/", 1)[-1]
            outcome.remarks[name] = result.remark
        outcome.items += result.new_items
    outcome.stories = len(app.curating.inbox(limit=10_000))
    return outcome


def _written_on(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return a feed's name and the domains it links to, as the person who adds it would write them down."""
    try:
        feed = parse(path.read_bytes(), base_url="https://feeds.example.org/", now=datetime.now(UTC))
    except FeedError:
        return path.stem, ()
    return feed.title or path.stem, tuple(sorted({host_of(item.link) for item in feed.items}))


def _fill(app: App, outcome: Outcome) -> None:
    outcome.gaps = len(app.planning.gaps(days=14))
    outcome.proposals = app.filling.propose(days=14)
    outcome.saved = app.filling.fill(days=14)


def _publish(app: App, outcome: Outcome, network: Rehearsal) -> None:
    first = outcome.saved[0]
    app.planning.move(OPERATOR, first.id, datetime.now(UTC))
    approved = app.approving.approve(OPERATOR, first.id)
    app.publishing.publish_due()
    outcome.sent = approved.wire_text
    outcome.timeline = [kept.text for kept in network.posts()]
    outcome.calendar = app.subscribing.export(Detail.FULL)


def in_words(proposal: Proposal) -> str:
    """Return a proposal as a person reads it."""
    why = "; ".join(part.words for part in proposal.reason)
    when = f"{proposal.wall:%a %d %b %H:%M} {proposal.zone}"
    return f"{when}  {proposal.channel}\n{proposal.text}\n{proposal.link}\nWhy: {why}\n"


def main() -> None:
    """Print what the job came to, and the first ten proposals."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder))
    print(  # noqa: T201
        f"{outcome.parsed} of {outcome.asked} documents read as feeds, {outcome.items} items, "
        f"{outcome.stories} stories in the inbox, {len(outcome.saved)} of {outcome.gaps} gaps filled.\n"
    )
    for name, remark in outcome.remarks.items():
        print(f"not read: {name}: {remark}")  # noqa: T201
    for number, proposal in enumerate(outcome.proposals[:10], 1):
        print(f"\n{number}. {in_words(proposal)}", end="")  # noqa: T201


if __name__ == "__main__":
    main()
