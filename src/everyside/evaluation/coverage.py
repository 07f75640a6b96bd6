"""``everyside eval coverage``: who reports each cluster, counted by the same cores as the pipeline, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from everyside.evaluation.lines import Report, moment, string
from everyside.evaluation.runs import Progress, Row
from everyside.knowledge.lookup import Book
from everyside.knowledge.registry import Registry
from everyside.records.coverage import Blindspot, BlindspotKind, Carried, Coverage, SideCounts, interval
from everyside.records.ids import ArticleId, GroupId, OutletId, StoryId, digest
from everyside.records.outlet import Outlet
from everyside.records.rating import Side, Standing
from everyside.stages.assess import core as assess
from everyside.stages.assess.inputs import POLITICAL, About, Press
from everyside.stages.collect import urls
from everyside.stages.dedupe import core as dedupe
from everyside.stages.dedupe.credits import Credits

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
RATED = (Side.LEFT, Side.CENTER, Side.RIGHT)


class _Directory:
    """Finds outlets as the pipeline does: of the registry by host, else provisional by registered domain."""

    def __init__(self, book: Book, known: Registry) -> None:
        self._book = book
        self._names = {outlet.name.casefold(): outlet for outlet in known.outlets}
        self.met: dict[OutletId, Outlet] = {}
        self.standings: dict[OutletId, Standing] = {}
        self._found = lru_cache(maxsize=None)(self._look)

    def of(self, row: Row) -> OutletId | None:
        """The outlet of a row; None where neither ``source`` nor ``url`` says which."""
        return self._found(string(row.get("source")).strip(), urls.host_of(string(row.get("url"))))

    def _look(self, source: str, host: str) -> OutletId | None:
        stated = urls.host_of(f"https://{source}/") if "." in source and " " not in source else ""
        for each in (stated, host):
            if each and (outlet := self._book.outlet(each)):
                return self._meet(outlet, each)
        if outlet := self._names.get(source.casefold()):
            return self._meet(outlet, outlet.domains[0])
        if domain := urls.registered_domain(stated or host)[:64]:
            return self._meet(Outlet(id=OutletId(domain), name=domain, domains=(domain,), provisional=True), domain)
        if not source:
            return None
        nowhere = f"{digest(source)}.invalid"  # a name that nothing is known of
        return self._meet(Outlet(id=OutletId(source[:64]), name=source[:64], domains=(nowhere,), provisional=True), nowhere)

    def _meet(self, outlet: Outlet, domain: str) -> OutletId:
        if outlet.id not in self.met:
            self.met[outlet.id] = outlet
            self.standings[outlet.id] = self._book.standing(domain)
        return outlet.id


def run_coverage(rows: Iterable[Row], book: Book, known: Registry, progress: Progress, left_out: Report) -> Iterator[Row]:
    """{id, cluster, url, source, text, authors, published, lang, topic} → who reports each cluster, in order of its first row.

    Copy groups are found over all rows. Without places only the sides and the state can be blind spots.
    """
    directory = _Directory(book, known)
    credits = Credits()
    texts: list[dedupe.Sketched] = []
    members: dict[str, list[Carried]] = {}
    topics: dict[str, Counter[str]] = {}
    for done, row in enumerate(rows, 1):
        progress(done)
        outlet = directory.of(row)
        if outlet is None:
            left_out(f"{string(row['id'])[:80]}: neither source nor url says which outlet it is of")
            continue
        article, cluster, stated = ArticleId(string(row["id"])), string(row["cluster"]), moment(row.get("published"))
        text, publisher = string(row.get("text")), directory.met[outlet]
        texts.append(dedupe.Sketched(article, stated or _NO_TIME, dedupe.sketch(text), stated is not None, publisher.agency))
        members.setdefault(cluster, []).append(
            Carried(
                article_id=article,
                outlet_id=outlet,
                group=GroupId(article),
                language=string(row.get("lang")) or "und",
                published=stated or _NO_TIME,
                published_stated=stated is not None,
                agencies=tuple((each.agency, each.kind) for each in credits.of(text, _authors(row), publisher.domains)),
            )
        )
        if row.get("topic"):
            topics.setdefault(cluster, Counter())[string(row["topic"])] += 1
    groups = dedupe.groups(texts)
    press = Press(
        outlets=directory.met,
        standings=directory.standings,
        owners={owner.id: owner for owner in known.owners},
        spectra={spectrum.id: spectrum for spectrum in known.spectra},
    )
    for cluster, told in members.items():
        carried = [_grouped(each, groups) for each in told]
        yield _row(cluster, assess.assess(StoryId(cluster), "", carried, press, _about(topics.get(cluster)), assess.VERSION))


def _authors(row: Row) -> list[str]:
    """As a list of names, or as one text."""
    found = row.get("authors")
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else [string(found)]


def _grouped(article: Carried, groups: Mapping[ArticleId, GroupId]) -> Carried:
    return replace(article, group=groups[article.article_id])


def _about(topics: Counter[str] | None) -> About:
    """Politics by the topic most rows name; of equals, if any of them is."""
    if not topics:
        return About()
    most = max(topics.values())
    return About(politics=any(topic in POLITICAL for topic, number in topics.items() if number == most))


def _row(cluster: str, coverage: Coverage) -> Row:
    sides, texts = coverage.by_outlet, coverage.by_text
    spots = {spot.kind: _spot(spot) for spot in coverage.blindspots}
    return {
        "cluster": cluster,
        "articles": coverage.articles,
        "outlets": coverage.outlets,
        "rated": sides.rated,
        **_sides(sides),
        "intervals": _intervals(sides),
        "independent": {"texts": coverage.independent_texts, **_sides(texts), "intervals": _intervals(texts)},
        "bias7": coverage.bias7,
        "factuality": coverage.factuality.raw,
        "owner_kinds": coverage.owner_kinds.raw,
        "owners": coverage.owners.raw,
        "countries": coverage.countries.raw,
        "languages": coverage.languages.raw,
        "agencies": coverage.agencies,
        "agency_articles": coverage.agency_articles,
        "first": {"outlet": coverage.first_outlet, "article": coverage.first_article} if coverage.first_outlet else None,
        "blindspot": spots.get(BlindspotKind.SIDE),
        "blindspots": list(spots.values()),
        "flags": list(coverage.flags),
    }


def _sides(counts: SideCounts) -> dict[str, float]:
    return {side.value: counts.of(side) for side in Side}


def _intervals(counts: SideCounts) -> dict[str, list[float]]:
    """Of the share of each side among the rated."""
    return {side.value: [round(bound, 4) for bound in interval(counts.of(side), counts.rated)] for side in RATED}


def _spot(spot: Blindspot) -> Row:
    return {
        "kind": spot.kind,
        "missing": spot.missing,
        **{name: round(getattr(spot, name), 4) for name in ("share", "low", "high", "counted")},
    }
