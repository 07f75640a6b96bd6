"""Who publishes: outlets and their feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from everyside.records.ids import FeedId, OutletId, OwnerId
from everyside.records.time import require_utc


class Medium(StrEnum):
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    AGENCY = "agency"
    ONLINE = "online"
    MAGAZINE = "magazine"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """How far an outlet means to reach."""

    LOCAL = "local"
    NATIONAL = "national"
    INTERNATIONAL = "international"
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
    scope: Scope = Scope.UNKNOWN
    agency: bool = False
    state: bool = False  # run by a government
    public_service: bool = False  # a broadcaster with a public remit, independent by law
    owner: OwnerId | None = None  # the direct owner
    owner_source: str = ""  # where it is said
    facts_source: str = ""  # where it is said that it is an agency, state-run or a public service
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
