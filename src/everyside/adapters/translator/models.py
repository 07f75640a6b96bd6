"""Translation models in a folder: one folder a pair, ``models/pt-en``, with the files Firefox Translations calls

    model.pten.intgemm.alphas.bin    the network
    vocab.pten.spm                   the vocabulary, or srcvocab.… and trgvocab.… where the two sides have their own
    lex.50.50.pten.s2t.bin           a shortlist of words; may be missing, at a fifth of the speed

and ``SHA256SUMS``, in the format of sha256sum, where ``everyside models add`` brought them. Files put there by hand need none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from everyside.records.errors import EverysideError

SUMS = "SHA256SUMS"
HUB = "en"  # every Firefox model is from or to English
_PAIR = re.compile(r"([a-z]{2,3})-([a-z]{2,3})")
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S+)")


class ModelError(EverysideError):
    """A model cannot be used; the text says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """One direction. ``digest`` changes with any of its files."""

    source: str
    target: str
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.source}-{self.target}"

    @cached_property
    def files(self) -> dict[str, Path]:
        """Role → file, of ``model``, ``srcvocab``, ``trgvocab`` and ``lex`` where they are there."""
        found: dict[str, Path] = {}
        for file in sorted(self.folder.iterdir()):
            role = file.name.partition(".")[0]
            if role in ("model", "lex") and file.suffix == ".bin" or role in ("srcvocab", "trgvocab") and file.suffix == ".spm":
                found.setdefault(role, file)
            elif role == "vocab" and file.suffix == ".spm":
                found |= {"srcvocab": file, "trgvocab": file}
        return found

    @property
    def complete(self) -> bool:
        return {"model", "srcvocab", "trgvocab"} <= set(self.files)

    @cached_property
    def sums(self) -> dict[str, str]:
        """File name → SHA-256 as written down when the model was fetched; empty for one put there by hand."""
        try:
            text = (self.folder / SUMS).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return {}
        return {name: digest for digest, name in _LINE.findall(text)}

    @cached_property
    def digest(self) -> str:
        parts = [f"{role} {self.sums.get(file.name) or _sha256(file.read_bytes())}" for role, file in sorted(self.files.items())]
        return sha256("\n".join(parts).encode()).hexdigest()[:12]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.stat().st_size for file in set(self.files.values()))

    def read(self) -> dict[str, bytes]:
        """Role → content.

        Raises:
            ModelError: a file is missing, cannot be read, or is not what was fetched.
        """
        if not self.complete:
            raise ModelError(f"the model {self.name} in {self.folder} lacks its model.*.bin or vocab.*.spm: {_repair(self)}")
        content: dict[str, bytes] = {}
        for role, file in self.files.items():
            try:
                content[role] = file.read_bytes()
            except OSError as error:
                raise ModelError(f"cannot read {file}: {error.strerror}") from error
            stated = self.sums.get(file.name)
            if stated and stated != _sha256(content[role]):
                raise ModelError(f"{file} is not the file that was fetched (its SHA-256 differs): {_repair(self)}")
        return content

    def write_sums(self) -> None:
        """Write down what the files are now."""
        lines = [f"{_sha256(file.read_bytes())}  {file.name}\n" for file in sorted(set(self.files.values()))]
        (self.folder / SUMS).write_text("".join(lines), encoding="utf-8")


def models_in(folder: Path) -> dict[tuple[str, str], Model]:
    """(from, to) → model, of every folder named after a pair; empty where there is no such folder."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return {}
    found: dict[tuple[str, str], Model] = {}
    for path in inside:
        if path.is_dir() and (pair := _PAIR.fullmatch(path.name)):
            found[pair[1], pair[2]] = Model(source=pair[1], target=pair[2], folder=path)
    return found


def routes(models: dict[tuple[str, str], Model]) -> dict[tuple[str, str], tuple[Model, ...]]:
    """(from, to) → the models one after the other that lead there: one, or two by way of English."""
    usable = {pair: model for pair, model in models.items() if model.complete}
    found: dict[tuple[str, str], tuple[Model, ...]] = {}
    for source, middle in usable:
        for begin, target in usable:
            if middle == begin == HUB and source != target:
                found[source, target] = (usable[source, middle], usable[begin, target])
    return found | {pair: (model,) for pair, model in usable.items()}


def _sha256(content: bytes) -> str:
    return sha256(content).hexdigest()


def _repair(model: Model) -> str:
    language = model.source if model.target == HUB else model.target
    return f"run `everyside models remove {model.name}` and `everyside models add {language}`"
