"""The words by which a text shows whom it is about: one patient, some person, or the staff.

All expressions read lower-case text unless their name says otherwise; none repeats without a bound.
"""

from __future__ import annotations

from scheduler.policies.vocabulary import Expression, any_of, words

#: Family, by which a patient is known.
KIN = any_of(
    """
    mom, mother, mama, mum, dad, father, wife, husband, sister, brother, son, daughter, niece, nephew,
    aunt, uncle, grandma, grandpa, grandmother, grandfather, grandson, granddaughter, girlfriend,
    boyfriend, fiancee?, spouse, partner, caregiver
    """
)
#: Nouns for one person nobody named.
PERSON = any_of(
    f"""
    {KIN}, man, woman, boy, girl, guy, lady, gentleman, fellow, gal, dude, kid, kiddo, child, baby,
    toddler, infant, newborn, teen, teenager, preemie, twins, triplets, neighbor, widow, widower
    """
)
#: A person by what they do for a living.
ROLE = any_of(
    """
    soldier, veteran, teacher, swimmer, robber, pastor, farmer, cop, trucker, celebrity, anchor, pilot,
    cashier, wrestler, carpenter, miner, framer, ranger, hairdresser, barber, waitress, bartender,
    mechanic, welder, roofer, runner, skier, cyclist, biker, golfer, quarterback, linebacker, inmate,
    prisoner, retiree, homecoming queen
    """
)
#: What is done to a patient, or wrong with one.
HEALTH = any_of(
    """
    cancer, chemo, chemotherapy, radiation, leukemia, lymphoma, melanoma, tumou?r, lupus, als, ms, hiv,
    aids, hepatitis, herpes, hpv, std, yeast, pap, tuberculosis, meningitis, measles, mumps, rabies, mpox,
    covid, disease, syndrome, insomnia, surgery, operation, biopsy, transplant, colectomy, mastectomy, bypass,
    vasectomy, amputations?, amputee, appendectomy, hysterectomy, c-section, stent, pacemaker, implant,
    cochlear, prosthetic, prosthesis, ventilator, vent, trach, catheter, ostomy, colostomy, iv, staples,
    stitches, cast, traction, stroke, seizures?, seizing, overdosed?, coma, sepsis, septic, stemi,
    aneurysm, concussion, fractures?, hernia, diabetes, insulin, inhaler, asthma, copd, chf, pneumonia,
    cirrhosis, dementia, alzheimer's, memory, depression, anxiety, suicide, suicidal, bipolar,
    schizophrenia, psychosis, addiction, withdrawal, sobriety, relapsed?, anorexia, bulimia, ptsd, autism,
    pregnancy, pregnant, prenatal, miscarriage, preeclampsia, labor, fertility, infertility, abortion,
    diagnosis, diagnosed, prognosis, remission, metastas[ei]s, scans?, mri, ct, x-ray, xray, ekg, ecg,
    ultrasound, colonoscopy, mammogram, labs, results, bloodwork, potassium, a1c, levothyroxine, lithium,
    methadone, antidepressants, prescription, dialysis, infusion, icu, nicu, picu, er, cath lab, rehab,
    hospice, detox, intubated, extubated, sedated, resuscitated, collapsed, fainted, syncope, choking,
    unresponsive, unconscious, admitted, discharged?, readmitted, hospitali[sz]ed, bleeding, bleed, wound,
    injur(?:y|ies|ed), swollen, burns?, gunshot, kidneys?, liver, lungs?, heart, hip, knee, spine, brain,
    femur, appendix, gallbladder, bowel, prostate, pancreas, bladder, thyroid, allerg(?:y|ic), rash, pain,
    meds, medication, therapy, treatment, treated, chart, wristband, swallow, vision, hearing, numbness,
    numb
    """
)
CARE = Expression(rf"\b{HEALTH}\b")

