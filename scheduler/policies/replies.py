"""What is said in answers: how a person may treat herself, and what only the house that treated her knows."""

from __future__ import annotations

from typing import Final

from scheduler.policies.vocabulary import Expression, any_of

_FIRST = r"(?:^|[.!?:,] |@\w{1,30} )(?:(?:just|then|so|and|ok|yes|honey|nah|nope) )?"
_TREAT = any_of(
    "halve, double, flush, soak, ice, drain, pop, splint, crush, skip, run on, rinse, bandage, superglue"
)
_SO_MUCH = any_of("it, them, one, two, three, half, your \\w{3,12}")
_SO = any_of(
    """
    at (?:night|bedtime), instead, with (?:food|milk), until, before bed, twice, every, now, tonight,
    out yourself, in half, by half
    """
)
_DOSE = any_of("ml, mg, mcg, units?, tabs?, drops, pills?, tablets?")
_WHICH_DOSE = any_of("tonight's, today's, tomorrow's, this morning's, the (?:next|morning|evening) dose")
_HARMLESS = any_of(
    """
    side effect, virus, pulled muscle, spasm, cold sore, sprain, strain, hemorrhoid, stye, hives, bug bite
    """
)
TELLS_HOW: Final = Expression(
    rf"{_FIRST}{_TREAT} (?:it|them|that|one|those|these|your|the)\b"
    rf"|\b(?:take|cut) {_SO_MUCH} {_SO}\b"
    rf"|\byou (?:want|need|can take|can use|should take) [^.!?\n]{{0,20}}\d(?:\.\d{{1,2}})? ?{_DOSE}\b"
    r"|\bi(?:'d| would) (?:wait|hold off|leave it|let it|not (?:worry|bother|go)|watch it|give it)\b"
    rf"|\b(?:cut|drop|raise|double|halve|skip|lower|up) {_WHICH_DOSE}"
    rf"|\b(?:that's|it's|this is|just) (?:an?|your) (?:(?:common|normal|known|classic) )?{_HARMLESS}\b"
    r"|\b(?:two|three|four|\d) (?:more )?(?:at|before) (?:bed|bedtime|night)\b"
    r"|\b(?:wait|give it) (?:an?|another|one|two|three|\d) (?:day|week|month)s? (?:before|and|first)\b"
    r"|\bno (?:plugs|stitches|doctor|er|antibiotics?) (?:needed|to go|to see|for)\b"
)

