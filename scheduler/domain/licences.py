"""What a source's licence allows beside title and link: one list for the filler, the composer and people.

A short post can carry neither a licence's text nor a mark of what was changed, so what is asked for
there counts as not allowed. Not legal advice: whoever knows better writes another licence to the source.
"""

from __future__ import annotations

from typing import Final

from scheduler.domain.errors import InvalidInputError
from scheduler.domain.value import Value

#: What holds where nothing better is known.
DEFAULT: Final = "link_only"


class Licence(Value):
    """Terms on which the words of a source may be used; title and link may go out under all of them."""

    name: str
    title: str
    #: May a sentence of it be quoted, word for word and between quotation marks?
    may_quote: bool
    #: May its text be used as the post's own words, shortened or adapted?
    may_use_text: bool
    #: Must the one who said it be named in the post?
    needs_credit: bool
    #: What that means, in one sentence for a person.
    words: str
    #: May an organisation use it that earns money by it?
    is_for_business: bool = True


def _licence(
    name: str, title: str, words: str, *, quote: bool, text: bool, credit: bool = True, business: bool = True
) -> Licence:
    return Licence(
        name=name,
        title=title,
        words=words,
        may_quote=quote,
        may_use_text=text,
        needs_credit=credit,
        is_for_business=business,
    )


_ALL: Final = (
    _licence(
        "link_only",
        "Title and link only",
        "Give its title, its name and the link; nothing else of it.",
        quote=False,
        text=False,
    ),
    _licence(
        "quotes",
        "Short quotes allowed",
        "Its terms allow a short quote with its name; nothing longer.",
        quote=True,
        text=False,
    ),
    _licence(
        "agreement",
        "By written agreement",
        "An agreement with its owner lets us use its words; name it.",
        quote=True,
        text=True,
    ),
    _licence(
        "own",
        "Our own",
        "It is ours: use it as you like.",
        quote=True,
        text=True,
        credit=False,
    ),
    _licence(
        "us_government_work",
        "US government work",
        "Its words are in the public domain, logos and pictures of others are not; name it, and never as if "
        "it endorsed you.",
        quote=True,
        text=True,
    ),
    _licence("cc0", "CC0", "Nobody's: use it as you like.", quote=True, text=True, credit=False),
    _licence("cc_by", "CC BY", "Use and adapt it, and name it.", quote=True, text=True),
    _licence(
        "cc_by_sa",
        "CC BY-SA",
        "Quote it and name it; what is adapted must carry the same licence, which a post can't.",
        quote=True,
        text=False,
    ),
    _licence(
        "cc_by_nd",
        "CC BY-ND",
        "Quote it word for word and name it; it must not be changed.",
        quote=True,
        text=False,
    ),
    _licence(
        "cc_by_nc",
        "CC BY-NC",
        "Use and adapt it and name it, but not to earn money.",
        quote=True,
        text=True,
        business=False,
    ),
    _licence(
        "cc_by_nc_sa",
        "CC BY-NC-SA",
        "Quote it and name it, but not to earn money; what is adapted must carry the same licence.",
        quote=True,
        text=False,
        business=False,
    ),
    _licence(
        "cc_by_nc_nd",
        "CC BY-NC-ND",
        "Quote it word for word and name it, but not to earn money; it must not be changed.",
        quote=True,
        text=False,
        business=False,
    ),
    _licence(
        "cc_by_nc_sa_igo",
        "CC BY-NC-SA 3.0 IGO",
        "Quote it and name it, but not to earn money, never with its logo and never as if it endorsed you.",
        quote=True,
        text=False,
        business=False,
    ),
)

LICENCES: Final[dict[str, Licence]] = {each.name: each for each in _ALL}


def licence(name: str) -> Licence:
    """Return the licence of that name; one that nobody knows allows no more than title and link."""
    return LICENCES.get(name, LICENCES[DEFAULT])


def known_licence(name: str) -> Licence:
    """Return the licence of that name, or raise `InvalidInputError` that lists the known ones."""
    if name not in LICENCES:
        raise InvalidInputError(f"There is no licence “{name[:40]}”. Known: {', '.join(LICENCES)}.")
    return LICENCES[name]


def may_quote(name: str) -> bool:
    """Tell whether a sentence may be quoted under the licence of that name."""
    return licence(name).may_quote


def may_use_text(name: str) -> bool:
    """Tell whether the text may be used as the post's own words under the licence of that name."""
    return licence(name).may_use_text


def needs_credit(name: str) -> bool:
    """Tell whether the post must name its source under the licence of that name."""
    return licence(name).needs_credit
