"""A translator without models: it has no pairs, so every text stays as it was written. The floor, and the way to switch it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from everyside.settings import Settings


class PlainTranslator:
    id = "plain-1"

    @property
    def pairs(self) -> Mapping[tuple[str, str], str]:
        return MappingProxyType({})

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str | None]:
        return [None] * len(texts)

    def close(self) -> None:
        pass


def make(settings: Settings) -> PlainTranslator:
    return PlainTranslator()
