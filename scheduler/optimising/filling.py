"""The way in: a question about gaps and candidates in, a plan with reasons, runners-up and a bound out.

Guarantees: no rule of `docs/curation.md` is broken; the order in which things are given plays no
part; nothing stands that `accepts` refused; what no plan exceeds is proven, not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.choice import Choice, FilledPlan
from scheduler.optimising.board import NOTHING, Board
from scheduler.optimising.bounding import TOLL, Market
from scheduler.optimising.exact import best_plan
from scheduler.optimising.judging import cost_of
from scheduler.optimising.model import Model
from scheduler.optimising.reasons import Teller
from scheduler.optimising.reopening import reopen
from scheduler.optimising.rounding import DRAWS, all_columns, along_prices, best_columns, widen
from scheduler.optimising.searching import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scheduler.domain.choice import Candidate
    from scheduler.domain.plan import Gap
    from scheduler.optimising.question import Question

    Accepts = Callable[[Candidate, Gap], bool]

#: Up to so many pairs of gap and offer the best plan is found and proven.
_FEW = 12_000
#: How often it is found anew when something was refused, before the rest is mended gap by gap.
_ROUNDS = 3
#: How often a plan too large for that is gone through for something better; of very large ones only
#: the gaps that add least, this share of them, once.
_SWEEPS = 10
_SHARE_OF_MANY = 0.15
#: Where "many" begins, in gaps; up to where stretches of the plan are filled anew.
_MANY = 2_000
_SOME = 250


def _everything(_candidate: Candidate, _gap: Gap) -> bool:
    return True


def plan(question: Question, *, accepts: Accepts = _everything, runners_up: int = 2) -> FilledPlan:
    """Return what should fill the gaps of the horizon, by time and then channel."""
    model = Model(question)
    if not len(model.calendar) or not len(model.offers):
        return FilledPlan()
    search, bound = _exactly(model, accepts) if _are_few(model) else _nearly(model)
    _mend(search, accepts)
    return _told(search, bound, accepts, runners_up=runners_up)


def nearly(question: Question) -> tuple[FilledPlan, list[int]]:
    """Return the plan of the fast way whatever the size, for comparison, and its offers by gap."""
    search, bound = _nearly(Model(question))
    return _told(search, bound, _everything, runners_up=0), search.board.chosen.tolist()


def _are_few(model: Model) -> bool:
    """Are there so few pairs of gap and offer that the best plan can be proven?"""
    pairs = 0
    for gap in range(len(model.calendar)):
        pairs += int(model.may_stand(gap).sum())
        if pairs > _FEW:
            return False
    return True


def _exactly(model: Model, accepts: Accepts) -> tuple[Search, float]:
    """Return the best plan and its proof; what is refused is forbidden, and the best found anew."""
    search, bound = _best(model)
    for _ in range(_ROUNDS):
        refused = list(_refused(search.board, accepts))
        if not refused:
            break
        for gap in refused:
            _forbid(search.board, gap)
        search, bound = _best(model)
    return search, bound


def _best(model: Model) -> tuple[Search, float]:
    """Return the best plan, or the better one of two good ones where the proof would take too long."""
    columns = all_columns(model)
    solved = best_plan(model, columns)
    search = Search(Board(model, columns))
    for gap, offer in enumerate(solved.chosen):
        if offer != NOTHING:
            search.board.put(gap, offer)
    if solved.is_best:
        return search, solved.bound
    other, bound = _nearly(model)
    best = max((search, other), key=_worth)
    return best, min(bound, solved.bound)


def _worth(search: Search) -> float:
    """Return what a plan is worth."""
    return search.board.alone() - cost_of(search.board.model, search.board.chosen.tolist())


def _nearly(model: Model) -> tuple[Search, float]:
    """Return a good plan along the prices of scarce things, and the bound that they prove.

    Where the share of curated posts is bounded it is tried both ways, for nobody knows whether it
    is reached; of a plan too large for that it is taken to be.
    """
    if model.question.curated_share is None:
        return _priced(model, toll=0.0)
    with_toll = _priced(model, toll=TOLL)
    if len(model.calendar) > _MANY:
        return with_toll
    without = _priced(model, toll=0.0)
    search = max((with_toll[0], without[0]), key=_worth)
    return search, min(with_toll[1], without[1])


def _priced(model: Model, *, toll: float) -> tuple[Search, float]:
    market = Market(model, toll=toll)
    market.settle()
    drawn = market.drawn(DRAWS)
    is_large = len(model.calendar) > _MANY
    board = Board(model, best_columns(model, market, drawn) if is_large else all_columns(model))
    along_prices(board, market, drawn)
    search = Search(board)
    search.fill(range(len(board.chosen)))
    widen(search, [gap for gap, offer in enumerate(board.chosen) if offer == NOTHING])
    if is_large:
        search.improve(sweeps=1, gaps=search.weakest(_SHARE_OF_MANY, market.prices.cells[market.cell_of]))
    else:
        search.improve(sweeps=_SWEEPS)
    if len(model.calendar) <= _SOME:
        reopen(search, rounds=2)
    return search, market.bound()


def _refused(board: Board, accepts: Accepts) -> Iterator[int]:
    for gap, offer in enumerate(board.chosen.tolist()):
        if offer != NOTHING and not accepts(
            board.model.offers.candidates[offer], board.model.calendar.gaps[gap]
        ):
            yield gap


def _forbid(board: Board, gap: int) -> None:
    """Forbid what stands in a gap on that gap's channel."""
    item = board.model.offers.candidates[int(board.chosen[gap])].item
    board.model.forbid(item, board.model.calendar.gaps[gap].channel)


def _mend(search: Search, accepts: Accepts) -> None:
    """Take out what is refused, and let each such gap choose anew until what it has is accepted."""
    board = search.board
    waiting = list(_refused(board, accepts))
    while waiting:
        gap = waiting.pop(0)
        _forbid(board, gap)
        board.take(gap)
        widen(search, [gap])
        offer = int(board.chosen[gap])
        if offer != NOTHING:
            candidate = board.model.offers.candidates[offer]
            if not accepts(candidate, board.model.calendar.gaps[gap]):
                waiting.insert(0, gap)


def _told(search: Search, bound: float, accepts: Accepts, *, runners_up: int) -> FilledPlan:
    teller = Teller(search.board, accepts)
    choices: list[Choice] = []
    for gap, offer in enumerate(search.board.chosen.tolist()):
        if offer != NOTHING:
            choices.append(teller.choice(gap, runners_up=runners_up))
    worth = _worth(search)
    return FilledPlan(choices=tuple(choices), worth=worth, bound=max(bound, worth))
