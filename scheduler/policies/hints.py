"""What kind of telling a text is: fiction, mourning, numbers of many, an offer, somebody who came in.

None decides by itself; the learned scorer weighs them. All read lower-case text; none repeats without bound.
"""

from __future__ import annotations

from typing import Final

from scheduler.policies.replies import KNOWS_OF_CARE, TELLS_HOW
from scheduler.policies.vocabulary import Expression, any_of

_MADE_UP = any_of(
    r"""
    episodes?, season (?:\d|finale), finale, movies?, films?, novels?, sitcom, spoilers?, pretend, fictional,
    (?:isn't|not|nobody here is|aren't) real, made[- ]up, simulation, simulated, drill, mock, tabletop,
    training video, mascot, skeleton, puppet, manikin, mannequin, cartoon, parable, pov, fairy tale,
    once upon a time, superhero(?:es)?, zombies?, medical drama, plastic, stuffed, screenplay
    """
)
_MOURNING = any_of(
    r"""
    passing of, celebration of (?:his|her|their|a) life, in lieu of flowers, memorial service, line of duty,
    rest easy, rest in peace, in memory of, heavy hearts?, visitation, procession, mourns?, obituary,
    remember(?:s|ing)? (?:dr|our|nurse|our colleague)
    """
)
_IN_PUBLIC = any_of(
    r"""
    told (?:a|the|her|his) [\w ]{0,20}(?:show|reporters?|newspaper|host|gazette|viewers|fans|magazine),
    on (?:her|his) own page, (?:announced|wrote|said) (?:in|on|this week|last night|publicly),
    in (?:an|her|his) interview, talk show, statement
    """
)
_MY_OWN = any_of(
    r"""
    grand(?:mother|father|ma|pa), mom, mother, dad, father, kids?, son, daughter, wife, husband, six-year-old,
    toddler, sister, brother, mentor, preceptor, locker, badge, car, dog, cat, first (?:shift|day|week)
    """
)
_MANY = any_of(
    r"""
    patients, people, nurses, babies, cases, adults, children, families, visits, births, doses, units,
    members, hospitals, students, graduates, donors, volunteers, women, men, teens
    """
)
_HOW_MANY = any_of(
    r"""
    \d[\d,]{0,9}, two, three, four, five, six, seven, eight, nine, ten, dozens, hundreds, thousands, percent
    """
)
_OFFER = any_of(
    r"""
    join us, register, rsvp, sign up, apply, open to, free for, walk[- ]ins?, no appointment, tickets, donate,
    learn more, call us, come (?:by|see|say|out), save the date, visiting hours, hours are,
    starting (?:june|july|may|monday|in), classes, screenings?, hiring
    """
)
_AT_WORK = any_of(
    r"""
    (?:\d{1,2}|[a-z]{3,7}(?:-[a-z]{3,5})?) years (?:in|of|with|on|at|as|here|later), since (?:19|20)\d\d,
    retire(?:s|d|ment)?, last (?:shift|day), first (?:day|shift) as, employee of, of the (?:month|year),
    passed (?:his|her|their|the), pinning,
    (?:his|her) (?:badge|preceptor|boards|exam|shift|class|course|crew|team)
    """
)
_CAME = any_of(
    r"""
    came (?:in|to us|through), brought in, rolled in, walked in, wheeled, airlifted, flown (?:in|to),
    transferred, woke up, went home, goes home, going home, heading home, pulled through, made it,
    didn't make it, coded, on our (?:floor|unit|ward|service), to our (?:unit|floor|er|ed|icu),
    in(?:to)? (?:room|bed|bay|chair|trauma) \w{1,4}, left (?:our|the) (?:unit|floor|icu|nicu),
    after (?:\d{1,3}|[a-z]{2,12}) (?:days|weeks|months|nights),
    (?:days|weeks|months|nights) (?:later|ago|with us|here|in our)
    """
)
_SOMEBODY = any_of(
    """
    man, woman, kid, boy, girl, teen, teenager, lady, guy, mom, dad, father, mother, baby, newborn, toddler,
    child, couple, brothers?, sisters?, twins, farmer, teacher, coach, principal, pastor, barber, mayor,
    sheriff, deputy, quarterback, goalie, rancher, fisherman, driver, owner, neighbor, student, grader,
    freshman, senior, lifeguard, director, chef, cook, priest, nun, judge, councilman, councilwoman, reporter,
    anchor, jockey, librarian, postman, mailman, baker, bride, groom, widow, veteran
    """
)
_CANNOT = any_of(
    """
    can't, cannot, can not, unable to, aren't able to, not able to, isn't possible, never, don't, won't
    """
)
_NOT_SAY = any_of(
    """
    say, advise, confirm, discuss, comment, talk, speak, look, guess, share, tell, see, weigh in, answer, give
    """
)
_YOURS = any_of(
    """
    surgery, procedure, results?, scan, visit, appointment, labs?, chart, records?, baby, birth, delivery,
    implants?, crown, knee, hip, stay, treatment, stitches, wound, incision, cast, blood, pressure, sugar,
    dose, pills?, meds?, prescription, biopsy, mammogram, rash, cough, pain, fever, tooth, teeth, eye, ears?,
    back, heart, therapist, surgeon, file
    """
)
_BEFORE_ORDER = any_of("just, then, so, and, ok, yes, no, nope, honestly, please")
_ORDER = any_of(
    """
    take, stop, skip, double, halve, cut, start, drop, use, put, pull, push, give, keep, wait, ice, drink,
    eat, try, quit, go off, switch, increase, flush, rinse, soak, crush, split, hold, wear, run on, finish,
    mix, apply
    """
)

HINTS: Final = (
    ("tells_how", TELLS_HOW),
    ("knows_of_care", KNOWS_OF_CARE),
    ("tells_fiction", Expression(rf"\b{_MADE_UP}\b")),
    ("mourns", Expression(rf"\b{_MOURNING}\b")),
    ("told_in_public", Expression(rf"\b{_IN_PUBLIC}\b")),
    ("own_family", Expression(rf"\bmy (?:own |late |work )?{_MY_OWN}\b")),
    (
        "counts_groups",
        Expression(
            rf"\b{_HOW_MANY} (?:of (?:our|the|them|you) )?(?:[\w-]{{2,15}} )?{_MANY}\b"
            r"|\d ?%|\b(?:median|average|rates?)\b"
        ),
    ),
    ("invites", Expression(rf"\b{_OFFER}\b")),
    ("at_work", Expression(rf"\b{_AT_WORK}\b")),
    ("comes_in", Expression(rf"\b{_CAME}\b")),
    (
        "somebody",
        Expression(rf"\b(?:an?|the|our|this|one|another) (?:[\w-]{{1,12}} ){{0,2}}{_SOMEBODY}\b"),
    ),
    (
        "house_cannot",
        Expression(
            rf"\b{_CANNOT} (?:[\w' ]{{0,30}} )?{_NOT_SAY}\b|\bprivacy\b"
            r"|\bin (?:the|this) (?:comments?|thread)\b|\bon (?:here|social media|this page)\b"
        ),
    ),
    ("your_body", Expression(rf"\byour (?:own )?(?:[\w-]{{1,12}} )?{_YOURS}\b")),
    ("told_to", Expression(rf"(?:^|[.!?,:;\n] ?)(?:{_BEFORE_ORDER} )?{_ORDER}\b")),
)
