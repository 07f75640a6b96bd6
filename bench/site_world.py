"""A made-up press of any size, told and counted, as a database for the site: every outlet, word and event is invented."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from everyside.records.article import Article, CopyMembership, Vector
from everyside.records.ids import ArticleId, GroupId, OutletId, StoryId, article_id, story_id
from everyside.records.outlet import Outlet
from everyside.records.rating import Pack, Rating, Spectrum
from everyside.records.story import Bullet, Citation, Membership, Summary
from everyside.records.tags import Label, NameKind
from everyside.runner.loop import Worker, run_once
from everyside.stages.assess import step as assess
from everyside.storage import articles, copies, ledger, outlets, ratings, settling, spectra, stories, summaries, tags, vectors
from everyside.storage.database import Database

NOW = datetime.now(UTC).replace(microsecond=0)
OUTLETS = 600
LABELS = ("label", "labels/1")
LANGUAGES = ("en", "en", "en", "de", "fr", "es")
TOPICS = ("politics", "economy", "science", "sport", "health", "climate")
BATCH = 100  # stories written at once


class World:
    """``articles`` in ``stories`` of which the first has 600; the same for the same numbers."""

    def __init__(self, database: Database, *, articles: int, stories: int, vectors_by: str, dimensions: int) -> None:
        self._database = database
        self._chance = random.Random(0)
        self._numbers = np.random.default_rng(0)
        self._articles, self._stories = articles, stories
        self._vectors_by, self._dimensions = vectors_by, dimensions
        syllables = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "il", "os", "um")]
        self.words = ["".join(self._chance.choice(syllables) for _ in range(self._chance.randint(1, 4))) for _ in range(20_000)]
        self._weights = np.cumsum(1 / np.arange(1, len(self.words) + 1))

    def fill(self) -> list[StoryId]:
        """Write everything and count it; the stories, the one of 600 articles first."""
        self._database.migrate()
        self._press()
        rest = (self._articles - 600) / max(1, self._stories - 1)
        sizes = [600, *(max(1, round(rest * self._chance.triangular(0.2, 2.2, 0.6))) for _ in range(self._stories - 1))]
        ids: list[StoryId] = []
        for first in range(0, len(sizes), BATCH):
            with self._database.write() as tx:
                ids += [self._story(tx, number, size) for number, size in enumerate(sizes[first : first + BATCH], first)]
        worker, step = Worker(database=self._database, name="bench", now=lambda: NOW), assess.step(LABELS)
        while run_once(step, worker):
            pass
        return ids

    def said(self, number: int) -> list[str]:
        """Words, the frequent ones often (Zipf)."""
        at = np.searchsorted(self._weights, self._numbers.random(number) * self._weights[-1])
        return [self.words[place] for place in at]

    def _press(self) -> None:
        numbers = range(OUTLETS)
        with self._database.write() as tx:
            outlets.save(
                tx,
                [
                    Outlet(
                        id=OutletId(f"outlet-{n}"),
                        name=f"Outlet {n}",
                        domains=(f"outlet-{n}.example",),
                        country=("US", "GB", "DE", "FR", "ES", "IN", "BR", "KE")[n % 8],
                        languages=(LANGUAGES[n % 6],),
                        fiction=True,
                    )
                    for n in numbers
                ],
            )
            scale = Spectrum(id="bias", name="Left–right", low="Left", middle="Center", high="Right", letters=("L", "C", "R"))
            spectra.replace(tx, [scale])
            said = [self._rating(n, "bias", self._chance.randint(-3, 3)) for n in numbers if n % 3]
            said += [self._rating(n, "factuality", self._chance.randint(1, 5)) for n in numbers if n % 3]
            ratings.save_pack(tx, Pack(id="bench", name="Bench", format="bench", digest="1"), said, NOW)

    @staticmethod
    def _rating(outlet: int, axis: str, value: float) -> Rating:
        return Rating(rater="Rater", domain=f"outlet-{outlet}.example", axis=axis, value=value, label="")

    def _story(self, tx: Any, number: int, size: int) -> StoryId:
        begun = NOW - timedelta(minutes=self._chance.uniform(0, 6 * 24 * 60))
        own = " ".join(self.said(8))
        told = [self._article(f"{number}-{at}", own, begun + timedelta(minutes=self._chance.uniform(0, 900))) for at in range(size)]
        id = story_id(told[0].id)
        articles.save(tx, told)
        groups = [GroupId(told[at - at % 3].id if number % 2 else each.id) for at, each in enumerate(told)]
        copies.save(
            tx, [CopyMembership(article_id=a.id, group_id=group, made_by="bench") for a, group in zip(told, groups, strict=True)]
        )
        vectors.save(tx, [self._vector(each.id) for each in told])
        settling.open_new(tx, [id], NOW)
        stories.save_members(tx, [Membership(article_id=a.id, story_id=id, score=0.9, made_by="bench") for a in told])
        settling.refresh(tx, [id], NOW)
        story = stories.get(tx, [id])[id]
        topic, country = self._chance.choice(TOPICS), self._chance.choice(("US", "GB", "DE", "FR", "IN"))
        about = (("topic", topic, topic.title(), 0.8), (NameKind.PLACE.value, f"country:{country}", country, 0.6))
        labels = [
            Label(story_id=id, kind=kind, key=key, name=name, weight=weight, made_by="bench") for kind, key, name, weight in about
        ]
        tags.replace_labels(tx, {id: labels})
        ledger.record(tx, LABELS[0], [ledger.Line(item=id, outcome="labelled", made_by=f"{LABELS[1]}#{story.fingerprint}", at=NOW)])
        summaries.save(tx, [self._summary(id, told, story.fingerprint)])
        return id

    def _article(self, name: str, about: str, at: datetime) -> Article:
        outlet = self._chance.randrange(OUTLETS)
        url = f"https://outlet-{outlet}.example/{name}"
        sentences = [" ".join([*self.said(14), *about.split()[:3]]).capitalize() + "." for _ in range(12)]
        return Article(
            id=article_id(url),
            url=url,
            outlet_id=OutletId(f"outlet-{outlet}"),
            title=f"{about} {' '.join(self.said(3))}".capitalize(),
            text="\n".join(sentences),
            language=LANGUAGES[outlet % 6],
            published=min(at, NOW),
            published_stated=True,
            found_at=min(at, NOW),
            made_by="bench",
        )

    def _vector(self, id: ArticleId) -> Vector:
        values = self._numbers.standard_normal(self._dimensions).astype(np.float32)
        return Vector(article_id=id, values=(values / np.linalg.norm(values)).astype("<f2").tobytes(), made_by=self._vectors_by)

    @staticmethod
    def _summary(id: StoryId, told: list[Article], fingerprint: str) -> Summary:
        bullets = []
        for at in range(min(5, len(told))):
            quotes = [(article, article.text.split("\n")[at]) for article in told[at : at + 3]]
            cited = tuple(
                Citation(
                    article_id=article.id,
                    quote=quote,
                    start=article.text.index(quote),
                    end=article.text.index(quote) + len(quote),
                )
                for article, quote in quotes
            )
            bullets.append(Bullet(text=quotes[0][1], citations=cited, independent_texts=len(cited)))
        return Summary(
            story_id=id,
            headline=told[0].title,
            headline_article=told[0].id,
            language=told[0].language,
            bullets=tuple(bullets),
            fingerprint=fingerprint,
            made_by="bench",
        )
