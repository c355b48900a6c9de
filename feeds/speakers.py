"""Who said what stands between quotation marks, as the text around it tells.

A name is taken as the text writes it; a surname alone becomes the one full name that ends in it, and “he”
or “she” the one person whom this and the last paragraph name. In every doubt there is no speaker.
"""

from __future__ import annotations

import re
from typing import Final

_VERB: Final = (
    r"(?:said|says|told|tells|explained|explains|added|adds|noted|notes|commented|comments|warned|warns|"
    r"stated|states|wrote|writes|argued|argues|continued|concluded|concludes|stressed|stresses|emphasi[sz]ed|urged|urges|"
    r"cautioned|recalled|announced|insisted|insists|suggested|acknowledged|remarked|advised|advises)"
)
_SOON: Final = r"(?:(?:also|later|then|recently|further|once)\s)?"
_CAPITAL: Final = r"(?:[A-ZÀ-Þ](?:[^\W\d_]|[\u2019'-](?=[^\W\d_])){1,24}|[A-Z]\.(?:[A-Z]\.)?)"
_TITLES: Final = r"(?:Dr|Prof|Mr|Mrs|Ms|Sen|Rep|Gov|Rev)\.?|Professor|Doctor|Sir|Dame|Lord|Lady"
_JOIN: Final = r"(?:(?:of|for|and|&|de|da|del|della|di|du|van|von|der|den|bin|al|la|le|the)\s){0,2}"
_NAME: Final = rf"(?:the\s)?(?:(?:{_TITLES})\s)?{_CAPITAL}(?:\s{_JOIN}{_CAPITAL}){{0,6}}"
#: “, a nurse at the clinic,” or “ of the county clinic”.
_WHO: Final = r"(?:,\s[^,“”\"\n]{2,90},|\s(?:of|at|from|with)\s[^,“”\".\n]{2,60},?)?"
_AFTER: Final = re.compile(
    rf"[,\s]*(?:{_VERB}\s(?P<later>{_NAME})|(?P<first>{_NAME}){_WHO}\s{_SOON}{_VERB}\b"
    rf"|(?P<one>he|she)\s{_SOON}{_VERB}\b|{_VERB}\s(?P<other>he|she)\b)"
)
_BEFORE: Final = re.compile(
    rf"(?:(?P<first>{_NAME}){_WHO}|\b(?P<one>[Hh]e|[Ss]he))\s{_SOON}{_VERB}(?:\s[^.!?:“”\"\n]{{0,80}})?[,:]\s*$"
)
_ACCORDING: Final = re.compile(rf"\b[Aa]ccording to (?P<first>{_NAME}){_WHO},\s*$")
_SAID: Final = re.compile(
    rf"(?P<first>{_NAME}){_WHO}\s{_SOON}{_VERB}\b|{_VERB}\s(?P<later>{_NAME})"
    rf"|[Aa]ccording to (?P<source>{_NAME})"
)
_NAMES: Final = re.compile(_NAME)
_WORDS: Final = re.compile(r"[^\W\d_](?:[^\W_]|[\u2019'-](?=\w))*")
_TITLE: Final = re.compile(rf"(?:{_TITLES})\s")
#: Begin sentences, and are no part of a name.
_NO_NAMES: Final = frozenset(
    """
    a an and as at but by for from he her here his how i if in it its last later many more most my
    new no not now of on one or other our she since so some still that the their then there these
    they this those though to today two we what when where while who why with yet you your after all
    also although another any because before both during each even every few first however instead
    meanwhile nearly only several such under until yesterday monday tuesday wednesday thursday
    friday saturday sunday january february march april may june july august september october
    november december
    """.split()  # noqa: SIM905 - forty lines otherwise
)
_ORGANISATIONS: Final = frozenset(
    """
    academy administration agency alliance association authority board bureau center centers centre
    centres charity clinic clinics coalition college commission committee company council department
    federation force foundation fund government group health hospital hospitals institute institutes
    institution journal ministry network office organisation organization program programme school
    service services society system task team trust union university hospice
    """.split()  # noqa: SIM905 - forty lines otherwise
)
_ACRONYM: Final = re.compile(r"[A-Z]{3,6}")
#: Said of somebody whom an article names as a patient or as one of the family.
_PRIVATE: Final = re.compile(
    r"\b(?:survivors?|diagnosed|mother of|father of|mom of|dad of|parents? of|wife of|husband of|widow\w*|"
    r"whose (?:\w+ )?(?:son|daughter|mother|father|wife|husband|child|children|baby|brother|sister|family|"
    r"parents?|partner|twins?)|(?:his|her|their) (?:own |late |\w+-old )?(?:cancer|illness|diagnosis|"
    r"symptoms|surgery|transplant|treatment|chemo\w*|recovery|tumou?r|disease|disability|doctors?|son|daughter|baby|"
    r"husband|wife|mother|father|mom|dad|child|children|kids|partner|pregnancy)|liv(?:es|ed|ing) with|"
    r"suffer(?:s|ed|ing)|underwent|hospitali[sz]ed|tested positive|caregiver|recovering|recovered|gave birth|"
    r"(?:an?|former|one|the|first|young) (?:[\w-]+ ){0,3}patient|"
    r"patients? (?!care|safety|advoca\w+)(?=[A-Z]))\b"
)
_MOST_MENTIONS: Final = 60
_REACH: Final = 240

