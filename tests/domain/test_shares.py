"""How far a pillar is from its target, and what would bring it back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scheduler.domain.shares import Share, Shares


def _share(count: int, total: int, target: int | None = 30) -> Share:
    return Share(pillar="prevention", title="Prevention", target=target, count=count, total=total)


@pytest.mark.parametrize(
    ("count", "total", "drift", "is_on_target"),
    [(6, 20, 0, True), (2, 11, -12, False), (5, 19, -4, True), (12, 20, 30, False), (0, 0, -30, True)],
)
def test_drift_is_in_points_and_within_one_post_is_on_target(
    count: int, total: int, drift: int, *, is_on_target: bool
) -> None:
    share = _share(count, total)

    assert (share.drift, share.is_on_target) == (drift, is_on_target)


def test_posts_without_a_pillar_have_no_target_and_no_drift() -> None:
    share = _share(5, 20, target=None)

    assert (share.drift, share.is_on_target, share.missing, share.too_many) == (0, True, 0, 0)


def test_a_target_of_all_or_of_nothing_is_never_reached_by_more_posts() -> None:
    assert _share(5, 20, target=100).missing == 0
    assert _share(5, 20, target=0).too_many == 0


@given(some.integers(0, 400), some.integers(0, 400), some.integers(1, 99))
def test_so_many_more_posts_reach_the_target_and_one_fewer_does_not(
    count: int, others: int, target: int
) -> None:
    share = _share(count, count + others, target)

    more, fewer = share.missing, share.too_many

    assert 100 * (count + more) >= target * (count + others + more)
    assert more == 0 or 100 * (count + more - 1) < target * (count + others + more - 1)
    assert 100 * count <= target * (count + others + fewer)
    assert fewer == 0 or 100 * count > target * (count + others + fewer - 1)
    assert 0 in {more, fewer}


def test_the_whole_is_the_sum_of_all() -> None:
    planned, out = (_share(2, 5), _share(3, 5, None)), (_share(1, 1), _share(0, 1, None))

    shares = Shares(planned=planned, out=out)

    assert (shares.total, shares.total_out) == (5, 1)
