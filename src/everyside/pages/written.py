"""What a model wrote of a story and the checker let pass: each sentence with the quotes it rests on, and what was dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from everyside.pages import bullets as extracted
from everyside.pages import who as people
from everyside.pages.bullets import BulletView, CitationView, cut
from everyside.pages.excerpts import QUOTE_LENGTH, excerpt
from everyside.pages.names import lang_attribute
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.records.account import Written
from everyside.records.ids import ArticleId, StoryId
from everyside.records.rating import BIAS
from everyside.records.story import Bullet, Summary
from everyside.storage import accounts, reading
from everyside.storage.database import Tx

MODEL_LENGTH = 80
REASONS = {
    "no-citation": "without a citation",
    "length": "too short or too long",
    "markup": "with markup or links",
    "orders": "that speak to a reader or model",
    "language": "in another language",
    "quotation": "with words in quotation marks that nobody is quoted with",
    "number": "with a number that does not stand so in the cited sentences",
    "date": "with a day that does not stand so in the cited sentences",
    "name": "with a name that does not stand so in the cited sentences",
    "former": "in which “former”, “alleged” or the like was added or left out",
    "negation": "in which a “not” was added or left out",
    "opposite": "that say the opposite",
    "loaded": "with a loaded word of one side",
    "unlike": "too unlike the cited sentences",
    "one-text": "that rest on one text alone",
    "repeats": "that repeat another",
    "too-many": "beyond what was asked for",
    "wrong-side": "that cite another side than they tell of",
    "no-difference": "that other sides report, too",
    "unreadable": "in a form that cannot be read",
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


def read(tx: Tx, id: StoryId, fingerprint: str, *, into: str = "en", axis: str = BIAS) -> WrittenView | None:
    """What was written of the story as it is now (``fingerprint``); None where nothing was, or nothing is left of it."""
    written = accounts.get(tx, Written, [id]).get(id)
    if written is None or written.fingerprint != fingerprint:
        return None
    if not (written.headline or written.bullets or written.comparison):
        return None
    headline = (
        [Bullet(text=written.headline, citations=written.headline_citations, independent_texts=1)] if written.headline else []
    )
    told = [*headline, *written.bullets, *written.comparison]
    views = _views(tx, id, told, written.language, into, axis)
    at = len(headline)
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
            (number, REASONS.get(reason, reason))
            for reason, number in sorted(written.dropped.items(), key=lambda each: (-each[1], each[0]))
        ),
    )


def _views(tx: Tx, id: StoryId, told: Sequence[Bullet], language: str, into: str, axis: str) -> list[BulletView]:
    """Each written sentence as a bullet of the story page; the sentence in its own language, its quotes in the reader's."""
    cited = reading.sources(tx, list(dict.fromkeys(citation.article_id for each in told for citation in each.citations)))
    press = people.read(tx, {outlet for outlet, _, _ in cited.values()})
    who_of = {outlet: people.who(outlet, press, axis) for outlet in press.outlets}
    carrier = Summary(
        story_id=id,
        headline="",
        headline_article=ArticleId(""),
        language=language,
        bullets=tuple(told),
        fingerprint="",
        made_by="",
    )
    tongue = ReaderLanguage(tx, into, extracted.sentences(carrier, cited))
    shown = extracted.bullets(carrier, cited, who_of, tongue)
    code = lang_attribute(language)
    return [
        replace(view, language=code, told=cut(Told(text=each.text, language=code), QUOTE_LENGTH))
        for view, each in zip(shown, told, strict=True)  # storage has dropped what lost its evidence
    ]


def _compared(view: BulletView) -> Compared:
    sides = {(citation.side.value, citation.side_label) for citation in view.citations}
    side, label = next(iter(sides)) if len(sides) == 1 else ("", "")
    return Compared(side=side, side_label=label, view=view)
