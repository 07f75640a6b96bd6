"""What each side, country and language of a story's coverage stresses, with its quotes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from everyside.interface.messages import _, count, listed, looked_up
from everyside.pages.addresses import web_link
from everyside.pages.excerpts import QUOTE_LENGTH, excerpt
from everyside.pages.names import country_name, lang_attribute, language_name
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.sides import label_of, letter_of, spectrum_of
from everyside.records.account import Contrast, Part, PartKind
from everyside.records.ids import ArticleId, OutletId
from everyside.records.rating import Side, Spectrum
from everyside.records.story import Citation

WORD_LENGTH = 60
SHOWN_QUOTES = 2  # of a word or sentence; the page stays small
WORD_QUOTE = 220  # characters of a quote that shows a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    outlet: str
    url: str
    told: Told
    language_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """``used``: in how many texts of the part and of the others, in words."""

    told: Told
    used: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    told: Told
    independent_texts: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A side, country or language. ``said``: its texts, or why they are not compared; ``empty``: compared, and nothing found."""

    key: str
    label: str
    letter: str  # of a side
    said: str
    empty: bool
    words: tuple[Word, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The block "Compare sides". ``apart``: texts that are no side's, in words; empty where there are none."""

    scale: str
    sides: tuple[Column, ...]
    apart: str
    countries: tuple[Column, ...]
    languages: str  # "English 20 texts, German 3 texts"; empty for one language


def build(
    contrast: Contrast,
    sources: Mapping[ArticleId, tuple[OutletId, str, str]],
    names: Mapping[OutletId, str],
    known: Mapping[str, Spectrum],
    tongue: ReaderLanguage,
) -> Compared | None:
    """The block; None without a text to compare. ``sources``: outlet, address and language of each cited article; ``names``: of
    the outlets."""
    if not contrast.parts:
        return None
    spectrum = spectrum_of(contrast.axis, known)
    sides = {part.key: part for part in contrast.parts if part.kind is PartKind.SIDE}
    view = _Viewer(sources, names, tongue)
    return Compared(
        scale=looked_up(spectrum.name),
        sides=tuple(
            view.column(sides[side], label_of(side, spectrum), letter_of(side, spectrum))
            for side in (Side.LEFT, Side.CENTER, Side.RIGHT)
            if side in sides
        ),
        apart=_apart(sides),
        countries=tuple(view.column(part, country_name(part.key)) for part in contrast.parts if part.kind is PartKind.COUNTRY),
        languages=", ".join(
            f"{language_name(part.key)} {_texts_of(part.texts)}" for part in contrast.parts if part.kind is PartKind.LANGUAGE
        ),
    )


class _Viewer:
    """Turns parts into columns, with names, addresses and translations at hand."""

    def __init__(
        self,
        sources: Mapping[ArticleId, tuple[OutletId, str, str]],
        names: Mapping[OutletId, str],
        tongue: ReaderLanguage,
    ) -> None:
        self._sources = sources
        self._names = names
        self._tongue = tongue

    def column(self, part: Part, label: str, letter: str = "") -> Column:
        words = [
            Word(
                told=Told(text=excerpt(stress.word, WORD_LENGTH), language=lang_attribute(self._language(stress.citations))),
                used=_("%(here)s here, %(elsewhere)s elsewhere", here=_texts_of(stress.texts), elsewhere=stress.others),
                quotes=self._quotes(stress.citations, WORD_QUOTE),
            )
            for stress in part.stresses
        ]
        points = [
            Point(
                told=_cut(self._tongue.told(self._language(bullet.citations), bullet.text), QUOTE_LENGTH),
                independent_texts=bullet.independent_texts,
                quotes=self._quotes(bullet.citations, QUOTE_LENGTH),
            )
            for bullet in part.bullets
        ]
        words, points = [word for word in words if word.quotes], [point for point in points if point.quotes]
        few = _("Too few to compare: %(texts)s.", texts=_texts_of(part.texts))
        return Column(
            key=part.key,
            label=label,
            letter=letter,
            said=f"{_texts_of(part.texts)}." if part.enough else few,
            empty=part.enough and not words and not points,
            words=tuple(words),
            points=tuple(points),
        )

    def _language(self, citations: tuple[Citation, ...]) -> str:
        """That of the first quote."""
        return next((self._sources[each.article_id][2] for each in citations if each.article_id in self._sources), "")

    def _quotes(self, citations: tuple[Citation, ...], length: int) -> tuple[Quote, ...]:
        found = []
        for citation in citations:
            if citation.article_id in self._sources:
                outlet, url, language = self._sources[citation.article_id]
                found.append(
                    Quote(
                        outlet=self._names.get(outlet, outlet),
                        url=web_link(url),
                        told=_cut(self._tongue.told(language, citation.quote), length),
                        language_name=language_name(language),
                    )
                )
        return tuple(found[:SHOWN_QUOTES])


def _apart(sides: Mapping[str, Part]) -> str:
    shared, unrated = (sides[key].texts if key in sides else 0 for key in ("shared", Side.UNRATED))
    said = []
    if shared:
        said.append(
            count(
                shared,
                "%(num)s text that outlets of more than one side carry",
                "%(num)s texts that outlets of more than one side carry",
            )
        )
    if unrated:
        said.append(count(unrated, "%(num)s text of unrated outlets", "%(num)s texts of unrated outlets"))
    return listed(said)


def texts(contrast: Contrast, sources: Mapping[ArticleId, tuple[OutletId, str, str]]) -> Iterator[tuple[str, str]]:
    """All that may be shown translated, each with its language."""
    for part in contrast.parts:
        cited = [*(stress.citations for stress in part.stresses), *(bullet.citations for bullet in part.bullets)]
        for citations in cited:
            for citation in citations:
                if citation.article_id in sources:
                    yield sources[citation.article_id][2], citation.quote
        for bullet in part.bullets:
            first = bullet.citations[0].article_id
            if first in sources:
                yield sources[first][2], bullet.text


def _texts_of(number: int) -> str:
    return count(number, "%(num)s text", "%(num)s texts") if number else _("no texts")


def _cut(told: Told, length: int) -> Told:
    return replace(told, text=excerpt(told.text, length), original=excerpt(told.original, length))
