"""The index of articles: who is in it, who answers a question, and the vectors of those who are.

SQLite has FTS5 tables and bm25 (Robertson and Zaragoza 2009), PostgreSQL has tsvector and ts_rank. Both get words that are folded
already, so they find the same; their orders differ, since ts_rank does not know how rare a word is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    REAL,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from everyside.records.ids import ArticleId, OutletId, StoryId
from everyside.records.search import Findable, Hit, Phrase, Query
from everyside.storage import ledger as lines
from everyside.storage.database import Tx
from everyside.storage.dialect import chunks, select_in, storable_text
from everyside.storage.schema import articles, findable, ledger, members, outlet_domains, outlets, summaries, vectors

# What a word in the title, in the translated title and beginning, and in the text is worth.
TITLE, TOLD, TEXT = 4.0, 2.0, 1.0
# Of a question that more articles answer, those are ranked that came in last: a word that a fifth of all articles holds tells news
# apart by its age alone, and ranking 100,000 took 117 ms.
MOST_RANKED = 20_000
# The best that are asked for their outlet one by one, 4 us each; where too few pass, the outlets' articles are chosen first.
MOST_CHECKED, _CHECKED_AT_ONCE = 4_500, 1_500
_WEIGHTS = [TEXT / TITLE, TEXT / TITLE, TOLD / TITLE, 1.0]  # of a tsvector's D, C, B, A
_POSITIONS = 16_383  # the last a tsvector tells apart
_PER_WORD = 255  # positions of one word in a tsvector
_BY_LENGTH = 1  # ts_rank: divide by 1 + log of the length

_NUMBER = findable.c.number
_OUTLETS = select(_NUMBER, articles.c.outlet_id).join(articles, articles.c.id == findable.c.article_id)
_words = table("findable_words", column("rowid"), column("rank"), column("number"), column("words"))


class Vectorised(NamedTuple):
    """An article of the index with its vector; ``number`` grows with every article that comes in or comes again."""

    number: int
    article_id: ArticleId
    published: datetime
    values: bytes


def version_of(version: str, translated_by: str) -> str:
    """What an index row is made by: the step's version and whoever translated the article."""
    return f"{version}#{translated_by}"


def pending(tx: Tx, step: str, version: str, vectors_by: str, translate: str, now: datetime, limit: int) -> list[str]:
    """Articles that have a vector by ``vectors_by`` and no index row of this version and their present translation, the oldest
    first: so numbers grow about as times do.

    ``translate``: the step whose ledger says by whom an article is translated.
    """
    told = ledger.alias("told")
    made_by = literal(version + "#") + func.coalesce(told.c.made_by, "")
    source = (
        select(articles.c.id, articles.c.published, made_by.label("made_by"))
        .select_from(
            articles.join(vectors, vectors.c.article_id == articles.c.id).outerjoin(
                told, and_(told.c.step == translate, told.c.item == articles.c.id)
            )
        )
        .where(vectors.c.made_by == vectors_by)
        .subquery()
    )
    order = (source.c.published, source.c.id)
    return lines.pending(
        tx, step=step, now=now, limit=limit, source=source, item=source.c.id, made_by=source.c.made_by, order_by=order
    )


def translated_by(tx: Tx, translate: str, ids: Iterable[str]) -> dict[str, str]:
    """Who translated each of the articles ``ids`` that anybody tried to."""
    query = select(ledger.c.item, ledger.c.made_by).where(ledger.c.step == translate)
    return {row.item: row.made_by for row in select_in(tx, query, ledger.c.item, ids)}


def save(tx: Tx, found: Sequence[Findable]) -> None:
    """Insert or replace. The articles must be known; an article's row goes with it."""
    latest = {each.article_id: each for each in found}
    for ids in chunks(latest):
        tx.execute(delete(findable).where(findable.c.article_id.in_(ids)))
    if not latest:
        return
    columns = ("article_id", "language", "published", "made_by")
    tx.execute(insert(findable), [{name: getattr(each, name) for name in columns} for _, each in sorted(latest.items())])
    numbers = {
        row.article_id: row.number
        for row in select_in(tx, select(findable.c.article_id, findable.c.number), findable.c.article_id, latest)
    }
    if tx.dialect.name == "sqlite":
        statement = "INSERT INTO findable_words (rowid, title, told, text) VALUES (:number, :title, :told, :text)"
        rows = [{"number": numbers[id], "title": e.title, "told": e.told, "text": e.text} for id, e in latest.items()]
    else:
        statement = "INSERT INTO findable_words (number, words) VALUES (:number, CAST(:words AS tsvector))"
        rows = [{"number": numbers[id], "words": _tsvector(each)} for id, each in latest.items()]
    tx.execute(text(statement), rows)


