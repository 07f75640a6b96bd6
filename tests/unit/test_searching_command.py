"""`everyside search` and `everyside lookup` as an operator types them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from everyside import cli
from everyside.storage.database import Database
from tests.web.test_search_page import indexed

TEXT = "Nothing of what is written in this sentence was ever printed by any paper whose name is known on these shores at all"


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Database:
    (tmp_path / "everyside.db").write_bytes(sqlite_template.read_bytes())
    (tmp_path / "everyside.toml").write_text('[parts]\nembedder = "plain"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'everyside.db'}")
    indexed(database)
    database.close()
    return database


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["everyside", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_search_prints_stories(stand: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    code, said = run(capsys, monkeypatch, "search", "rare", "orchid")
    assert code == 0
    assert "Rare orchid found on a roundabout" in said
    assert "3 outlets · 3 independent texts" in said
    code, said = run(capsys, monkeypatch, "search", '"no such words"')
    assert (code, "Nothing found." in said) == (1, True)


def test_lookup_tells_where_a_link_or_a_text_is_from(
    stand: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run(capsys, monkeypatch, "lookup", "https://granite-post.example/wire")
    assert code == 0
    assert "carries it: 2026-03-02 12:" in said
    assert "story: " in said
    code, said = run(capsys, monkeypatch, "lookup", "https://nobody.example/x")
    assert (code, "We do not know the outlet" in said) == (1, True)
    assert run(capsys, monkeypatch, "lookup", "ftp://nobody.example/x")[0] == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO(TEXT))
    code, said = run(capsys, monkeypatch, "lookup", "-")
    assert (code, "No article here carries this text." in said) == (1, True)
