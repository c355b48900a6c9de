"""What X calls things: two editions of its description, and which of them a server speaks.

Between June and August 2026 (v2.159 and v2.167) X renamed what is asked for and what is shown. Its
prose still tells the old names. A strict server refuses those it does not know with 400; a lenient
one passes over them, and then the posts it shows lack what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Both editions show it where it is asked for: a post without it shows that nothing was heeded.
PROOF = "created_at"
_OF_A_TIMELINE = ("attachments", "conversation_id", PROOF, "entities")
_OF_COUNTS = (PROOF, "public_metrics")


@dataclass(frozen=True, slots=True)
class Names:
    """One edition's names."""

    #: The parameter that asks for fields of posts.
    parameter: str
    note: str
    references: str
    #: Are the posts that a post refers to an expansion, and no field?
    expands: bool

    def timeline_query(self) -> dict[str, str]:
        """Return what asks for all by which a post is known again."""
        fields = [*_OF_A_TIMELINE, self.note, *([] if self.expands else [self.references])]
        return {self.parameter: ",".join(fields), **({"expansions": self.references} if self.expands else {})}

    def mentions_query(self) -> dict[str, str]:
        """Return what asks for who wrote a post, and when."""
        if self.expands:
            return {self.parameter: f"{PROOF},{self.note}", "expansions": "author_id"}
        return {self.parameter: f"{PROOF},{self.note},author_id"}

    def counts_query(self) -> dict[str, str]:
        """Return what asks for counts."""
        return {self.parameter: ",".join(_OF_COUNTS)}


OLD = Names("tweet.fields", "note_tweet", "referenced_tweets", expands=False)
NEW = Names("post.fields", "note_post", "referenced_posts", expands=True)


class NamesInUse:
    """The names that a server was last seen to heed. For any thread."""

    def __init__(self) -> None:
        self.first: Names = OLD

    def in_order(self) -> tuple[Names, Names]:
        """Return both editions, the likelier one first."""
        return (OLD, NEW) if self.first is OLD else (NEW, OLD)


def of_either(post: Mapping[str, Any], old: str, new: str) -> Any:
    """Return what stands under the old or the new name, if anything."""
    return post.get(old) or post.get(new)


def note_of(post: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the whole of a post of more than 280 characters, which X keeps apart."""
    note = of_either(post, OLD.note, NEW.note)
    return note if isinstance(note, dict) else {}


def history_of(post: Mapping[str, Any]) -> list[str]:
    """Return the numbers of the post and of its edits."""
    history = of_either(post, "edit_history_tweet_ids", "edit_history_post_ids") or []
    return [each for each in [*history, str(post["id"])] if isinstance(each, str) and each.isdecimal()]


def references_of(post: Mapping[str, Any], kind: str) -> set[str]:
    """Return the numbers of posts to which this one stands as `kind`: `replied_to` or `quoted`."""
    told = of_either(post, OLD.references, NEW.references) or []
    return {str(each.get("id")) for each in told if isinstance(each, dict) and each.get("type") == kind}
