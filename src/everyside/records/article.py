"""From an entry in a feed, through a fetched page, to an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from everyside.records.ids import ArticleId, EntryId, FeedId, GroupId, OutletId, article_id
from everyside.records.time import require_utc


class Kind(StrEnum):
    NEWS = "news"
    OPINION = "opinion"
    LIVE = "live"
    VIDEO = "video"
    PRESS_RELEASE = "press-release"
    ROUNDUP = "roundup"
    LISTING = "listing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed or sitemap, cleaned: plain-text title and summary, http(s) link, sane times or none."""

    id: EntryId
    feed_id: FeedId
    url: str  # canonicalised link
    title: str = ""
    summary: str = ""  # plain text
    content: str = ""  # HTML as given, where the feed carries the full text; untrusted
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    image: str = ""
    found_at: datetime

    def __post_init__(self) -> None:
        require_utc(published=self.published, modified=self.modified, found_at=self.found_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes an article's address answered with (decompressed, not decoded)."""

    entry_id: EntryId
    url: str  # after redirects
    body: bytes
    content_type: str = ""
    fetched_at: datetime

    def __post_init__(self) -> None:
        require_utc(fetched_at=self.fetched_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page of one outlet, ready to be compared, clustered and quoted. Offsets of quotes count in ``text``."""

    id: ArticleId
    url: str  # canonical
    outlet_id: OutletId
    title: str
    text: str  # paragraphs separated by "\n"
    language: str  # BCP 47 primary subtag; "und" where nothing could tell
    published: datetime  # as stated, else when we found it
    published_stated: bool  # False: nobody said when; ``published`` is when we found it
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    image: str = ""
    paywall: bool = False
    kind: Kind = Kind.NEWS
    summary: str = ""  # the feed's or page's own description, plain text
    found_at: datetime
    made_by: str

    def __post_init__(self) -> None:
        if self.id != article_id(self.url):
            raise ValueError(f"{self.id} is not the id of {self.url}")
        if not self.title and not self.text:
            raise ValueError("an article needs a title or a text")
        require_utc(published=self.published, modified=self.modified, found_at=self.found_at)

    @property
    def lead(self) -> str:
        """The text's beginning, or the feed's summary where the text is missing; at most 400 characters."""
        return (self.text or self.summary)[:400]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A text by which copies are found: ``hashes`` is its sorted 24-bit shingle hashes as gaps of uint16, empty for short texts."""

    article_id: ArticleId
    hashes: bytes
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyMembership:
    """Article belongs to a group of articles that carry the same text; a group of one is an independent text."""

    article_id: ArticleId
    group_id: GroupId
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """An embedding: ``values`` is float16 little-endian, unit length."""

    article_id: ArticleId
    values: bytes
    made_by: str


class CreditKind(StrEnum):
    WHOLE = "whole"  # the text is the agency's
    PART = "part"  # it rests on the agency's among others: "with reporting by …"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An article says that an agency wrote it or helped to. ``quote`` is the piece of it that says so, at most 200 characters."""

    article_id: ArticleId
    agency: str  # id in data/agencies
    kind: CreditKind
    quote: str
    made_by: str
