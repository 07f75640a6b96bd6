"""Finds a part by its name in the settings: a built-in name, or a dotted path ``package.module:factory`` of your own.

A factory takes the settings and returns the part.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any

from everyside.records.errors import SettingsError
from everyside.settings import Settings

BUILT_IN: dict[str, dict[str, str]] = {
    "fetcher": {"aiohttp": "everyside.adapters.fetcher.aiohttp_fetcher:make"},
    "embedder": {"e5": "everyside.adapters.embedder.e5:make", "plain": "everyside.adapters.embedder.plain:make"},
    "classifier": {
        "prototypes": "everyside.adapters.classifier.prototypes:make",
        "plain": "everyside.adapters.classifier.plain:make",
    },
    "recognizer": {
        "gazetteer": "everyside.adapters.recognizer.gazetteer:make",
        "plain": "everyside.adapters.recognizer.plain:make",
    },
    "translator": {
        "firefox": "everyside.adapters.translator.firefox:make",
        "plain": "everyside.adapters.translator.plain:make",
    },
    "writer": {"plain": "everyside.adapters.writer.plain:make", "openai": "everyside.adapters.writer.openai:make"},
}


def make(port: str, settings: Settings, **given: Any) -> Any:
    """The part that ``settings.parts`` names for ``port``; ``given`` goes to its factory as well.

    Raises:
        SettingsError: no part has that name, or its module cannot be imported.
    """
    name = getattr(settings.parts, port)
    known = BUILT_IN[port]
    path = known.get(name, name)
    module, separator, factory = path.partition(":")
    if not separator:
        near = get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}, or a path module:factory"
        raise SettingsError(f"parts.{port}: no {port} is called {name!r}; {hint}")
    try:
        make_part = getattr(import_module(module), factory)
    except (ImportError, AttributeError, ValueError, TypeError) as error:  # the last two: an empty or a relative module name
        raise SettingsError(f"parts.{port} = {name!r} cannot be loaded: {error}") from error
    return make_part(settings, **given)  # what fails in there is a fault of the part, and told as such