_MENDED = any_of(
    """
    knee, hip, wound, incision, implants?, crown, teeth, tooth, eyes?, back, shoulder, baby, scan, biopsy,
    mammogram, labs, results?, valve, graft, stitches, skin, foot, hand, arm, leg
    """
)
_IS = any_of("is, are, was, were, wasn't, looks?, looked, healed, came")
_WELL = any_of(
    r"""
    heal\w{0,4}, recover\w{0,4}, doing, mend\w{0,4}, looking, beautiful\w{0,2}, great, good, clean, clear,
    benign, normal, negative, in, back, ready, read, lost
    """
)
_COURSE = any_of("cycle, journey, treatment, surgery, therapy, session, stay, recovery, delivery, procedure")
_CARER = any_of(
    "therapists?, counselor, surgeon, nurse, midwife, hygienist, dentist, doctors?, physician, care team"
)
_SPOKE = any_of(
    """
    explained, told, noted, mentioned, loved, wrote, documented, charted, asked about, remembers,
    will message, says, said, called
    """
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_BILL = any_of("visit, appointment, stay, bill, balance, account, copay, claim")
_NEW = any_of("valve, knee, hip, heart, kidney, baby, crown, implant, teeth, hearing, glasses, cpap, pump")
KNOWS_OF_CARE: Final = Expression(
    rf"\byour (?:new )?(?:[\w-]{{1,12}} )?{_MENDED} {_IS} (?:\w{{1,10}} )?{_WELL}\b"
    r"|\byour (?:implants?|wound|incision|knee|hip|stitches|crown|graft|scar) (?:has |have )?"
    r"(?:healed|closed|took)\b"
    r"|\bcare (?:that )?you (?:received|got|were given)\b"
    r"|\b(?:explained|told|offered|given|mentioned) to you\b"
    r"|\byou (?:still )?owe\b|\b(?:couldn't|could not|won't) (?:book|see|treat) you\b"
    rf"|\byou on (?:the|our) schedule\b|\byour (?:[\w-]{{1,15}} )?{_COURSE} with us\b"
    rf"|\byour (?:own )?{_CARER} {_SPOKE}\b"
    r"|\byou (?:never|already|also) (?:told|signed|came|showed|called|filled|picked|finished|completed"
    r"|paid|missed)\b"
    rf"|\b(?:help|treat|helped|treated|saw|met|had) you (?:(?:on|last|this|here|in) )?{_DAY}\b"
    r"|\b(?:glad|happy|pleased|honored) (?:that )?we (?:could|were able to|got to) "
    r"(?:help|treat|care for|see|take care of|be there for) (?:you|your)\b"
    r"|\breviewed your (?:visit|care|case|stay|chart)\b"
    rf"|\bhow(?:'s| is| are) (?:the|your|that) new {_NEW}\b|\byour {_BILL} (?:was|is|of|on|shows|has|for)\b"
    r"|\b(?:nunca ha sido|fue) paciente\b|\bsu expediente\b"
    r"|\bglad you(?:'re| are) (?:home|healing|recovering|feeling|doing|back on)\b"
    r"|\bthank(?:s| you) for (?:choosing|trusting) us\b|\bwelcome home\b"
)

_BODY = any_of(
    """
    tooth, teeth, knee, ankle, wrist, foot, toe, arm, leg, ear, eye, throat, rib, nose, hand, finger, back,
    shoulder, hip, appendix, gallbladder
    """
)
_STATE = any_of(
    """
    broken, infected, dying, fractured, torn, sprained, inflamed, benign, viral, bacterial, allergic, swollen,
    muscular, hormonal
    """
)
_LESS = any_of("stop, halve, double, skip, restart, taper, come off, go off, cut (?:it|them|that|the dose)")
#: What somebody may do with a dose, what a part of the body has, how it will go: judged for the one answered.
JUDGES: Final = Expression(
    rf"\byou (?:can|could|may|should|might) (?:just |safely |also )?{_LESS}\b"
    r"(?! (?:by|here|the (?:line|wait|queue|clinic|desk)))"
    r"|\bfor you,? (?:[\w']{1,15}, )?(?:yes|no|since|i'd|take)\b"
    r"|\bit(?:'ll| will| should) (?:pass|clear up|go away|heal|settle|resolve)"
    r" (?:by itself|on its own|without|in an? )"
    rf"|\byour (?:[\w-]{{1,15}} )?{_BODY}s? (?:is|are|looks?|sounds?) (?:\w{{1,10}} )?{_STATE}\b"
    rf"|\b(?:it|that|this) (?:is|isn't|is not|sounds|looks) (?:\w{{1,10}}ly )?{_STATE}\b"
)

_WARD = any_of("unit, floor, ward, hospital room, room, bay, bed")
_DAY_OF = any_of("last night's, yesterday's, saturday's, sunday's, monday's, friday's")
_AID = any_of("hip, knee, teeth, smile, hearing aids?, glasses, heart, baby, crown, lenses, ears?, eyes?")
#: Who is remembered, greeted or apologised to by those who care for people here, was cared for here; and so
#: was whoever has a bed, a day or a new hip with us.
PRESUMES_CARE: Final = Expression(
    r"(?<!\bwe )(?<!\bi )\b(?:remembers?|misses|recogni[sz]ed?|(?:talk|ask)s? about|thinks? of) you(?:r)?\b"
    rf"|\b(?:{_CARER}|dr|midwife|team)\b[^.!?\n]{{0,25}}\bsays (?:hi|hello|hey)\b"
    rf"|\b(?:on|in|to|at|outside|from) your {_WARD}\b|\byour (?:room|bed) number\b"
    r"|\bwe (?:looked|pulled) (?:you|your \w{1,12}) up\b"
    r"|\byou(?:'re| are| were)? last (?:attended|seen|visited)\b"
    rf"|\benjoy (?:the|your) new {_AID}\b"
    rf"|\b{_DAY_OF} (?:wait|visit|stay|delay|experience)\b"
    r"|\b(?:released|sent|posted|uploaded) to your (?:portal|chart|mychart)\b"
)
#: The word by which houses report how somebody fares who lies there (American Hospital Association's terms).
REPORTS_CONDITION: Final = Expression(
    r"\b(?:individual|patient|he|she|who|victim|driver|officer|deputy|child|man|woman|boy|girl)\b[^.!?\n]{0,60}"
    r"\b(?:is|was|remains) (?:still )?(?:listed )?(?:in our care|"
    r"in (?:fair|stable|critical|serious|guarded|good|satisfactory) condition)\b"
)
