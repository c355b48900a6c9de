"""The days of the equinoxes, by Meeus, *Astronomical Algorithms*, chapter 27: right within a minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from math import cos, radians

#: Amplitude, phase and speed (both in degrees) of what the other planets do to the mean instant.
_TERMS = (
    (485, 324.96, 1934.136),
    (203, 337.23, 32964.467),
    (199, 342.08, 20.186),
    (182, 27.85, 445267.112),
    (156, 73.14, 45036.886),
    (136, 171.52, 22518.443),
    (77, 222.54, 65928.934),
    (74, 296.72, 3034.906),
    (70, 243.58, 9037.513),
    (58, 119.81, 33718.147),
    (52, 297.17, 150.678),
    (50, 21.02, 2281.226),
    (45, 247.54, 29929.562),
    (44, 325.15, 31555.956),
    (29, 60.93, 4443.417),
    (18, 155.12, 67555.328),
    (17, 288.79, 4562.452),
    (16, 198.04, 62894.029),
    (14, 199.76, 31436.921),
    (12, 95.39, 14577.848),
    (12, 287.11, 31931.756),
    (12, 320.81, 34777.259),
    (9, 227.73, 1222.114),
    (8, 15.45, 16859.074),
)
_MARCH = (2451623.80984, 365242.37404, 0.05169, -0.00411, -0.00057)
_SEPTEMBER = (2451810.21715, 365242.01767, -0.11575, 0.00337, 0.00078)
_J2000 = 2451545.0
_J2000_AT = datetime(2000, 1, 1, 12, tzinfo=UTC)
#: Earth's clocks run behind the one of the heavens by about so much in this century.
_DELTA_T = timedelta(seconds=69)
_PACIFIC = timezone(timedelta(hours=-7))


def march_equinox(year: int) -> date:
    """Return the day of the March equinox in UTC."""
    return _at(_MARCH, year).date()


def september_equinox(year: int) -> date:
    """Return the day of the September equinox by the westernmost clock of the mainland United States.

    Who there calls a day the first of autumn counts from it; in UTC it is the day after in some years.
    """
    return _at(_SEPTEMBER, year).astimezone(_PACIFIC).date()


def _at(mean: tuple[float, ...], year: int) -> datetime:
    millennia = (year - 2000) / 1000
    day = sum(factor * millennia**power for power, factor in enumerate(mean))
    centuries = (day - _J2000) / 36525
    tilt = radians(35999.373 * centuries - 2.47)
    weight = 1 + 0.0334 * cos(tilt) + 0.0007 * cos(2 * tilt)
    periodic = sum(size * cos(radians(phase + speed * centuries)) for size, phase, speed in _TERMS)
    return _J2000_AT + timedelta(days=day + 0.00001 * periodic / weight - _J2000) - _DELTA_T
