"""Whatever the web holds, examining it ends soon and every quote stands where it says."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.stages.examine.core import Document, examine
from everyside.stages.examine.quotations import quotations
from tests.unit.examine_worlds import reading, report, stand

SOON = 2.0  # seconds, for texts that take some hundredths

HOSTILE = {
    "marks": '"' * 10_000,
    "opened": "“word " * 10_000,
    "lines of marks": "„four words are here said\n" * 3_000,
    "apostrophes": "‘a’b" * 10_000,
    "digits": "1." * 20_000 + "12," * 20_000,
    "long word": "A" * 50_000,
    "capitals": "Ab " * 20_000 + "“we are here and there,” said",
    "words": "At least 15 people were killed on Tuesday, police said. " * 6_000,
    "unspaced": "死者は4人。「" * 5_000,
    "right to left": "قال «نحن هنا اليوم معا» قتل ١٥ شخصا " * 2_000,
    "controls": "\u202e\x00\x01" * 3_000 + "٣٤",
    "months": "may " * 20_000,
    "sources": "according to said " * 5_000 + "“we are here and there”",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_end_soon(text: str) -> None:
    documents = [report(0, text), report(1, text + " At least 16 people were killed."), report(2, text, language="ja")]
    began = time.process_time()
    found = examine(documents)
    assert time.process_time() - began < SOON
    assert all(stand(documents, each.quotes) for each in found.quotations)
    assert all(stand(documents, each.quotes) for each in found.happenings)


def test_six_hundred_copies_of_one_text_dispute_nothing() -> None:
    text = "At least 15 people were killed on Tuesday. “We will rebuild the pier,” said Ana Mendes."
    found = examine([report(number, text, group="one") for number in range(600)])
    assert found.differences == ()
    assert found.quotations[0].independent_texts == 1


def test_nothing_and_next_to_nothing() -> None:
    assert examine([]).quotations == ()
    assert examine([report(0, ""), report(1, "Fire.")]).happenings == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.sampled_from('ab AB.,"“”«»‘’「」\n15 said died on Monday 3 March 人死亡'), max_size=200),
        min_size=1,
        max_size=3,
    )
)
def test_every_quote_stands_at_its_offsets(texts: list[str]) -> None:
    documents: list[Document] = [report(number, text) for number, text in enumerate(texts)]
    found = examine(documents)
    cited = [*(each.quotes for each in found.quotations), *(each.quotes for each in found.happenings)]
    cited += [answer.quotes for each in found.differences for answer in each.answers]
    assert all(stand(documents, quotes) for quotes in cited)
    assert quotations(reading(*documents)) is not None
