"""The frame of a clinical question: a case is put to colleagues or to a search engine.

Ages, illnesses and years belong into such a question and tell nobody; a name, a day, a house or a number in
it tells who the case is. So in this frame every detail counts, and nothing else does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.policies.dates import FULL_DATE
from scheduler.policies.finding import Severity
from scheduler.policies.names import names_in
from scheduler.policies.rule import Rule
from scheduler.policies.vocabulary import Expression, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading

IDENTIFIED_CASE = Rule(
    id="CASE-IDENTIFIED",
    severity=Severity.HOLD,
    advice="Ask about the case without the name, the day, the house or any number of the patient.",
    source="45 CFR 164.514(b)(2)(i)",
)
CLINICAL_RULES = (IDENTIFIED_CASE,)

_ASKED = any_of(
    r"""
    guid(?:elines?|ance), protocols?, recommend\w{0,7}, recs?, manag\w{2,6}, mgmt, mngmt,
    treat(?:ment|ments|ing)?, tx, options,
    best practices, contraindicat\w{0,4}, first-line, dos(?:e|age|ages|ing), efficacy, effective\w{0,4},
    prognos\w{2,4}, long-term outcomes?,
    survival, side ef{1,2}ects, interactions?, (?:post-?op\w{0,8}|follow-up|of) care, signs, comparison,
    compare\w?, risks?, prophylaxis, indicat\w{0,4}, differential, strateg\w{1,4}, therap\w{1,5},
    regimens?, work-?up, approach\w{0,3}, alternatives?, alt tx, monitoring, symptoms, screening, studies,
    trials, evidence,
    correlation, impact, criteria, advice, considerations?, antibiotics?, prescribing, factors,
    complications, benefits, vaccin\w{1,6}
    """
)
_CASE = Expression(
    r"\b(?:\d{1,3}[- ]?(?:years?|yrs?|months?|weeks?|days?)[- ]old|\d{1,3} ?(?:yo|y/o)|age[d]? \d{1,3}"
    r"|pts?|patients?|cases?"
    r"|(?:elderly|pregnant|postmenopausal|pediatric|male|female|man|woman|adults?|women|men|boy|girl|child"
    r"|infant))\b"
)
_QUESTION = Expression(rf"\b{_ASKED}\b")
#: Whoever writes so tells or answers, and asks nobody about a case.
_TOLD = Expression(
    r"\b(?:we|we're|ours|my|i'm|i've|(?<!can )(?<!could )you|you're|your|thank|thanks|congrat\w{1,10}|join"
    r"|register|call)\b"
    r"|\bour (?!(?:[\w.'-]{1,20} ){1,3}(?:clinic|office|facility|hospital|center)\b)|[!#]|(?<!\w)@\w"
)

#: Where what is asked stands at the latest, where no question mark ends it.
_EARLY = 40

_INITIAL = Expression(r"[A-Z]\.?")
#: What stands before a name when a case is put.
_BEFORE_NAME = Expression(
    r"(?:,|\(|\b(?:named?|like|case of|pt|patient|for|of|by|see|mr\.?|ms\.?|mrs\.?|miss|dr\.?|to|with|on"
    r"|in|re|is|and))\s{1,2}$|^\W*$"
)
_AFTER_NAME = Expression(
    r"^\s?(?:,|\(|\)|\?|\.|;|:|/|$|'s\b|who\b|seen|treated|with\b|at\b|on\b|was\b|is\b|has\b|had\b|from\b"
    r"|in\b|and\b|after\b"
    r"|currently|recently|diagnosed|admitted|age\b|\d)"
)
_HOUSE = Expression(
    r"\b(?:[A-Z][\w.'&\-]{1,20}\s){1,4}(?:Hospitals?|Clinics?|Cent(?:er|re)|Medical|Med\.?|Health(?:care)?"
    r"|General|Infirmary|Institute|"
    r"University|Presbyterian|Memorial|Permanente|Rehab\w{0,10}|HealthCenter|Oncology|Cardiology|System"
    r"|Hosp\.?)\b"
    r"|\bour [A-Z][\w.'-]{1,20} (?:[A-Z][\w.'-]{1,20} )?(?:clinic|office|facility|hospital|center)\b"
    r"|\b(?:at|in|from|near) (?:the )?(?!(?:African|Asian|Hispanic|Caucasian|Native|Latin|American|Type"
    r"|Stage|Alzheimer|Parkinson|"
    r"Crohn|Barrett|US|USA|ICU|ER|ED|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Huntington|"
    r"Hispanics?|Latin[oax]s?|Europe|Africa|Asia|Southeast|Pacific|Alaska|Vietnamese|Chinese|Korean|Japanese"
    r"|Indian|Filipino|Ashkenazi|Jewish|Amish|Muslim|Ramadan|Medicaid|Lyme|Zika|Ebola|West Nile|Brugada"
    r"|Ehlers|Guillain|Klinefelter|Turner|Chagas|Epstein|Helicobacter|Rett|Gaucher|Fabry|Pompe|Osgood|Lisfranc"
    r"|Salter|Chiari|Takayasu|Kawasaki|Raynaud|Meniere|Behcet|Lewy|Kaposi|Wilms|Ewing|Wolff|Tourette"
    r"|Hodgkin|Graves|Hashimoto|Cushing|Addison|Marfan|Down|Wilson|Black|White|Medicare)\b)"
    r"(?:[A-Z]{2,5}\b(?= (?:on|in)\b)|(?:St\.|Mt\."
    r"|[A-Z][a-z]{3,20})(?:[ -][A-Z][a-z]{2,20}){0,2}(?=,? (?:[A-Z]{2}\b|on\b|last\b|in\b|for\b|\()|[?.,;]"
    r"|$))"
)
_NUMBER = Expression(
    r"\b(?:mrn|ssn|record|id|account|acct|policy|insurance|plan|member|license|phone|fax|tel|contact|email"
    r"|chart|case)\b[^\n]{0,30}?\d{3}"
    r"|@[\w-]+\.|\b\d{3}[-. ]\d{2,4}[-. ]\d{3,4}\b|\b(?!rs\d|NCT\d)[A-Z]{1,4}-?\d{4,}\b"
    r"|\b\d{1,5} [A-Z][a-z]+ (?:St|Ave|Rd|Street|Avenue|Road|Drive|Lane)\b",
    re.IGNORECASE,
)
_DATE = Expression(rf"\b(?:{FULL_DATE})")


def is_clinical_question(reading: Reading) -> bool:
    """Tell a question about the care of a case, or of such cases, from what is told to the public."""
    if reading.is_reply or _TOLD.search(reading.low):
        return False
    asked = _QUESTION.search(reading.low)
    if asked is None or not (asked.start() < _EARLY or "?" in reading.low):
        return False
    return _CASE.search(reading.low) is not None


def find_case(reading: Reading) -> Iterator[Finding]:
    """Yield one finding, at the first detail that tells whose case it is."""
    if not is_clinical_question(reading):
        return
    found = _DATE.search(reading.low) or _NUMBER.search(reading.text) or _HOUSE.search(reading.text)
    span = found.span() if found else next(_named(reading), None)
    if span is not None:
        yield IDENTIFIED_CASE.finding(*reading.original(*span))


def _named(reading: Reading) -> Iterator[tuple[int, int]]:
    for name in names_in(reading.text):
        stands = _AFTER_NAME.search(reading.text[name.end :]) and _BEFORE_NAME.search(
            reading.low[: name.start]
        )
        if len(name.words) > 1 and (_INITIAL.fullmatch(name.words[-1]) or stands):
            yield name.start, name.end
