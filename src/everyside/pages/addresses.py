"""Addresses of stories: a readable part that may change with the headline, and the id that decides."""

from __future__ import annotations

import re
import unicodedata

from everyside.records.ids import StoryId

SLUG_LENGTH = 60
TAIL = re.compile(r"(?:([a-z0-9-]{0,200})-)?([0-9a-f]{12})")


def slug(headline: str) -> str:
    """ASCII letters and digits of the headline joined by hyphens; empty for scripts that have none.

    Cut at a word where one ends between 30 and 60 characters. Accents fall off by NFKD; letters without a decomposition
    (ł, ø, ß …) are named in ``PLAIN``.
    """
    folded = unicodedata.normalize("NFKD", headline[:500].casefold().translate(PLAIN))
    ascii_only = folded.encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"'", "", ascii_only.lower())).strip("-")
    if len(words) <= SLUG_LENGTH:
        return words
    cut = words[: SLUG_LENGTH + 1]
    return (cut[: cut.rfind("-")] if cut.rfind("-") >= SLUG_LENGTH // 2 else cut[:SLUG_LENGTH]).strip("-")


PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ħ": "h", "’": ""}
)


def story_path(id: StoryId, headline: str) -> str:
    words = slug(headline)
    return f"/story/{words}-{id}" if words else f"/story/{id}"


def story_id_in(tail: str) -> StoryId | None:
    """The id at the end of ``slug-id`` or ``id``; None where there is none."""
    match = TAIL.fullmatch(tail)
    return StoryId(match[2]) if match else None


def web_link(url: str) -> str:
    """The address if it is http or https, else empty: nothing else may become a link."""
    return url if re.match(r"https?://[^\s]", url, re.IGNORECASE) and not re.search(r"[\x00-\x20\x7f]", url) else ""
