"""Answers to a question as stories or as articles, with what else can be said of the question itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from everyside.interface import formats
from everyside.interface.messages import _, count, looked_up
from everyside.language import asking
from everyside.pages import feed
from everyside.pages.addresses import story_path, web_link
from everyside.pages.finding import MOST, Answer, Answers, find, sides_of
from everyside.pages.meaning import Meaning
from everyside.pages.names import country_name, lang_attribute, language_name
from everyside.pages.paging import Paging, address, pages_of, paging
from everyside.pages.plans import Lock, sides_unasked
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.sides import Distribution, distribution, label_of, letter_of, spectrum_of
from everyside.pages.snippets import LOOKED_AT, Piece, marked, snippet
from everyside.records.ids import OutletId, StoryId
from everyside.records.outlet import Outlet
from everyside.records.rating import BIAS, Side
from everyside.records.search import Phrase, Query
from everyside.storage import coverages, notes, outlets, search, spectra, stories
from everyside.storage.database import Tx

PATH = "/search"
STORIES, ARTICLES = "stories", "articles"
PAGE_SIZE = 20
SIDES = tuple(side.value for side in Side)
SORTS = ("best", "newest")
TEXT_READ = 6000  # characters of each text a passage is looked for in: of the 20,000 indexed, where nearly all answers stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The form as it was filled in: the question and its filters, each empty where it was left open; dates as ISO days."""

    question: str = ""
    kind: str = STORIES
    language: str = ""
    country: str = ""
    side: str = ""
    after: str = ""
    before: str = ""
    sort: str = SORTS[0]

    @property
    def query(self) -> dict[str, str]:
        """As the page's address carries it."""
        return {
            "q": self.question,
            "kind": "" if self.kind == STORIES else self.kind,
            "lang": self.language,
            "country": self.country,
            "side": self.side,
            "after": self.after,
            "before": self.before,
            "sort": "" if self.sort == SORTS[0] else self.sort,
        }

    @property
    def address(self) -> str:
        return address(PATH, self.query)

    @property
    def narrowed(self) -> bool:
        return bool(self.language or self.country or self.side or self.after or self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFound:
    outlet: str
    side_letter: str  # empty, as label and side, where sides are locked
    side_label: str
    side: str
    country: str
    url: str  # empty where the address is not http(s)
    title: tuple[Piece, ...]  # as written
    language: str  # for ``lang``
    language_name: str
    told: str  # the title in the reader's language, where it is kept in it; else empty
    passage: tuple[Piece, ...]  # as written
    published: datetime
    published_stated: bool
    by_words: bool
    story: str  # the story's address, empty where it is in none


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFound:
    path: str
    told: Told  # the headline
    facts: str  # e.g. "12 outlets · 9 independent texts"
    axis: str  # the name of the scale of the bar; empty for left–right
    bar: Distribution | None  # None where it is locked, or nobody has counted yet
    first: datetime
    last: datetime
    answers: str  # how many of its articles answer
    best: ArticleFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    label: str
    number: str
    path: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    site: str
    at: datetime
    asked: Asked
    heading: str
    found: str  # how many, in words; empty where nothing was asked
    notes: tuple[str, ...]
    tabs: tuple[Tab, ...]
    stories: tuple[StoryFound, ...]
    articles: tuple[ArticleFound, ...]
    languages: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    sides: tuple[Choice, ...]  # none where they are locked
    lock: Lock | None  # of the sides, where there would be some
    unfiltered: str  # the same question without filters; empty where there are none
    paging: Paging
    fiction: bool

    @property
    def empty(self) -> bool:
        return not self.stories and not self.articles


def query_of(asked: Asked) -> Query:
    """The question with the filters of the form; an article of the day ``before`` still passes."""
    return asking.narrowed(
        asking.parse(asked.question),
        language=asked.language,
        country=asked.country,
        side=asked.side,
        after=asking.date_of(asked.after),
        before=asking.date_of(asked.before),
    )


def build(
    tx: Tx,
    asked: Asked,
    *,
    site: str,
    now: datetime,
    into: str = "en",
    meaning: Meaning | None = None,
    page: int = 1,
    locked: Mapping[str, Lock] = MappingProxyType({}),
) -> SearchPage | None:
    """Page ``page`` of the answers; None past the last.

    ``locked``: blocks that the reader's plan does not open; where the sides are among them, none is shown, and a filter by side is
    left out and said to be.
    """
    lock, by_side = locked.get("sides"), bool(query_of(asked).sides)
    asked, query = _without_sides(asked) if lock else (asked, query_of(asked))
    found = find(tx, query, meaning, newest=asked.sort == SORTS[1])
    told = found.stories
    number = len(told) if asked.kind == STORIES else len(found.articles)
    if page > pages_of(number, PAGE_SIZE):
        return None
    part = slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
    shown = [each[0] for _, each in told[part]] if asked.kind == STORIES else list(found.articles[part])
    rows = _Rows(tx, shown, query, into, [id for id, _ in told[part]] if asked.kind == STORIES else (), locked)
    spoken, lands = search.spread(tx)
    return SearchPage(
        site=site,
        at=now,
        asked=asked,
        heading=_("Search: %(question)s", question=asked.question) if asked.question.strip() else _("Search"),
        found=_said(found, len(told)) if query.words else "",
        notes=(*_notes(query, found), *((sides_unasked(lock),) if lock and by_side else ())),
        tabs=(
            Tab(
                label=_("Stories"),
                number=formats.number(len(told)),
                path=replace(asked, kind=STORIES).address,
                current=asked.kind == STORIES,
            ),
            Tab(
                label=_("Articles"),
                number=formats.number(len(found.articles)),
                path=replace(asked, kind=ARTICLES).address,
                current=asked.kind == ARTICLES,
            ),
        )
        if query.words
        else (),
        stories=tuple(rows.story(id, each) for id, each in told[part] if rows.told(id)) if asked.kind == STORIES else (),
        articles=tuple(rows.article(each) for each in shown if rows.there(each)) if asked.kind == ARTICLES else (),
        languages=_choices({code: language_name(code) for code in spoken}, asked.language),
        countries=_choices({code: country_name(code) for code in lands}, asked.country),
        sides=() if lock else tuple(Choice(value=side, label=label_of(Side(side))) for side in SIDES),
        lock=lock if found.articles or by_side else None,
        unfiltered=Asked(question=asked.question, kind=asked.kind).address if asked.narrowed else "",
        paging=paging(number=page, pages=pages_of(number, PAGE_SIZE), path=PATH, query=asked.query),
        fiction=rows.fiction or notes.read(tx, "press") == "demo",
    )


def search_feed(
    tx: Tx,
    asked: Asked,
    *,
    site: str,
    into: str = "en",
    meaning: Meaning | None = None,
    now: datetime,
    locked: Collection[str] = (),
) -> feed.Feed:
    """The stories that answer, as a feed: the newest answers first. A filter by side is left out where sides are ``locked``."""
    asked, query = _without_sides(asked) if "sides" in locked else (asked, query_of(asked))
    found = find(tx, query, meaning, newest=True)
    told = found.stories[: feed.MOST_ITEMS]
    rows = _Rows(tx, [each[0] for _, each in told], query, into, [id for id, _ in told], locked)
    items = []
    for id, answers in told:
        if not rows.told(id):
            continue
        story = rows.story(id, answers)
        items.append(
            feed.Item(
                id=f"/story/{id}",
                title=story.told.text[: feed.TITLE_LENGTH],
                link=story.path,
                text="".join(piece.text for piece in story.best.passage),
                published=story.first,
                updated=story.last,
                language=story.told.language,
                author=story.best.outlet,
            )
        )
    return feed.Feed(
        title=f"{site}: {asked.question}",
        about=_("Stories found for “%(question)s”.", question=asked.question),
        path=asked.address,
        items=tuple(items),
        fiction=rows.fiction or notes.read(tx, "press") == "demo",
    )


class _Rows:
    """What lists show of some answers, read at once."""

    def __init__(
        self, tx: Tx, shown: Sequence[Answer], query: Query, into: str, ids: Sequence[StoryId], locked: Collection[str]
    ) -> None:
        self._told_sides = "sides" not in locked
        self._phrases: tuple[Phrase, ...] = query.words
        self._into = into
        self._openings = search.openings(tx, [each.hit.article_id for each in shown], min(TEXT_READ, LOOKED_AT))
        of = {each.outlet_id for each in self._openings.values()}
        self._outlets: Mapping[OutletId, Outlet] = outlets.get(tx, sorted(of))
        self._sides = sides_of(tx, sorted(of)) if self._told_sides else {}
        in_stories = {each.hit.story_id for each in shown if each.hit.story_id} | set(ids)
        self._summaries = search.headlines(tx, sorted(in_stories))
        self._stories = stories.get(tx, sorted(ids))
        self._coverages = coverages.get(tx, sorted(ids))
        self._spectra = spectra.every(tx)
        texts = [(each.language, each.title) for each in self._openings.values()]
        texts += [(each.language, each.headline) for each in self._summaries.values()]
        self._tongue = ReaderLanguage(tx, into, texts)
        self.fiction = any(each.fiction for each in self._outlets.values())

    def there(self, answer: Answer) -> bool:
        return answer.hit.article_id in self._openings

    def told(self, id: StoryId) -> bool:
        """Whether the story has a headline yet."""
        return id in self._summaries and id in self._stories

    def article(self, answer: Answer) -> ArticleFound:
        row = self._openings[answer.hit.article_id]
        outlet = self._outlets.get(row.outlet_id)
        side = self._sides.get(row.outlet_id, Side.UNRATED)
        left_right = spectrum_of(BIAS, self._spectra)
        told = self._tongue.told(row.language, row.title)
        phrases = self._phrases if answer.by_words else ()
        summary = answer.hit.story_id and self._summaries.get(answer.hit.story_id)
        return ArticleFound(
            outlet=outlet.name if outlet else row.outlet_id,
            side=side if self._told_sides else "",
            side_label=label_of(side, left_right) if self._told_sides else "",
            side_letter=letter_of(side, left_right) if self._told_sides else "",
            country=country_name(outlet.country) if outlet else "",
            url=web_link(row.url),
            title=marked(row.title or row.url, phrases),
            language=lang_attribute(row.language),
            language_name=language_name(row.language),
            told=told.text if told.original else "",
            passage=snippet(row.text or row.summary, phrases),
            published=row.published,
            published_stated=row.published_stated,
            by_words=answer.by_words,
            story=story_path(summary.story_id, summary.headline) if summary else "",
        )

    def story(self, id: StoryId, answers: Sequence[Answer]) -> StoryFound:
        summary, story, coverage = self._summaries[id], self._stories[id], self._coverages.get(id)
        spectrum = spectrum_of(coverage.axis if coverage else BIAS, self._spectra)
        return StoryFound(
            path=story_path(id, summary.headline),
            told=self._tongue.told(summary.language, summary.headline),
            facts=" · ".join(
                (
                    count(coverage.outlets, "%(num)s outlet", "%(num)s outlets"),
                    count(coverage.independent_texts, "%(num)s independent text", "%(num)s independent texts"),
                )
            )
            if coverage
            else count(story.articles, "%(num)s article", "%(num)s articles"),
            axis=looked_up(spectrum.name) if coverage and coverage.axis != BIAS and self._told_sides else "",
            bar=distribution(coverage.axes[coverage.axis].by_outlet, spectrum) if coverage and self._told_sides else None,
            first=story.first_published,
            last=story.last_published,
            answers=_of_articles(len(answers), story.articles),
            best=self.article(answers[0]),
        )


def _without_sides(asked: Asked) -> tuple[Asked, Query]:
    """The question without its filter by side, whether the form or the words hold it."""
    asked = replace(asked, side="")
    return asked, replace(query_of(asked), sides=())


def _of_articles(answering: int, articles: int) -> str:
    if articles <= 1:
        return _("Its one article answers")
    return count(
        min(answering, articles),
        "%(num)s of its %(articles)s articles answers",
        "%(num)s of its %(articles)s articles answer",
        articles=formats.number(articles),
    )


def _said(found: Answers, told: int) -> str:
    if not found.articles:
        return _("Nothing found.")
    articles = count(len(found.articles), "%(num)s article", "%(num)s articles")
    if len(found.articles) >= MOST:
        articles = _("at least %(articles)s", articles=articles)
    return _("%(stories)s and %(articles)s found.", stories=count(told, "%(num)s story", "%(num)s stories"), articles=articles)


def _notes(query: Query, found: Answers) -> tuple[str, ...]:
    said = []
    if query.without and not query.words:
        said.append(_("Say also what to look for: a search cannot consist of what to leave out alone."))
    if query.shortened:
        said.append(_("Only the first %(number)s words were looked for.", number=asking.MOST_WORDS))
    if query.literal and query.words:
        said.append(_("Only articles that hold these words to the letter are shown, because of the quotation marks or the minus."))
    if found.broken:
        said.append(_("Search by meaning is not available just now, so these are found by their words only."))
    return tuple(said)


def _choices(named: Mapping[str, str], current: str) -> tuple[Choice, ...]:
    """By name; what is chosen is among them though nothing here has it."""
    codes = dict(named)
    if current:
        codes.setdefault(current, current)
    return tuple(Choice(value=code, label=name) for code, name in sorted(codes.items(), key=lambda item: item[1]))
