"""The headline: the title among the articles' own that is most central, and plain."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from everyside.language import wording
from everyside.language.likeness import Words
from everyside.language.sentences import unspaced, words

# How much of its centrality a title keeps: judgements. On the 65 stories of groundnews2025 none of them changes the choice.
ASKING = 0.5
BAIT = 0.6  # "Here's why …", "Live: …": withholds what happened, or says how it is told
LOADED = 0.7  # takes a side, raises its voice
ODD_LENGTH = 0.8  # below 25 or above 140 characters
ALONE = 0.01  # added to each title's centrality, so that plainness decides where no two titles are alike
SHOUTING = 0.8  # capitals, exclamation marks

_ASKS = ("?", "？", "؟")
_LIST = re.compile(
    r"\b\d{1,2} (?:things|ways|reasons|facts|takeaways|questions|photos|dinge|gründe|choses|raisons|cosas|razones|motivos)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


def clean_title(title: str) -> str:
    """A title without its outlet's name at the end (" | Outlet", " - Outlet" of at most four words)."""
    plain = _SPACE.sub(" ", title).strip()
    for mark in (" | ", " - ", " – ", " — "):
        head, separator, tail = plain.rpartition(mark)
        if separator and len(tail.split()) <= 4 and len(head) >= 20:
            return head.strip()
    return plain


def ranked(titles: Sequence[str], groups: Sequence[Hashable], language: str) -> list[int]:
    """The places of the titles, the fittest headline first: highest mean cosine to the other titles, times how plain it is.

    ``groups``: the independent text each stands over. Equals come by alphabet, so that order does not matter.
    """
    told = [clean_title(title) for title in titles]
    stems = [words(title) for title in told]
    likeness = Words(stems, groups)
    total = likeness.sum_of(range(len(told)))
    central = [(likeness.with_sum(row, total) - (1 if stems[row] else 0)) / max(1, len(told) - 1) for row in range(len(told))]
    score = [round((central[row] + ALONE) * plainness(title, language), 6) for row, title in enumerate(told)]
    return sorted(range(len(told)), key=lambda row: (not told[row], -score[row], told[row]))


def plainness(title: str, language: str) -> float:
    """The share of its centrality that a title keeps, above 0, at most 1."""
    kept = ASKING if title.rstrip().endswith(_ASKS) else 1.0
    kept *= BAIT if wording.is_bait(title, language) or _LIST.search(title) else 1.0
    kept *= LOADED if wording.is_loaded(title, language) else 1.0
    kept *= 1.0 if unspaced(title) or 25 <= len(title) <= 140 else ODD_LENGTH
    return kept * (SHOUTING if title.isupper() or "!" in title else 1.0)
