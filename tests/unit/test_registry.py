from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from everyside.adapters import registry
from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.records.errors import SettingsError
from everyside.settings import PartsSettings, Settings, WriteSettings


def named(embedder: str) -> Settings:
    return replace(Settings(), parts=PartsSettings(embedder=embedder))


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module of the operator's own."""
    (tmp_path / "my_parts_for_tests.py").write_text(
        "class Mine:\n    def __init__(self, settings, **given):\n        self.settings, self.given = settings, given\n"
        "def broken(settings):\n    return settings.no_such_thing\n"
        "def misses(settings):\n    import no_such_module_anywhere\n"
    )
    (tmp_path / "half_written_for_tests.py").write_text("import no_such_module_anywhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "my_parts_for_tests"


def test_a_built_in_part_is_found_by_its_name() -> None:
    assert isinstance(registry.make("embedder", named("plain")), PlainEmbedder)


def test_a_part_of_ones_own_is_found_by_its_path_and_gets_settings_and_what_is_given(own: str) -> None:
    settings = named(f"{own}:Mine")
    part = registry.make("embedder", settings, robots=None)
    assert (part.settings, part.given) == (settings, {"robots": None})


def test_a_typing_mistake_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(SettingsError, match=r"parts\.embedder: no embedder is called 'plian'; did you mean plain\?"):
        registry.make("embedder", named("plian"))
    with pytest.raises(SettingsError, match="known are e5, plain, or a path module:factory"):
        registry.make("embedder", named("gpt"))


@pytest.mark.parametrize(
    "path",
    [
        "no_such_module_anywhere:make",
        "{own}:nothing",
        "half_written_for_tests:make",
        ":make",
        ".relative:make",
        "{own}:",
        ":",
        "a b:c",
    ],
)
def test_a_path_that_leads_nowhere_is_a_wrong_setting(own: str, path: str) -> None:
    with pytest.raises(SettingsError, match="cannot be loaded"):
        registry.make("embedder", named(path.format(own=own)))


@pytest.mark.parametrize(("factory", "fault"), [("broken", AttributeError), ("misses", ImportError)])
def test_a_fault_inside_a_part_is_not_taken_for_a_wrong_setting(own: str, factory: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        registry.make("embedder", named(f"{own}:{factory}"))


def test_every_built_in_part_can_be_imported() -> None:
    for port, parts in registry.BUILT_IN.items():
        for name in parts:
            write = WriteSettings(url="http://127.0.0.1:9/v1", model="made-up")
            settings = replace(Settings(), parts=replace(PartsSettings(), **{port: name}), write=write)
            given = {"robots": None} if port == "fetcher" else {}
            part = registry.make(port, settings, **given)
            assert part.id
            getattr(part, "close", lambda: None)()
