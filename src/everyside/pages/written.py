"""What a model wrote of a story and the checker let pass: each sentence with the quotes it rests on, and what was dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from everyside.interface.messages import N_, _
from everyside.pages import bullets as extracted
from everyside.pages.bullets import BulletView, CitationView, cut, together
from everyside.pages.excerpts import QUOTE_LENGTH, excerpt
from everyside.pages.names import lang_attribute
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.who import Who
from everyside.records.account import Written
from everyside.records.ids import ArticleId, OutletId
from everyside.records.story import Bullet, Summary

MODEL_LENGTH = 80
REASONS = {
    "no-citation": N_("without a citation"),
    "length": N_("too short or too long"),
    "markup": N_("with markup or links"),
    "orders": N_("that speak to a reader or model"),
    "language": N_("in another language"),
    "quotation": N_("with words in quotation marks that nobody is quoted with"),
    "number": N_("with a number that does not stand so in the cited sentences"),
    "date": N_("with a day that does not stand so in the cited sentences"),
    "name": N_("with a name that does not stand so in the cited sentences"),
    "former": N_("in which “former”, “alleged” or the like was added or left out"),
    "negation": N_("in which a “not” was added or left out"),
    "opposite": N_("that say the opposite"),
    "loaded": N_("with a loaded word of one side"),
    "unlike": N_("too unlike the cited sentences"),
    "one-text": N_("that rest on one text alone"),
    "repeats": N_("that repeat another"),
    "too-many": N_("beyond what was asked for"),
    "wrong-side": N_("that cite another side than they tell of"),
    "no-difference": N_("that other sides report, too"),
    "unreadable": N_("in a form that cannot be read"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What one side reports; ``side`` is empty where its outlets are rated otherwise by now."""

    side: str
    side_label: str
    view: BulletView


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenView:
    model: str
    language: str  # for ``lang``
    headline: str  # empty: the extracted one stands in
    headline_citations: tuple[CitationView, ...]
    bullets: tuple[BulletView, ...]  # none: the extracted ones stand in
    comparison: tuple[Compared, ...]
    dropped: int
    reasons: tuple[tuple[int, str], ...]  # how many sentences, and what was wrong with them, most first

    @property
    def headline_quotes(self) -> tuple[tuple[CitationView, ...], ...]:
        return together(self.headline_citations)


def build(
    written: Written, fingerprint: str, cited: extracted.Cited, who_of: Mapping[OutletId, Who], tongue: ReaderLanguage
) -> WrittenView | None:
    """What was written of the story as it is now (``fingerprint``); None where that is of an earlier state, or nothing is left."""
    if written.fingerprint != fingerprint or not (written.headline or written.bullets or written.comparison):
        return None
    views = _views(written, cited, who_of, tongue)
    headline = bool(written.headline)
    at = int(headline)
    by_side = views[at + len(written.bullets) :]
    return WrittenView(
        model=excerpt(written.model, MODEL_LENGTH),
        language=lang_attribute(written.language),
        headline=views[0].text if headline else "",
        headline_citations=views[0].citations if headline else (),
        bullets=tuple(views[at : at + len(written.bullets)]),
        comparison=tuple(_compared(view) for view in by_side),
        dropped=sum(written.dropped.values()),
        reasons=tuple(
            (number, _(REASONS[reason]) if reason in REASONS else reason)
            for reason, number in sorted(written.dropped.items(), key=lambda each: (-each[1], each[0]))
        ),
    )


def texts(written: Written, cited: extracted.Cited) -> Iterator[tuple[str, str]]:
    """All that may be shown translated, each with its language."""
    return extracted.sentences(_as_summary(written), cited)


def _as_summary(written: Written) -> Summary:
    """Each written sentence as a bullet, the headline the first where there is one."""
    first, resting_on = written.headline, written.headline_citations
    headline = [Bullet(text=first, citations=resting_on, independent_texts=1)] if first else []
    return Summary(
        story_id=written.story_id,
        headline="",
        headline_article=ArticleId(""),
        language=written.language,
        bullets=(*headline, *written.bullets, *written.comparison),
        fingerprint="",
        made_by="",
    )


def _views(written: Written, cited: extracted.Cited, who_of: Mapping[OutletId, Who], tongue: ReaderLanguage) -> list[BulletView]:
    """Each written sentence in its own language, its quotes in the reader's."""
    told = _as_summary(written)
    code = lang_attribute(written.language)
    return [
        replace(view, language=code, told=cut(Told(text=each.text, language=code), QUOTE_LENGTH))
        for view, each in zip(extracted.bullets(told, cited, who_of, tongue), told.bullets, strict=True)
        # storage has dropped what lost its evidence
    ]


def _compared(view: BulletView) -> Compared:
    sides = {(citation.side.value, citation.side_label) for citation in view.citations}
    side, label = next(iter(sides)) if len(sides) == 1 else ("", "")
    return Compared(side=side, side_label=label, view=view)
