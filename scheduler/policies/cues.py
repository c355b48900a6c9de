"""The words by which a text shows whom it is about: one patient, some person, or the staff.

All expressions read lower-case text unless their name says otherwise; none repeats without a bound.
"""

from __future__ import annotations

import re


def _words(*groups: str) -> str:
    return "|".join(word for group in groups for word in group.split())


#: Nouns for one person nobody named.
PERSON = _words(
    "man woman boy girl guy lady gentleman fellow gal dude kid kiddo child baby toddler infant newborn teen teenager",
    "preemie twins triplets grandma grandpa grandmother grandfather mom mother mama dad father wife husband sister",
    "brother son daughter niece nephew aunt uncle girlfriend boyfriend neighbor fiance fiancee widow widower",
)
#: Family, by which a patient is known.
KIN = _words(
    "mom mother mama mum dad father wife husband sister brother son daughter niece nephew aunt uncle grandma grandpa",
    "grandmother grandfather grandson granddaughter girlfriend boyfriend fiance fiancee spouse partner caregiver",
)
#: What is done to a patient, or wrong with one.
HEALTH = _words(
    "cancer chemo chemotherapy radiation leukemia lymphoma melanoma tumor tumour lupus als ms hiv aids hepatitis herpes",
    "surgery operation biopsy transplant colectomy mastectomy amputation amputee appendectomy hysterectomy c-section",
    "stent pacemaker prosthetic prosthesis ventilator vent trach catheter ostomy colostomy iv staples stitches cast",
    "stroke seizure seizures seizing overdose overdosed coma sepsis septic stemi aneurysm concussion fracture fractures",
    "hernia diabetes insulin asthma copd chf pneumonia tuberculosis meningitis covid cirrhosis dementia alzheimer's",
    "depression anxiety suicide suicidal bipolar schizophrenia psychosis addiction withdrawal sobriety relapse relapsed",
    "anorexia bulimia ptsd autism pregnancy pregnant miscarriage preeclampsia labor fertility infertility abortion",
    "diagnosis diagnosed prognosis remission metastasis metastases scan scans mri ct x-ray xray ekg ecg ultrasound",
    "colonoscopy mammogram labs results bloodwork potassium a1c levothyroxine lithium methadone antidepressants",
    "prescription dialysis infusion icu nicu picu er rehab hospice detox intubated extubated sedated resuscitated",
    "admitted discharged discharge readmitted hospitalized hospitalised bleeding bleed wound burn burns gunshot",
    "kidney kidneys liver lung lungs heart hip knee spine brain femur appendix gallbladder bowel prostate pancreas",
    "bladder thyroid inhaler allergy allergic rash pain meds medication therapy treatment treated chart wristband",
    "hpv std yeast pap vasectomy traction swallow vision hearing memory numbness",
)

_NOT_ONE_PATIENT = (
    "experience|safety|relation|portal|advoca|council|care|satisf|representative|education|access|service|rights|"
    "navigator|room|information|privacy|record|outcome|advisory|flow|volume|volunteer|population|centered|"
    "group|data|visit|transport|financial|billing|line|support|and family|engagement|day|week|at a time|protection|"
    "handbook|tower|parking|stor|first\\b|choice|survey|feedback|deserves?\\b|is different|is unique|matters|monitor"
)
#: "our patient", "pt in 4", "a patient of mine": one, in so many words. Not "patient safety", not "patients".
ONE_PATIENT = re.compile(
    r"\b(?:an?|the|this|that|my|our|your|his|her|one|another|first|last|latest|former|new|sleeping|stable|dear|"
    r"sweetest|favou?rite|elderly|young|dead|deceased|difficult|transplant|stroke|als|overdose|cancer|trauma|vent|"
    r"burn|gunshot|covid|icu|er|psych|rehab|hospice|model)\s+"
    r"(?:[\w-]{1,20}\s+){0,2}(?:patient|pt|inpatient|outpatient|recipient|amputee|survivor|long-hauler)\b"
    rf"(?!['-]|\s+(?:{_NOT_ONE_PATIENT}))"
    r"|\bone of (?:our|my|the) (?:[\w-]{1,20}\s+){0,2}(?:patients|residents|preemies)\b"
    r"|(?<!\w)pt(?!\w)(?:\s+(?:id|is|was|has|had|in|states|reports|refuses)\b|:)|\byo [mf]\b"
)

_WHOSE = r"(?:his|her|their|my|our|your|the|this|that|a|an|whose|whoever's|someone's|somebody's)"
ONE_PERSON = re.compile(
    r"\b(?:he|she|him|his|her|hers|himself|herself|he's|she's|he'd|she'd|he'll|she'll|sir|ma'am)\b"
    rf"|\b(?:{_WHOSE}|whoever's|big|old|young|little|sweet|one|in|\w{{2,20}}'s)\s+(?:[\w-]{{1,20}}\s+)?(?:{PERSON})\b(?![-'])"
    r"|\byour (?:voicemail|cell|case|bed|social)\b|\bwhoever\b|\bsomeone's\b|\bpatient\b(?=\s*(?:no|id|#))"
    r"|\b\d{1,3}[- ](?:year|yr|month|week|day)s?[- ]old\b|\b\d{1,3} ?(?:yo|y/o|yrs?)\b"
)
CARE = re.compile(rf"\b(?:{HEALTH})\b")

