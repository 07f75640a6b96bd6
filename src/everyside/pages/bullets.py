"""A story's bullets: each with its status, and opened with every sentence it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from everyside.interface.messages import _
from everyside.pages.addresses import web_link
from everyside.pages.excerpts import QUOTE_LENGTH, excerpt
from everyside.pages.names import lang_attribute, language_name
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.who import Who
from everyside.records.ids import ArticleId, OutletId
from everyside.records.rating import Side
from everyside.records.story import Bullet, Summary

MOST_QUOTES = 5  # sentences of a bullet on the story's page, which shall stay small; all are on the page of evidence
Cited = Mapping[ArticleId, tuple[OutletId, str, str]]  # outlet, address and language of each cited article


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationView:
    outlet: str
    side: Side
    side_label: str
    side_letter: str
    url: str
    quote: str
    language: str  # for ``lang``
    language_name: str
    told: Told  # the quote as shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said elsewhere where a bullet's number or day is disputed."""

    subject: str  # what it answers, in the articles' words
    said: str
    outlets: str  # who says so
    rising: bool  # a count that went up with time: the later answer may replace the earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletView:
    text: str
    language: str
    told: Told  # the text as shown
    status: str  # corroborated, single-source or disputed
    independent_texts: int
    citations: tuple[CitationView, ...]
    quotes: tuple[tuple[CitationView, ...], ...]  # those shown, by their sentence
    more: int = 0  # sentences that are not shown
    answers: tuple[Answer, ...] = ()


def together(citations: Sequence[CitationView]) -> tuple[tuple[CitationView, ...], ...]:
    """By their sentence: what several articles hold word for word is shown once, with all of them."""
    found: dict[tuple[str, str], list[CitationView]] = {}
    for citation in citations:
        found.setdefault((citation.language, citation.quote), []).append(citation)
    return tuple(tuple(each) for each in found.values())


def cited_by(summary: Summary | None) -> list[ArticleId]:
    if summary is None:
        return []
    return [summary.headline_article, *(citation.article_id for bullet in summary.bullets for citation in bullet.citations)]


def sentences(summary: Summary | None, cited: Cited) -> Iterator[tuple[str, str]]:
    """Bullets and quotes, each with its language."""
    for bullet in summary.bullets if summary else ():
        yield _language(bullet, cited), bullet.text
        for citation in bullet.citations:
            if citation.article_id in cited:
                yield cited[citation.article_id][2], citation.quote


def bullets(
    summary: Summary | None,
    cited: Cited,
    who_of: Mapping[OutletId, Who],
    tongue: ReaderLanguage,
    answers: Mapping[int, tuple[Answer, ...]] | None = None,
    *,
    most: int | None = MOST_QUOTES,
) -> tuple[BulletView, ...]:
    """``answers``: of the disputed bullets, by their place among the summary's. ``most``: sentences shown of each, None for all."""
    views: list[BulletView] = []
    for place, bullet in enumerate(summary.bullets if summary else ()):
        known = [citation for citation in bullet.citations if citation.article_id in cited]
        citations = tuple(_citation(*cited[citation.article_id], citation.quote, who_of, tongue) for citation in known)
        quotes = together(citations)
        others = (answers or {}).get(place, ())
        if citations:  # no evidence, no bullet
            views.append(
                BulletView(
                    text=excerpt(bullet.text, QUOTE_LENGTH),
                    language=citations[0].language,
                    told=cut(tongue.told(_language(bullet, cited), bullet.text), QUOTE_LENGTH),
                    status="disputed" if others else bullet.status.value,
                    independent_texts=bullet.independent_texts,
                    citations=citations,
                    quotes=quotes[:most],
                    more=len(quotes) - len(quotes[:most]),
                    answers=others,
                )
            )
    return tuple(views)


def cut(told: Told, length: int) -> Told:
    return replace(told, text=excerpt(told.text, length), original=excerpt(told.original, length))


def _citation(
    outlet: OutletId, url: str, language: str, quote: str, who_of: Mapping[OutletId, Who], tongue: ReaderLanguage
) -> CitationView:
    who = who_of.get(outlet)
    return CitationView(
        outlet=who.name if who else outlet,
        side=who.side if who else Side.UNRATED,
        side_label=who.side_label if who else _("Unrated"),
        side_letter=who.side_letter if who else "",
        url=web_link(url),
        quote=excerpt(quote, QUOTE_LENGTH),
        language=lang_attribute(language),
        language_name=language_name(language),
        told=cut(tongue.told(language, quote), QUOTE_LENGTH),
    )


def _language(bullet: Bullet, cited: Cited) -> str:
    """That of its first quote."""
    return next((cited[each.article_id][2] for each in bullet.citations if each.article_id in cited), "")
