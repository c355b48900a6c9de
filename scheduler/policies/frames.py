"""The phrases of the frames: advice to one person, confirming a patient, telling of one."""

from __future__ import annotations

from scheduler.policies import cues
from scheduler.policies.vocabulary import Expression, any_of, words

#: An answer to one person, by its beginning.
ADDRESSED = Expression(
    r"^\W{0,3}(?:(?:hey|hi|for|to|dear|re|thanks|in reply to|saw your post),? )?@\w|"
    r"\bin reply to\b|\bsaw your post\b"
    rf"|^to (?:the )?{words(most=1)}reviewer|\b(?:sorry to hear|kind words|"
    r"your review|your feedback|one star)\b"
)
#: The answer gives no advice, or only the advice to ask somebody.
SENDS_ON = Expression(
    r"\b"
    + any_of(
        r"""
        (?:can't|cannot|can not|unable to|don't) (?:give|say|advise|offer|diagnose|comment|discuss),
        own (?:clinician|doctor|team|provider|care team),
        please (?:call|contact|reach|don't change|check|talk|ask|see),
        never (?:stop|start|change|skip|tell|take),
        ask the (?:doctor|person|pharmacist|clinician|nurse|one), who (?:prescribed|prescribes|ordered),
        call (?:911|us|your|our), ask your,
        talk (?:to|with) your, nurse line, check with
        """
    )
    + r"\b"
)
#: The answer says that it confirms nothing.
KEEPS_SILENT = Expression(
    r"\b(?:without confirming|policy keeps|privacy (?:law|rule|polic)\w{0,4}|"
    r"(?:can't|cannot|can not|unable to) (?:confirm|discuss|comment|talk|"
    r"share))\b"
)
#: The house says, to whomever it may concern, what it does not say in public.
SAYS_NOTHING = Expression(
    r"\b(?:can't|cannot|can not|don't|do not|won't|never|isn't possible for us to|chosen not to) (?:ever )?"
    r"(?:say|answer|give|advise|post|type|discuss|talk|tell any|confirm)\b"
)
#: Told of somebody who told it in public.
TOLD_IN_PUBLIC = Expression(
    r"\b(?:told|wrote|said|shared|spoke|announced|posted) [^.!?\n]{0,30}\b(?:talk show|reporters?"
    r"|interviews?|memoir|gazette|newspaper|(?:her|his|their) own (?:page|viewers|fans|show)"
    r"|(?:her|his|their) (?:book|page|podcast))\b"
)
#: Nobody in it lives.
MADE_UP = Expression(
    r"\b(?:episodes?|season finale|finale|spoilers?|pretend|fictional|made[- ]up"
    r"|(?:nobody(?: here is)?|not|isn't|aren't) real"
    r"|simulation|sim (?:lab|of)|manikin|mannequin|video game|training video|medical drama)\b"
)

DRUG = any_of(
    r"""
    [a-z]{3,15}(?:cillin|mycin|statin|prazole|sartan|olol|pril|azepam|azolam|oxetine|formin|parin|afil|dipine|thiazide),
    [a-z]{3,15}(?:cycline|profen|codone|tidine|setron|triptan|gliptin|semide|thyroxine), benadryl, tylenol,
    advil, motrin, aleve, aspirin, eliquis, xarelto, warfarin, coumadin, plavix, zoloft, prozac, lexapro,
    xanax, ativan, ambien, adderall, percocet, insulin, ozempic, wegovy, prednisone, steroids?,
    antibiotics?, meds?, medication, pills?, dose, mg, melatonin, zofran, lasix, gabapentin, tramadol,
    lithium, inhaler, berberine, turmeric, iron, supplements?, vitamin [a-z]\d{0,2}, potassium,
    blood thinner, birth control
    """
)
_DO = any_of(
    """
    take, taking, try, stop, skip, quit, double, halve, half, hold, start, drop, bump, mix, use, switch,
    increase, decrease, lower, raise, keep, cut, go off, come off, give
    """
)
TELLS_TO_TAKE = Expression(rf"\b{_DO}\b[^.!?\n]{{0,40}}\b{DRUG}\b")

