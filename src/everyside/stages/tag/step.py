"""Two steps: articles that have a vector → tags, and stories whose members are tagged → labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from everyside.ports import Classifier, Recognizer
from everyside.records.article import Article
from everyside.records.ids import ArticleId, GroupId, StoryId
from everyside.records.story import Story
from everyside.records.tags import Label, Tags
from everyside.runner.step import Result, Step
from everyside.stages.tag import core
from everyside.storage import articles, copies, queues, settling
from everyside.storage import tags as tag_store
from everyside.storage import vectors as vector_store
from everyside.storage.database import Tx

NAME = "tag"
LABEL = "label"
Input = tuple[Article, bytes]
LabelInput = tuple[Story, list[Tags], dict[ArticleId, GroupId]]


def version(classifier: Classifier, recognizer: Recognizer, vectors_by: str) -> str:
    """With another model, taxonomy or gazetteer everything is tagged anew."""
    return f"{core.VERSION}+{classifier.id}+{recognizer.id}+{vectors_by}"


def tag(classifier: Classifier, recognizer: Recognizer, vectors_by: str) -> Step[Input, Tags]:
    """``vectors_by``: who makes the vectors that the classifier understands."""
    import numpy as np

    made_by = version(classifier, recognizer, vectors_by)

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        known = articles.get(tx, [ArticleId(id) for id in ids])
        rows = vector_store.get(tx, known, vectors_by)
        return [(article, rows[id]) for id, article in known.items() if id in rows]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Tags]]:
        if not inputs:
            return
        texts = [core.text_to_tag(article.title, article.text or article.summary) for article, _ in inputs]
        vectors = np.stack([np.frombuffer(values, "<f2").astype(np.float32) for _, values in inputs])
        topics = classifier.classify(texts, vectors)
        names = recognizer.recognize(texts, [article.language for article, _ in inputs])
        for (article, _), shares, found in zip(inputs, topics, names, strict=True):
            yield Result(item=article.id, outcome="tagged", output=core.tags(article.id, shares, found, made_by))

    def save(tx: Tx, results: Sequence[Result[Tags]], now: datetime) -> None:
        tag_store.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=made_by,
        pending=lambda tx, now, limit: queues.embedded(tx, NAME, vectors_by, made_by, now, limit),
        load=load,
        work=work,
        save=save,
    )


def label_version(tags_by: str) -> str:
    """With other tags every story is labelled anew."""
    return f"{core.LABEL_VERSION}+{tags_by}"


def label(topics: Mapping[str, str], tags_by: str) -> Step[LabelInput, list[Label]]:
    """``topics``: key → name in English; ``tags_by``: the version of the tags that count."""
    made_by = label_version(tags_by)

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[LabelInput]:
        loaded = settling.with_articles(tx, [StoryId(id) for id in ids])
        everyone = [article.id for _, members in loaded for article in members]
        tagged, groups = tag_store.get(tx, everyone), copies.groups_of(tx, everyone)
        return [(story, [tagged[each.id] for each in members if each.id in tagged], groups) for story, members in loaded]

    def work(inputs: Sequence[LabelInput]) -> Iterator[Result[list[Label]]]:
        for story, tagged, groups in inputs:
            found = core.labels(story.id, tagged, groups, topics, made_by)
            outcome = "labelled" if found else "nothing-to-say"
            yield Result(item=story.id, outcome=outcome, output=found, made_by=f"{made_by}#{story.fingerprint}")

    def save(tx: Tx, results: Sequence[Result[list[Label]]], now: datetime) -> None:
        tag_store.replace_labels(tx, {StoryId(result.item): result.output for result in results if result.output is not None})

    return Step(
        name=LABEL,
        version=core.LABEL_VERSION,
        pending=lambda tx, now, limit: tag_store.labelable(tx, LABEL, made_by, tags_by, now, limit),
        load=load,
        work=work,
        save=save,
        batch=100,
        patient=True,
    )
