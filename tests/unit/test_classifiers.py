"""Topics: the taxonomy as data, the words, and the prototypes in an embedder's space. All headlines are made up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from everyside.adapters.classifier import prototypes, taxonomy
from everyside.adapters.classifier.plain import PlainClassifier, Words
from everyside.adapters.classifier.prototypes import PrototypeClassifier
from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.records.errors import SettingsError
from everyside.records.ids import digest

SHIPPED = taxonomy.load()
TWO = {
    "boats.toml": 'key = "boats"\nname = "Boats"\nabout = "Boats."\norder = 1\n'
    '[headlines]\nen = ["Ferry leaves harbour", "Boat sinks off harbour"]\n[words]\nen = ["ferry", "boat"]\nja = ["船"]\n',
    "bread.toml": 'key = "bread"\nname = "Bread"\nabout = "Bread."\norder = 2\n'
    '[headlines]\nen = ["Baker sells loaf", "Oven burns loaf of baker"]\n[words]\nen = ["baker", "loaf"]\n',
}


@pytest.fixture
def two(tmp_path: Path) -> taxonomy.Taxonomy:
    for name, content in TWO.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return taxonomy.load(tmp_path)


def rows(texts: Sequence[str]) -> NDArray[np.float32]:
    return PlainEmbedder().embed(texts)


def first(shares: dict[str, float]) -> str:
    return max(shares, key=lambda key: shares[key], default="")


def test_the_taxonomy_that_ships_is_small_and_every_topic_is_shown_in_several_languages() -> None:
    assert {
        "politics",
        "world",
        "business",
        "technology",
        "science",
        "health",
        "sport",
        "culture",
        "environment",
        "crime",
        "local",
    } <= set(SHIPPED.names)
    assert len(SHIPPED.topics) <= 15
    assert all(12 <= len(topic.headlines) <= 25 for topic in SHIPPED.topics)
    headlines = [headline for topic in SHIPPED.topics for headline in topic.headlines]
    assert len(headlines) == len(set(headlines)) <= 250


def test_the_words_say_what_a_text_is_about(two: taxonomy.Taxonomy) -> None:
    classifier = PlainClassifier(two)
    texts = ["The ferry is late", "A loaf from the baker\nThe ferry brought it.", "Nothing of either", "新しい船"]
    assert [first(each) for each in classifier.classify(texts, rows(texts))] == ["boats", "bread", "", "boats"]


def test_a_word_within_another_does_not_count(two: taxonomy.Taxonomy) -> None:
    assert PlainClassifier(two).classify(["A steamboat"], rows(["A steamboat"])) == [{}]


def test_a_title_weighs_more_than_a_text_and_repetition_less() -> None:
    words = Words(SHIPPED)
    sport, crime = (list(SHIPPED.names).index(key) for key in ("sport", "crime"))
    title = words.weights("Police\nfootball")
    assert title[crime] > title[sport]
    repeated = words.weights("x\nfootball football football police murder")
    assert repeated[crime] > repeated[sport]


def test_the_nearest_prototype_wins(two: taxonomy.Taxonomy) -> None:
    classifier = PrototypeClassifier(two, PlainEmbedder())
    texts = ["Harbour closed as boat leaves", "Oven of baker breaks"]
    assert [first(each) for each in classifier.classify(texts, rows(texts))] == ["boats", "bread"]


def test_far_from_every_prototype_nobody_knows(two: taxonomy.Taxonomy) -> None:
    classifier = PrototypeClassifier(two, PlainEmbedder())
    middle = rows([headline for topic in two.topics for headline in topic.headlines]).mean(axis=0, keepdims=True)
    assert classifier.classify(["Zzz"], middle) == [{}]


def test_what_ships_knows_its_own_headlines_in_every_language() -> None:
    """Each in its turn left out would be a better test; this one finds a headline under the wrong topic."""
    embedded = prototypes._shipped("e5-small-q4-1")
    classifier = PrototypeClassifier(SHIPPED, Kept())
    pairs = [(topic.key, headline) for topic in SHIPPED.topics for headline in topic.headlines]
    vectors = np.stack([embedded[digest(headline)] for _, headline in pairs])
    told = classifier.classify([headline for _, headline in pairs], vectors)
    wrong = [headline for (key, headline), shares in zip(pairs, told, strict=True) if first(shares) != key]
    assert len(wrong) <= 4, wrong


class Kept:
    """Refuses to embed: stands for the default embedder where everything asked for ships."""

    id = "e5-small-q4-1"
    dimensions = 384

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        assert not texts, f"not shipped; run python -m everyside.adapters.classifier.prototypes: {texts[:3]}"
        return np.zeros((0, self.dimensions), np.float32)


def test_the_vectors_of_all_headlines_ship_for_the_default_embedder() -> None:
    (shares,) = PrototypeClassifier(SHIPPED, Kept()).classify(["Striker scores"], Kept().embed([]).reshape(0, 384).sum(0)[None])
    assert shares.keys() <= SHIPPED.names.keys()


def test_an_embedder_without_shipped_vectors_embeds_the_headlines_once(two: taxonomy.Taxonomy) -> None:
    class Counting(PlainEmbedder):
        calls = 0

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.calls += 1
            return super().embed(texts)

    embedder = Counting()
    classifier = PrototypeClassifier(two, embedder)
    for _ in range(3):
        classifier.classify(["Ferry"], rows(["Ferry"]))
    assert embedder.calls == 1


def test_the_id_changes_with_any_word_of_a_topic(two: taxonomy.Taxonomy, tmp_path: Path) -> None:
    before = PlainClassifier(two).id
    (tmp_path / "bread.toml").write_text(TWO["bread.toml"].replace("loaf", "roll"), encoding="utf-8")
    assert PlainClassifier(taxonomy.load(tmp_path)).id != before


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("key = ", "not TOML"),
        ('key = "x"\nname = "X"\nabout = "X."\n', "headlines is missing"),
        ('key = "x"\nname = "X"\nabout = "X."\nheadlines = ["a"]\n', "by language"),
        ('key = "x"\nname = "X"\nabout = "X."\nheadline = 3\n', "unknown key headline"),
        (TWO["boats.toml"], "same key"),
    ],
)
def test_a_topic_file_with_a_fault_is_named(two: taxonomy.Taxonomy, tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "wrong.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=says):
        taxonomy.load(tmp_path)
