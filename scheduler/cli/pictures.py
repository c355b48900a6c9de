"""`rounds pictures`: what can be seen in a picture, and what was seen in those of the plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path  # noqa: TC003 - Typer reads it when the command is called
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli import forms, output, posts_shown
from scheduler.cli.call import desk
from scheduler.cli.checking import chosen_meaning
from scheduler.cli.files import given
from scheduler.cli.options import AsJson, example
from scheduler.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from scheduler.domain.sight import Seen
    from scheduler.policies.finding import Review

commands = typer.Typer(name="pictures", help="What can be seen in pictures.", no_args_is_help=True)
#: More than this is refused by its length alone.
_MOST_BYTES = 30_000_001


@commands.command(
    epilog=example("rounds pictures look garden.jpg", "rounds pictures look garden.jpg --alt 'The garden'")
)
def look(
    file: Annotated[Path, typer.Argument(help="A JPEG, PNG, WebP or GIF.")],
    *,
    alt: Annotated[str, typer.Option(help="Its alt text, which is checked too.")] = "",
    as_json: AsJson = False,
) -> None:
    """Look at a picture as at every one of a post: faces, X-rays, text, codes, and what the guard says.

    Needs no database and keeps nothing. The text that is printed may be personal: keep it to yourself.
    """
    from scheduler.services.looking import NotSeenError, kept_eye
    from scheduler.services.pictures import prepare

    clean = prepare(given(file, most=_MOST_BYTES), name=file.name)
    eye = kept_eye(is_wanted=True)()
    if eye is None:
        raise InvalidInputError(
            "Nothing here looks at pictures. Install the extra “rounds[pictures]”, then try again."
        )
    try:
        seen, trouble = eye.see(clean.data), ""
    except NotSeenError as why:
        seen, trouble = None, str(why)
    finally:
        eye.close()
    review = _review(seen, alt=alt, name=file.name, mime=clean.mime)
    if as_json:
        output.show(_answer(seen, review, trouble))
        return
    output.say(f"{trouble} A post with it is held." if seen is None else seen.words)
    posts_shown.findings(review)


@commands.command("look-over", epilog=example("rounds pictures look-over"))
def look_over(*, as_json: AsJson = False) -> None:
    """Look now at pictures of open posts that nobody has looked at; the engine does so every few minutes."""
    with desk() as here:
        done = here.app.sights.look_over(here.app.planning.picture_bytes)
        is_able = here.app.sights.look is not None
    if not is_able:
        raise InvalidInputError("Nothing here looks at pictures. Install the extra “rounds[pictures]”.")
    if as_json:
        output.show({"looked": done})
    else:
        output.say("1 picture was looked at." if done == 1 else f"{done} pictures were looked at.")


def _review(seen: Seen | None, *, alt: str, name: str, mime: str) -> Review:
    from scheduler.policies.review import review
    from scheduler.policies.subject import Look, PictureFacts, Subject

    facts = PictureFacts(alt=alt or "A picture", mime=mime, file_name=name, look=Look.FAILED)
    if seen is not None:
        facts = replace(
            facts,
            look=Look.FAILED if seen.is_cut else Look.SEEN,
            seen_text=seen.text,
            faces=seen.faces,
            looks_like_xray=seen.looks_like_xray,
        )
    said = review(Subject(text="A picture.", pictures=(facts,)), meaning=chosen_meaning())
    kept = [each for each in said.findings if "icture" in each.advice and (alt or each.rule != "ALT-QUALITY")]
    return replace(said, findings=tuple(kept))


def _answer(seen: Seen | None, review: Review, trouble: str) -> dict[str, Any]:
    told = seen.model_dump(mode="json") if seen else None
    return {
        "seen": told,
        "trouble": trouble,
        "verdict": review.verdict.value,
        "findings": forms.findings(review),
    }
