"""Which sentences of a story a writer is shown, and what of its draft readers are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyside.language.sentences import can_stand_alone, split, words
from everyside.records.account import Written
from everyside.records.ids import ArticleId, StoryId, digest
from everyside.records.story import Bullet, Citation, Summary
from everyside.stages.write import polarity, prompt
from everyside.stages.write.checker import LONGEST, LONGEST_HEADLINE, MOST_READ, Numbered, fault, likeness, looks_like_orders

VERSION = "write/1"
PER_BULLET = 3  # quotes shown of an extracted bullet, of different texts
PER_TEXT = 2  # first sentences shown of a text
REPEATS = 0.6  # of the words of the shorter one, from which two bullets say the same
SIDES = frozenset({"left", "center", "right"})
DISTINCT = 0.6  # of a compared fact's content words in one sentence of another side, from which it is no difference

_LOWER = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An independent text of a story: of its articles one, with the side of all outlets that carry it."""

    article: ArticleId
    group: str
    side: str  # "several" where outlets of different sides carry it
    language: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The numbered sentences of a story, and where each stands."""

    language: str
    sentences: tuple[Numbered, ...]
    citations: Mapping[int, Citation]
    distrusted: int  # texts left out because they speak to a model

    @property
    def texts(self) -> int:
        return len({each.group for each in self.sentences})

    @property
    def digest(self) -> str:
        told = [f"{each} {self.citations[each.number]}" for each in self.sentences]
        return digest("\n".join([self.language, *told]), 12)


def sheet(summary: Summary, texts: Sequence[Text], translated: Mapping[tuple[str, str], str], language: str, most: int) -> Sheet:
    """The quotes of the extracted bullets, then the first sentences of each text, sides in turn, ``most`` in all.

    ``translated``: (language, sentence) → the sentence in ``language``; a foreign sentence without one cannot be checked and is
    left out. A text in which any shown sentence speaks to a model is left out altogether.
    """
    by_article = {text.article: text for text in texts}
    hostile = {text.group for text in texts if looks_like_orders(prompt.clean(text.body[:MOST_READ]))}
    chosen: dict[tuple[str, int], tuple[Text, Citation, bool]] = {}

    def take(text: Text, citation: Citation, shown: bool) -> None:
        if text.group not in hostile:
            chosen.setdefault((citation.article_id, citation.start), (text, citation, shown))

    for bullet in summary.bullets:
        groups: set[str] = set()
        for citation in bullet.citations:
            text = by_article.get(citation.article_id)
            if text and text.group not in groups and len(groups) < PER_BULLET:
                groups.add(text.group)
                take(text, citation, True)
    for text, citation in _first(texts):
        take(text, citation, False)
    sentences: list[Numbered] = []
    citations: dict[int, Citation] = {}
    for text, citation, shown in chosen.values():
        said = citation.quote if text.language == language else translated.get((text.language, citation.quote), "")
        said = prompt.clean(said)
        if said and len(said) <= 2 * LONGEST and len(sentences) < most and not looks_like_orders(said):
            number = len(sentences) + 1
            sentences.append(Numbered(number=number, text=said, group=text.group, side=text.side, shown=shown))
            citations[number] = citation
    return Sheet(language=language, sentences=tuple(sentences), citations=citations, distrusted=len(hostile))


def foreign(summary: Summary, texts: Sequence[Text], language: str) -> set[tuple[str, str]]:
    """What ``sheet`` would like to have translated: (language, sentence)."""
    by_article = {text.article: text for text in texts}
    quotes = [(by_article[c.article_id], c) for bullet in summary.bullets for c in bullet.citations if c.article_id in by_article]
    return {(text.language, citation.quote) for text, citation in [*quotes, *_first(texts)] if text.language != language}


def _first(texts: Sequence[Text]) -> list[tuple[Text, Citation]]:
    """The first sentences of each text that can stand alone: all first ones before any second, and sides in turn."""
    by_side: dict[str, list[list[tuple[Text, Citation]]]] = defaultdict(list)
    for text in texts:
        found: list[tuple[Text, Citation]] = []
        for sentence in split(0, text.body, text.language):
            if len(found) == PER_TEXT:
                break
            if can_stand_alone(sentence.quote):
                cite = Citation(article_id=text.article, quote=sentence.quote, start=sentence.start, end=sentence.end)
                found.append((text, cite))
        by_side[text.side].append(found)
    queue: list[tuple[int, int, str, Text, Citation]] = []
    for side, of_side in by_side.items():
        for turn, found in enumerate(of_side):
            queue += [(place, turn, side, text, citation) for place, (text, citation) in enumerate(found)]
    queue.sort(key=lambda each: each[:3])
    return [(text, citation) for *_, text, citation in queue]


def written(story: StoryId, fingerprint: str, made_by: str, model: str, sheet: Sheet, draft: prompt.Draft | None) -> Written:
    """What of a draft passes the checker, with its evidence; the rest counted by reason, ``unreadable`` where there is no draft."""
    dropped: Counter[str] = Counter()
    if draft is None:
        dropped["unreadable"] = 1
        draft = prompt.Draft()
    by_number = {each.number: each for each in sheet.sentences}
    ordinary = {word for each in sheet.sentences for word in _LOWER.findall(each.text) if word.islower()}

    def passes(said: prompt.Said, longest: int = LONGEST) -> str:
        """The text as it is shown; empty and counted where it fails."""
        text = " ".join(said.text.split(" "))
        known = set(said.cites) <= set(by_number)
        cited = [by_number[number] for number in dict.fromkeys(said.cites) if number in by_number] if known else []
        failed = fault(text, cited, sheet.language, ordinary, longest)
        if failed:
            dropped[failed] += 1
        return "" if failed else text

    headline = ""
    if draft.headline.text:
        headline = passes(draft.headline, LONGEST_HEADLINE)
    bullets: list[Bullet] = []
    for said in draft.bullets:
        if len(bullets) == prompt.MOST_BULLETS:
            dropped["too-many"] += 1
        elif text := passes(said):
            if any(_same(text, other.text) for other in bullets):
                dropped["repeats"] += 1
            else:
                bullets.append(_bullet(text, said, sheet))
    compared: list[Bullet] = []
    for said in draft.comparison:
        if len(compared) == prompt.MOST_COMPARED:
            dropped["too-many"] += 1
        elif text := passes(said):
            if reason := _no_difference(text, said, sheet):
                dropped[reason] += 1
            else:
                compared.append(_bullet(text, said, sheet))
    return Written(
        story_id=story,
        language=sheet.language,
        headline=headline,
        headline_citations=_citations(draft.headline, sheet) if headline else (),
        bullets=tuple(bullets),
        comparison=tuple(compared),
        dropped=dict(sorted(dropped.items())),
        model=model,
        fingerprint=fingerprint,
        made_by=made_by,
    )


def _citations(said: prompt.Said, sheet: Sheet) -> tuple[Citation, ...]:
    return tuple(sheet.citations[number] for number in dict.fromkeys(said.cites))


def _bullet(text: str, said: prompt.Said, sheet: Sheet) -> Bullet:
    groups = {each.group for each in sheet.sentences if each.number in said.cites}
    return Bullet(text=text, citations=_citations(said, sheet), independent_texts=len(groups))


def _same(one: str, other: str) -> bool:
    ours, theirs = ({word for word in words(text) if len(word) > 3} for text in (one, other))
    return len(ours & theirs) >= REPEATS * max(1, min(len(ours), len(theirs)))


def _no_difference(text: str, said: prompt.Said, sheet: Sheet) -> str:
    """Why ``text`` is nothing that one side alone reports."""
    cited = [each for each in sheet.sentences if each.number in said.cites]
    sides = {each.side for each in cited}
    if len(sides) != 1 or not sides <= SIDES or said.side.strip().casefold() not in sides:
        return "wrong-side"
    others = [each for each in sheet.sentences if each.side not in sides]
    if not any(each.side in SIDES for each in others) or any(likeness(text, [each]) >= DISTINCT for each in others):
        return "no-difference"
    return ""


def can_be_written(language: str) -> bool:
    """Whether the checker knows the language well enough."""
    return language in polarity.CHECKED