_IT_IS = any_of(
    """
    it's, it is, that's, that is, is, sounds like, looks like, probably, likely, just, definitely, you have,
    you've got
    """
)
_ILLNESS = any_of(
    r"""
    anxiety, not a stroke, torn, sprain\w{0,2}, swollen, broken, fractured?, infect\w{0,4}, viral, strep,
    flu, covid, shingles, allerg\w{0,4}, cancer, benign, normal, nothing, fine, harmless, migraine, reflux,
    heartburn, uti, appendicitis, gallstones?, asthma, eczema, psoriasis, pneumonia, panic, hormon\w{0,4},
    menopause, thyroid, diabetes, vertigo, concussion, node, cyst
    """
)
_ALL_CLEAR = any_of(
    """
    you don't need, you do not need, no need (?:for|to), you're (?:fine|ok|okay)[.!]?$, can be normal,
    (?:isn't|not) a clot,
    don't (?:bother|come (?:sit|in|all)), no surgery, no er,
    you're (?:good|fine|ok|okay|safe|clear|cleared) to, you can (?:safely|fly|drive|go back),
    you can (?:stop|skip)(?! (?:by|in|the (?:line|wait|queue))),
    ice it, wait it out, give it a (?:week|month|few),
    you should (?:take|stop|start|try|skip|increase|be on),
    i'd (?:take|bump|stop|skip|start|try|double|cut|up|lower|raise|go)
    """
)
TELLS_WHAT_IT_IS = Expression(rf"\b{_IT_IS}\b[^.!?\n]{{0,25}}\b{_ILLNESS}\b|\b{_ALL_CLEAR}\b")

_REMEDY = any_of("stitches, doctor, er, hospital, x-?rays?, mri, surgery, cast, biopsy, ambulance")
#: So nobody speaks to everybody: one person's ailment is decided, even where no handle shows whose.
DECIDES_FOR_ONE = Expression(
    rf"\bno {_REMEDY} needed\b|\b(?:you|u) don't need (?:a |an |any )?{_REMEDY}\b(?! to)"
    r"|\bi(?:'d| would) (?:come off|stop|skip|double|halve|bump|up|go (?:up|down)|take (?:it|two|three|the"
    r"|your))\b"
    r"|\b(?:ok|okay|fine|safe|good) to (?:restart|stop taking|skip the|drive on|drink on|run on)\b"
    r"|\b(?:take|pop) (?:one|two|three|four|\d{1,2}) (?:of (?:the|those|them|your)|now|tonight|and (?:call"
    r"|go|sleep))\b"
    r"|\b(?:nah|nope|relax|trust me|no worries)\b[^.!?\n]{0,20}\b(?:just|only|probably) "
    rf"(?:a |an |the )?{_ILLNESS}\b|\bnot a stroke if\b"
    r"|\byour (?:[\w-]{1,15} )?(?:tremor|rash|mole|lump|cough|pain|swelling|numbness|bump|bleeding"
    r"|dizziness) is"
    r" (?:just|only|probably|likely|an?|nothing|from)\b"
    rf"|\b(?:then |so )?(?:don't|do not) take the (?:evening|morning|second|other|next)\b"
    rf"|\b(?:the )?{DRUG} (?:your|ur) "
    r"(?:roommate|husband|wife|mother|mom|friend|neighbor|sister|brother)\b"
)