_NOT_ONE_PATIENT = any_of(
    """
    experience, safety, relation, portal, advoca, council, care, satisf, representative, education, access,
    service, rights, navigator, room, information, privacy, record, outcome, advisory, flow, volume,
    volunteer, population, centered, group, data, visit, transport, financial, billing, line, support,
    and family, engagement, day, week, at a time, protection, handbook, tower, parking, stor(?:y|ies),
    first\\b, choice, survey, ward, and families, floor, tower, gown, lift, meals?, food, feedback,
    deserves?\\b, is different, is unique, matters, monitor, units?\\b, lab\\b, clinics?\\b, pharmac
    """
)
_WHICH_PATIENT = any_of(
    """
    an?, the, this, that, my, our, your, his, her, one, another, first, last, latest, former, new,
    sleeping, stable, dear, sweetest, favou?rite, elderly, young, dead, deceased, difficult, transplant,
    stroke, als, overdose, cancer, trauma, vent, burn, gunshot, covid, icu, er, psych, rehab, hospice,
    model
    """
)
#: "very patient", "no patient": a virtue, or nobody.
_NOT_BEFORE = "".join(
    f"(?<!{word} )"
    for word in ("very", "so", "most", "more", "be", "no", "not a", "is a", "invented", "mock", "any")
)
#: "our patient", "pt in 4": one, in so many words. Not "patient safety", not "patients".
ONE_PATIENT = Expression(
    rf"\b{_WHICH_PATIENT}\s{words(most=2)}(?:{_NOT_BEFORE}patient|pt|inpatient|outpatient|"
    r"recipient|amputee|survivor|long-hauler)\b"
    rf"(?!['-]|\s{_NOT_ONE_PATIENT})"
    rf"|(?<!every )\bone of (?:our|my|the) {words(most=2)}(?:patients|residents|preemies)\b"
    r"|(?<!\w)pt(?!\w)(?: (?:id|is|was|has|had|in|states|reports|refuses)\b|:)|\byo [mf]\b"
)

_WHOSE = any_of("his, her, their, my, our, your, the, this, that, an?, whose, someone's, somebody's, in, one")
ONE_PERSON = Expression(
    r"\b(?:(?:he|she)(?:'s|'d|'ll)?|him|his|hers?|himself|herself|sir|ma'am|whoever(?:'s)?|one of them)\b"
    rf"|\b(?:{_WHOSE}|big|old|young|little|sweet|nice|\w{{2,20}}'s) (?:[\w-]{{1,20}} )?{PERSON}\b(?!-|'s day)"
    rf"|\b(?:an?|the|our|my|local) {words(most=2)}{ROLE}\b"
    rf"|\b{PERSON} (?:on my|in my|in our|who|had|was|has)\b|\b(?:two|three|"
    r"four) (?:kids|children|siblings|sisters|teens)\b"
    rf"|\bthe {words(most=2)}(?:who|we (?:lost|treated|saved|saw|met|admitted|delivered|intubated|coded))\b"
    r"|\byour (?:voicemail|cell|case|bed|social)\b|\bsomeone's\b|\bpatient\b(?=\s?(?:no|id|#))"
    r"|\b\d{1,3}[- ](?:year|yr|month|week|day)s?[- ]old\b|\b\d{1,3} ?(?:yo|y/o|yrs?)\b"
)

#: Told of another time: a year before anybody's chart here.
HISTORY = Expression(
    r"(?<!born )(?<!born in )(?<!\d[-/.])\b(?:in|of|since|by|,|until|before|summer|winter|spring|autumn|fall)"
    r" (?:1[5-8]\d\d|19[0-7]\d)s?\b(?![-/.]\d)"
)

#: Said to everybody it may concern: "if your child has asthma, ask for his inhaler plan".
GENERAL = Expression(
    r"\b(?:does|do|should|can|could|help) (?:you|your|someone|somebody|anyone)\b"
    r"|\bis your\b|\bfor (?:anyone|everyone)\b|\ba loved one\b"
    r"|\b(?:if|when) (?:your|someone|somebody|an?)\b"
    r"|\b(?:if|when) you (?:have|or|are|take|know|feel|think|notice|need|care|live)\b"
    r"|\byour (?:child|kid|baby|teen|toddler|infant|newborn|loved one|little one)\b(?! (?:was|were))"
)

