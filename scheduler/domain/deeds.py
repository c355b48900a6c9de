"""What the actions of the record mean, in plain words; one that is not here is told by its own name."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "aftermath.settled": "settled what became of a retracted item",
    "calendar.revoked": "revoked a calendar link",
    "calendar.shared": "made a calendar link",
    "channel.added": "added a channel",
    "channel.budget_set": "set a channel's budget",
    "channel.connected": "connected a channel to its account",
    "channel.disconnected": "took a channel's credentials away",
    "clock.set": "noticed that the machine's clock was set",
    "database.restored": "noticed that a backup was put in place of the database",
    "filling.ruled": "changed the rules of filling gaps",
    "gaps.filled": "filled gaps with proposals",
    "item.accepted": "made a draft from an item",
    "item.rejected": "rejected an item",
    "item.restored": "took a decision on an item back",
    "mailbox.forgotten": "forgot the mailbox of newsletters",
    "mailbox.set": "set the mailbox of newsletters",
    "organisation.set": "changed the organisation's data",
    "pause.began": "paused posts",
    "pause.lifted": "lifted a pause",
    "person.added": "added a person",
    "person.password_set": "set a password",
    "person.signed_in": "signed in",
    "pillar.added": "added a pillar",
    "post.added": "wrote a post",
    "post.approved": "approved a post",
    "post.cancelled": "cancelled a post",
    "post.claimed": "took a post up to send it",
    "post.copied": "copied a post",
    "post.edited": "edited a post",
    "post.evergreen": "marked a post to be proposed again",
    "post.given_up": "gave a post up",
    "post.held": "held a post back",
    "post.missed": "let a post's time pass",
    "post.moved": "moved a post",
    "post.not_evergreen": "marked a post not to be proposed again",
    "post.part_published": "published a part of a thread",
    "post.published": "published a post",
    "post.refused": "was refused by the network",
    "post.released": "released a post that was held",
    "post.rescued": "took over a post whose sender died",
    "post.returned": "returned a post to its author",
    "post.rezoned": "moved a post with its wall clock",
    "post.scheduled": "put a post in line",
    "post.seeded": "was part of the demo's invented past",
    "post.sending": "began to send a post",
    "post.sent_again": "sent a post again",
    "post.submitted": "submitted a post for review",
    "post.unknown": "lost the network's answer on a post",
    "power.lost": "noticed that the machine had stopped without a word",
    "record.cut": "removed lines of the record after their time",
    "record.held": "put a legal hold on the record",
    "record.hold_lifted": "lifted a legal hold",
    "record.key_begun": "began the key that signs the record",
    "record.key_changed": "changed the key that signs the record",
    "record.resumed": "resumed the record although signed lines were lost",
    "secrets.key_begun": "began a new key for credentials",
    "secrets.key_prepared": "prepared a new key for credentials",
    "secrets.keys_retired": "dropped old keys for credentials",
    "secrets.resealed": "sealed credentials anew",
    "slot.added": "added a slot",
    "slot.removed": "removed a slot",
    "source.added": "added a source",
    "source.changed": "changed a source",
    "zones.changed": "noticed new rules for the clocks",
}


def deed(action: str) -> str:
    """Return what was done, in words that continue the name of who did it."""
    return _WORDS.get(action) or action.replace(".", " ").replace("_", " ")


def thing(subject: str) -> str:
    """Return what it was done to: `post:17` becomes `post 17`."""
    return subject.replace(":", " ").replace("_", " ")