def by_words(tx: Tx, query: Query, *, limit: int, newest: bool = False) -> list[Hit]:
    """The ``limit`` articles that hold the words of ``query`` and pass its filters (sides apart), the best or the newest first."""
    if not query.words:
        return []
    return _holding(tx, _match(tx, query.words, query.without), query, limit, newest)


def by_phrases(tx: Tx, phrases: Sequence[Phrase], *, limit: int) -> list[Hit]:
    """The ``limit`` articles that hold most of ``phrases``, at least one."""
    if not phrases:
        return []
    between = " OR " if tx.dialect.name == "sqlite" else " | "
    return _holding(tx, between.join(_phrase(tx, phrase) for phrase in phrases), None, limit, False)


def passing(tx: Tx, ids: Iterable[ArticleId], query: Query) -> list[Hit]:
    """Those of ``ids`` that are still there and pass the filters of ``query`` (sides apart), in the order given."""
    wanted = list(ids)
    outlet_ids = _of_outlets(query)
    of = None if outlet_ids is None else _ids(tx, outlet_ids)
    rows = select_in(tx, _hits().where(*_passing(query)), findable.c.article_id, wanted)
    found = {row.article_id: _hit(row) for row in rows if of is None or row.outlet_id in of}
    return [found[id] for id in wanted if id in found]


class Headline(NamedTuple):
    """What a story is called, and in which language."""

    story_id: StoryId
    headline: str
    language: str


def headlines(tx: Tx, ids: Iterable[StoryId]) -> dict[StoryId, Headline]:
    """Of the stories of ``ids`` that have one: a summary without its points."""
    query = select(summaries.c.story_id, summaries.c.headline, summaries.c.language)
    return {row[0]: Headline(*row) for row in select_in(tx, query, summaries.c.story_id, ids)}


class Opening(NamedTuple):
    """What a list shows of an article, and the text to find a passage in."""

    id: ArticleId
    outlet_id: OutletId
    url: str
    title: str
    language: str
    published: datetime
    published_stated: bool
    paywall: bool
    summary: str
    text: str


def openings(tx: Tx, ids: Iterable[ArticleId], characters: int) -> dict[ArticleId, Opening]:
    """The articles of ``ids``; at most so many characters of each text."""
    query = select(
        articles.c.id,
        articles.c.outlet_id,
        articles.c.url,
        articles.c.title,
        articles.c.language,
        articles.c.published,
        articles.c.published_stated,
        articles.c.paywall,
        articles.c.summary,
        func.substr(articles.c.text, 1, characters),
    )
    return {row[0]: Opening(*row) for row in select_in(tx, query, articles.c.id, ids)}


def spread(tx: Tx) -> tuple[frozenset[str], frozenset[str]]:
    """The languages and countries of the outlets that have articles here."""
    reported = exists().where(articles.c.outlet_id == outlets.c.id)
    rows = tx.execute(select(outlets.c.country, cast(outlets.c.languages, Text)).where(reported).distinct()).all()
    return frozenset(code for _, told in rows for code in json.loads(told)), frozenset(country for country, _ in rows if country)


def newest_number(tx: Tx) -> int:
    """The number of the article that came into the index last; 0 for an empty one."""
    return int(tx.execute(select(func.coalesce(func.max(findable.c.number), 0))).scalar_one())


