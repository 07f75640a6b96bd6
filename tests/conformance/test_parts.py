"""Every built-in part keeps what its port promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

import pytest

from everyside.adapters import registry
from everyside.adapters.fetcher.plain import PlainFetcher
from everyside.ports import Classifier, Embedder, Fetcher, Recognizer, Translator, Writer
from everyside.records.errors import SettingsError
from everyside.settings import PartsSettings, Settings, TranslateSettings, WriteSettings
from everyside.testing import classifier as classifier_checks
from everyside.testing import embedder as embedder_checks
from everyside.testing import fetcher as fetcher_checks
from everyside.testing import recognizer as recognizer_checks
from everyside.testing import translator as translator_checks
from everyside.testing import writer as writer_checks
from tests.models import portuguese


def part(port: str, name: str, **given: Any) -> Any:
    return registry.make(port, replace(Settings(), parts=PartsSettings(**{port: name})), **given)


@cache
def unavailable(name: str) -> str:
    """Why this machine has no such embedder; "" where it has."""
    try:
        part("embedder", name)
    except SettingsError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("check", embedder_checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", registry.BUILT_IN["embedder"])
def test_every_built_in_embedder(name: str, check: Callable[[Callable[[], Embedder]], None]) -> None:
    if reason := unavailable(name):
        pytest.skip(reason)
    check(partial(part, "embedder", name))


def fetchers() -> Iterator[Any]:
    for name in registry.BUILT_IN["fetcher"]:
        yield pytest.param(partial(part, "fetcher", name, robots=None), id=name)
    yield pytest.param(lambda: PlainFetcher({}), id="plain")


@pytest.mark.parametrize("check", fetcher_checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", list(fetchers()))
def test_every_built_in_fetcher(make: Callable[[], Fetcher], check: Callable[[Callable[[], Fetcher]], None]) -> None:
    check(make)


@pytest.mark.parametrize("check", classifier_checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", registry.BUILT_IN["classifier"])
def test_every_built_in_classifier(name: str, check: Callable[[Callable[[], Classifier], int], None]) -> None:
    embedder = part("embedder", "plain")
    check(partial(part, "classifier", name, embedder=embedder), embedder.dimensions)


@pytest.mark.parametrize("check", recognizer_checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", registry.BUILT_IN["recognizer"])
def test_every_built_in_recognizer(name: str, check: Callable[[Callable[[], Recognizer]], None]) -> None:
    check(partial(part, "recognizer", name))


@pytest.fixture(scope="module")
def translating(tmp_path_factory: pytest.TempPathFactory) -> TranslateSettings:
    return TranslateSettings(models=str(portuguese(tmp_path_factory.mktemp("models"))), workers=1)


@pytest.mark.parametrize("check", translator_checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", registry.BUILT_IN["translator"])
def test_every_built_in_translator(
    name: str, check: Callable[[Callable[[], Translator]], None], translating: TranslateSettings
) -> None:
    settings = replace(Settings(), parts=PartsSettings(translator=name), translate=translating)
    check(lambda: registry.make("translator", settings))


@pytest.mark.parametrize("check", writer_checks.CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", registry.BUILT_IN["writer"])
def test_every_built_in_writer(name: str, check: Callable[[Callable[[], Writer]], None]) -> None:
    """Nobody answers at the address: what a writer promises, it promises then too."""
    nobody = WriteSettings(url="http://127.0.0.1:9/v1", model="fiction-1", timeout_s=0.2)
    settings = replace(Settings(), parts=PartsSettings(writer=name), write=nobody)
    check(lambda: registry.make("writer", settings))