_BECAME = any_of(
    """
    intubated, extubated, weaned, admitted, discharged, diagnosed, treated, sedated, hospitali[sz]ed,
    recovering, cancer[- ]free, in remission, in (?:the )?(?:icu|er|ed|nicu|picu), on (?:the )?vent,
    on (?:a )?feeding tube, seizing, bitten, overdosed, coded, relapsed, passed away, died, flatlined,
    bleeding, sober, pregnant
    """
)
_OUTCOME = any_of(
    r"""
    cancer[- ]free, weaned off, rang the bell, suicide watch, time of death, out of (?:his|her|the|a) coma,
    beat (?:stage|cancer|leukemia|lymphoma), stage (?:4|iv|four)\b, lost to complications,
    headed home from,
    new (?:heart|kidney|lung|liver|hip|knee)s?\b(?! (?:center|clinic|program|unit|institute)), tox screen,
    bedside line, next of kin
    """
)
_WORK = any_of(
    r"""
    program, research, team, department, clinic, course, certification, class, award, unit, nurs\w{0,4},
    fellowship, residency, training, study, work
    """
)
#: "his hernia", "she was intubated", "rang the bell": a person's own care.
PERSONAL_CARE = Expression(
    rf"\b(?:his|her) {words(most=2)}{HEALTH}\b(?! {_WORK}\b)"
    r"|\b(?:(?:he|she)(?:'s)?|who) (?:(?:is|was|has|had|just|finally|"
    rf"got|been|being|came) ){{0,2}}{_BECAME}\b"
    rf"|\b{_OUTCOME}"
    rf"|\bthe {words(most=2)}we (?:coded|intubated|admitted|resuscitated|"
    r"lost (?:to|on|in|last|this|today|yesterday))\b"
)

#: Words that honour or present people who work, give or speak here.
STAFF = Expression(
    r"\b"
    + any_of(
        r"""
        congrat\w{0,10}, kudos, cheers to, shout-?out, hats off, award(?:s|ed)?, honou?re[ed]s?, honou?rs?,
        spotlight, employee, colleague, coworkers?, welcome to, welcomes?(?! home), welcoming, joins?, joined,
        appointed, promoted, retir\w{1,6}, volunteer\w{0,4}, intern(?:s|ship), residents, students,
        fellows?, keynote, speaker, lecture, podcast, professor, researcher, scientist, engineer, chaplain,
        chef, board of, trustee, chief, officer, director, president, ceo, cno, cmo, match day,
        give it up for, a bow to, meet our, meet dr, in memoriam, sworn in, podium, physician of,
        nurse of the, daisy award, board[- ]certified, fellowship, dr\.? [a-z]{2,20}, years of service,
        donors?\b(?! (?:heart|kidney|liver|id|unos)), scholarship, thanks to our,
        thank you,? (?:to )?(?:our|dr)
        """
    )
    + r"\b"
)
#: Letters after a name; cased.
CREDENTIALS = Expression(
    r",\s?(?:MD|DO|RN|NP|PA-?C?|PhD|PharmD|DPT|LCSW|MPH|BSN|MSN|DNP|CRNA|FACS|DDS|RD|CNM|NRP|CCRN|CEN|WOCN|RRT|OTR|LPN|FNP|EMT)\b"
)

#: Whoever writes was there: "we", "our unit", "I".
FIRST_PERSON = Expression(r"\b(?:we|we're|we've|we'd|our|ours|us|i|i'm|i've|i'd|my|mine|me)\b")

#: How a story of care goes, told of whoever is named.
PERSONAL_OUTCOME = Expression(
    r"\b"
    + any_of(
        """
        survivor, survived, went home, heading home, headed home, goes home, is home, cancer free,
        in remission, relapsed, recovering, pulled through, woke up, off the vent, passed away,
        lost (?:his|her) (?:battle|fight|hair), rang the bell,
        graduated from (?:the )?(?:nicu|picu|icu|rehab), underwent, was admitted, was discharged,
        (?:his|her|your) (?:scan|chemo|transplant|surgery|hernia|heart attack|stroke|overdose|diagnosis),
        got (?:his|her) (?:new|cast), after (?:his|her), clear scan, scan is clear, operated (?:on )?,
        treated (?:at|by|for|with), diagnosed with, history of, presents? with, presented with, prescribed
        """
    )
    + r"\b"
)
#: "... weeks after the heart attack and already walking the halls with us".
TOLD_OF_CARE = Expression(
    r"\bafter (?:the|your|that|his|her) (?:[\w-]{1,15} )?"
    r"(?:heart attack|stroke|surgery|transplant|overdose|crash|accident|chemo|fall)\b"
    rf"|\b(?:your|you're) {words(most=2)}(?:chemo|scan|post-op|infusion|"
    r"transplant|biopsy|surgery|discharge|room|bed)\b"
)
