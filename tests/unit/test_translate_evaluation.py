"""``everyside eval translate``: a row a line, whatever the line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from everyside.cli import app
from everyside.records.errors import EverysideError
from tests.models import portuguese


def translate(folder: Path, given: bytes, *options: str) -> tuple[int, list[dict[str, Any]], str]:
    file, out = folder / "given.tsv", folder / "out.jsonl"
    file.write_bytes(given)
    answer = CliRunner().invoke(app, ["eval", "translate", str(file), "--from", "pt", "--out", str(out), *options])
    if answer.exception and not isinstance(answer.exception, (EverysideError, SystemExit)):
        raise answer.exception
    rows = (
        [json.loads(line) for line in out.read_text(encoding="utf-8").strip("\n").split("\n")]
        if out.exists() and out.stat().st_size
        else []
    )
    return answer.exit_code, rows, str(answer.exception)


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVERYSIDE_TRANSLATE__WORKERS", "1")
    portuguese(tmp_path / "models")


def test_each_line_gets_a_row_in_order(tmp_path: Path) -> None:
    given = "a.1\tO porto foi fechado.\tThe harbour was closed.\nChoveu.\n\n\t\t\n\x85\x0b\u2028\n" + "gol " * 700 + "\n"
    code, rows, _ = translate(tmp_path, given.encode() + b"\xff\xfe\n")
    assert code == 0
    assert [row["line"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert rows[0]["id"] == "a.1"
    assert rows[0]["source"] == "O porto foi fechado."
    assert "closed" in rows[0]["translation"]
    assert "rain" in rows[1]["translation"].lower()
    assert (rows[2]["translation"], rows[2]["kept"]) == ("", "")
    assert rows[5]["kept"] == "no-answer"


def test_a_pair_nobody_can_is_said_with_those_that_are_there(tmp_path: Path) -> None:
    code, _, said = translate(tmp_path, b"Ola\n", "--to", "de")
    assert code == 1
    assert "cannot translate from pt to de, but en to pt, pt to en" in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["eval", "translate", "none.tsv", "--from", "pt", "--out", "out.jsonl"])
    assert "cannot read none.tsv" in str(answer.exception)
