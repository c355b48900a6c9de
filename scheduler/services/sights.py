"""What was seen in pictures: looked at once when they come in, kept, and told to the guard.

Guarantees: the text in a picture stands in the database only sealed; a look that failed is kept as one that
failed, and holds the post; the same bytes are looked at once for each version of what looks. What is kept is
forgotten some time after no post that is still to go out shows the picture.
"""

from __future__ import annotations

import base64
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.domain.errors import RoundsError, UnknownNameError
from scheduler.domain.people import ENGINE, Permission
from scheduler.domain.post import PostState
from scheduler.domain.sight import Seen, Sight
from scheduler.services.looking import NotSeenError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from scheduler.domain.clock import Clock
    from scheduler.domain.people import Actor
    from scheduler.domain.post import Picture, Post
    from scheduler.services.looking import Eye
    from scheduler.services.sealing import Seal
    from scheduler.store.database import Store
    from scheduler.store.unit import Unit

logger = logging.getLogger(__name__)

#: A picture of these may still go out.
_OPEN: Final = frozenset(PostState) - {PostState.PUBLISHED, PostState.CANCELLED, PostState.REFUSED}
#: What was seen is kept so long after the look, where no post needs it; a recycled post looks anew.
_KEPT: Final = timedelta(days=30)
#: Looks in one run of the duty.
_MOST_LOOKS: Final = 20


class Sights:
    """What was seen in pictures, and who may know."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        seal: Seal,
        *,
        eye: Callable[[], Eye | None],
        originals: Path | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal
        self._eye = eye
        self._originals = originals

    @property
    def look(self) -> str | None:
        """What looks at pictures here; `None` where nothing does."""
        eye = self._eye()
        return eye.name if eye else None

    # when a picture comes in

    def note(self, sha256: str, clean: bytes, original: bytes = b"") -> None:
        """Look at a picture that came in, unless that was done; keep its original where that is wanted."""
        if self._originals and original:
            self._keep(sha256, original)
        eye = self._eye()
        if eye is None:
            return
        with self._store.read() as unit:
            known = unit.sights.of([sha256]).get(sha256)
        if known and known.look == eye.name and not known.trouble and self._opens(known):
            return
        self._put(eye, sha256, clean)

    def _put(self, eye: Eye, sha256: str, clean: bytes) -> None:
        seen, trouble = _looked(eye, clean)
        now, name = self._clock.now(), _sealed_to(sha256)
        with self._store.write() as unit:
            sight = Sight(picture=sha256, look=eye.name, looked_at=now, trouble=trouble)
            unit.sights.put(sight)  # first, for it takes the write lock
            facts = seen.model_dump(exclude={"lines"})
            if seen.lines:
                try:
                    facts["sealed"] = self._seal.close_over(name, {"text": seen.text})
                except RoundsError:
                    facts["trouble"] = "Its text could not be sealed."
            unit.sights.put(sight.model_copy(update=facts))
        logger.info("picture %s looked at trouble=%s", sha256[:12], bool(trouble))

    # for the guard and for people

    def of(self, unit: Unit, pictures: Collection[str]) -> dict[str, Seen | None]:
        """Return what was seen in these pictures; `None` for a look that failed or can't be opened."""
        return {sha: self._opened(each) for sha, each in unit.sights.of(pictures).items()}

    def ground(self, unit: Unit, pictures: Collection[str]) -> list[list[object]]:
        """Return what names the looks at these pictures: it changes with each new one."""
        found = unit.sights.of(pictures)
        return [[each.picture, each.look, each.looked_at.timestamp()] for _, each in sorted(found.items())]

    def words(self, actor: Actor, picture: str) -> str:
        """Say what was seen in a picture, to those who may edit posts; nothing where nobody looks."""
        actor.require_somewhere(Permission.WRITE)
        with self._store.read() as unit:
            found = unit.sights.of([picture]).get(picture)
        if found is None:
            return "" if self.look is None else "It was not looked at yet; the post is held until it was."
        seen = self._opened(found)
        if seen is None:
            return found.trouble or "What was seen in it can't be opened; it will be looked at again."
        return seen.words

    # now and then

    def look_over(self, read: Callable[[str], bytes]) -> int:
        """Look at pictures of open posts that nobody, or an older version, looked at; return how many."""
        eye, done = self._eye(), 0
        if eye is None:
            return 0
        with self._store.read() as unit:
            shown = _shown(unit)
            known = unit.sights.of(shown)
        for sha256 in sorted(shown):
            sight = known.get(sha256)
            if sight and sight.look == eye.name and self._opens(sight):
                self._reseal(sight)
                continue
            try:
                self._put(eye, sha256, read(sha256))
            except UnknownNameError:
                continue  # a picture that is gone is told where the post is sent
            done += 1
            if done == _MOST_LOOKS:
                break
        return done

    def forget(self) -> int:
        """Drop what was seen, and the originals, of pictures that no open post shows any more."""
        with self._store.write() as unit:
            gone = set(unit.sights.older_than(self._clock.now() - _KEPT)) - _shown(unit)
            for picture in gone:
                unit.sights.forget(picture)
        for picture in gone if self._originals else ():
            self._original(picture).unlink(missing_ok=True)
        return len(gone)

    # sealed things

    def _opened(self, sight: Sight) -> Seen | None:
        if sight.trouble:
            return None
        if sight.sealed is None:
            return sight.with_lines(())
        try:
            opened = self._seal.open_for(_sealed_to(sight.picture), sight.sealed)
        except RoundsError:
            return None
        return sight.with_lines(tuple(opened.reveal()["text"].split("\n")))

    def _opens(self, sight: Sight) -> bool:
        return bool(sight.trouble) or self._opened(sight) is not None

    def _reseal(self, sight: Sight) -> None:
        """Seal what was seen with the newest key, so that an older one can be dropped."""
        found = self._seal.opening(sight.sealed) if sight.sealed else None
        if sight.sealed is None or found is None or found.is_newest:
            return
        with self._store.write() as unit:
            if unit.sights.of([sight.picture]).get(sight.picture) == sight:
                unit.sights.put(sight.model_copy(update={"sealed": self._seal.resealed(sight.sealed)}))

    def _keep(self, sha256: str, original: bytes) -> None:
        to = self._original(sha256)
        if to.exists():
            return
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._store.write() as unit:
            unit.audit.append(ENGINE, "picture.original_kept", f"picture:{sha256}", at=self._clock.now())
            sealed = self._seal.close_over(_sealed_to(sha256), {"file": base64.b64encode(original).decode()})
        beside = to.with_suffix(".part")
        beside.write_bytes(sealed)
        beside.replace(to)

    def _original(self, sha256: str) -> Path:
        if self._originals is None:
            raise UnknownNameError("original", sha256)
        return self._originals / f"{sha256}.sealed"


def pictures_of(post: Post) -> Iterator[Picture]:
    """Yield every picture of a post, in all its parts."""
    yield from post.pictures
    for part in post.thread:
        yield from part.pictures


def _shown(unit: Unit) -> set[str]:
    return {each.sha256 for post in unit.posts.in_state(*_OPEN) for each in pictures_of(post)}


def _looked(eye: Eye, clean: bytes) -> tuple[Seen, str]:
    try:
        seen = eye.see(clean)
    except NotSeenError as why:
        return Seen(), str(why)
    return seen, ("It holds more text than can be checked." if seen.is_cut else "")


def _sealed_to(sha256: str) -> str:
    return f"picture:{sha256}"
