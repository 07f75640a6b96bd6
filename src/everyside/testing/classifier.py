"""Conformance checks for any ``Classifier``: hand in a way to make one, get AssertionErrors for what it does not keep.

Only what every classifier promises is checked, not how good it is. Use them as ``for check in CHECKS: check(make, dimensions)``;
``dimensions`` is that of the vectors it understands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from everyside.ports import Classifier
from everyside.testing.embedder import ODD, PLAIN

Make = Callable[[], Classifier]
SAME = 1e-3  # largest difference of one share that still counts as the same


def gives_shares_of_known_topics(make: Make, dimensions: int) -> None:
    """One mapping a text, of topics it has told of; each share above 0, of at most 1 together: whatever the text."""
    classifier = make()
    texts = [*PLAIN, *ODD]
    _well_formed(classifier, classifier.classify(texts, _rows(len(texts), dimensions)), len(texts))


def gives_nothing_for_no_texts(make: Make, dimensions: int) -> None:
    assert make().classify([], np.zeros((0, dimensions), np.float32)) == []


def takes_very_long_texts(make: Make, dimensions: int) -> None:
    classifier = make()
    texts = ["the harbour " * 90_000, "地震" * 500_000, "\0" * 100_000 + "end", "\n" * 100_000]
    _well_formed(classifier, classifier.classify(texts, _rows(len(texts), dimensions)), len(texts))


def knows_nothing_of_an_empty_text(make: Make, dimensions: int) -> None:
    assert make().classify(["", " \n "], _rows(2, dimensions)) == [{}, {}]


def gives_the_same_alone_and_in_a_batch(make: Make, dimensions: int) -> None:
    classifier = make()
    rows = _rows(len(PLAIN), dimensions)
    together = classifier.classify(PLAIN, rows)
    for number, text in enumerate(PLAIN):
        (alone,) = classifier.classify([text], rows[number : number + 1])
        assert alone.keys() == together[number].keys(), f"{text!r} has other topics alone than in a batch"
        assert all(abs(alone[key] - together[number][key]) <= SAME for key in alone)


def gives_the_same_every_time(make: Make, dimensions: int) -> None:
    """In one classifier, and in another one made alike; its input is left alone."""
    one, other = make(), make()
    rows = _rows(len(PLAIN), dimensions)
    kept = rows.copy()
    assert one.classify(PLAIN, rows) == one.classify(PLAIN, rows) == other.classify(PLAIN, rows)
    assert np.array_equal(rows, kept)


def has_an_id_and_topics(make: Make, dimensions: int) -> None:
    """The id is short and plain, for it is kept with every article; a topic's key goes into addresses."""
    classifier = make()
    assert classifier.id
    assert classifier.id.isascii()
    assert not any(letter.isspace() for letter in classifier.id)
    assert classifier.id == make().id
    assert classifier.topics
    for key, name in classifier.topics.items():
        assert key.isascii(), f"{key!r} is no key"
        assert key.replace("-", "").isalnum(), f"{key!r} is no key"
        assert len(key) <= 80
        assert name.strip()


CHECKS: tuple[Callable[[Make, int], None], ...] = (
    gives_shares_of_known_topics,
    gives_nothing_for_no_texts,
    takes_very_long_texts,
    knows_nothing_of_an_empty_text,
    gives_the_same_alone_and_in_a_batch,
    gives_the_same_every_time,
    has_an_id_and_topics,
)


def _rows(number: int, dimensions: int) -> NDArray[np.float32]:
    """Unit rows that look like no text's in particular."""
    rows = np.random.default_rng(7).standard_normal((number, dimensions)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _well_formed(classifier: Classifier, found: Sequence[dict[str, float]], texts: int) -> None:
    assert len(found) == texts, f"{len(found)} answers to {texts} texts"
    for shares in found:
        assert shares.keys() <= classifier.topics.keys(), f"unknown topics: {shares.keys() - classifier.topics.keys()}"
        assert all(0 < share <= 1 for share in shares.values()), f"a share is not above 0 and at most 1: {shares}"
        assert sum(shares.values()) <= 1 + SAME, f"shares sum to {sum(shares.values())}"
