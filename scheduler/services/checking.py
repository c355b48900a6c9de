"""Ask the guard about a text or a post, with all it must know: who we are, the source, the limit.

Every check goes through here: while somebody writes, at approval, and in the claim. It reads the
database and never changes it.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
from dataclasses import asdict, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from connectors.weigh import unsure_links
from connectors.x_cashtags import cashtags
from scheduler.domain.errors import UnknownNameError
from scheduler.domain.post import Picture, Video
from scheduler.policies.channel_policy import ChannelPolicy
from scheduler.policies.finding import Review, Severity
from scheduler.policies.review import review
from scheduler.policies.rule import Rule
from scheduler.policies.subject import Look, PictureFacts, Profile, Subject
from scheduler.services import measuring
from scheduler.services.sights import pictures_of
from scheduler.services.sister_posts import are_decisive, sister_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from importlib.resources.abc import Traversable

    from scheduler.domain.clock import Clock
    from scheduler.domain.post import Post
    from scheduler.domain.sight import Seen
    from scheduler.policies.finding import Finding
    from scheduler.policies.scorer import Meaning
    from scheduler.services.measuring import Weight
    from scheduler.services.sights import Sights
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

UNSURE_LINK = Rule(
    id="LINK-UNSURE",
    severity=Severity.ADVICE,
    advice="Put a space before this address; without one nobody knows whether the network makes it a link.",
    source="Rounds: 6,000 texts read by two parsers of the network's rules",
)


class Checking:
    """The guard, told what it must know.

    Planner, engine and command line of one installation give the same post the same verdict: they read the
    same rules and weights, and the same sentence model where one is installed. What judged a post is in its
    mark; a process that judges by something else, after an upgrade or with another set of extras, sees
    another mark and checks the post again by its own means before it goes out.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        meaning: Callable[[], Meaning | None] = lambda: None,
        sights: Sights | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._meaning = meaning
        self._sights = sights

    def review(
        self,
        text: str,
        *,
        channel: str | None = None,
        link: str | None = None,
        item: int | None = None,
        source: str | None = None,
        pictures: Sequence[Picture | Video] = (),
        is_reply: bool = False,
        as_post: Post | None = None,
    ) -> Review:
        """Say all that speaks against a text.

        Without a channel its length is not judged, since no network is known, and no channel's policy asks
        for more. With an item or a source the link must lead to one of that source's domains, or to our own.
        With the post it belongs to, what other channels say at about its time is looked at.
        """
        with self._store.read() as unit:
            network = unit.plan.channel(channel).network if channel else None
            policy = unit.channel_policies.of(channel) if channel else ChannelPolicy()
            told = _told_by(unit, item=item, source=source)
            profile = _profile(unit, told.domains)
            sisters = sister_texts(unit, as_post) if as_post else ()
            facts = self._facts(unit, pictures)
        subject = Subject(
            text=text,
            link=link,
            is_reply=is_reply,
            pictures=facts,
            cashtags=cashtags(text),
            profile=profile,
            policy=policy,
            sisters=sisters,
            quoted=told.words,
            **measuring.measured(text, link, network),
        )
        said = review(subject, meaning=self._meaning())
        if network is None or not measuring.makes_bare_links(network):
            return said
        return Review(findings=(*said.findings, *_unsure_links(text)))

    def review_parts(self, post: Post) -> list[Review]:
        """Say of each part of a post, as it would go out now, all that speaks against it.

        Offsets are into the text of that part.
        """
        is_reply = post.reply_to is not None
        shown: list[Picture | Video] = [*post.pictures, *([post.video] if post.video else [])]
        whole = self.review(
            post.text,
            channel=post.channel,
            link=post.link,
            item=post.item,
            pictures=shown,
            is_reply=is_reply,
            as_post=post,
        )
        further = (
            self.review(
                part.text, channel=post.channel, item=post.item, pictures=part.pictures, is_reply=is_reply
            )
            for part in post.thread
        )
        return [whole, *further]

    def review_post(self, post: Post) -> Review:
        """Say all that speaks against a post as it would go out now, in every part of it.

        Offsets are into the first part's text; what is found in a later one says so in its advice.
        """
        whole, *further = self.review_parts(post)
        findings = list(whole.findings)
        for number, said in enumerate(further, 2):
            findings += [
                replace(each, start=0, end=0, advice=f"In part {number}: {each.advice}")
                for each in said.findings
            ]
        return Review(findings=tuple(findings))

    def mark(self, unit: Unit) -> Callable[[Post], str]:
        """Return what names all that the guard's answer to a post depends on.

        The content, the rules that were accepted for it, the rules themselves, who we are, where a source's
        links may lead, and what the channel asks of its posts. While the mark is the same, so is the answer.
        """
        networks = unit.plan.networks()
        policies = unit.channel_policies.all()
        organisation = unit.plan.organisation()
        meaning = self._meaning()
        ground = [
            _rules(),
            meaning.name if meaning else None,
            self._sights.look if self._sights else None,
            organisation.model_dump(mode="json") if organisation else None,
            unit.people.names(),
        ]
        begun = hashlib.sha256(json.dumps(ground).encode())

        def marked(post: Post) -> str:
            told = _told_by(unit, item=post.item, source=None)
            policy = policies.get(post.channel)
            asked = asdict(policy) if policy else None
            sisters = sister_texts(unit, post) if are_decisive(policy) else ()
            network = networks.get(post.channel)
            ours = [post.digest, post.accepted_rules, network, measuring.named(network or "")]
            rest = [*ours, told.domains, asked, sisters, told.words, self._seen_in(unit, post)]
            whole = begun.copy()
            whole.update(json.dumps(rest).encode())
            return whole.hexdigest()

        return marked

    def _facts(self, unit: Unit, shown: Sequence[Picture | Video]) -> tuple[PictureFacts, ...]:
        pictures = [each.sha256 for each in shown if isinstance(each, Picture)]
        seen = self._sights.of(unit, pictures) if self._sights and pictures else {}
        is_looked = bool(self._sights and self._sights.look)
        return tuple(_facts(each, seen, is_looked=is_looked) for each in shown)

    def _seen_in(self, unit: Unit, post: Post) -> list[list[object]]:
        pictures = [each.sha256 for each in pictures_of(post)]
        return self._sights.ground(unit, pictures) if self._sights and pictures else []

    def weigh(self, text: str, link: str | None = None, *, network: str) -> Weight:
        """Say how long a text is on a network, and how long it may be."""
        return measuring.weigh(text, link, network=network)


