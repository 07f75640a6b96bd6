"""``everyside writer`` as an operator types it, and a key that is shown nowhere."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from everyside import settings
from everyside.records.errors import SettingsError
from tests.scripted_service import KEY, Asked, service

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path, call_everyside: Run) -> Run:
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    (tmp_path / "everyside.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.chdir(tmp_path)
    return call_everyside


def drafts(asked: Asked) -> None:
    true = "The ferry Amberline ran aground near Port Sillow on Tuesday."
    asked.say(
        json.dumps(
            {
                "headline": {"text": true, "cites": [1, 3]},
                "bullets": [{"text": true, "cites": [1, 3]}, {"text": true.replace("Tuesday", "Friday"), "cites": [1, 3]}],
                "comparison": [],
            }
        )
    )


def test_without_a_model_it_says_what_to_set(run: Run) -> None:
    code, out, _ = run("writer")
    assert (code, "No model writes" in out) == (0, True)
    assert run("writer", "--try")[0] == 1


def test_a_try_prints_what_passes_and_what_is_dropped_and_counts_what_it_took(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with service(drafts) as answering:
        monkeypatch.setenv("EVERYSIDE_PARTS__WRITER", "openai")
        monkeypatch.setenv("EVERYSIDE_WRITE__URL", answering.settings().url)
        monkeypatch.setenv("EVERYSIDE_WRITE__MODEL", "fiction-1")
        monkeypatch.setenv("EVERYSIDE_WRITE__KEY", KEY)
        code, out, _ = run("writer", "--try")
        assert code == 0
        assert "- The ferry Amberline ran aground near Port Sillow on Tuesday.\n" in out
        assert "Dropped: 1 name" in out
        code, out, _ = run("writer")
        assert "today: 1 questions, 120 of 1,000,000 tokens" in out
        assert KEY not in out
        answering.script[:] = [lambda asked: asked.send(401)]
        code, out, err = run("writer", "--try")
        assert code == 1
        assert "writer-refused" in out
        assert KEY not in out + err
        assert KEY not in run("settings")[1]


def test_a_key_is_in_no_repr_and_no_error(tmp_path: Path) -> None:
    assert KEY not in repr(settings.load(None, {"EVERYSIDE_WRITE__KEY": KEY}))
    file = tmp_path / "everyside.toml"
    file.write_text("[write]\nkey = 12345678\n", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        settings.load(file, {})
    assert "12345678" not in str(raised.value)


@pytest.mark.parametrize(
    "wrong",
    [
        ("BUDGET_TOKENS_DAY", "-1"),
        ("PRICE_IN", "-1"),
        ("MIN_TEXTS", "0"),
        ("MAX_SENTENCES", "1000"),
        ("TIMEOUT_S", "0"),
        ("BUDGET_COST_DAY", "1"),
    ],
)
def test_bounds_that_make_no_sense_are_refused_by_name(wrong: tuple[str, str]) -> None:
    with pytest.raises(SettingsError, match=f"write.{wrong[0].lower()}"):
        settings.load(None, {f"EVERYSIDE_WRITE__{wrong[0]}": wrong[1]})
