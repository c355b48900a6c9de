"""Amounts of money: counted in mills, thousandths of a US dollar, so that sums are exact."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from scheduler.domain.errors import InvalidInputError

_MILLS: Final = 1000
#: More than any house spends on posts in a month; beyond it the comma was forgotten.
_MOST: Final = Decimal(1_000_000)


def dollars(mills: int) -> str:
    """Write an amount like `$12.40`, with a third decimal only where it says something: `$0.015`."""
    whole, rest = divmod(abs(mills), _MILLS)
    cents = f"{rest // 10:02d}" if rest % 10 == 0 else f"{rest:03d}"
    return f"{'-' if mills < 0 else ''}${whole:,}.{cents}"


def mills_of(words: str) -> int:
    """Return the amount that `words` mean, like `20` or `$20.00`; raises `InvalidInputError`."""
    plain = words.strip().removeprefix("$").replace(",", "")
    try:
        amount = Decimal(plain)
    except InvalidOperation as why:
        raise InvalidInputError(f"“{words}” is no amount. Write US dollars like 20.00.") from why
    if not amount.is_finite() or not 0 <= amount <= _MOST:
        raise InvalidInputError(f"“{words}” is no budget. Write US dollars from 0 to 1,000,000, like 20.00.")
    if amount * _MILLS % 1:
        raise InvalidInputError(f"“{words}” is too fine. A tenth of a cent is the smallest amount.")
    return int(amount * _MILLS)
