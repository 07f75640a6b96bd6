"""What a poll may take in and how often it may come back, handed to the core as one record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Thresholds of collecting; the step fills them from the settings."""

    min_interval_s: float = 300.0
    max_interval_s: float = 86400.0
    max_age_days: float = 30.0  # entries stated to be older are not taken in
    max_entries: int = 1000  # a feed or sitemap; the newest are kept
    max_children: int = 3  # sitemaps followed from one index, and taken from one robots.txt
    sitemaps: bool = True  # also read the news sitemaps that robots.txt announces