def vectors_after(tx: Tx, number: int, vectors_by: str, limit: int) -> Iterator[Vectorised]:
    """The ``limit`` newest articles with numbers above ``number`` that have a vector by ``vectors_by``, as a stream."""
    statement = (
        select(findable.c.number, findable.c.article_id, findable.c.published, vectors.c["values"])
        .join(vectors, vectors.c.article_id == findable.c.article_id)
        .where(findable.c.number > number, vectors.c.made_by == vectors_by)
        .order_by(findable.c.published.desc())
        .limit(limit)
    )
    for row in tx.execution_options(yield_per=2000).execute(statement):
        yield Vectorised(*row)


def _holding(tx: Tx, match: str, query: Query | None, limit: int, newest: bool) -> list[Hit]:
    """Articles whose words match. The best are chosen before anything is joined to them but what filters need."""
    found = _Found(tx, match, [] if query is None else _passing(query), newest)
    if query is None or (passing := _of_outlets(query)) is None:
        return found.hits(found.best(found.bounded).limit(limit), limit)
    hits = found.hits(found.best(found.bounded).limit(MOST_CHECKED), limit, _ids(tx, passing))
    if not found.sparse:
        return hits
    # The filter lets little through, so there are few articles to let through: these are chosen first, and all are ranked.
    theirs = select(findable.c.number).join(articles, articles.c.id == findable.c.article_id)
    return found.hits(found.best(found.among(theirs.where(articles.c.outlet_id.in_(passing)))).limit(limit), limit)


class _Found:
    """The articles that hold words and pass what the index itself can tell (``conditions``)."""

    def __init__(self, tx: Tx, match: str, conditions: Sequence[ColumnElement[bool]], newest: bool) -> None:
        self._tx = tx
        self.sparse = False  # the last choice was broken off: so few pass that ``limit`` would not be reached
        if tx.dialect.name == "sqlite":
            self._number: ColumnElement[Any] = _words.c.rowid
            self._matching: ColumnElement[bool] = literal_column("findable_words").match(match)
            score: ColumnElement[Any] = _words.c.rank
            ranked: ColumnElement[bool] = and_(self._matching, _words.c.rank.match(f"bm25({TITLE}, {TOLD}, {TEXT})"))
        else:
            self._number, asked = _words.c.number, cast(match, TSQUERY)
            self._matching = ranked = _words.c.words.bool_op("@@")(asked)
            score = -func.ts_rank(cast(_WEIGHTS, ARRAY(REAL)), _words.c.words, asked, _BY_LENGTH)
        self._conditions = conditions
        self._ranked = self._matching if newest else ranked
        self._score: ColumnElement[Any] = literal(0.0) if newest else score
        self._order: ColumnElement[Any] = findable.c.published.desc() if newest else score
        joined = _words.join(findable, findable.c.number == self._number)
        self._source: Any = joined if conditions or newest else _words
        self._told = joined if conditions else _words

    @property
    def bounded(self) -> ColumnElement[bool]:
        """Among the MOST_RANKED that came in last."""
        last = select(self._number).select_from(self._told).where(self._matching, *self._conditions)
        return self._number > (self._tx.execute(last.order_by(self._number.desc()).offset(MOST_RANKED).limit(1)).scalar() or 0)

    def among(self, numbers: Select[Any]) -> ColumnElement[bool]:
        """``+ 0``: FTS5 would else be asked once for each number."""
        return (self._number + literal_column("0")).in_(numbers)

    def best(self, where: ColumnElement[bool]) -> Select[Any]:
        """Numbers and scores, the best first; of those alike the one that came in last."""
        chosen = select(self._number.label("number"), self._score.label("score")).select_from(self._source)
        return chosen.where(self._ranked, where, *self._conditions).order_by(self._order, self._number.desc())

    def hits(self, chosen: Select[Any], limit: int, of: frozenset[str] | None = None) -> list[Hit]:
        """The first ``limit`` of ``chosen`` by the outlets ``of`` (None: by any); of those alike the one published last.

        Outlets are told apart here: SQLite would read all their articles first, 10 s for a common word.
        """
        seen = 0
        scores: dict[int, float] = {}
        for rows in self._tx.execute(chosen).partitions(_CHECKED_AT_ONCE) if of is None or of else ():
            seen += len(rows)
            by = {} if of is None else {row[0]: row[1] for row in select_in(self._tx, _OUTLETS, _NUMBER, [row[0] for row in rows])}
            scores.update((number, score) for number, score in rows if of is None or by.get(number) in of)
            if len(scores) >= limit:
                break
            self.sparse = of is not None and seen % _CHECKED_AT_ONCE == 0 and len(scores) * MOST_CHECKED < limit * seen
            if self.sparse:
                return []
        found = [(scores[row.number], _hit(row)) for row in select_in(self._tx, _hits(), _NUMBER, list(scores)[:limit])]
        found.sort(key=lambda each: (each[0], -each[1].published.timestamp(), each[1].article_id))
        return [hit for _, hit in found]


