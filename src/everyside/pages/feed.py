"""What a feed says, whatever format it is written in: addresses of this site as paths, texts as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from everyside.interface.messages import N_, _
from everyside.records.time import require_utc

MOST_ITEMS = 50  # of a feed: what feed readers keep of most feeds
TITLE_LENGTH = 300
FICTION = N_("A made-up newsroom: every outlet, person and event here is fiction.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry. ``id`` stays the same while title and link may change.

    ``id`` and ``link`` are paths of this site ("/story/…") or http(s) addresses of others, ``link`` may be empty. ``title``,
    ``text`` and ``points`` are plain text as shown on the page, never a whole article.
    """

    id: str
    title: str
    link: str
    text: str = ""
    points: tuple[str, ...] = ()  # shown as a list before ``text``
    published: datetime
    updated: datetime
    language: str = ""  # of the title; empty if unknown
    author: str = ""  # the outlet whose text it is
    topics: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_utc(published=self.published, updated=self.updated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """``path``: the page that the feed follows. ``language``: the reader's, of the feed's own words."""

    title: str
    about: str
    path: str
    items: tuple[Item, ...]
    language: str = "en"
    fiction: bool = False

    @property
    def updated(self) -> datetime | None:
        """When its newest entry last changed; None where it has none."""
        return max((item.updated for item in self.items), default=None)

    @property
    def said_about(self) -> str:
        return f"{_(FICTION)} {self.about}".strip() if self.fiction else self.about
