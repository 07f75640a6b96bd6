"""A text as a set of hashed shingles, small enough to keep of every article, and how much two such sets share.

Broder 1997, *On the resemblance and containment of documents*: shingles, resemblance, containment, and bottom sketches (the
smallest hashes of a set are a fair sample of it, and what lies below a common bound can be compared between any two).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from zlib import crc32

import numpy as np

Hashes = np.ndarray[Any, np.dtype[np.uint32]]  # sorted, each once, below 2 ** HASH_BITS

SHINGLE_WORDS = 5
SHINGLE_CHARACTERS = 8  # in scripts that do not space their words
MIN_SHINGLES = 20  # different ones; a text with fewer says too little to call two of them copies
MAX_CHARACTERS = 400_000  # what stands further back is not compared
HASH_BITS = 24  # two strange texts of 1,000 words share .06 shingles by accident
MAX_HASHES = 8192  # all of 999 texts in 1,000; of a longer one the smallest: standard error below .01

_ESCAPE = 0xFFFF  # a gap that does not fit in 16 bits is this, so many times, and the rest
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[\w']+")
_MARKS = "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0"  # typographic marks that part words and stand in plain English
_PLAIN = bytes(ord(chr(code).lower()) if re.match(r"[\w']", chr(code), re.ASCII) else ord(" ") for code in range(256))
_MULTIPLIER = 0x9E3779B97F4A7C15  # the golden ratio in 64 bits, odd


def _units(text: str) -> tuple[list[str], int]:
    """The words and 5, or the letters and 8."""
    text = text[:MAX_CHARACTERS]
    folded = (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
    words = _WORD.findall(folded)
    if not folded.isascii():
        letters = "".join(words)
        if len(_UNSPACED.findall(letters)) * 2 > len(letters):
            return list(letters), SHINGLE_CHARACTERS
    return words, SHINGLE_WORDS


def shingles(text: str) -> list[str]:
    """Overlapping runs of 5 words, or of 8 characters where most letters are of an unspaced script, folded in case and form."""
    units, size = _units(text)
    between = " " if size == SHINGLE_WORDS else ""
    return [between.join(units[i : i + size]) for i in range(len(units) - size + 1)]


def _encoded(text: str) -> tuple[list[bytes], int]:
    """``_units`` as bytes. Of plain English they are cut without regular expressions, which takes a third of the time."""
    text = text[:MAX_CHARACTERS]
    plain = text
    for mark in "" if text.isascii() else _MARKS:
        plain = plain.replace(mark, " ")
    if plain.isascii():
        return plain.encode().translate(_PLAIN).split(), SHINGLE_WORDS
    units, size = _units(text)
    return " ".join(units).encode("utf-8", "surrogatepass").split(b" "), size


def hashes_of(text: str) -> Hashes:
    """The hashes of the text's shingles, at most the 8,192 smallest; empty for a text too short to compare."""
    units, size = _encoded(text)
    count = len(units) - size + 1
    if count < MIN_SHINGLES:
        return np.empty(0, dtype=np.uint32)
    codes = np.fromiter(map(crc32, units), np.uint64, len(units))
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(size):  # a polynomial in 64 bits, then the top bits of a product: the low ones mix badly
        mixed = (mixed ^ (mixed >> np.uint64(29)) ^ codes[at : at + count]) * np.uint64(_MULTIPLIER)
    mixed ^= mixed >> np.uint64(32)
    mixed *= np.uint64(_MULTIPLIER)
    found = (mixed >> np.uint64(64 - HASH_BITS)).astype(np.uint32)
    found.sort()  # several times as fast as np.unique
    different: Hashes = found[np.append(found[1:] != found[:-1], True)]
    return different[:MAX_HASHES] if len(different) >= MIN_SHINGLES else different[:0]


def to_bytes(hashes: Hashes) -> bytes:
    """The gaps between the hashes as little-endian uint16: two bytes a shingle and 512 more at most."""
    gaps = np.diff(hashes, prepend=np.uint32(0)).astype(np.int64)
    escapes, rest = np.divmod(gaps, _ESCAPE)
    ends = np.cumsum(escapes + 1) - 1
    out = np.full(int(ends[-1]) + 1 if len(ends) else 0, _ESCAPE, dtype="<u2")
    out[ends] = rest
    return out.tobytes()


def from_bytes(packed: bytes) -> Hashes:
    gaps = np.frombuffer(packed, dtype="<u2")
    hashes: Hashes = np.cumsum(gaps, dtype=np.uint32)[gaps != _ESCAPE]
    return hashes


def sketch(text: str) -> bytes:
    """``hashes_of`` as bytes, b"" for a text too short to compare."""
    return to_bytes(hashes_of(text))


def overlap(a: Hashes, b: Hashes) -> tuple[float, float]:
    """Resemblance (share of all shingles that both have) and containment (share of the shorter's that the longer has)."""
    if len(a) == MAX_HASHES:
        b = b[: np.searchsorted(b, a[-1], side="right")]
    if len(b) == MAX_HASHES:
        a = a[: np.searchsorted(a, b[-1], side="right")]
    if len(a) > len(b):
        a, b = b, a
    if not len(a):
        return 0.0, 0.0
    places = np.searchsorted(b, a)
    places[places == len(b)] = 0
    shared = int(np.count_nonzero(b[places] == a))
    return shared / (len(a) + len(b) - shared), shared / len(a)
