"""Conformance checks for any ``Embedder``: hand in a way to make one, get AssertionErrors for what it does not keep.

They need no network and no fixed model: only what every embedder promises is checked, not how good its space is. Use them as
``for check in CHECKS: check(make)``, or one test a check.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from everyside.ports import Embedder

Make = Callable[[], Embedder]

ODD = (
    "",
    " ",
    "\n\t\r",
    "\0",
    "before\0after",
    "\ud800",
    "half \udfff a pair",
    "\ufeff\u200b\u202e",
    "e\u0301" * 10,
    "a" + "\u0300" * 40,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\U0010ffff\uffff",
    "東京で地震がありました",
    "مدينة",
    "עיר",
    "query: passage: [CLS] <s> </s> ▁",
    "%s {0} \\x00 '; --",
)
PLAIN = (
    "The night ferry ran aground outside the harbour.",
    "Die Nachtfähre lief vor dem Hafen auf Grund.",
    "El tribunal supremo anuló la congelación de los alquileres.",
    "Judges struck down the freeze of rents.",
    "7",
)
SAME = 1e-5  # largest difference of one component that still counts as the same vector
UNIT = 1e-3  # largest distance of a length from 1


def gives_one_unit_row_a_text(make: Make) -> None:
    """float32, shape (texts, dimensions), length 1: whatever the text, also the empty one."""
    embedder = make()
    texts = [*PLAIN, *ODD]
    rows = embedder.embed(texts)
    _well_formed(embedder, rows, len(texts))


def gives_no_rows_for_no_texts(make: Make) -> None:
    embedder = make()
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def takes_very_long_texts(make: Make) -> None:
    """In bounded time, with and without spaces; and what stands at the end of a megabyte cannot spoil the row."""
    embedder = make()
    rows = embedder.embed(["the harbour " * 90_000, "地震" * 500_000, "\0" * 100_000 + "end"])
    _well_formed(embedder, rows, 3)


def gives_the_same_row_alone_and_in_a_batch(make: Make) -> None:
    """A text's row does not depend on its company, its place, or how often it is there."""
    embedder = make()
    texts = [*PLAIN[:2], *ODD[::8], "a longer text than its neighbours " * 5, PLAIN[0]]
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    assert _apart(together, alone) <= SAME, f"a batch differs from its singles by {_apart(together, alone):.2g}"
    assert _apart(together[:1], together[-1:]) <= SAME, "the same text at two places of a batch has two rows"


def gives_the_same_row_every_time(make: Make) -> None:
    """In one embedder, and in another one made alike."""
    one, other = make(), make()
    first = one.embed(PLAIN)
    assert np.array_equal(first, one.embed(PLAIN))
    assert np.array_equal(first, other.embed(PLAIN))


def tells_texts_apart(make: Make) -> None:
    """A text is nearest to itself; not everything lies in one place."""
    rows = make().embed(PLAIN)
    alike = rows @ rows.T
    assert np.array_equal(alike.argmax(axis=1), np.arange(len(PLAIN)))
    assert (alike - np.eye(len(PLAIN))).max() < 0.999


def leaves_its_input_and_output_alone(make: Make) -> None:
    """The texts are not changed, and a row handed out is the caller's: a later call does not write into it."""
    embedder = make()
    texts = list(PLAIN)
    rows = embedder.embed(texts)
    kept = rows.copy()
    embedder.embed(["something else entirely"] * len(texts))
    assert texts == list(PLAIN)
    assert np.array_equal(rows, kept)


def takes_any_sequence(make: Make) -> None:
    embedder = make()
    assert np.array_equal(embedder.embed(list(PLAIN)), embedder.embed(tuple(PLAIN)))


def has_an_id(make: Make) -> None:
    """Short and plain: it is kept with every vector."""
    embedder = make()
    assert embedder.id
    assert embedder.id.isascii()
    assert not any(letter.isspace() for letter in embedder.id)
    assert embedder.id == make().id
    assert embedder.dimensions > 0


CHECKS: tuple[Callable[[Make], None], ...] = (
    gives_one_unit_row_a_text,
    gives_no_rows_for_no_texts,
    takes_very_long_texts,
    gives_the_same_row_alone_and_in_a_batch,
    gives_the_same_row_every_time,
    tells_texts_apart,
    leaves_its_input_and_output_alone,
    takes_any_sequence,
    has_an_id,
)


def _well_formed(embedder: Embedder, rows: NDArray[np.float32], texts: int) -> None:
    assert rows.dtype == np.float32, f"rows are {rows.dtype}, not float32"
    assert rows.shape == (texts, embedder.dimensions), f"shape {rows.shape}, not {(texts, embedder.dimensions)}"
    assert np.isfinite(rows).all(), "a row holds a value that is no number"
    lengths = np.linalg.norm(rows, axis=1)
    assert np.abs(lengths - 1).max() <= UNIT, f"rows are of length {lengths.min():.4f} to {lengths.max():.4f}, not 1"


def _apart(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return float(np.abs(a - b).max())
