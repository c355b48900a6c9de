"""The trusted sources that Rounds proposes, read from `sources.toml` and checked field by field.

They are reviewed like code: a wrong entry stops the reading with its name and field. Nothing is
fetched because it stands here; a person chooses sources from the list. Known does not mean proposed:
an entry with a `caution` is shown with it and is never added together with others.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from feeds.errors import SourcesError
from feeds.links import absolute, belongs_to, canonical, host_of
from feeds.rank import Kind, Trust

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Licence = Literal["link_only", "us_government_work", "cc_by_nd", "cc_by_nc_nd", "cc_by_nc_sa_igo"]
Evidence = Literal["A", "B"]

_SHIPPED: Final = Path(__file__).with_name("sources.toml")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Source:
    """A feed that was found worth proposing, and the terms on which its items may go out."""

    #: Slug; unique.
    name: str
    title: str
    url: str
    #: How fast its items age: see `feeds.rank.HALF_LIFE`.
    kind: Kind
    #: Who answers for the content.
    owner: str
    trust: Trust
    #: A link of an item must belong to one of these; compared on dot boundaries.
    allowed_domains: tuple[str, ...]
    topics: tuple[str, ...]
    #: What may be used beyond title and link.
    content_licence: Licence
    #: Whether a person must approve each post made from it.
    needs_review: bool
    #: When somebody should look again whether all this still holds.
    review_date: date
    #: A: the feed's document itself was seen; B: a dated check by others was found.
    evidence: Evidence
    #: What is worth knowing of the feed and of its terms; may be empty.
    note: str = ""
    #: Why it is not proposed with the others; mostly empty.
    caution: str = ""

    def allows(self, link: str) -> bool:
        """Tell whether `link` leads to where this source's items may lead."""
        return belongs_to(link, self.allowed_domains)


def read_sources(path: Path | None = None) -> tuple[Source, ...]:
    """Return the sources in `path`, by default the shipped list, sorted by name; raises `SourcesError`."""
    file = path or _SHIPPED
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SourcesError(f"{file.name} can't be read: check that it is there.") from error
    except ValueError as error:  # a fault of TOML or of UTF-8
        raise SourcesError(f"{file.name} is not valid TOML: {error}.") from error
    entries = table.get("source", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SourcesError(f"{file.name}: write each source under a heading [[source]].")
    sources = tuple(sorted((_source(entry) for entry in entries), key=lambda source: source.name))
    _refuse_twins("name", (source.name for source in sources))
    _refuse_twins("url", (canonical(source.url) for source in sources))
    return sources


def _refuse_twins(field: str, values: Iterable[str]) -> None:
    twins = [value for value, times in Counter(values).items() if times > 1]
    if twins:
        raise SourcesError(f"Two sources have the {field} {twins[0]!r}: keep one.")


def _source(entry: Mapping[str, Any]) -> Source:
    reader = _Entry(entry)
    reader.refuse_unknown(set(Source.__dataclass_fields__))
    return Source(
        name=reader.matching("name", _SLUG, "lower-case letters, digits and single hyphens"),
        title=reader.text("title"),
        url=reader.address("url"),
        kind=reader.one_of("kind", Kind),
        owner=reader.text("owner"),
        trust=reader.one_of("trust", Trust),
        allowed_domains=reader.domains("allowed_domains"),
        topics=reader.texts("topics"),
        content_licence=reader.one_of("content_licence", Licence, default="link_only"),
        needs_review=reader.yes_or_no("needs_review", default=True),
        review_date=reader.day("review_date"),
        evidence=reader.one_of("evidence", Evidence),
        note=reader.text("note", default=""),
        caution=reader.text("caution", default=""),
    )


class _Entry:
    """One table of the file; each method returns a field's value or says what is wrong with it."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self._entry = entry
        self._name = entry.get("name") or entry.get("title") or "a source without a name"

    def refuse_unknown(self, known: set[str]) -> None:
        for field in sorted(self._entry.keys() - known):
            raise self._fault(field, "is not a field of a source; correct its spelling or remove it")

    def text(self, field: str, *, default: str | None = None) -> str:
        if default is not None and field not in self._entry:
            return default
        value = self._entry.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self._fault(field, "must be a text that is not empty")
        return value.strip()

    def matching(self, field: str, pattern: re.Pattern[str], rule: str) -> str:
        value = self.text(field)
        if not pattern.fullmatch(value):
            raise self._fault(field, f"must be {rule}")
        return value

    def address(self, field: str) -> str:
        value = self.text(field)
        if absolute(value, base_url="") != value or not host_of(value):
            raise self._fault(field, "must be a full http or https address without a user name")
        return value

    def one_of(self, field: str, choices: Any, *, default: str | None = None) -> Any:
        value = self._entry.get(field, default)
        if value not in get_args(choices):
            raise self._fault(field, f"must be one of {', '.join(get_args(choices))}")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        value = self._entry.get(field)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise self._fault(field, "must be a list of at least one text")
        return tuple(value)

    def domains(self, field: str) -> tuple[str, ...]:
        value = self.texts(field)
        for domain in value:
            if not _DOMAIN.fullmatch(domain):
                raise self._fault(field, f"holds {domain!r}, which is not a domain in lower case")
        return value

    def yes_or_no(self, field: str, *, default: bool) -> bool:
        value = self._entry.get(field, default)
        if not isinstance(value, bool):
            raise self._fault(field, "must be true or false")
        return value

    def day(self, field: str) -> date:
        value = self._entry.get(field)
        if type(value) is not date:
            raise self._fault(field, "must be a date like 2027-11-21")
        return value

    def _fault(self, field: str, rule: str) -> SourcesError:
        return SourcesError(f"Source {self._name!r}, field {field}: {rule}.")
