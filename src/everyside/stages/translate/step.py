"""Articles and stories not yet in the reader's language → titles, leads, headlines and cited sentences in it.

Two steps: ``translate`` (an article's title and lead) and ``translate-story`` (a story's headline, bullets and quotes). What a text
is decides whether it is known already, so copies and unchanged sentences cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.ports import Translator
from everyside.records.account import Account, Contrast, Moment
from everyside.records.errors import Failure
from everyside.records.ids import ArticleId, StoryId, digest
from everyside.records.story import Bullet, Citation
from everyside.records.translation import Translation, key, passage
from everyside.runner.step import Result, Step
from everyside.stages.translate import core
from everyside.storage import accounts, articles, reading, summaries, translations
from everyside.storage.database import Tx

NAME = "translate"
STORY = "translate-story"
Output = tuple[Translation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The texts of an article or a story that are in another language, each with its language, and those known by key."""

    id: str
    made_by: str
    texts: tuple[tuple[str, str], ...]
    known: Mapping[str, Translation]


class Translate:
    """Both steps, into ``target`` with what ``translator`` can do."""

    def __init__(self, translator: Translator, target: str) -> None:
        self._translator = translator
        self._target = target
        self._made_by = {
            source: core.made_by(translator, source, target) for source, into in translator.pairs if into == target != source
        }
        self._story_version = f"{core.VERSION}+{digest(' '.join(sorted(self._made_by.values())), 12)}"

    def articles(self) -> Step[Item, Output]:
        return Step(
            name=NAME,
            version=core.VERSION,
            pending=lambda tx, now, limit: translations.pending_articles(tx, NAME, self._made_by, now, limit),
            load=self._load_articles,
            work=self._work,
            save=self._save,
            batch=32,
            patient=True,
        )

    def stories(self) -> Step[Item, Output]:
        return Step(
            name=STORY,
            version=self._story_version,
            pending=self._pending_stories,
            load=self._load_stories,
            work=self._work,
            save=self._save,
            batch=10,
            patient=True,
        )

    def _pending_stories(self, tx: Tx, now: datetime, limit: int) -> list[str]:
        return translations.pending_stories(tx, STORY, self._story_version, now, limit) if self._made_by else []

    def _load_articles(self, tx: Tx, ids: Sequence[str]) -> Sequence[Item]:
        found = articles.get(tx, [ArticleId(id) for id in ids]).values()
        told: dict[str, list[tuple[str, str]]] = {
            article.id: [(article.language, text) for text in (article.title, passage(article.summary or article.text)) if text]
            for article in found
        }
        return self._items(tx, told, {article.id: self._made_by.get(article.language, core.VERSION) for article in found})

    def _load_stories(self, tx: Tx, ids: Sequence[str]) -> Sequence[Item]:
        wanted = [StoryId(id) for id in ids]
        found = summaries.get(tx, wanted)
        told: dict[str, list[Bullet | Moment]] = {id: list(summary.bullets) for id, summary in found.items()}
        cited: dict[str, list[Citation]] = {id: list(accounts.citations(summary.bullets)) for id, summary in found.items()}
        said: dict[str, list[tuple[str, str]]] = {id: [(summary.language, summary.headline)] for id, summary in found.items()}
        for id, account in accounts.get(tx, Account, found).items():
            told[id] += account.moments
            cited[id] += accounts.citations(account)
            said[id] += [(each.language, each.text) for each in account.quotations]
        for id, contrast in accounts.get(tx, Contrast, found).items():
            told[id] += [bullet for part in contrast.parts for bullet in part.bullets]
            cited[id] += accounts.citations(contrast)
        sources = reading.sources(tx, (citation.article_id for citations in cited.values() for citation in citations))
        language = {id: source[2] for id, source in sources.items()}
        for story in said:
            own = [(each.citations[0].article_id, each.text) for each in told[story]]
            own += [(each.article_id, each.quote) for each in cited[story]]
            said[story] += [(language[article], text) for article, text in own if article in language]
        return self._items(tx, said, translations.told(tx, self._story_version, wanted))

    def _items(self, tx: Tx, told: Mapping[str, Iterable[tuple[str, str]]], made_by: Mapping[str, str]) -> list[Item]:
        """An item for each id of ``told`` with those of its texts that can be translated."""
        foreign = {id: tuple(dict.fromkeys(each for each in texts if each[0] in self._made_by)) for id, texts in told.items()}
        keys = {key(language, self._target, text) for texts in foreign.values() for language, text in texts}
        known = translations.known(tx, sorted(keys), self._made_by.values())
        return [Item(id=id, made_by=made_by[id], texts=texts, known=known) for id, texts in foreign.items()]

    def _work(self, inputs: Sequence[Item]) -> Iterator[Result[Output]]:
        wanted: dict[str, list[str]] = {}
        for item in inputs:
            for language, text in item.texts:
                if key(language, self._target, text) not in item.known:
                    wanted.setdefault(language, []).append(text)
        made: dict[str, Translation] = {}
        down: dict[str, Failure] = {}
        for language, texts in wanted.items():
            try:
                made |= {each.key: each for each in core.translate(self._translator, texts, language, self._target)}
            except Failure as failure:
                down[language] = failure
        for item in inputs:
            yield self._result(item, made, down)

    def _result(self, item: Item, made: Mapping[str, Translation], down: Mapping[str, Failure]) -> Result[Output]:
        keys = [key(language, self._target, text) for language, text in item.texts]
        have = [each for each in (item.known.get(name) or made.get(name) for name in keys) if each]
        output = tuple(made[name] for name in keys if name in made)
        failure = next((down[language] for language, _ in item.texts if language in down), None)
        if failure and len(have) < len(keys):
            return Result(
                item=item.id,
                outcome=failure.outcome,
                output=output,
                detail=failure.detail,
                made_by=item.made_by,
                failed=True,
                transient=True,
                retry_after=failure.retry_after,
            )
        kept = [each.failed for each in have if each.failed]
        outcome = f"kept-{kept[0]}" if kept else "translated" if have else "nothing-foreign"
        detail = f"{len(kept)} of {len(have)} texts stay as they were written: {', '.join(dict.fromkeys(kept))}" if kept else ""
        return Result(item=item.id, outcome=outcome, output=output, detail=detail, made_by=item.made_by)

    def _save(self, tx: Tx, results: Sequence[Result[Output]], now: datetime) -> None:
        translations.save(tx, {each.key: each for result in results for each in result.output or ()}.values())
