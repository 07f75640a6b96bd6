"""The made-up press as records: who there is, and what they wrote, with times relative to a given now."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from everyside.records.article import Kind
from everyside.records.errors import SettingsError
from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Medium, Outlet, Scope
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import BIAS, FACTUALITY, Pack, Rating, Spectrum, side_of
from everyside.records.time import utc

NOTICE = "Made-up newsroom: fiction"

FEED_PATHS = ("/feed.xml", "/atom.xml", "/feed.json")  # RSS 2.0, Atom, JSON Feed, in turn by outlet
BROADCASTERS = frozenset({"lantern-broadcasting", "radio-cumbre", "radio-deux-rives", "sawt-al-qamara"})

BIAS_LABELS = {-3: "far left", -2: "left", -1: "lean left", 0: "center", 1: "lean right", 2: "right", 3: "far right"}
FACTUALITY_LABELS = {1: "very low", 2: "low", 3: "mixed", 4: "high", 5: "very high"}
RATED_BEFORE = timedelta(days=120)
SOURCE = "made up for the demo"

_ARTICLE_KEYS = frozenset({"key", "outlet", "path", "minutes", "kind", "authors", "title", "text", "carries", "keep", "ending"})
_PATH = re.compile(r"/[A-Za-z0-9._~,/-]+")

_DATED = re.compile(r"([A-ZÀ-Þ]{3,}[^–-]{0,40}?) [–-] (.*)", re.DOTALL)  # a text that brings its own "PLACE - "


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A fictional outlet. ``number`` is its place in outlets.toml, which its habits are drawn from."""

    id: str
    number: int
    name: str
    country: str
    language: str
    agency: bool = False
    state: bool = False
    public_service: bool = False
    scope: str = "unknown"
    owner: str = ""
    bias: int | None = None
    factuality: int | None = None
    stands: Mapping[str, int] = field(default_factory=dict)  # on the scales besides bias

    @property
    def host(self) -> str:
        return f"{self.id}.example"

    @property
    def feed_path(self) -> str:
        return FEED_PATHS[self.number % len(FEED_PATHS)]

    @property
    def outlet(self) -> Outlet:
        medium = Medium.AGENCY if self.agency else Medium.BROADCASTER if self.id in BROADCASTERS else Medium.NEWSPAPER
        return Outlet(
            id=OutletId(self.id),
            name=self.name,
            domains=(self.host,),
            country=self.country,
            languages=(self.language,),
            medium=medium,
            agency=self.agency,
            state=self.state,
            public_service=self.public_service,
            scope=Scope(self.scope),
            owner=OwnerId(self.owner) if self.owner else None,
            owner_source=SOURCE if self.owner else "",
            facts_source=SOURCE if self.agency or self.state or self.public_service else "",
            homepage=f"http://{self.host}/",
            feeds=(f"http://{self.host}{self.feed_path}",),
            fiction=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article as it stands on its page. ``carried_from`` is the agency whose text it is, where it is a copy."""

    paper: Paper
    story: str
    key: str
    path: str
    kind: Kind
    title: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]
    published: datetime
    carried_from: Paper | None = None

    @property
    def url(self) -> str:
        return f"http://{self.paper.host}{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """Papers by id, in the order of outlets.toml; pieces newest first; raters by their key."""

    papers: Mapping[str, Paper]
    pieces: tuple[Piece, ...]
    raters: Mapping[str, str]
    owners: tuple[Owner, ...]
    spectra: tuple[Spectrum, ...]

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        return tuple(paper.outlet for paper in self.papers.values())

    def of(self, paper: Paper) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.paper.id == paper.id)

    def pack(self, now: datetime) -> tuple[Pack, list[Rating]]:
        """What the two fictional raters say: the first rates all that outlets.toml gives a value, the second fewer and a
        little differently, so that a page has agreement, disagreement and gaps to show."""
        first, second = self.raters.values()
        rated_on = (now - RATED_BEFORE).date().isoformat()
        pack = Pack(id="demo", name=f"The demo's ratings. {NOTICE}", format="demo", source=SOURCE, digest=f"demo-{rated_on}")
        made: list[Rating] = []
        for paper in self.papers.values():
            for axis, value, labels in self._values(paper):
                draw = sha256(f"{paper.id} {axis}".encode()).digest()[0] % 6
                other = None if draw == 0 else value + (-1 if draw == 1 else 1 if draw == 2 else 0)
                for rater, said in ((first, value), (second, other)):
                    if said is not None:
                        said = min(max(said, min(labels)), max(labels))
                        made.append(
                            Rating(
                                rater=rater,
                                domain=paper.host,
                                axis=axis,
                                value=said,
                                label=labels[said],
                                rated_on=rated_on,
                                pack=pack.id,
                            )
                        )
        return pack, made

    def _values(self, paper: Paper) -> Iterator[tuple[str, int, Mapping[int, str]]]:
        """Where outlets.toml puts a paper: axis, value and the raters' words for every value."""
        if paper.bias is not None:
            yield BIAS, paper.bias, BIAS_LABELS
        if paper.factuality is not None:
            yield FACTUALITY, paper.factuality, FACTUALITY_LABELS
        for spectrum in self.spectra:
            if spectrum.id in paper.stands:
                yield spectrum.id, paper.stands[spectrum.id], {n: spectrum.label(side_of(n)).lower() for n in BIAS_LABELS}


def read(now: datetime, folder: Traversable | None = None) -> Newsroom:
    """The press of ``folder`` (default: the one that ships) as it stands at ``now``.

    Raises:
        SettingsError: a file is wrong; the text lists every problem.
    """
    folder = folder or files("everyside.demo")
    wrong = problems(folder)
    if wrong:
        raise SettingsError("\n".join(wrong))
    now = utc(now).replace(microsecond=0)
    table = tomllib.loads((folder / "outlets.toml").read_text(encoding="utf-8"))
    papers = {row["id"]: Paper(number=number, **row) for number, row in enumerate(table["outlet"])}
    owners = tuple(_owner(row) for row in table["owner"])
    spectra = tuple(_spectrum(row) for row in table["spectrum"])
    pieces = [piece for slug, story in _stories(folder) for piece in _pieces(slug, story, papers, table["countries"], now)]
    pieces.sort(key=lambda piece: (piece.published, piece.url), reverse=True)
    raters = {key: rater["name"] for key, rater in table["raters"].items()}
    return Newsroom(papers=papers, pieces=tuple(pieces), raters=raters, owners=owners, spectra=spectra)


def problems(folder: Traversable | None = None) -> list[str]:
    """Everything that is wrong with the demo data, one sentence each; empty where nothing is."""
    folder = folder or files("everyside.demo")
    try:
        table = tomllib.loads((folder / "outlets.toml").read_text(encoding="utf-8"))
        stories = _stories(folder)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [f"the demo data cannot be read: {error}"]
    wrong: list[str] = []
    languages = {row["id"]: row["language"] for row in table["outlet"]}
    if len(languages) < len(table["outlet"]):
        wrong.append("outlets.toml: an id is used twice")
    if len(table["raters"]) != 2:
        wrong.append("outlets.toml: the demo has two raters")
    wrong += [f"outlets.toml: {key}: the rater's name must end in (fiction)" for key in _unmarked(table["raters"])]
    wrong += _world_problems(table)
    for row in table["outlet"]:
        if row.get("bias", 0) not in BIAS_LABELS or row.get("factuality", 1) not in FACTUALITY_LABELS:
            wrong.append(f"outlets.toml: {row['id']}: bias goes from -3 to 3, factuality from 1 to 5")
    paths: dict[tuple[str, str], str] = {}
    ages: dict[float, str] = {}
    for slug, story in stories:
        wrong += [f"{slug}: {text}" for text in _story_problems(story, languages, table["countries"])]
        other = ages.setdefault(story.get("age_hours", 0), slug)
        if other != slug:
            wrong.append(f"{slug}: begins at the same hour as {other}; choose another age_hours")
        for row in story.get("article", []):
            place = (str(row.get("outlet")), str(row.get("path")))
            other = paths.setdefault(place, f"{slug}/{row.get('key')}")
            if other != f"{slug}/{row.get('key')}":
                wrong.append(f"{slug}: {row.get('key')}: {place[0]} has the path {place[1]} already, for {other}")
    return wrong


def _world_problems(table: Mapping[str, Any]) -> Iterator[str]:
    """Owners, scales and outlets that speak of what is not there, and scales that do not say that they are fiction."""
    owners = {row["id"] for row in table["owner"]}
    scales = {row["id"] for row in table["spectrum"]}
    if len(owners) < len(table["owner"]):
        yield "outlets.toml: an owner's id is used twice"
    for row in (*table["owner"], *table["outlet"]):
        if row["country"] not in table["countries"]:
            yield f"outlets.toml: {row['id']}: {row['country']} is not among the countries"
        named = row.get("owner") or row.get("parent")
        if named and named not in owners:
            yield f"outlets.toml: {row['id']}: {named!r} is no owner"
        if row.get("kind", OwnerKind.UNKNOWN) not in set(OwnerKind) or row.get("scope", Scope.UNKNOWN) not in set(Scope):
            yield f"outlets.toml: {row['id']}: kind or scope is none there is"
        for scale, value in row.get("stands", {}).items():
            if scale not in scales - {BIAS} or value not in BIAS_LABELS:
                yield f"outlets.toml: {row['id']}: stands names the scales besides bias, each from -3 to 3"
    for row in table["spectrum"]:
        if not row["name"].endswith("(fiction)") or not set(row["countries"]) <= set(table["countries"]):
            yield f"outlets.toml: {row['id']}: the name must end in (fiction), and the countries be of this world"


def _stories(folder: Traversable) -> list[tuple[str, dict[str, Any]]]:
    found = sorted((file for file in (folder / "stories").iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return [(file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8"))) for file in found]


def _story_problems(story: Mapping[str, Any], languages: Mapping[str, str], countries: Mapping[str, str]) -> Iterator[str]:
    rows = story.get("article", [])
    keys = [row.get("key") for row in rows]
    by_key = {row.get("key"): row for row in rows}
    if not story.get("event") or story.get("place") not in countries:
        yield "event must be told and place be one of the countries"
    age = story.get("age_hours", 0)
    if not 2 <= age <= 40:
        yield "age_hours must lie between 2 and 40"
    for key in sorted({str(key) for key in keys if keys.count(key) > 1}):
        yield f"{key}: the key is used twice"
    for row in rows:
        yield from (f"{row.get('key')}: {text}" for text in _row_problems(row, by_key, languages, age))


def _row_problems(
    row: Mapping[str, Any], by_key: Mapping[Any, Mapping[str, Any]], languages: Mapping[str, str], age: float
) -> Iterator[str]:
    for key in sorted(set(row) - _ARTICLE_KEYS):
        yield f"{key} is not a known key"
    if row.get("outlet") not in languages:
        yield f"{row.get('outlet')!r} is not an id of outlets.toml"
    if not row.get("title", "").strip():
        yield "the title is missing"
    if not _PATH.fullmatch(row.get("path", "")) or row.get("path") in (*FEED_PATHS, "/robots.txt", "/sitemap-news.xml"):
        yield f"{row.get('path')!r} is not a path for an article"
    if not 0 <= row.get("minutes", -1) <= age * 60:
        yield "minutes must not be below 0 nor put the article in the future"
    if row.get("kind", "news") not in set(Kind):
        yield f"kind must be one of {', '.join(Kind)}"
    if "carries" not in row:
        if not row.get("text", "").strip():
            yield "the text is missing"
        return
    source = by_key.get(row["carries"])
    if row.get("text"):
        yield "an article that carries another has no text of its own"
    if source is None or "carries" in source:
        yield f"carries {row['carries']!r}, which is no article with a text in this file"
    elif languages.get(source.get("outlet", "")) != languages.get(row.get("outlet", "")):
        yield "carries a text of another language"
    elif row.get("minutes", 0) < source.get("minutes", 0):
        yield "carries a text that was not yet written"
    elif not 1 <= row.get("keep", 0) <= len(_paragraphs(source.get("text", ""))):
        yield f"keep must lie between 1 and the {len(_paragraphs(source.get('text', '')))} paragraphs of {row['carries']}"


def _unmarked(raters: Mapping[str, Mapping[str, str]]) -> list[str]:
    return [key for key, rater in raters.items() if not rater.get("name", "").endswith("(fiction)")]


def _pieces(
    slug: str, story: Mapping[str, Any], papers: Mapping[str, Paper], countries: Mapping[str, str], now: datetime
) -> Iterator[Piece]:
    first = now - timedelta(hours=story["age_hours"])
    rows = {row["key"]: row for row in story["article"]}
    for row in story["article"]:
        paper = papers[row["outlet"]]
        source = rows[row["carries"]] if "carries" in row else row
        writer = papers[source["outlet"]]
        paragraphs = _paragraphs(source["text"])
        if writer.agency and not row.get("ending"):
            dated = _DATED.match(paragraphs[0])
            place, rest = dated.groups() if dated else (countries[story["place"]].upper(), paragraphs[0])
            paragraphs[0] = f"{place} ({writer.name}) – {rest}"
        if source is not row:
            paragraphs = paragraphs[: row["keep"]] + ([row["ending"]] if row.get("ending") else [])
        yield Piece(
            paper=paper,
            story=slug,
            key=row["key"],
            path=row["path"],
            kind=Kind(row.get("kind", source.get("kind", "news"))),
            title=row["title"],
            paragraphs=tuple(paragraphs),
            authors=tuple(row.get("authors", ())),
            published=min(first + timedelta(minutes=row["minutes"]), now),
            carried_from=None if source is row else writer,
        )


def _paragraphs(text: str) -> list[str]:
    return [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]


def _spectrum(row: Mapping[str, Any]) -> Spectrum:
    return Spectrum(**{**row, "letters": tuple(row["letters"]), "countries": tuple(row["countries"])})


def _owner(row: Mapping[str, str]) -> Owner:
    return Owner(
        id=OwnerId(row["id"]),
        name=row["name"],
        kind=OwnerKind(row.get("kind", OwnerKind.UNKNOWN)),
        country=row["country"],
        parent=OwnerId(row["parent"]) if "parent" in row else None,
        source=SOURCE,
        fiction=True,
    )