#: "his hernia", "your biopsy came back", "her last chemo today": a person's own care.
PERSONAL_CARE = re.compile(
    rf"\b(?:his|her)\s+(?:[\w-]{{1,20}}\s+){{0,2}}(?:{HEALTH})\b(?!\s+(?:program|research|team|department|clinic|course|"
    r"certification|class|award|unit|nurs\w{0,4}|fellowship|residency|training|study|work\b))"
    r"|\b(?:he|she|he's|she's|who)\s+(?:is |was |has |had |just |finally |got |has been |is being |came ){0,2}"
    r"(?:intubated|extubated|weaned|admitted|discharged|diagnosed|treated|sedated|hospitalized|recovering|cancer[- ]free|"
    r"in remission|in (?:the )?(?:icu|er|ed|nicu|picu)|on (?:the )?vent|on (?:a )?feeding tube|seizing|bitten|overdosed|"
    r"coded|relapsed|passed away|died|flatlined|bleeding|sober|pregnant)\b"
    r"|\b(?:cancer[- ]free|weaned off|rang the bell|suicide watch|time of death|out of (?:his|her|the|a) coma|beat (?:stage|"
    r"cancer|leukemia|lymphoma)|stage (?:4|iv|four)\b|lost to complications|headed home from|new (?:heart|kidney|lung|"
    r"liver|hip|knee)s?\b(?! (?:center|clinic|program|unit|institute))|tox screen|bedside line|next of kin)"
)

#: Words that honour or present people who work, give or speak here.
STAFF = re.compile(
    r"\b(?:congrat\w{0,10}|kudos|cheers to|shout-?out|hats off|award\w{0,3}|awarded|honou?re[ed]s?|honou?rs?\b|spotlight|"
    r"employee|colleague|coworkers?|welcome to|welcomes?|welcoming|joins?|joined|appointed|promoted|retir\w{1,6}|"
    r"volunteer\w{0,4}|intern(?:s|ship)|residents\b|students|fellows?\b|keynote|speaker|lecture|podcast|professor|researcher|"
    r"scientist|engineer|chaplain|chef|board of|trustee|chief|officer|director|president|ceo|cno|cmo|match day|"
    r"give it up for|a bow to|meet our|meet dr|in memoriam|sworn in|podium|physician of|nurse of the|daisy award|"
    r"board[- ]certified|fellowship|dr\.? [a-z]{2,20}|years of service|donors?\b(?! (?:heart|kidney|liver|id|unos))|scholarship|"
    r"thanks to our|thank you,? (?:to )?(?:our|dr))\b"
)
#: Letters after a name; cased.
CREDENTIALS = re.compile(r",\s?(?:MD|DO|RN|NP|PA-?C?|PhD|PharmD|DPT|LCSW|MPH|BSN|MSN|DNP|CRNA|FACS|DDS|RD)\b")

#: Whoever writes was there: "we", "our unit", "I".
FIRST_PERSON = re.compile(r"\b(?:we|we're|we've|we'd|our|ours|us|i|i'm|i've|i'd|my|mine|me)\b")

#: How a story of care ends, told of whoever is named.
PERSONAL_OUTCOME = re.compile(
    r"\b(?:survivor|survived|went home|heading home|headed home|goes home|is home|cancer free|in remission|relapsed|recovering|"
    r"pulled through|woke up|off the vent|passed away|lost (?:his|her) (?:battle|fight|hair)|rang the bell|graduated from (?:the )?"
    r"(?:nicu|picu|icu|rehab)|(?:his|her|your) (?:scan|chemo|transplant|surgery|hernia|heart attack|stroke|overdose|diagnosis)|"
    r"underwent|was admitted|was discharged|got (?:his|her) (?:new|cast)|after (?:his|her)|clear scan|scan is clear|"
    r"operated (?:on )?|treated (?:at|by|for|with)|diagnosed with|history of|presents? with|presented with|prescribed)\b"
)
#: "... weeks after the heart attack and already walking the halls with us".
TOLD_OF_CARE = re.compile(
    r"\bafter (?:the|your|that|his|her) (?:[\w-]{1,15} )?(?:heart attack|stroke|surgery|transplant|overdose|crash|accident|chemo|fall)\b"
    r"|\b(?:your|you're) (?:[\w-]{1,15} ){0,2}(?:chemo|scan|post-op|infusion|transplant|biopsy|surgery|discharge|room|bed)\b"
)
