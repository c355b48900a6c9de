from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from feeds.errors import SourcesError
from feeds.sources import read_sources

GOOD = {
    "name": '"larkspur"',
    "title": '"Larkspur County"',
    "url": '"https://example.org/feed"',
    "kind": '"news"',
    "owner": '"Larkspur County Hospital"',
    "trust": '"A"',
    "allowed_domains": '["example.org"]',
    "topics": '["local"]',
    "review_date": "2027-11-21",
    "evidence": '"A"',
}

#: The table's own address of it holds a place to fill in.
FORM = "CDC Content Services API"


def toml(*entries: dict[str, str]) -> str:
    lines = ("\n".join(["[[source]]", *(f"{n} = {v}" for n, v in entry.items())]) for entry in entries)
    return "\n\n".join(lines)


def written(folder: Path, text: str) -> Path:
    file = folder / "sources.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_shipped_list_keeps_its_own_rules() -> None:
    sources = read_sources()

    assert len(sources) >= 30
    assert [source.name for source in sources] == sorted(source.name for source in sources)
    assert all(source.needs_review for source in sources)
    assert {source.review_date for source in sources} == {date(2027, 11, 21)}
    assert {source.trust for source in sources} == {"A", "B", "C", "D"}


@pytest.mark.real
def test_every_source_with_good_evidence_is_in_the_catalogue(shared_feeds: Path) -> None:
    with (shared_feeds.parent / "trusted-sources.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["evidence"][:1] in {"A", "B"}]

    shipped = {source.url: source.evidence for source in read_sources()}

    assert len(shipped) == len(rows) == 36
    missing = {row["name"] for row in rows if shipped.get(row["url"]) != row["evidence"][0]}
    assert missing == {FORM}


def test_what_is_known_to_be_dead_or_no_feed_is_in_the_catalogue_with_a_caution() -> None:
    cautions = {source.name: source.caution for source in read_sources() if source.caution}

    assert set(cautions) == {
        "cdc-content-services",
        "duval-county-medical-society",
        "nih-research-matters",
        "utah-health-news-old",
        "wellspan-media-tips",
    }
    assert "2017" in cautions["utah-health-news-old"]


def test_the_terms_of_a_source_are_told_with_it() -> None:
    kff = next(source for source in read_sources() if source.name == "kff-health-news")

    assert kff.content_licence == "cc_by_nc_nd"
    assert "tracking pixel" in kff.note


def test_a_source_tells_where_its_links_may_lead() -> None:
    cdc = next(source for source in read_sources() if source.name == "cdc-vital-signs")

    assert cdc.allows("https://www.cdc.gov/vitalsigns/")
    assert not cdc.allows("https://cdc.gov.example.org/")


def test_what_is_not_said_is_the_careful_choice(tmp_path: Path) -> None:
    (source,) = read_sources(written(tmp_path, toml(GOOD)))

    assert (source.content_licence, source.needs_review) == ("link_only", True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", '"Not A Slug"'),
        ("name", '""'),
        ("title", "3"),
        ("url", '"ftp://example.org/feed"'),
        ("url", '"https://user:pw@example.org/feed"'),
        ("url", '"/feed"'),
        ("kind", '"rumour"'),
        ("trust", '"S"'),
        ("trust", "[]"),
        ("allowed_domains", "[]"),
        ("allowed_domains", '"example.org"'),
        ("allowed_domains", '["https://example.org"]'),
        ("allowed_domains", '["Example.org"]'),
        ("topics", '[""]'),
        ("review_date", '"2027-11-21"'),
        ("review_date", "2027-11-21T00:00:00"),
        ("needs_review", '"yes"'),
        ("content_licence", '"free"'),
        ("evidence", '"C"'),
        ("colour", '"red"'),
    ],
)
def test_a_fault_is_named_by_entry_and_field(tmp_path: Path, field: str, value: str) -> None:
    file = written(tmp_path, toml({**GOOD, field: value}))

    with pytest.raises(SourcesError, match=rf"^Source '.+', field {field}: .+\.$"):
        read_sources(file)


@pytest.mark.parametrize("field", sorted(GOOD))
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    file = written(tmp_path, toml({name: value for name, value in GOOD.items() if name != field}))

    with pytest.raises(SourcesError, match=f"field {field}: must be"):
        read_sources(file)


def test_twins_are_refused(tmp_path: Path) -> None:
    same_name = toml(GOOD, {**GOOD, "url": '"https://example.org/other"'})
    same_url = toml(GOOD, {**GOOD, "name": '"other"', "url": '"https://EXAMPLE.org/feed/"'})

    with pytest.raises(SourcesError, match="Two sources have the name 'larkspur'"):
        read_sources(written(tmp_path, same_name))
    with pytest.raises(SourcesError, match=r"Two sources have the url 'https://example\.org/feed'"):
        read_sources(written(tmp_path, same_url))


@pytest.mark.parametrize("text", ["[[source]", "source = 3", "source = [1]", "\x00"])
def test_a_broken_file_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourcesError, match=r"^sources\.toml"):
        read_sources(written(tmp_path, text))


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"^none\.toml can't be read"):
        read_sources(tmp_path / "none.toml")
