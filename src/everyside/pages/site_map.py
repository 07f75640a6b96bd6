"""The map of the site for crawlers (https://www.sitemaps.org/protocol.html): one file a day, and one of the pages that stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from everyside.pages.addresses import story_path
from everyside.pages.label_address import KINDS, label_path, source_path
from everyside.storage import labelled, reading, sitemap
from everyside.storage.database import Tx

MOST = 50_000  # addresses of a file, by the protocol; of stories in the index's days, by us
MOST_LABELS, MOST_SOURCES = 1000, 5000
PAGES = ("/", "/blindspot", "/daily", "/topic", "/place", "/source", "/data", "/methodology")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A path of this site; ``changed`` is None where nothing is known of it."""

    path: str
    changed: datetime | None = None


def index(tx: Tx, *, min_articles: int) -> tuple[Place, ...]:
    """The files: that of the pages that stay, then one a day that has stories, the newest first."""
    newest: dict[str, datetime] = {}
    for time in sitemap.times(tx, min_articles=min_articles, limit=MOST):
        newest.setdefault(f"{time.astimezone(UTC):%Y-%m-%d}", time)
    return (Place(path="/sitemap/pages.xml"), *(Place(path=f"/sitemap/{day}.xml", changed=at) for day, at in newest.items()))


def of_day(tx: Tx, day: datetime, *, min_articles: int) -> tuple[Place, ...]:
    """The stories whose newest article is of the day that begins at ``day``; none where there is none."""
    found = sitemap.told_between(tx, start=day, end=day + timedelta(days=1), min_articles=min_articles, limit=MOST)
    return tuple(Place(path=story_path(id, headline), changed=at) for id, headline, at in found)


def of_pages(tx: Tx, *, min_articles: int) -> tuple[Place, ...]:
    """The pages that stay: lists, topics, places and outlets."""
    labels = [each for kind in KINDS for each in labelled.subjects(tx, kind, min_articles=min_articles, limit=MOST_LABELS)]
    met = reading.outlets_met(tx, MOST_SOURCES)
    paths = (*PAGES, *(label_path(each.kind, each.key) for each in labels), *(source_path(id) for id, _ in met))
    return tuple(Place(path=path) for path in paths)
