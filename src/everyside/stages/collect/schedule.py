"""When to look again.

A source is asked about twice as often as it brings something: with a peak rate of lambda entries a second, every
``1 / (2 * lambda)`` seconds. Two views of the rate, and the more eager one wins:

* what the source says: over the entries of the last three days, the j-th newest being ``age_j`` old, the highest
  ``j / (age_j + 3 h)``. The three hours are a prior, so that one fresh entry is not taken for one a second; the maximum makes a
  short list of a busy outlet (the last 20 entries, all of today) count as busy.
* what we saw: nothing new, wait half as long again; one new entry, the interval is right; more, shorten by as much, at most half.

Estimating change from a bounded, incomplete view and weighting recent change: Cho and Garcia-Molina, "Estimating frequency of
change", ACM TOIT 3(3), 2003; multiplicative feedback without timestamps: "The evolution of the web and implications for an
incremental crawler", VLDB 2000, section 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

WINDOW_S = 3 * 86400.0
PRIOR_S = 3 * 3600.0


def next_interval(
    previous_interval_s: float, new_entries: int, entry_times: Iterable[datetime], now: datetime, minimum: float, maximum: float
) -> float:
    """Seconds until the next look, within ``minimum`` … ``maximum``; more new or more recent entries never lengthen it.

    ``entry_times``: aware publishing times the source states now, new or not, in any order.
    """
    seen = previous_interval_s * (1.5 if new_entries <= 0 else max(0.5, 1.0 / new_entries))
    ages = sorted(max(0.0, (now - moment).total_seconds()) for moment in entry_times)
    rate = max((rank / (age + PRIOR_S) for rank, age in enumerate(ages, 1) if age <= WINDOW_S), default=0.0)
    stated = 1.0 / (2.0 * rate) if rate else maximum
    return min(maximum, max(minimum, min(seen, stated)))


def backoff(failures: int, retry_after: float | None, minimum: float, maximum: float) -> float:
    """Seconds to wait after the ``failures``-th failure in a row: doubling from ``minimum``, at most ``maximum``.

    ``retry_after``, what the other side asked for (RFC 9110 section 10.2.3), is never undercut, but no more than ``maximum`` is
    waited: a source that asks for years is asked once in a while.
    """
    doubled = minimum * 2.0 ** min(30, max(0, failures - 1))
    return min(maximum, max(minimum, doubled, retry_after or 0.0))
