"""``everyside eval translate``: sentences of a tab-separated file through the translator and the checks of the step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from everyside.evaluation.runs import Progress, Row
from everyside.ports import Translator
from everyside.records.errors import EverysideError
from everyside.stages.translate import checks, core

BATCH = 256


def run_translate(file: Path, translator: Translator, source: str, target: str, progress: Progress) -> Iterator[Row]:
    """A row for each line, in order: {line, id, source, translation, kept}.

    A line is a sentence, or columns separated by tabs: id, sentence, and what follows is left alone. ``translation`` is what the
    translator says, empty where it says nothing; ``kept`` the reason for which pages would show the original instead.

    Raises:
        EverysideError: the file cannot be read, or there is no way from ``source`` to ``target``.
        Transient: the model cannot be used.
    """
    if (source, target) not in translator.pairs:
        known = ", ".join(f"{a} to {b}" for a, b in sorted(translator.pairs)) or "nothing"
        raise EverysideError(f"{translator.id} cannot translate from {source} to {target}, but {known}: see `everyside models`")
    try:
        opened = file.open(encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise EverysideError(f"cannot read {file}: {error.strerror}") from error
    done = 0
    with opened:
        while lines := list(islice(opened, BATCH)):
            columns = [line.rstrip("\r\n").split("\t") for line in lines]
            told = [each[1] if len(each) > 1 else each[0] for each in columns]
            plain = [core.prepared(text) for text in told]
            answers = translator.translate(plain, source, target)
            for each, text, given, answer in zip(columns, told, plain, answers, strict=True):
                done += 1
                said = " ".join((answer or "").split())
                kept = "no-answer" if answer is None else checks.reason(given, said, source, target) if given else ""
                yield {"line": done, "id": each[0] if len(each) > 1 else "", "source": text, "translation": said, "kept": kept}
            progress(done)
