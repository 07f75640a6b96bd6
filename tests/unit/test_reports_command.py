"""`everyside reports`: what waits, and closing it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from everyside.cli import app
from everyside.records.errors import EverysideError
from everyside.records.report import Report, ReportKind
from everyside.storage import reports
from everyside.storage.database import Database
from tests.makers import NOW, story_key


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "everyside.toml").write_text('[storage]\nurl = "sqlite:///news.db"\n', encoding="utf-8")
    database = Database(f"sqlite:///{tmp_path / 'news.db'}")
    database.migrate()
    with database.write() as tx:
        for text in ("The pier was the southern one.", "Two\nlines."):
            reports.save(tx, Report(at=NOW, story_id=story_key(), kind=ReportKind.BULLET, text=text))
    database.close()
    return tmp_path


def said(*words: str) -> str:
    answer = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_what_waits_is_listed_newest_first_and_leaves_the_list_when_it_is_done(folder: Path) -> None:
    listed = said("reports", "list")
    assert listed.index("    Two\n    lines.") < listed.index("The pier was the southern one.")
    assert f"story {story_key()}  What is reported" in listed
    assert said("reports", "done", "2") == "report 2 is done\n"
    assert "Two" not in said("reports", "list")
    assert "done 20" in said("reports", "list", "--done", "--most", "1")
    said("reports", "done", "1")
    assert said("reports", "list") == "no report is waiting\n"


def test_a_report_that_is_not_there_is_said(folder: Path) -> None:
    with pytest.raises(EverysideError, match="there is no report 99"):
        CliRunner().invoke(app, ["reports", "done", "99"], catch_exceptions=False)
