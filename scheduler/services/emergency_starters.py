"""Words for a crisis that come with Rounds: plain, short, and of no use until the organisation approves them.

They follow the CDC's advice for crises: say what happened, where, until when, what to do, and where to ask
(“Crisis and Emergency Risk Communication”, 2018 edition); the boiling time is the CDC's as well.
"""

from __future__ import annotations

from typing import Final

#: Name, title, words.
STARTERS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "closed-weather",
        "Closed for bad weather",
        (
            "{place:text 40} is closed because of the weather until {until:time}.\n\n"
            "We will call everyone who has a visit today to set a new time. "
            "Questions? Call {phone:phone}.\n\n"
            "In an emergency, call 911."
        ),
    ),
    (
        "emergency-department-diversion",
        "Emergency department is full",
        (
            "The emergency department at {place:text 40} is very full until {until:time}. Waits are long; "
            "ambulances may go to other hospitals.\n\n"
            "In an emergency, still call 911. For other needs, call {phone:phone}."
        ),
    ),
    (
        "boil-water",
        "Boil water notice",
        (
            "Boil water notice for {area:text 40}, from {since:time}.\n\n"
            "Boil tap water for one full minute before you drink it, cook with it or brush your teeth. "
            "Bottled water is safe.\n\n"
            "News: {news:link}"
        ),
    ),
    (
        "phones-down",
        "Phone lines are down",
        (
            "The phone lines at {place:text 40} have been down since {since:time}. We are working on it.\n\n"
            "To reach us, call {phone:phone}, or see {news:link}\n\n"
            "In an emergency, call 911."
        ),
    ),
    (
        "visiting-rules",
        "Visiting rules have changed",
        (
            "Visiting rules at {place:text 40} change from {since:time}: "
            "{rule:choice no visitors for now|one visitor at a time|masks for all visitors}.\n\n"
            "This keeps everyone safe. Questions? Call {phone:phone}."
        ),
    ),
    (
        "shelter-open",
        "Shelter or evacuation",
        (
            "A shelter is open at {place:text 60} from {since:time} for all who must leave home because of "
            "{cause:choice the storm|the flood|the fire|the power cut|the heat|the cold}.\n\n"
            "Bring the medicines you take. News: {news:link}\n\nIn danger, call 911."
        ),
    ),
)
