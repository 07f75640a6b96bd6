"""A story's page: headline, cited bullets, coverage in figures, what came before and after, and every article with its why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from everyside.pages import agencies as wires
from everyside.pages import who as people
from everyside.pages.addresses import story_path, web_link
from everyside.pages.article_list import (
    ALL,
    PAGE_SIZE,
    ArticleGroup,
    ArticleRow,
    Tab,
    groups_of,
    introduced,
    paged,
    row_of,
    tabs_of,
)
from everyside.pages.coverage_box import CoverageBox, coverage_box
from everyside.pages.excerpts import EXCERPT_LENGTH, QUOTE_LENGTH, excerpt
from everyside.pages.follow_ups import Chip, FollowUps, chips, follow_ups
from everyside.pages.names import lang_attribute, language_name
from everyside.pages.paging import Paging, paging
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.sides import spectrum_of
from everyside.pages.why import CorrectionLine, Why, log_lines, whys
from everyside.records.coverage import Coverage
from everyside.records.ids import ArticleId, OutletId, OwnerId, StoryId
from everyside.records.outlet import Outlet
from everyside.records.rating import BIAS, Side
from everyside.records.story import Bullet, Summary
from everyside.records.translation import passage
from everyside.storage import copies, corrections, coverages, notes, reading, stories, summaries, tags
from everyside.storage.database import Tx


class Missing(StrEnum):
    """Why there is no page."""

    UNKNOWN = "unknown"  # no such story, or no such page of it
    GONE = "gone"  # the story was, and has no article any more


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationView:
    outlet: str
    url: str
    quote: str
    language: str  # for ``lang``
    language_name: str
    told: Told  # the quote as shown


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletView:
    text: str
    language: str
    told: Told  # the text as shown
    status: str
    independent_texts: int
    citations: tuple[CitationView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    id: StoryId
    path: str  # where the page stands now; another address of the same story is sent here
    site: str
    at: datetime
    headline: str  # as written
    language: str
    told: Told  # the headline as shown
    headline_outlet: str
    headline_url: str
    first: datetime
    last: datetime
    updated: datetime
    chips: tuple[Chip, ...]
    bullets: tuple[BulletView, ...]
    coverage: CoverageBox | None  # None until it is counted
    tabs: tuple[Tab, ...]
    axis: str  # the spectrum shown, and which the sides are of
    side: str
    articles: tuple[ArticleGroup, ...]
    places: Mapping[ArticleId, int]  # of the articles on this page of the list, for links within it
    introduced: Mapping[OutletId, ArticleId]  # of each outlet the article of this page at which it is told who that is
    why: Mapping[ArticleId, Why]  # of the articles on this page of the list
    paging: Paging
    follow_ups: FollowUps
    corrections: tuple[CorrectionLine, ...]
    fiction: bool


def build(
    tx: Tx,
    id: StoryId,
    *,
    site: str,
    now: datetime,
    into: str = "en",
    axis: str = "",
    side: str = ALL,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> StoryPage | Missing:
    """The page of a story; of the story it was merged into, if it was (then ``path`` holds that one's id).

    ``axis`` is a spectrum the story is rated on, or empty for the one that fits where it happens. ``side`` is ``all`` or a value
    of :class:`Side`; it narrows the article list, not the counts. ``size``: articles on a page of the list. ``into``: the
    reader's language, in which titles, excerpts and quotes are shown where they are translated.
    """
    living = stories.resolve(tx, id)
    story = stories.get(tx, [living]).get(living) if living is not None else None
    if living is None or story is None:
        return Missing.UNKNOWN
    cards = reading.article_cards(tx, [living]).get(living, [])
    if not cards:
        return Missing.GONE
    summary = summaries.get(tx, [living]).get(living)
    coverage = coverages.get(tx, [living]).get(living)
    fitting = coverage.axis if coverage else BIAS
    chosen_axis = axis or fitting
    if chosen_axis not in (coverage.axes if coverage else (BIAS,)):
        return Missing.UNKNOWN
    cited = reading.sources(tx, _cited(summary))
    outlet_ids = list({card.outlet_id for card in cards} | {outlet for outlet, _, _ in cited.values()})
    press = people.read(tx, outlet_ids, [OwnerId(each) for each in coverage.owners.raw] if coverage else [])
    outlet_of = press.outlets
    who_of = {outlet: people.who(outlet, press, chosen_axis) for outlet in outlet_of}
    credits = copies.credits_of(tx, [card.id for card in cards])
    whom = {credit.agency for each in credits.values() for credit in each} | set(coverage.agencies if coverage else ())
    agencies = wires.named(tx, whom)

    rows = [row_of(card, who_of[card.outlet_id], credits.get(card.id, ()), agencies) for card in cards]
    chosen = [row for row in rows if side in (ALL, row.side)]
    listed = paged(groups_of(chosen, rows), size)
    if page > len(listed):
        return Missing.UNKNOWN
    headline, language, source = _headline(summary, cards)
    path = story_path(living, headline)
    log = corrections.log(tx, living)
    shown = [row.id for group in listed[page - 1] for row in (group.lead, *group.copies)]
    written = {card.id: card.language for card in cards}
    opening = reading.openings(tx, [group.lead.id for group in listed[page - 1]])
    tongue = ReaderLanguage(
        tx,
        into,
        [
            (language, headline),
            *((card.language, card.title) for card in cards if card.id in set(shown)),
            *((written[id], passage(text)) for id, text in opening.items()),
            *_sentences(summary, cited),
        ],
    )
    memberships = stories.members_of(tx, [living]).get(living, [])
    source_outlet = outlet_of.get(cited[source][0]) if source in cited else outlet_of.get(_outlet(cards, source))
    said_axis = "" if chosen_axis == fitting else chosen_axis
    spectrum = spectrum_of(chosen_axis, press.spectra)
    return StoryPage(
        id=living,
        path=path,
        site=site,
        at=now,
        headline=headline,
        language=lang_attribute(language),
        told=tongue.told(language, headline),
        headline_outlet=source_outlet.name if source_outlet else "",
        headline_url=web_link(cited[source][1] if source in cited else next((card.url for card in cards if card.id == source), "")),
        first=story.first_published,
        last=story.last_published,
        updated=story.updated_at,
        chips=chips(tags.labels_of(tx, [living]).get(living, ())),
        bullets=_bullets(summary, cited, outlet_of, tongue),
        coverage=_box(coverage, rows, chosen_axis, path, press, agencies),
        tabs=tabs_of(rows, side, path, spectrum, said_axis),
        axis=chosen_axis,
        side=side,
        articles=tuple(_told(group, opening, written, tongue) for group in listed[page - 1]),
        places=_places(listed[page - 1]),
        introduced=introduced(listed[page - 1]),
        why=whys(memberships, shown, {row.id: row for row in rows}, log),
        paging=paging(number=page, pages=len(listed), path=path, query={"axis": said_axis, "side": "" if side == ALL else side}),
        follow_ups=follow_ups(tx, living),
        corrections=log_lines(log),
        fiction=any(outlet.fiction for outlet in outlet_of.values()) or notes.read(tx, "press") == "demo",
    )


def _places(groups: Sequence[ArticleGroup]) -> dict[ArticleId, int]:
    rows = [row for group in groups for row in (*(() if group.continued else (group.lead,)), *group.copies)]
    return {row.id: place for place, row in enumerate(rows, 1)}


def sides() -> tuple[str, ...]:
    """What ``side`` may be."""
    return (ALL, *(side.value for side in Side))


def _box(
    coverage: Coverage | None,
    rows: Sequence[ArticleRow],
    axis: str,
    path: str,
    press: people.Press,
    agencies: Mapping[str, str],
) -> CoverageBox | None:
    if coverage is None:
        return None
    return coverage_box(coverage, rows, axis=axis, path=path, spectra=press.spectra, owners=press.owners, agencies=agencies)


def _cited(summary: Summary | None) -> list[ArticleId]:
    if summary is None:
        return []
    return [summary.headline_article, *(citation.article_id for bullet in summary.bullets for citation in bullet.citations)]


def _headline(summary: Summary | None, cards: Sequence[reading.ArticleCard]) -> tuple[str, str, ArticleId]:
    """Headline, language and article; the first titled article's own where the story is not summarized yet."""
    if summary is not None:
        return summary.headline, summary.language, summary.headline_article
    first = next((card for card in cards if card.title), cards[0])
    return first.title or first.url, first.language, first.id


def _outlet(cards: Sequence[reading.ArticleCard], article: ArticleId) -> OutletId:
    return next((card.outlet_id for card in cards if card.id == article), OutletId(""))


def _bullets(
    summary: Summary | None,
    cited: Mapping[ArticleId, tuple[OutletId, str, str]],
    outlet_of: Mapping[OutletId, Outlet],
    tongue: ReaderLanguage,
) -> tuple[BulletView, ...]:
    if summary is None:
        return ()
    views: list[BulletView] = []
    for bullet in summary.bullets:
        citations = []
        for citation in bullet.citations:
            if citation.article_id in cited:
                outlet_id, url, language = cited[citation.article_id]
                citations.append(
                    CitationView(
                        outlet=outlet_of[outlet_id].name if outlet_id in outlet_of else outlet_id,
                        url=web_link(url),
                        quote=excerpt(citation.quote, QUOTE_LENGTH),
                        language=lang_attribute(language),
                        language_name=language_name(language),
                        told=_cut(tongue.told(language, citation.quote), QUOTE_LENGTH),
                    )
                )
        if citations:  # no evidence, no bullet
            views.append(
                BulletView(
                    text=excerpt(bullet.text, QUOTE_LENGTH),
                    language=citations[0].language,
                    told=_cut(tongue.told(_language(bullet, cited), bullet.text), QUOTE_LENGTH),
                    status=bullet.status.value,
                    independent_texts=bullet.independent_texts,
                    citations=tuple(citations),
                )
            )
    return tuple(views)


def _language(bullet: Bullet, cited: Mapping[ArticleId, tuple[OutletId, str, str]]) -> str:
    """That of its first quote."""
    return next((cited[each.article_id][2] for each in bullet.citations if each.article_id in cited), "")


def _sentences(summary: Summary | None, cited: Mapping[ArticleId, tuple[OutletId, str, str]]) -> Iterator[tuple[str, str]]:
    """Bullets and quotes, each with its language."""
    for bullet in summary.bullets if summary else ():
        yield _language(bullet, cited), bullet.text
        for citation in bullet.citations:
            if citation.article_id in cited:
                yield cited[citation.article_id][2], citation.quote


def _told(
    group: ArticleGroup, opening: Mapping[ArticleId, str], written: Mapping[ArticleId, str], tongue: ReaderLanguage
) -> ArticleGroup:
    """The articles of a group as they are shown: titles in the reader's language, and how the first begins."""

    def title(row: ArticleRow) -> Told:
        return tongue.told(written[row.id], row.title)

    text = opening.get(group.lead.id, "")
    begins = tongue.told(written[group.lead.id], passage(text))
    if not begins.original:
        begins = replace(begins, text=text)
    lead = group.lead.told(title(group.lead), _cut(begins, EXCERPT_LENGTH))
    return group.told(lead, [copy.told(title(copy)) for copy in group.copies])


def _cut(told: Told, length: int) -> Told:
    return replace(told, text=excerpt(told.text, length), original=excerpt(told.original, length))
