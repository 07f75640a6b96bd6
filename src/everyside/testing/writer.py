"""Conformance checks for any ``Writer``: hand in a way to make one, get AssertionErrors for what it does not keep.

What it writes is not checked, only what every writer promises. A check asks a question; point a writer that costs money at a local
service first. Use them as ``for check in CHECKS: check(make)``, or one test a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from everyside.ports import Completion, Prompt, Writer
from everyside.records.errors import Failure
from everyside.testing.embedder import ODD

Make = Callable[[], Writer]
MOST = 10_000_000  # characters of an answer
SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}


def answers_or_fails_in_a_named_way(make: Make) -> None:
    """A bounded text with counts that are no less than nothing, or a Failure with a name."""
    with _made(make) as writer:
        for text in ("Say nothing.", *ODD[:6], "word " * 20_000):
            answer = _asked(writer, text)
            assert answer is None or isinstance(answer.text, str)
            assert answer is None or (len(answer.text) < MOST and answer.tokens_in >= 0 and answer.tokens_out >= 0)


def has_an_id(make: Make) -> None:
    """Short and plain: it is kept with everything written. The same in another one made alike."""
    with _made(make) as writer, _made(make) as again:
        assert (writer.id, writer.model) == (again.id, again.model)
        assert 0 < len(writer.id) <= 200
        assert writer.id.isascii()
        assert not any(letter.isspace() for letter in writer.id)
        assert writer.model.isprintable()


def writes_nothing_without_a_model(make: Make) -> None:
    """One that names no model is never asked; if it is, it has nothing to say."""
    with _made(make) as writer:
        if not writer.model:
            assert writer.complete(_prompt("Say nothing.")) == Completion(text="")


def ends_twice(make: Make) -> None:
    """Closing is harmless to repeat, and to do before anything else."""
    writer = make()
    writer.close()
    writer.close()


CHECKS: tuple[Callable[[Make], None], ...] = (
    answers_or_fails_in_a_named_way,
    has_an_id,
    writes_nothing_without_a_model,
    ends_twice,
)


def _prompt(text: str) -> Prompt:
    return Prompt(system="Answer in JSON.", user=text, schema=SCHEMA, max_tokens=50)


def _asked(writer: Writer, text: str) -> Completion | None:
    try:
        return writer.complete(_prompt(text))
    except Failure as failure:
        if not 0 < len(failure.outcome) <= 40:
            raise AssertionError(f"a failure needs a short name, not {failure.outcome!r}") from failure
        return None


@contextmanager
def _made(make: Make) -> Iterator[Writer]:
    writer = make()
    try:
        yield writer
    finally:
        writer.close()
