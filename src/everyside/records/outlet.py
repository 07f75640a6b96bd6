"""Who publishes: outlets, their feeds, and what raters say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from everyside.records.ids import FeedId, OutletId
from everyside.records.time import require_utc


class Medium(StrEnum):
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    AGENCY = "agency"
    ONLINE = "online"
    MAGAZINE = "magazine"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One publication. Empty fields are unknown, never guessed; ``provisional`` ones were only met in a link."""

    id: OutletId
    name: str
    domains: tuple[str, ...]
    country: str = ""  # ISO 3166-1 alpha-2, upper case
    languages: tuple[str, ...] = ()  # BCP 47 primary subtags
    medium: Medium = Medium.UNKNOWN
    agency: bool = False
    state: bool = False
    public_service: bool = False
    owner: str = ""
    homepage: str = ""
    feeds: tuple[str, ...] = ()
    provisional: bool = False
    fiction: bool = False

    def __post_init__(self) -> None:
        if not self.id or not self.name or not self.domains:
            raise ValueError("an outlet needs an id, a name and at least one domain")
        for domain in self.domains:
            if domain != domain.lower().strip(". ") or "/" in domain or " " in domain:
                raise ValueError(f"{domain!r} is not a plain lower-case domain")


class SourceKind(StrEnum):
    FEED = "feed"  # RSS, Atom, RDF, JSON Feed
    SITEMAP = "sitemap"  # news sitemap or sitemap index
    HOMEPAGE = "homepage"  # only asked for the feeds it announces


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An address that is polled, with what politeness and thrift need to know about it."""

    id: FeedId
    url: str
    kind: SourceKind = SourceKind.FEED
    outlet_id: OutletId | None = None
    etag: str = ""
    last_modified: str = ""
    body_digest: str = ""  # of the last body, so that a server without validators costs no parsing
    interval_s: float = 900.0
    next_at: datetime | None = None  # None: due now
    last_at: datetime | None = None
    failures: int = 0  # in a row
    language: str = ""  # as declared; the detector decides
    title: str = ""

    def __post_init__(self) -> None:
        require_utc(next_at=self.next_at, last_at=self.last_at)


class Side(StrEnum):
    """The seven classes of bias folded to three, and the unrated as a class of its own."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    UNRATED = "unrated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What one rater says of one outlet on one axis.

    ``value``: bias −3 (far left) … 3 (far right); factuality 1 (very low) … 5 (very high).
    """

    rater: str
    outlet_id: OutletId
    axis: str  # "bias" or "factuality"
    value: float
    label: str
    url: str = ""
    rated_on: date | None = None

    def __post_init__(self) -> None:
        low, high = {"bias": (-3, 3), "factuality": (1, 5)}.get(self.axis, (None, None))
        if low is None or high is None:
            raise ValueError(f"unknown axis {self.axis!r}; known are bias and factuality")
        if not low <= self.value <= high:
            raise ValueError(f"{self.axis} must lie between {low} and {high}, not {self.value}")


CENTER = 0.5  # a mean bias of at most this much to either side is center: the classes are whole numbers, the nearest wins


def side_of(ratings: Iterable[Rating]) -> Side:
    """The side of one outlet, whose ratings these are: of its mean bias over raters. Other axes are passed over."""
    values = [rating.value for rating in ratings if rating.axis == "bias"]
    if not values:
        return Side.UNRATED
    mean = sum(values) / len(values)
    return Side.LEFT if mean < -CENTER else Side.RIGHT if mean > CENTER else Side.CENTER
