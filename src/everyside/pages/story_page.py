"""A story's page, composed of its blocks: headline, points, coverage in figures, what came before and after, the articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from everyside.pages import agencies as wires
from everyside.pages import story_blocks
from everyside.pages import who as people
from everyside.pages.addresses import story_path, web_link
from everyside.pages.article_choice import FOLDED, SHOWN, Choice, Filter, filters, fitting, order
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
from everyside.pages.bullets import BulletView, bullets, cited_by, cut, sentences
from everyside.pages.coverage_box import CoverageBox, axes_of, coverage_box
from everyside.pages.excerpts import EXCERPT_LENGTH
from everyside.pages.follow_ups import Chip, FollowUps, chips, follow_ups
from everyside.pages.names import lang_attribute
from everyside.pages.paging import Paging, address, paging
from everyside.pages.plans import Lock, told
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.sides import spectrum_of
from everyside.pages.why import CorrectionLine, Why, log_lines, whys
from everyside.records.coverage import Coverage
from everyside.records.ids import ArticleId, OutletId, OwnerId, StoryId
from everyside.records.rating import BIAS, Side
from everyside.records.story import Summary
from everyside.records.translation import passage
from everyside.storage import copies, corrections, coverages, notes, reading, stories, story_state, summaries, tags
from everyside.storage.database import Tx

EVERY_ARTICLE = Choice()


class Missing(StrEnum):
    """Why there is no page."""

    UNKNOWN = "unknown"  # no such story, or no such page of it
    GONE = "gone"  # the story was, and has no article any more


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
    blocks: story_blocks.Blocks
    coverage: CoverageBox | None  # None until it is counted
    tabs: tuple[Tab, ...]
    axis: str  # the spectrum shown, and which the sides are of
    side: str
    choice: Choice  # what of the list the reader asked for
    filters: tuple[Filter, ...]
    clear: str  # address of the list without filters
    copies_switch: str  # address of the list with its copies folded or shown, whichever it is not
    articles: tuple[ArticleGroup, ...]
    places: Mapping[ArticleId, int]  # of the articles on this page of the list, for links within it
    introduced: Mapping[OutletId, ArticleId]  # of each outlet the article of this page at which it is told who that is
    why: Mapping[ArticleId, Why]  # of the articles on this page of the list
    paging: Paging
    follow_ups: FollowUps
    corrections: tuple[CorrectionLine, ...]
    locks: Mapping[str, Lock] = field(default_factory=dict)  # blocks that are closed; nothing of them is in this record
    state: str = ""  # changes with what the page shows; everyside.js compares it
    total: int  # articles
    fiction: bool


def address_of(tx: Tx, id: StoryId) -> str | Missing:
    """Where the page of a story stands, in two or three statements: asked by an old address it need not be built."""
    story = stories.living(tx, id)
    if story is None:
        return Missing.UNKNOWN
    summary = summaries.headings(tx, [story.id]).get(story.id)
    cards = [] if summary else reading.article_cards(tx, [story.id]).get(story.id, [])
    if not story.articles or not (summary or cards):
        return Missing.GONE
    return story_path(story.id, _headline(summary, cards)[0])


def build(
    tx: Tx,
    id: StoryId,
    *,
    site: str,
    now: datetime,
    into: str = "en",
    choice: Choice = EVERY_ARTICLE,
    page: int = 1,
    size: int = PAGE_SIZE,
    since: datetime | None = None,
    locks: Mapping[str, Lock] | None = None,
) -> StoryPage | Missing:
    """The page of a story; of the story it was merged into, if it was (then ``path`` holds that one's id).

    ``choice`` narrows and orders the article list, not the counts; its ``axis`` is a spectrum the story is rated on, or empty
    for the one that fits where it happens. ``size``: articles on a page of the list. ``into``: the reader's language, in which
    titles, excerpts and quotes are shown where they are translated. ``since``: tell what changed since then. ``locks``: the
    blocks that stay closed (``pages.plans``).
    """
    locked = locks or {}
    story = stories.living(tx, id)
    if story is None:
        return Missing.UNKNOWN
    living = story.id
    cards = reading.article_cards(tx, [living]).get(living, [])
    if not cards:
        return Missing.GONE
    summary = summaries.get(tx, [living]).get(living)
    told_of = replace(summary, bullets=()) if summary and "bullets" in locked else summary
    coverage = coverages.get(tx, [living]).get(living)
    beside = story_blocks.told(tx, living, locked)
    cited = reading.sources(tx, [*cited_by(told_of), *story_blocks.cited_by(beside)])
    outlet_ids = list({card.outlet_id for card in cards} | {outlet for outlet, _, _ in cited.values()})
    press = people.read(tx, outlet_ids, [OwnerId(each) for each in coverage.owners.raw] if coverage else [])
    axes = axes_of(coverage, press.spectra, locked) if coverage else (BIAS,)
    fitting_axis = coverage.axis if coverage and coverage.axis in axes else BIAS
    axis = choice.axis or fitting_axis
    if axis not in axes:
        return Missing.UNKNOWN
    who_of = {outlet: told(people.who(outlet, press, axis), locked) for outlet in press.outlets}
    credits = copies.credits_of(tx, [card.id for card in cards])
    whom = {credit.agency for each in credits.values() for credit in each} | set(coverage.agencies if coverage else ())
    agencies = wires.named(tx, whom)

    asked = _allowed(replace(choice, axis="" if axis == fitting_axis else axis), locked)
    rows = [row_of(card, who_of[card.outlet_id], credits.get(card.id, ()), agencies) for card in cards]
    groups = groups_of(fitting(rows, asked), rows, order=order(asked), folded=asked.copies != SHOWN)
    listed = paged(groups, size)
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
            *sentences(told_of, cited),
            *story_blocks.texts(beside, cited),
        ],
    )
    backing = story_blocks.Backing(sources=cited, press=press, who_of=who_of, tongue=tongue)
    account = story_blocks.account(beside, backing)
    memberships = stories.members_of(tx, [living]).get(living, [])
    source_who = who_of.get(cited[source][0] if source in cited else _outlet(cards, source))
    return StoryPage(
        id=living,
        path=path,
        site=site,
        at=now,
        headline=headline,
        language=lang_attribute(language),
        told=tongue.told(language, headline),
        headline_outlet=source_who.name if source_who else "",
        headline_url=web_link(cited[source][1] if source in cited else next((card.url for card in cards if card.id == source), "")),
        first=story.first_published,
        last=story.last_published,
        updated=story.updated_at,
        chips=chips(tags.labels_of(tx, [living]).get(living, ())),
        bullets=bullets(told_of, cited, who_of, tongue, story_blocks.answers(told_of, account, locked)),
        blocks=story_blocks.read(
            tx,
            living,
            beside,
            account,
            backing,
            fingerprint=story.fingerprint,
            since=since,
            now=now,
            closed=locked,
        ),
        coverage=_box(coverage, rows, axis, path, press, agencies, locked),
        tabs=tabs_of(fitting(rows, asked, but="side"), asked.side or ALL, path, spectrum_of(axis, press.spectra), asked.query),
        axis=axis,
        side=asked.side or ALL,
        choice=asked,
        filters=() if "filters" in locked else filters(rows, asked, _closed_filters(locked)),
        clear=address(path, asked.unfiltered.query),
        copies_switch=address(path, replace(asked, copies="" if asked.copies == SHOWN else SHOWN).query),
        articles=tuple(_told(group, opening, written, tongue) for group in listed[page - 1]),
        places=_places(listed[page - 1]),
        introduced=introduced(listed[page - 1]),
        why={} if "why" in locked else whys(memberships, shown, {row.id: row for row in rows}, log),
        paging=paging(number=page, pages=len(listed), path=path, query=asked.query),
        follow_ups=FollowUps() if "related" in locked else follow_ups(tx, living),
        corrections=log_lines(log),
        locks=locked,
        state=story_state.state(tx, story),
        total=len(cards),
        fiction=any(outlet.fiction for outlet in press.outlets.values()) or notes.read(tx, "press") == "demo",
    )


def sides() -> tuple[str, ...]:
    """What ``side`` may be."""
    return (ALL, *(side.value for side in Side))


def _allowed(choice: Choice, locked: Mapping[str, Lock]) -> Choice:
    """``choice`` without what is closed, and without what goes without saying, so that a list has one address."""
    if "filters" in locked:
        choice = Choice(axis=choice.axis, side=choice.side, copies=choice.copies)
    choice = replace(choice, **dict.fromkeys(_closed_filters(locked), ""))
    return replace(choice, side="" if choice.side == ALL else choice.side, copies="" if choice.copies == FOLDED else choice.copies)


def _closed_filters(locked: Mapping[str, Lock]) -> list[str]:
    by_block = {"factuality": "factuality", "ownership": "owner", "countries": "country"}
    return [name for block, name in by_block.items() if block in locked]


def _places(groups: Sequence[ArticleGroup]) -> dict[ArticleId, int]:
    rows = [row for group in groups for row in (*(() if group.continued else (group.lead,)), *group.copies)]
    return {row.id: place for place, row in enumerate(rows, 1)}


def _box(
    coverage: Coverage | None,
    rows: Sequence[ArticleRow],
    axis: str,
    path: str,
    press: people.Press,
    agencies: Mapping[str, str],
    locked: Mapping[str, Lock],
) -> CoverageBox | None:
    if coverage is None:
        return None
    return coverage_box(
        coverage, rows, axis=axis, path=path, spectra=press.spectra, owners=press.owners, agencies=agencies, closed=locked
    )


def _headline(summary: Summary | None, cards: Sequence[reading.ArticleCard]) -> tuple[str, str, ArticleId]:
    """Headline, language and article; the first titled article's own where the story is not summarized yet."""
    if summary is not None:
        return summary.headline, summary.language, summary.headline_article
    first = next((card for card in cards if card.title), cards[0])
    return first.title or first.url, first.language, first.id


def _outlet(cards: Sequence[reading.ArticleCard], article: ArticleId) -> OutletId:
    return next((card.outlet_id for card in cards if card.id == article), OutletId(""))


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
    lead = group.lead.told(title(group.lead), cut(begins, EXCERPT_LENGTH))
    return group.told(lead, [copy.told(title(copy)) for copy in group.copies])