Names = dict[str, frozenset[str]]


def names_in(text: str) -> Names:
    """Return the names of two words or more that `text` holds, by the last word of each."""
    found: dict[str, set[str]] = {}
    for match in _NAMES.finditer(text):
        whole = _tidy(match[0])
        for name in [whole] if is_organisation(whole) else whole.split(" and "):
            if " " in _TITLE.sub("", name, count=1):
                found.setdefault(name.rpartition(" ")[2], set()).add(name)
    return {last: frozenset(names) for last, names in found.items()}


def after(tail: str, names: Names, *, context: str) -> str:
    """Return who spoke by what follows the closing mark, such as “, said Dr. Ada Example”; or ''."""
    match = _AFTER.match(tail[:_REACH])
    return _who(match, names, context) if match else ""


def before(lead: str, names: Names, *, context: str) -> str:
    """Return who speaks by what leads to the opening mark, such as “Dr. Ada Example said:”; or ''."""
    near = lead[-_REACH:]
    match = _ACCORDING.search(near) or _BEFORE.search(near)
    return _who(match, names, context) if match else ""


def nobody_private(speaker: str, text: str) -> bool:
    """Tell whether `text` says nothing of `speaker` that makes a patient, or a patient's family, of them."""
    last = speaker.rpartition(" ")[2]
    if is_organisation(speaker):
        return True
    mentions = re.finditer(rf"\b{re.escape(last)}\b", text)
    return not any(
        _is_private(text, match) for match, _ in zip(mentions, range(_MOST_MENTIONS), strict=False)
    )


def is_organisation(speaker: str) -> bool:
    """Is the name one of an office rather than of a person?"""
    return bool(_ACRONYM.fullmatch(speaker)) or any(
        word.lower() in _ORGANISATIONS for word in speaker.split()
    )


def _is_private(text: str, match: re.Match[str]) -> bool:
    start = max(text.rfind(mark, 0, match.start()) for mark in (". ", "\n", "! ", "? "))
    ends = [text.find(mark, match.end()) for mark in (". ", "\n", "! ", "? ")]
    end = min((place for place in ends if place >= 0), default=len(text))
    sentence = text[max(start, match.start() - _REACH, 0) : min(end, match.end() + _REACH)].lstrip(". \n!?")
    rest = text[match.end() : match.end() + 8]
    return bool(re.match(r",? \(?\d{1,3}\b(?! (?:percent|per|%))", rest) or _PRIVATE.search(sentence))


def _who(match: re.Match[str], names: Names, context: str) -> str:
    groups = match.groupdict()
    name = groups.get("first") or groups.get("later")
    return _full(name, names) if name else _only_one(context, names)


def _full(name: str, names: Names) -> str:
    """Return the name in full, as the text has it; '' where it is none, or could be two people's."""
    tidy = _tidy(name)
    bare = _TITLE.sub("", tidy, count=1)
    if not bare or (" and " in bare and not is_organisation(bare)):
        return ""
    if _ACRONYM.fullmatch(bare) or (" " in bare):
        return tidy
    known = sorted(names.get(bare, ()), key=len)
    if not known:
        return tidy if tidy != bare and not bare.endswith(".") else ""
    plain = _TITLE.sub("", known[0], count=1)
    return known[0] if all(each.endswith(plain) for each in known) else ""


def _only_one(context: str, names: Names) -> str:
    """Return the one person whom `context` names, if it tells that this one speaks."""
    said = [_full(each, names) for match in _SAID.finditer(context) for each in match.groups() if each]
    if not said or not said[-1] or is_organisation(said[-1]):
        return ""
    here = {_full(word[0], names) or word[0] for word in _WORDS.finditer(context) if word[0] in names}
    return said[-1] if here <= {said[-1]} or _same(here, said[-1]) else ""


def _same(found: set[str], name: str) -> bool:
    return all(name.endswith(each) or each.endswith(name) for each in found)


def _tidy(name: str) -> str:
    """Return the name without what a sentence begins with, and without a place it is “of”."""
    words = name.split()
    while words and words[0].lower() in _NO_NAMES:
        words.pop(0)
    for place, word in enumerate(words):
        if word in {"of", "for"} and not any(each.lower() in _ORGANISATIONS for each in words[:place]):
            words = words[:place]
            break
    return " ".join(words)
