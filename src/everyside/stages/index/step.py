"""Articles that cannot be found yet → the index. An article comes again when its translation does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from everyside.records.article import Article
from everyside.records.ids import ArticleId
from everyside.records.search import Findable
from everyside.records.translation import key, passage
from everyside.runner.step import Result, Step
from everyside.stages.index import core
from everyside.storage import articles, search, translations
from everyside.storage.database import Tx

NAME = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article with what is known of it in the reader's language, and the version of both."""

    article: Article
    told: tuple[str, ...]
    made_by: str


def step(vectors_by: str, translate: str, into: str) -> Step[Item, Findable]:
    """``vectors_by``: an article is indexed when it has a vector by that, so that it is found by words and by meaning alike.
    ``translate``: the name of the step that translates articles; ``into``: the reader's language."""
    version = f"{core.VERSION}+{vectors_by}"

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Item]:
        found = list(articles.get(tx, [ArticleId(id) for id in ids]).values())
        texts = {each.id: [each.title, passage(each.summary or each.text)] for each in found if each.language != into}
        keys = {each.id: [key(each.language, into, text) for text in texts[each.id] if text] for each in found if each.id in texts}
        known = translations.get(tx, sorted({name for names in keys.values() for name in names}))
        made_by = search.translated_by(tx, translate, [each.id for each in found])
        return [
            Item(
                article=each,
                told=tuple(known[name].text for name in keys.get(each.id, ()) if name in known and not known[name].failed),
                made_by=search.version_of(version, made_by.get(each.id, "")),
            )
            for each in found
        ]

    def work(inputs: Sequence[Item]) -> Iterator[Result[Findable]]:
        for item in inputs:
            made = core.findable(item.article, item.told, item.made_by)
            yield Result(item=item.article.id, outcome="indexed", output=made, made_by=item.made_by)

    def save(tx: Tx, results: Sequence[Result[Findable]], now: datetime) -> None:
        search.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=version,
        pending=lambda tx, now, limit: search.pending(tx, NAME, version, vectors_by, translate, now, limit),
        load=load,
        work=work,
        save=save,
        batch=100,
        save_every=100,
        patient=True,
    )