_CHART = any_of("chart, records?, file, labs, results, history, account, visit notes?")
#: Said by nobody but the house that holds the chart, to nobody but a patient.
OPENS_CHART = Expression(
    r"\b(?:pulled|reviewed|checked|looked (?:at|up|in)|looking at|opened|"
    rf"see in|according to) your {_CHART}\b"
    r"|\b(?:couldn't|can't|tried to) reach you\b|\btried your (?:cell|"
    r"phone|number)\b|\bour records (?:show|say)\b"
)
_VISIT = any_of(
    """
    appointment, visit, stay, admission, procedure, surgery, operation, post-op, follow-?up, infusion,
    delivery, discharge, treatment, mri, ct, scan, biopsy, colonoscopy, mammogram, pap, ultrasound,
    session, refill, er visit, (?:lab )?results?
    """
)
_THEIRS = any_of(
    """
    hernia, baby, mom, mother, dad, father, son, daughter, wife, husband, knee, hip, heart, back, child,
    arm, leg, shoulder
    """
)
_WHEN = any_of("last, recent, next, upcoming, first, [a-z]{3,9}day")
_DID = any_of("were, was, came, left, checked, stayed, arrived, saw, visited, got here, had your, listed")
_GLAD = r"(?:glad|happy|hope|hoping|so good|great)(?: that| to hear| to see)?"
_DONE_TO_YOU = any_of(
    "leave, left, asked to leave, seen, enrolled, admitted, told, given, offered, refused, late"
)
_YOURS = any_of(
    """
    lenses, glasses, crown, braces, hearing aids?, cast, stitches, dentures, pump, boot, incision, drain,
    stent, x-?rays?, evaluation, chart, file, surgeon
    """
)
_CARE_FOR = any_of("sit, care, treat, see, help, deliver, operate, look after")
_SAID_TO_A_PATIENT = any_of(
    rf"""
    your (?:{_WHEN} )?{_VISIT} (?:with|at|on|in|was|were|went|is|came|last|here|has|had|by),
    (?:when|since|after|while|because|as) you {_DID},
    you (?:no-showed|missed your|left against|refused|saw (?:our|dr)|signed|declined|listed),
    you came (?:in|to us|to our),
    you were (?:seen|treated|admitted|discharged|here|our|in our), you told (?:our|the) (?:nurse|doctor),
    (?:see|saw) you (?:at|for|in|on) (?:your|clinic|rehab|(?:mon|tues?|wed|thu|fri)\w{{0,6}}),
    (?:treating|caring for|taking care of|seeing|helping) (?:you (?:as|during your|in our)|your {_THEIRS}),
    (?:delivering|fixing|operating on) your {_THEIRS},
    {_GLAD} (?:your|the) (?:[\w-]{{1,15}} )?(?:surgery|procedure|stitches|incision|stent|chemo|treatment),
    your {_THEIRS}(?:'s)? {words(most=2)}(?:chart|nurse|room|medicare|insurance|surgery|bed|stay|surgeon),
    your {_THEIRS} (?:was (?:moved|discharged|seen|admitted|transferred)|came|stayed|received),
    we (?:treated|admitted|discharged|offered|called|gave) (?:you|your {_THEIRS}),
    we have you on, as (?:a|our) patient of, as our patient,
    you (?:did|were|weren't|have never been|had) (?:[\w-]{{1,15}} )?{_DONE_TO_YOU},
    (?:from|during|after|since) your (?:[\w-]{{1,15}} )?(?:stay|{_VISIT}),
    (?:not|never) (?:been )?(?:a patient|seen|enrolled|treated) (?:here|with us|at our),
    your (?:new )?{_YOURS} (?:is|are|was|were|let|came|looks?|fits?|will|has|have),
    (?:it was|was) (?:my|our|a) (?:pleasure|honou?r|privilege) to {_CARE_FOR},
    see you (?:next (?:month|week)|in (?:[\w-]{{1,10}} )?(?:weeks?|months?)),
    (?:being|you're|you are|were) (?:our|one of our) (?:[\w-]{{1,15}} )?patients?
    """
)
CONFIRMS = Expression(rf"\b{_SAID_TO_A_PATIENT}\b")

_SAW = any_of(
    """
    had, have, got, saw, met, admitted, treated, delivered, lost, told, admitting, discharged, intubated,
    coded, consulted on
    """
)
#: "Had a guy today who ...", "lady on my panel": whoever writes met the patient.
MET = Expression(
    rf"\b{_SAW} (?:an?|this|the|my|our|one) {words(most=3)}(?:{cues.PERSON}|{cues.ROLE}|patient|pt)\b"
    rf"|\b{cues.PERSON} (?:on my panel|in my clinic|on our (?:unit|floor)|"
    r"in (?:our|the|my) (?:er|icu|unit|ed|clinic))\b"
)
#: The same without a word of illness, where the post begins with it.
MET_FIRST = Expression(
    r"^(?:saw|met|treated|admitted|delivered|coded|intubated|discharged) an? "
    rf"{words(most=2)}(?:{cues.PERSON}|"
    r"patient|pt)\b"
)
#: "in our trauma bay", "she's ours now".
IS_OURS = Expression(
    r"\bin (?:our|my) (?:[\w-]{1,15} )?(?:trauma bay|unit|icu|er|ed|detox|"
    r"nicu|picu|ward|waiting room|clinic|cath lab)\b"
    r"|\b(?:is|he's|she's|are) ours\b|\bon our (?:[\w-]{1,15} )?floor\b|\b(?:is|here) with us\b"
    r"|\b(?:one|a|the|only) (?:child|person|man|woman|patient|case|kid|teen|resident|family) (?:with|of|in)\b"
)
