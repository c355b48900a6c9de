"""What the learned scorer sees of a text: its words, parts of words, its shape, and which rules fired.

Names, numbers, mail, links and handles are seen as what they are and never as which: a scorer that knew the
name "Smith" or the domain "example.org" would have learned the posts it was taught with.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.policies import cues, frames
from scheduler.policies.hints import HINTS
from scheduler.policies.names import names_in
from scheduler.policies.vocabulary import Expression, WordKind, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.policies.reading import Reading

_MASKED = Expression(
    r"(?P<mail>(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
    r"|(?P<link>https?://\S{1,500}|(?<![\w.-])www\.\S{1,200}"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.(?:com|net|org|edu|gov)\b\S{0,100})"
    r"|(?P<handle>(?<!\w)@[\w.]{1,30})"
    r"|(?P<time>\b\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b\.?|o'clock))"
    r"|(?P<phone>\(?\b\d{3}\)?[ .\-/]{0,2}\d{3}[ .\-]\d{4}\b|\b\d{3}-\d{4}\b)"
    r"|(?P<number>\d{1,30})",
    re.IGNORECASE,
)
_OLD, _OLDEST = 90, 119
_LONG_NUMBER = 5
#: A year before this one is told as history.
_LATELY = "2015"
_TOKEN = Expression(r"[a-z_]{1,30}(?:'[a-z]{1,10})?|[?!#]")
#: Parts of words, boundaries included, of so many letters.
_PARTS = (3, 4, 5)
_LONGEST_SHAPE = 4


def tokens_of(reading: Reading) -> list[str]:
    """Return the words of a text, with a placeholder for whatever names one person, number or address."""
    pieces: list[str] = []
    done = 0
    for name in names_in(reading.text):
        pieces += (reading.low[done : name.start], "_names_" if len(name.words) > 1 else "_name_")
        done = name.end
    pieces.append(reading.low[done:])
    return _TOKEN.findall(_MASKED.sub(_placeholder, "".join(pieces)))


def _placeholder(match: re.Match[str]) -> str:
    if match.lastgroup != "number":
        return f" _{match.lastgroup}_ "
    digits = match[0]
    if len(digits) <= len(str(_OLDEST)) and _OLD <= int(digits) <= _OLDEST:
        return " _old_ "
    if len(digits) == len(_LATELY) and "1000" < digits < "2100":
        return " _past_ " if digits < _LATELY else " _year_ "
    return f" _n{min(len(digits), _LONG_NUMBER)}_ "


def features_of(tokens: Sequence[str]) -> Iterator[str]:
    """Yield each feature of these words, some more than once.

    The first sign says its kind: "~" part of a word, "^" shape; words and phrases have none.
    """
    yield from tokens
    yield from map(" ".join, pairwise(tokens))
    yield from map(" ".join, zip(tokens, tokens[1:], tokens[2:], strict=False))
    for token in tokens:
        yield from _parts(token)
    kinds = [_kind(token) for token in tokens]
    yield from _shape(kinds)
    yield from _presented(kinds)


@lru_cache(maxsize=4096)
def _parts(token: str) -> tuple[str, ...]:
    if token.startswith("_") or len(token) < _PARTS[0]:
        return ()
    word = f" {token} "
    return tuple("~" + word[start : start + size] for size in _PARTS for start in range(len(word) - size + 1))


_JOB = any_of(
    r"""
    nurses?, rn, rns, np, lpn, cna, md, phd, dr, doctors?, physicians?, surgeons?, midwi(?:fe|ves), doulas?,
    paramedics?, emts?, medics?, pharmacists?, technicians?, techs?, therapists?, hygienists?, rdh,
    dentists?, opticians?, optometrists?, chaplains?, receptionists?, clerks?, coordinators?, directors?,
    managers?, supervisors?, chiefs?, deputy, captain, cno, ceo, cmo, cfo, coo, presidents?, deans?,
    professors?, fellows?, interns?, residents, students?, graduates?, volunteers?, staff, team, teams,
    crew, crews, colleagues?, coworkers?, aides?, assistants?, engineers?, custodians?, housekeep\w{1,6},
    cooks?, chefs?, drivers?, dispatchers?, counselors?, specialists?, researchers?, scientists?,
    [a-z]{3,14}(?:ologists?|iatrists?), firefighters?, ff, dispatchers?, operators?, janitors?,
    secretar(?:y|ies), baristas?, guards?, gardeners?, transporters?, electricians?, plumbers?,
    photographers?, interpreters?, analysts?, employees?, hosts?, champions?, cashiers?, couriers?,
    educators?, instructors?, preceptors?, mentors?, trainees?, scribes?, librarians?, trustees?, board,
    commissioners?, inspectors?, epidemiologists?, dietitians?, phlebotomists?, sonographers?,
    radiographers?
    """
)
_PRAISE = any_of(
    r"""
    congrat\w{0,12}, kudos, shout-?out, shoutout, welcome\w{0,3}, proud, award\w{0,3}, honou?r\w{0,4},
    retir\w{1,8}, promot\w{1,5}, appointed, joins?, joined, named, celebrat\w{1,5}, graduat\w{1,5},
    certified, certification, passed, boards, exam, anniversary, thank, thanks, grateful, gratitude,
    applause, cheers, bravo, meet, wins?, won, winner, earned, completed, hired, hiring, birthday
    """
)
_ANIMAL = any_of(
    """
    dogs?, puppy, puppies, pony, ponies, horses?, cats?, kittens?, moose, deer, frogs?, goats?, donkey, mice,
    ducks?, geese, bears?, bats?
    """
)
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tonight|morning|night|week|month"
_KINDS = (
    ("KIN", WordKind(cues.KIN)),
    ("WHO", WordKind(rf"{cues.PERSON}|{cues.ROLE}|patient|pt|resident|survivor|recipient")),
    ("JOB", WordKind(_JOB)),
    ("PRAISE", WordKind(_PRAISE)),
    ("ANIMAL", WordKind(_ANIMAL)),
    ("ILL", WordKind(cues.HEALTH)),
    ("DRUG", WordKind(frames.DRUG)),
    ("HIS", WordKind(r"his|her|hers|him|he|she|he's|she's")),
    ("DAY", WordKind(_DAYS)),
    ("WE", WordKind(r"we|our|us|we're|we've|i|my|me|i'm|i've|i'd")),
    ("YOU", WordKind(r"you|your|you're|you've|yours|yourself")),
)
#: Words up to this length carry grammar and stay as they are.
_LITTLE_WORD = 4


@lru_cache(maxsize=4096)
def _kind(token: str) -> str:
    """Return the kind of a word that has one, little words as they are, others by their ending."""
    for name, words in _KINDS:
        if words.holds(token):
            return name
    if token.startswith("_") or len(token) <= _LITTLE_WORD:
        return token
    return next(("-" + ending for ending in ("ing", "ed", "ly", "s") if token.endswith(ending)), "-")


def _shape(kinds: Sequence[str]) -> Iterator[str]:
    for size in range(1, _LONGEST_SHAPE + 1):
        for start in range(len(kinds) - size + 1):
            yield "^" + " ".join(kinds[start : start + size])


#: So near a name stands the office or the praise of who bears it.
_BESIDE = 4


def _presented(kinds: Sequence[str]) -> Iterator[str]:
    """Yield whether an office, or praise, stands beside a name, and whether illness or kin does."""
    named = [at for at, kind in enumerate(kinds) if kind in ("_name_", "_names_")]
    for kind in ("JOB", "PRAISE", "ILL", "KIN", "HIS"):
        places = [at for at, found in enumerate(kinds) if found == kind]
        if any(abs(at - name) <= _BESIDE for at in places for name in named):
            yield f"!named_{kind}"


_TRAITS = (
    "is_headline",
    "names_a_patient",
    "honours_staff",
    "is_about_a_person",
    "speaks_to_everybody",
    "tells_of_care",
    "is_about_a_patient",
)
_SAID = (
    ("sends_on", frames.SENDS_ON),
    ("keeps_silent", frames.KEEPS_SILENT),
    ("first_person", cues.FIRST_PERSON),
    ("personal_care", cues.PERSONAL_CARE),
    ("personal_outcome", cues.PERSONAL_OUTCOME),
    *HINTS,
)


def facts_of(reading: Reading) -> Iterator[str]:
    """Yield what the rules read out of the whole text, and whether it answers a person."""
    if reading.is_reply or frames.ADDRESSED.search(reading.low):
        yield "!addressed"
    for name in _TRAITS:
        if getattr(reading, name):
            yield "!" + name
    for name, expression in _SAID:
        if expression.search(reading.low):
            yield "!" + name