@lru_cache(maxsize=1)
def _rules() -> str:
    """Return the digest of the guard as it is installed: its modules, the words in them, and its weights."""
    whole = hashlib.sha256()
    for file in _files(importlib.resources.files("scheduler.policies")):
        if file.name.endswith((".py", ".json", ".toml")):
            whole.update(file.read_bytes())
    return whole.hexdigest()


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _files(entry)
        else:
            yield entry


def _unsure_links(text: str) -> Iterator[Finding]:
    for each in unsure_links(text):
        found = UNSURE_LINK.finding(each.start, each.end)
        yield replace(found, instead=f" {text[each.start : each.end]}")


def _facts(shown: Picture | Video, seen: dict[str, Seen | None], *, is_looked: bool) -> PictureFacts:
    facts = PictureFacts(alt=shown.alt, mime=shown.mime, file_name=shown.file_name)
    if isinstance(shown, Video):
        return replace(facts, size=shown.size, seconds=shown.seconds)
    sides: dict[str, Any] = {"width": shown.width, "height": shown.height}
    if shown.sha256 not in seen:
        return replace(facts, **sides, look=Look.WAITING if is_looked else Look.NONE)
    found = seen[shown.sha256]
    if found is None:
        return replace(facts, **sides, look=Look.FAILED)
    return replace(
        facts,
        **sides,
        look=Look.SEEN,
        seen_text=found.text,
        faces=found.faces,
        looks_like_xray=found.looks_like_xray,
    )


def _profile(unit: Unit, allowed_domains: tuple[str, ...]) -> Profile:
    organisation = unit.plan.organisation()
    return Profile(
        own_phones=frozenset(organisation.phones if organisation else ()),
        own_domains=frozenset(organisation.domains if organisation else ()),
        allowed_domains=frozenset(allowed_domains),
        staff=frozenset(person.name for person in unit.people.all()),
    )


class _Told(NamedTuple):
    """What a post stems from: the domains its link may lead to, and what was said there in public."""

    domains: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def _told_by(unit: Unit, *, item: int | None, source: str | None) -> _Told:
    try:
        told = unit.items.get(item) if item is not None else None
        words = (told.title, told.summary) if told else ()
        name = told.source if told else source
        return _Told(unit.sources.get(name).domains if name else (), words)
    except UnknownNameError:
        return _Told()  # whoever names an item that is gone is told where the post is kept, not here
