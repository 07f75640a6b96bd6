"""A writer that writes nothing: stories stay in the articles' own words. The default, and the way to switch a model off."""

from __future__ import annotations

from everyside.ports import Completion, Prompt
from everyside.settings import Settings


class PlainWriter:
    id = "plain-1"
    model = ""

    def complete(self, prompt: Prompt) -> Completion:
        return Completion(text="")

    def close(self) -> None:
        pass


def make(settings: Settings) -> PlainWriter:
    return PlainWriter()
