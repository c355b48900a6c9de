"""First frames of meaning: advice to one person, confirming that somebody is a patient, telling of one.

They need no identifier; where they are in doubt a person decides, so all of them hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scheduler.policies import cues
from scheduler.policies.finding import Severity
from scheduler.policies.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.policies.finding import Finding
    from scheduler.policies.reading import Reading

ADVICE = Rule(
    id="ADV-INDIVIDUAL",
    severity=Severity.HOLD,
    advice="Give no advice to one person; send them to their own care team.",
    source="AMA Code of Medical Ethics 2.3.2",
)
CONFIRMS = Rule(
    id="ACK-PATIENT",
    severity=Severity.HOLD,
    advice="Do not confirm that this person is a patient; offer a private line to the patient relations team.",
    source="45 CFR 164.502(a); OCR settlements with Elite Dental (2019) and New Vision Dental (2022)",
)
TELLS = Rule(
    id="STORY-PATIENT",
    severity=Severity.HOLD,
    advice="Tell a patient's story only with a written authorization, or tell it of many.",
    source="45 CFR 164.508; 45 CFR 164.514(b)(2)(ii)",
)
CONTEXT_RULES = (ADVICE, CONFIRMS, TELLS)

_ADDRESSED = re.compile(
    r"^\W{0,3}(?:(?:hey|hi|for|to|dear|re|thanks|in reply to|saw your post),? )?@\w|\bin reply to\b|\bsaw your post\b|^to (?:the )?(?:[\w-]{1,20} )?reviewer"
)
_DEFERS = re.compile(
    r"\b(?:can't|cannot|can not|unable to|don't|not able to) (?:give|say|advise|offer|diagnose|comment|discuss|talk)|\bown (?:clinician|doctor|team|provider|care team)|"
    r"\bplease (?:call|contact|reach|don't|check|talk|ask|see)|\bcall (?:911|us|your|our)|\bask your|\btalk (?:to|with) your|\bnurse line\b|\bwithout confirming|\bpolicy keeps|"
    r"\bcheck with\b|\bprivacy\b"
)
_DRUG = (
    r"(?:[a-z]{3,15}(?:cillin|mycin|statin|prazole|sartan|olol|pril|azepam|azolam|oxetine|formin|parin|afil|dipine|thiazide|cycline|profen|codone|tidine|setron|triptan|gliptin|"
    r"semide|thyroxine)|benadryl|tylenol|advil|motrin|aleve|aspirin|eliquis|xarelto|warfarin|coumadin|plavix|zoloft|prozac|lexapro|xanax|ativan|ambien|adderall|percocet|"
    r"insulin|ozempic|wegovy|metformin|prednisone|steroids?|antibiotics?|meds?|medication|pills?|dose|mg|melatonin|zofran|lasix|gabapentin|tramadol|lithium|inhaler|berberine|"
    r"turmeric|iron|supplements?|vitamin [a-z]\d{0,2}|potassium|allergy med\w{0,6}|blood thinner|birth control)"
)
_TELLS_TO_TAKE = re.compile(
    rf"\b(?:take|taking|try|stop|skip|quit|double|halve|half|hold|start|drop|bump|mix|use|switch|increase|decrease|lower|raise|keep|cut|go off|come off|give)\b[^.!?\n]{{0,40}}\b{_DRUG}\b"
)
_TELLS_WHAT_IT_IS = re.compile(
    r"\b(?:it's|it is|that's|that is|is|sounds like|looks like|probably|likely|just|definitely|you have|you've got)\b[^.!?\n]{0,25}\b(?:anxiety|not a stroke|torn|sprain\w{0,2}|swollen|broken|fractured?|"
    r"infect\w{0,4}|viral|strep|flu|covid|shingles|allerg\w{0,4}|cancer|benign|normal|nothing|fine|harmless|migraine|reflux|heartburn|uti|appendicitis|gallstones?|asthma|eczema|"
    r"psoriasis|pneumonia|panic|hormon\w{0,4}|menopause|thyroid|diabetes|vertigo|concussion|node|cyst)\b"
    r"|\b(?:you don't need|you do not need|no need for|no surgery|no er|you're (?:good|fine|ok|okay|safe|clear|cleared) to|you can (?:safely|stop|skip|fly|drive|go back)|ice it|wait it out|"
    r"give it a (?:week|month|few)|you should (?:take|stop|start|try|skip|increase|be on)|i'd (?:take|bump|stop|skip|start|try|double|cut|up|lower|raise|go))\b"
)
_CONFIRMS = re.compile(
    r"\b(?:pulled|reviewed|checked|looked (?:at|up|in)|looking at|read|opened|per|see in|according to|saw|have) your (?:chart|records?|file|labs|results|history|account|visit notes?)\b"
    r"|\byour (?:last |recent |next |upcoming |first |[a-z]{3,9}day )?(?:appointment|visit|stay|admission|procedure|surgery|operation|post-op|follow-?up|infusion|delivery|discharge|treatment|mri|ct|"
    r"scan|biopsy|colonoscopy|mammogram|pap|ultrasound|session|refill|er visit|lab results?|results) (?:with|at|on|in|was|were|went|is|came|last|here|has|had|today|yesterday|by)\b"
    r"|\b(?:when|since|after|while|because|as) you (?:were|was|came|left|checked|stayed|arrived|saw|visited|got here|had your|listed)\b|\byou (?:no-showed|missed your|left against|refused|were (?:seen|treated|"
    r"admitted|discharged|here|our|in our)|came (?:in|to (?:us|our))|saw (?:our|dr)|signed|declined|listed|told (?:our|the) (?:nurse|doctor))\b"
    r"|\b(?:see|saw) you (?:at|for|in|on) (?:your|our|the|clinic|mon|tue|wed|thu|fri|sat|sun)|\b(?:treating|caring for|taking care of|delivering|fixing|operating on|seeing|having|helping) (?:you as|you during|you in our|"
    r"you through|your (?:hernia|baby|mom|mother|dad|father|son|daughter|wife|husband|knee|hip|heart|back|child|arm|leg|shoulder))\b"
    r"|\b(?:glad|happy|hope|hoping|so good|great) (?:that |to hear |to see )?(?:your|the) (?:[\w-]{1,15} )?(?:surgery|procedure|stitches|hip|knee|baby|recovery|chemo|treatment|new hip|incision|stent|ankle)\b"
    r"|\byour (?:mother|father|mom|dad|wife|husband|son|daughter|child|brother|sister)(?:'s)? (?:[\w-]{1,15} ){0,2}(?:chart|nurse|room|medicare|insurance|surgery|was (?:moved|discharged|seen|admitted|transferred)|"
    r"came|stayed|ran out|received|doctor|bed|stay|surgeon)|\bwe (?:have|had|treated|saw|admitted|discharged|called|gave|offered) you(?:r wife|r husband|r mother|r father| (?:on|in|for|with|pain|meds))?\b"
    r"|\bas (?:a|our) patient\b|\b(?:being|for being|you're|you are|were) (?:our|a|one of our) (?:[\w-]{1,15} )?patients?\b"
)
_FRAME = re.compile(
    r"\b(?:had|have|got|saw|met|admitted|treated|delivered|lost|told|admitting|discharged|intubated|coded|consulted on)\s(?:a|an|this|the|my|our|one)\s(?:[\w'-]{1,20}\s){0,3}(?:"
    + cues.PERSON
    + r"|patient|pt|soldier|teacher|swimmer|player|robber|pastor|farmer|student|cop|firefighter|driver|nurse|celebrity|anchor)\b"
    r"|\b(?:lady|guy|man|woman|kid|gentleman|dude|patient|boy|girl) (?:on my panel|in my clinic|on our (?:unit|floor)|in (?:our|the|my) (?:er|icu|unit|ed|clinic))\b"
    r"|\bin our (?:[\w-]{1,15} )?(?:trauma bay|unit|icu|er|ed|detox|nicu|picu|ward|psych unit|waiting room)\b"
    r"|\b(?:is|he's|she's|are) ours\b|\bon our (?:[\w-]{1,15} )?floor\b|\bis (?:with|here with) us\b|\bhere with us\b"
)
_ONE_CASE = re.compile(
    r"\b(?:one|a|the|only) (?:child|person|man|woman|patient|case|kid|teen|resident|family) (?:with|of|in)\b[^.!?\n]{0,40}\b(?:disease|syndrome|insomnia|rabies|progeria|leprosy|hansen|batten)\b"
)


def find_context(reading: Reading) -> Iterator[Finding]:
    """Yield at most one finding for each frame, at the words that show it."""
    addressed = reading.is_reply or _ADDRESSED.search(reading.low) is not None
    defers = _DEFERS.search(reading.low) is not None
    if addressed and not defers:
        advice = _TELLS_TO_TAKE.search(reading.low) or _TELLS_WHAT_IT_IS.search(reading.low)
        if advice:
            yield ADVICE.finding(*reading.original(*advice.span()))
    if addressed or not reading.honours_staff:
        confirms = _CONFIRMS.search(reading.low)
        if confirms and (addressed or reading.is_about_a_person) and not defers:
            yield CONFIRMS.finding(*reading.original(*confirms.span()))
    yield from _story(reading)


def _story(reading: Reading) -> Iterator[Finding]:
    """Somebody who was there tells of one person's care."""
    if reading.honours_staff and not reading.names_a_patient:
        return
    if not cues.FIRST_PERSON.search(reading.low):
        return
    told = _FRAME.search(reading.low) or _ONE_CASE.search(reading.low)
    one = cues.ONE_PATIENT.search(reading.low) or cues.PERSONAL_CARE.search(reading.low)
    if told is None and one is None:
        return
    if reading.is_about_a_patient and (told or one):
        stretch = one or told
        if stretch is not None:
            yield TELLS.finding(*reading.original(*stretch.span()))
