"""Conformance checks for any ``Translator``: hand in a way to make one, get AssertionErrors for what it does not keep.

How good its translations are is not checked, only what every translator promises. Use them as ``for check in CHECKS: check(make)``,
or one test a check. Of a translator with many pairs the first is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from everyside.ports import Translator
from everyside.testing.embedder import ODD

Make = Callable[[], Translator]
PLAIN = ("O porto foi fechado na segunda-feira.", "The harbour was closed on Monday.", "Der Hafen wurde geschlossen.", "7")


def gives_a_text_or_none_for_each_text(make: Make) -> None:
    """Whatever the text; and nothing for no texts."""
    with _made(make) as translator:
        for source, target in _pairs(translator):
            texts = [*PLAIN, *ODD]
            answers = translator.translate(texts, source, target)
            assert len(answers) == len(texts)
            assert all(answer is None or isinstance(answer, str) for answer in answers)
            assert translator.translate([], source, target) == []


def makes_nothing_of_nothing(make: Make) -> None:
    with _made(make) as translator:
        for source, target in _pairs(translator):
            assert all(not (answer or "").strip() for answer in translator.translate(["", "  ", "\n"], source, target))


def takes_very_long_texts(make: Make) -> None:
    """In bounded time, and of bounded length: translated, or None."""
    with _made(make) as translator:
        for source, target in _pairs(translator):
            answers = translator.translate(["o porto " * 130_000, "地震" * 500_000, "gol " * 5_000], source, target)
            assert all(answer is None or len(answer) < 10_000_000 for answer in answers)


def gives_the_same_alone_and_in_a_batch(make: Make) -> None:
    """A text's translation does not depend on its company, its place, or how often it is there."""
    with _made(make) as translator:
        for source, target in _pairs(translator):
            texts = [*PLAIN, *ODD[::5], PLAIN[0]]
            together = translator.translate(texts, source, target)
            assert together == [translator.translate([text], source, target)[0] for text in texts]
            assert together[0] == together[-1]


def gives_the_same_every_time(make: Make) -> None:
    """In one translator, and in another one made alike."""
    with _made(make) as one, _made(make) as other:
        for source, target in _pairs(one):
            first = one.translate(PLAIN, source, target)
            assert first == one.translate(PLAIN, source, target) == other.translate(PLAIN, source, target)


def has_ids(make: Make) -> None:
    """Short and plain: a pair's is kept with every translation."""
    with _made(make) as translator, _made(make) as again:
        assert dict(translator.pairs) == dict(again.pairs)
        for id in (translator.id, *translator.pairs.values()):
            assert id.isascii()
            assert id
            assert not any(letter.isspace() for letter in id)
        assert all(source != target for source, target in translator.pairs)


def ends_twice(make: Make) -> None:
    """Closing is harmless to repeat, and to do before anything else."""
    translator = make()
    translator.close()
    translator.close()


CHECKS: tuple[Callable[[Make], None], ...] = (
    gives_a_text_or_none_for_each_text,
    makes_nothing_of_nothing,
    takes_very_long_texts,
    gives_the_same_alone_and_in_a_batch,
    gives_the_same_every_time,
    has_ids,
    ends_twice,
)


@contextmanager
def _made(make: Make) -> Iterator[Translator]:
    translator = make()
    try:
        yield translator
    finally:
        translator.close()


def _pairs(translator: Translator) -> list[tuple[str, str]]:
    return sorted(translator.pairs)[:1]
