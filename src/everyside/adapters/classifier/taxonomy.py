"""The topics of data/topics, one TOML file each: read, checked and handed to the classifiers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from everyside.records.errors import SettingsError

KEYS = {"key", "name", "about", "order", "aside", "headlines", "words"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """``headlines`` are made up and show what belongs here; ``words`` are beginnings of words, folded."""

    key: str
    name: str
    about: str
    order: int
    headlines: tuple[str, ...]
    words: tuple[str, ...]
    aside: bool = False  # read for use or fun, and no news


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """The topics in their order, and a digest that changes with any of their words."""

    topics: tuple[Topic, ...]
    digest: str

    @property
    def names(self) -> Mapping[str, str]:
        return MappingProxyType({topic.key: topic.name for topic in self.topics})


def load(folder: Traversable | None = None) -> Taxonomy:
    """The topics of ``folder`` (default: those that ship).

    Raises:
        SettingsError: a file is not TOML, lacks a key, or has one nobody knows; the text names the file.
    """
    folder = folder or files("everyside.data") / "topics"
    topics: list[Topic] = []
    digest = sha256()
    for file in sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name):
        content = file.read_bytes()
        digest.update(content)
        topics.append(_topic(file.name, content))
    if len(topics) < 2:
        raise SettingsError(f"{folder} needs the TOML files of two topics or more")
    if len({topic.key for topic in topics}) < len(topics):
        raise SettingsError(f"two topics of {folder} have the same key")
    return Taxonomy(topics=tuple(sorted(topics, key=lambda topic: (topic.order, topic.key))), digest=digest.hexdigest()[:8])


def _topic(name: str, content: bytes) -> Topic:
    try:
        document: dict[str, Any] = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{name} is not TOML: {error}") from error
    if unknown := sorted(set(document) - KEYS):
        raise SettingsError(f"{name}: unknown key {unknown[0]}; known are {', '.join(sorted(KEYS))}")
    if missing := [key for key in ("key", "name", "about", "headlines") if not document.get(key)]:
        raise SettingsError(f"{name}: {missing[0]} is missing")
    return Topic(
        key=document["key"],
        name=document["name"],
        about=document["about"],
        order=int(document.get("order", 1000)),
        headlines=_flat(name, document["headlines"]),
        words=tuple(word.casefold() for word in _flat(name, document.get("words", {}))),
        aside=bool(document.get("aside", False)),
    )


def _flat(name: str, by_language: Any) -> tuple[str, ...]:
    if not isinstance(by_language, dict) or not all(isinstance(texts, list) for texts in by_language.values()):
        raise SettingsError(f'{name}: write texts by language, for example en = ["…", "…"]')
    texts: Iterable[Any] = dict.fromkeys(text for texts in by_language.values() for text in texts)
    return tuple(str(text) for text in texts)
