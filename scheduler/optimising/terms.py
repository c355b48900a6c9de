"""What a plan is worth: every number of the objective that `docs/curation.md` states as a formula."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

#: A gap that is filled, whatever with: more than all that can be said against a post together.
FILLED: Final = 3.0
#: A gap whose slot names a pillar, filled with it: such gaps come first where items are few.
NAMED: Final = 0.25
#: Most that an observance of weight 1 adds to an item on its subject, on its day.
WANTED: Final = 0.5
#: What was proposed for a gap before stays there unless something is better by more than this.
STAYS: Final = 0.15
#: A pillar off its target in a window, for each post: the first one, and each further one.
OFF_TARGET: Final = (0.15, 0.3)
#: Each curated post above its share of a window: more than filling is worth, so the gap is left to people.
TOO_CURATED: Final = 4.0
#: A source's further post on one day of a channel, and again one in a row.
REPEATED: Final = 0.4
#: A further post on one theme in three days of a channel, for each such span of days.
ALIKE: Final = 0.1
#: Days in such a span: on one day three of them are shared, on neighbouring days two, then one.
SPAN: Final = 3
#: Shares of pillars are counted over twice this, in windows that overlap by half.
AROUND: Final = timedelta(days=15)
#: Two totals that differ by less are the same.
NEARLY: Final = 1e-7
