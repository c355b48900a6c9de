"""What the planner says of reusable wordings and their blanks."""

from __future__ import annotations

from ui.language import gettext as _
from ui.language import words_of

words_of(__name__)

TEMPLATES = "Templates"
TEMPLATES_ABOUT = "Wordings to begin posts with: write them once, fill the blanks each time."

NO_TEMPLATES, NO_TEMPLATES_STEP = (
    "There are no templates yet.",
    "Write down what you say again and again, with blanks for what differs, or begin with two examples.",
)
ADD_STARTERS, STARTERS_ADDED = "Add two examples", "The examples are here. Change them, or retire them."
WRITE, WRITTEN = "Write a template", "The template is kept."
CHANGE, CHANGED = "Change", "The change is kept."
RETIRE, SURE_TO_RETIRE, RETIRED = (
    "Retire",
    "Nobody can begin a post with it any more. Posts made with it stay.",
    "It is retired.",
)
USE = "Write a post with it"
TITLE, TITLE_HINT = "Title", "Flu clinic"
TEXT = "Words"
TEXT_HINT = (
    "A blank is a name and what it takes, in braces: {place:text 40}, {seats:number}, {day:date}, "
    "{from:time}, {desk:phone}, {more:link}, {cost:choice free|paid}. The same name twice is one blank."
)
LINK, PILLAR, NO_PILLAR_OF_ITS_OWN = "Link", "Pillar", "Left to the writer"
ONLY_ON, ONLY_ON_HINT = "Only on these channels", "Empty for all."
KINDS = {
    "text": "text",
    "number": "number",
    "date": "day",
    "time": "time",
    "phone": "phone number",
    "link": "link",
    "choice": "choice",
}

START_FROM = "Start from a template"
CHOOSE, NONE_CHOSEN = "Template", "Choose a template"
PUT_IN, PUT_IN_HINT = (
    "Put it into the text",
    "What stands in the text is replaced, and link and pillar where it has them; you can put it back.",
)
PUT_BACK = "Put back what stood there"
IN_PLACE = "The words are in the text. Change them as you like."
#: What a field of a blank says of what fits.
BLANK_HINTS = {
    "text": "One line.",
    "number": "Such as 120, 1,500 or 2.5.",
    "date": "",
    "time": "Such as 18:00 or 6:00 PM. The zone is added.",
    "phone": "As it is written here, such as 555-555-0100.",
    "link": "A whole address that begins with https://.",
    "choice": "",
}
CHOOSE_ONE = "Choose one"


def blanks(kinds: list[tuple[str, str]]) -> str:
    """Name the blanks of a template with what each takes."""
    named = ", ".join(f"{label} ({kind})" for label, kind in kinds)
    return _("Blanks: {named}").format(named=named)


def still_open(labels: list[str]) -> str:
    """Say which blanks nobody filled yet."""
    return _(
        "Still open: {labels}. They stay in braces, and the post can't go to review before they are filled."
    ).format(labels=", ".join(labels))


def links_to(link: str) -> str:
    """Say where posts made with a template link to."""
    return _("Links to {link}").format(link=link)


def under(pillar: str) -> str:
    """Say under which pillar posts made with a template come."""
    return _("Pillar: {pillar}").format(pillar=pillar)


def only_on(titles: list[str]) -> str:
    """Say for which channels a template is."""
    return _("Only on {titles}").format(titles=", ".join(titles))
