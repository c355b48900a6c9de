"""What the planner says of the fast lane: words for a crisis, who is on call, the second look."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)


EMERGENCY = "Emergency words"
EMERGENCY_ABOUT = "Approved words for a crisis: fill the blanks, look once, and they go out."
USE, WORDS, ON_CALL = "Send", "Words", "On call"

LANE_CLOSED = "The fast lane is closed. Emergency words can't be sent until it is open."
LANE_CLOSED_FOR_YOU = "Somebody with the role crisis lead or publisher can open it."
OPEN_LANE, LANE_OPENED = "Open the fast lane", "The fast lane is open."
WHY_OPEN, WHY_OPEN_HINT = "Why", "Ice storm, since 6 PM"
HOURS = "For how many hours"
CLOSE_LANE, SURE_TO_CLOSE = "Close the fast lane", "What has not left yet is held for another approval."
LANE_SHUT = "The fast lane is closed."
NOBODY_ON_CALL = "Nobody is on call now, so nobody can send emergency words."
NOT_YOU = "You are not on call now. You can look, but not send."

NONE_READY, NONE_READY_STEP = (
    "No words are ready to be sent.",
    "Under Words, an approver and a privacy officer approve them before a crisis comes.",
)
CHOOSE, CHANNELS = "What happened", "Where"
BLANK_HINTS = {
    "text": "A few plain words: no link, no @ and no #.",
    "number": "Such as 120 or 2.5.",
    "date": "Such as 2027-01-15.",
    "time": "Such as 18:00, 6:00 PM or 2027-01-15 18:00. The zone is added.",
    "phone": "One of ours, or as it is written here.",
    "link": "To a page of our own site.",
    "choice": "",
}
AS_IT_LEAVES = "As it leaves"
SEND, SURE_TO_SEND = (
    "Send now",
    "It goes out at once, on your word alone. Somebody else looks at it afterwards.",
)
SENT = "It is on its way. Another person looks at it within 24 hours."

NO_WORDS, NO_WORDS_STEP = (
    "There are no words for a crisis yet.",
    "Begin with those that come with Rounds, change them as you like, and have two people approve them.",
)
ADD_STARTERS, STARTERS_ADDED = (
    "Add the words that come with Rounds",
    "They are here. Nobody approved them yet.",
)
APPROVE, CONFIRM, RETIRE = "Approve", "It is still right", "Retire"
APPROVED, CONFIRMED, RETIRED = "Your decision is kept.", "It is good for another while.", "It is retired."
SURE_TO_RETIRE = "It can't be used any more."
YOUR_WORDS = "You wrote these words, so somebody else has to approve them."
WHY_HELD = "Why they may go out, where the guard holds them"
WRITE, REVISE, WRITTEN = "Write new words", "Change", "It is kept. Two people have to approve it."
NAME, NAME_HINT = "Short name", "Small letters and dashes, such as closed-lab."
TITLE, TEXT = "Title", "Words"
TEXT_HINT = (
    "Blanks: {place:text 40}, {until:time}, {desk:phone}, {news:link}, {unit:choice ED|clinic}. "
    "Only the blanks can differ when the words are used."
)
ONLY_ON, ONLY_ON_HINT = "Only on these channels", "Empty for all."
STATES = {
    "draft": "waits for approval",
    "ready": "ready",
    "expired": "to be looked at again",
    "retired": "retired",
}

TURN_NOW, TURN_LATER = "on call now", "later"
PUT_ON_CALL, PERSON, FROM, UNTIL = "Put on call", "Person", "From", "Until"
ON_CALL_KEPT, TAKE_OFF, TAKEN_OFF = "The list is kept.", "Take off", "Taken off the list."
NOBODY_LISTED, NOBODY_LISTED_STEP = (
    "Nobody is on the list.",
    "Put people on call for a week or so each, so that there is always one.",
)

SECOND_LOOKS = "Second looks"
SECOND_LOOKS_ABOUT = "These left by the fast lane on one person's word. Say what you make of them."
FINE, LOOKED = "It is fine", "Your look is kept."
WRONG, WHAT_IS_WRONG = "Something is wrong", "What is wrong"
CORRECT, TAKE_DOWN = "Correct it", "Take it down"
GONE, SURE_GONE, GONE_KEPT = (
    "It is gone",
    "You looked at the network, and it is not there.",
    "Noted that it is gone.",
)
YOU_SENT_IT = "You sent this one, so somebody else has to look at it."


def lane_open(until: str, reason: str) -> str:
    """Say that the lane is open."""
    return _("The fast lane is open until {until}: {reason}").format(until=until, reason=reason)


def on_call(names: list[str]) -> str:
    """Say who is on call."""
    return _("On call now: {names}").format(names=", ".join(names))


def counted(channel: str, length: int, limit: int) -> str:
    """Say how long the words are on a channel."""
    return _("{channel} · {length} of {limit}").format(channel=channel, length=length, limit=limit)


def still_empty(labels: list[str]) -> str:
    """Name the blanks that nobody filled yet."""
    return _("Still to fill in: {labels}").format(labels=", ".join(labels))


def missing(parts: list[str]) -> str:
    """Say who has still to approve words."""
    return _("Still to approve: {parts}").format(parts=_(" and ").join(parts))


def good_until(until: str) -> str:
    """Say until when words can be used."""
    return _("good until {until}").format(until=until)


def used(channel: str, words: str, who: str, when: str) -> str:
    """Say where and by whom words were used."""
    return _("{channel} · {words} · sent by {who}, {when}").format(
        channel=channel, words=words, who=who, when=when
    )


def look_by(when: str) -> str:
    """Say until when somebody should have looked."""
    return _("A second look is due by {when}.").format(when=when)
