"""Conformance checks for any ``Recognizer``: hand in a way to make one, get AssertionErrors for what it does not keep.

Only what every recognizer promises is checked, not what it finds. Use them as ``for check in CHECKS: check(make)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from everyside.ports import Recognizer
from everyside.records.tags import Name, NameKind
from everyside.testing.embedder import ODD, PLAIN

Make = Callable[[], Recognizer]

LONGEST_KEY = 80
TEXTS = (
    *PLAIN,
    "Ferry aground\nThe captain, Ana Lima, said on Monday that the ferry of Harbour Lines Ltd had left Lisbon for Tangier.",
    "Fähre gestrandet\nKapitänin Ana Lima sagte, die Fähre habe Lissabon verlassen.",
    "Паром сел на мель\nКапитан Ана Лима сообщила, что паром вышел из Лиссабона.",
)
HARD = (
    "A" * 50_000,
    "Aa " * 50_000,
    "Ana de " * 30_000,
    "." * 50_000,
    "A-" * 50_000,
    "東京" * 50_000,
    "ア・" * 50_000,
    "Paris\n" * 30_000,
    "İ" * 10_000,
    "\u0300" * 10_000,
)
LANGUAGES = ("en", "de", "ru", "ja", "ar", "und", "", "xx", "zh-Hant")


def gives_well_formed_names(make: Make) -> None:
    """Each key once, of 1 to 80 characters; a name that can be read; a count above 0: whatever text and language."""
    recognizer = make()
    texts = [*TEXTS, *ODD]
    for language in LANGUAGES:
        _well_formed(recognizer.recognize(texts, [language] * len(texts)), len(texts))


def gives_nothing_for_no_texts(make: Make) -> None:
    assert make().recognize([], []) == []


def finds_nothing_in_an_empty_text(make: Make) -> None:
    assert make().recognize(["", " \n "], ["en", "ja"]) == [(), ()]


def takes_hard_and_very_long_texts(make: Make) -> None:
    recognizer = make()
    for language in LANGUAGES[:3]:
        _well_formed(recognizer.recognize(HARD, [language] * len(HARD)), len(HARD))


def gives_the_same_alone_and_in_a_batch(make: Make) -> None:
    recognizer = make()
    together = recognizer.recognize(TEXTS, ["en"] * len(TEXTS))
    assert together == [recognizer.recognize([text], ["en"])[0] for text in TEXTS]


def gives_the_same_every_time(make: Make) -> None:
    """In one recognizer, and in another one made alike."""
    one, other = make(), make()
    languages = ["en"] * len(TEXTS)
    assert one.recognize(TEXTS, languages) == one.recognize(TEXTS, languages) == other.recognize(TEXTS, languages)


def has_an_id(make: Make) -> None:
    """Short and plain: it is kept with every article."""
    recognizer = make()
    assert recognizer.id
    assert recognizer.id.isascii()
    assert not any(letter.isspace() for letter in recognizer.id)
    assert recognizer.id == make().id


CHECKS: tuple[Callable[[Make], None], ...] = (
    gives_well_formed_names,
    gives_nothing_for_no_texts,
    finds_nothing_in_an_empty_text,
    takes_hard_and_very_long_texts,
    gives_the_same_alone_and_in_a_batch,
    gives_the_same_every_time,
    has_an_id,
)


def _well_formed(found: Sequence[tuple[Name, ...]], texts: int) -> None:
    assert len(found) == texts, f"{len(found)} answers to {texts} texts"
    for names in found:
        keys = [name.key for name in names]
        assert len(keys) == len(set(keys)), f"a key stands twice: {sorted(keys)}"
        for name in names:
            assert isinstance(name.kind, NameKind)
            assert 0 < len(name.key) <= LONGEST_KEY, f"a key of {len(name.key)} characters"
            assert name.name.strip(), f"{name.key} has no name to read"
            assert name.count > 0