def _hits() -> Select[Any]:
    columns = (findable.c.number, findable.c.article_id, members.c.story_id, articles.c.outlet_id, findable.c.published)
    return select(*columns).select_from(
        findable.join(articles, articles.c.id == findable.c.article_id).outerjoin(
            members, members.c.article_id == findable.c.article_id
        )
    )


def _hit(row: Any) -> Hit:
    return Hit(
        article_id=ArticleId(row.article_id),
        story_id=StoryId(row.story_id) if row.story_id else None,
        outlet_id=OutletId(row.outlet_id),
        published=row.published,
    )


def _passing(query: Query) -> list[ColumnElement[bool]]:
    """What the index itself can tell of the filters; ``_of_outlets`` is the rest."""
    conditions: list[ColumnElement[bool]] = []
    if query.languages:
        conditions.append(findable.c.language.in_(query.languages))
    if query.after:
        conditions.append(findable.c.published >= query.after)
    if query.before:
        conditions.append(findable.c.published < query.before)
    return conditions


def _of_outlets(query: Query) -> Select[Any] | None:
    """The outlets whose articles pass; None where all do."""
    if not (query.countries or query.sites):
        return None
    passing = select(outlets.c.id)
    if query.countries:
        passing = passing.where(outlets.c.country.in_(query.countries))
    if query.sites:
        domain = outlet_domains.c.domain
        of_site = or_(*(or_(domain == site, domain.endswith(f".{site}", autoescape=True)) for site in query.sites))
        passing = passing.where(outlets.c.id.in_(select(outlet_domains.c.outlet_id).where(of_site)))
    return passing


def _ids(tx: Tx, chosen: Select[Any]) -> frozenset[str]:
    return frozenset(tx.execute(chosen).scalars())


def _match(tx: Tx, words: Sequence[Phrase], without: Sequence[Phrase]) -> str:
    """The question in the database's own language. Words are letters, digits and marks alone, and quoted nevertheless."""
    if tx.dialect.name == "sqlite":
        wanted = " AND ".join(_phrase(tx, phrase) for phrase in words)
        unwanted = " OR ".join(_phrase(tx, phrase) for phrase in without)
        return f"({wanted}) NOT ({unwanted})" if unwanted else wanted
    return " & ".join([*(_phrase(tx, phrase) for phrase in words), *(f"!{_phrase(tx, phrase)}" for phrase in without)])


def _phrase(tx: Tx, phrase: Phrase) -> str:
    words = [(_quoted(word.rstrip("*")), word.endswith("*")) for word in phrase]
    if tx.dialect.name == "sqlite":
        return "(" + " + ".join(f'"{word}"' + (" *" if begins else "") for word, begins in words) + ")"
    return "(" + " <-> ".join(f"'{word}'" + (":*" if begins else "") for word, begins in words) + ")"


def _quoted(word: str) -> str:
    return storable_text(word).replace('"', "").replace("'", "").replace("\\", "")


def _tsvector(found: Findable) -> str:
    """The words with their positions and weights (A title, B translation, D text), as PostgreSQL reads them: its own parser would
    cut scripts differently from server to server. Between the parts is a gap, so that no phrase reaches over it."""
    places: dict[str, list[str]] = {}
    position = 0
    for part, weight in ((found.title, "A"), (found.told, "B"), (found.text, "")):
        for word in part.split(" ") if part else ():
            position += 1
            held = places.setdefault(_quoted(word), [])
            if len(held) < _PER_WORD and position <= _POSITIONS:
                held.append(f"{position}{weight}")
        position += 1
    return " ".join(f"'{word}':{','.join(held)}" if held else f"'{word}'" for word, held in places.items() if word)
