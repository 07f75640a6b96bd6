"""The page on which a reader reports a mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyside.interface.messages import N_
from everyside.pages.addresses import story_path
from everyside.pages.excerpts import excerpt
from everyside.records.ids import ArticleId, StoryId
from everyside.records.report import ReportKind
from everyside.storage import notes, reading, stories, summaries
from everyside.storage.database import Tx

KINDS: Mapping[str, str] = {
    ReportKind.ARTICLE.value: N_("An article does not belong here"),
    ReportKind.OUTLET.value: N_("What is said of an outlet"),
    ReportKind.BULLET.value: N_("What is reported"),
    ReportKind.OTHER.value: N_("Something else"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    id: StoryId
    site: str
    headline: str
    path: str  # back to the story
    article: ArticleId  # the one that is meant; empty for the story as a whole
    title: str  # that article's
    fiction: bool


def build(tx: Tx, id: StoryId, *, site: str, article: ArticleId) -> ReportPage | None:
    """Of a living story and, unless it is empty, one of its articles; None where there is no such thing."""
    living = stories.resolve(tx, id)
    cards = reading.article_cards(tx, [living]).get(living, []) if living is not None else []
    titles = {card.id: card.title or card.url for card in cards}
    if living is None or not cards or (article and article not in titles):
        return None
    summary = summaries.get(tx, [living]).get(living)
    headline = summary.headline if summary else titles[cards[0].id]
    return ReportPage(
        id=living,
        site=site,
        headline=excerpt(headline),
        path=story_path(living, headline),
        article=article,
        title=excerpt(titles.get(article, "")),
        fiction=notes.read(tx, "press") == "demo",
    )
