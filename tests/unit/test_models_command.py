"""``everyside models``: what is fetched, from whom, and what is said where nothing answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from everyside.adapters.translator.models import SUMS
from everyside.cli import app
from everyside.records.errors import EverysideError
from tests.models import portuguese

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    pytest.importorskip("fxtranslate")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/records")  # nothing listens there

    def call(*words: str) -> tuple[int, str, str]:
        answer = CliRunner().invoke(app, ["models", *words])
        if answer.exception and not isinstance(answer.exception, (EverysideError, SystemExit)):
            raise answer.exception
        said = str(answer.exception) if isinstance(answer.exception, EverysideError) else answer.stderr
        return answer.exit_code, answer.stdout, said

    return call


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Path]:
    """A catalogue on this machine that offers what lies in models/; its files need no fetching, for they are there."""
    folder = portuguese(tmp_path / "models")
    records = []
    for pair in sorted(folder.iterdir()):
        source, target = pair.name.split("-")
        for file in sorted(pair.iterdir()):
            records.append(
                {
                    "name": file.name,
                    "fileType": file.name.partition(".")[0],
                    "sourceLanguage": source,
                    "targetLanguage": target,
                    "version": "3.0",
                    "architecture": "tiny",
                    "decompressedHash": sha256(file.read_bytes()).hexdigest(),
                    "attachment": {
                        "location": f"none/{file.name}.zst",
                        "hash": "",
                        "size": 1,
                        "filename": file.name,
                        "mimetype": "",
                    },
                }
            )
    body = json.dumps({"data": records}).encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *values: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", f"http://127.0.0.1:{server.server_port}/records")
        yield folder
        server.shutdown()


def test_where_nothing_answers_it_is_said_what_to_do(run: Run, tmp_path: Path) -> None:
    code, _, said = run("add", "es", "de")
    assert code == 1
    assert said.startswith("the catalogue of models cannot be read")
    assert "models/es-en" in said
    assert not (tmp_path / "models").exists()


def test_what_is_fetched_is_listed_with_its_sums_written_beside_it(run: Run, catalogue: Path) -> None:
    code, out, said = run("add", "pt")
    assert (code, out) == (0, "pt-en  Portuguese → English  23 MB\n"), said
    assert "pt: pt-en" in said
    sums = (catalogue / "pt-en" / SUMS).read_text()
    assert len(sums.splitlines()) == 3
    code, out, _ = run("list", "--check")
    assert code == 0
    assert "en-pt  English → Portuguese  22 MB  put here by hand" in out
    assert "Into English from Portuguese." in out


def test_a_language_that_is_not_offered_is_named_with_those_that_are(run: Run, catalogue: Path) -> None:
    code, _, said = run("add", "xx")
    assert code == 1
    assert said == "there is no model from xx to en; there are from en, pt"


@pytest.mark.parametrize("word", ["en", "../pt", "portuguese", "p", "-", "pt en"])
def test_what_is_no_language_to_translate_from_is_refused(run: Run, catalogue: Path, word: str) -> None:
    code, _, said = run("add", "--", word)
    assert code == 1
    assert "is no language to translate into en" in said


def test_a_damaged_or_incomplete_model_is_told(run: Run, tmp_path: Path) -> None:
    folder = portuguese(tmp_path / "models")
    for file in (folder / "pt-en").iterdir():
        if file.name.startswith("vocab"):
            file.unlink()
    (folder / "en-pt" / SUMS).write_text(f"{'0' * 64}  {next((folder / 'en-pt').glob('lex*')).name}\n")
    code, out, _ = run("list", "--check")
    assert code == 1
    assert "incomplete" in out
    assert "its SHA-256 differs" in out


def test_without_models_it_is_said_how_to_get_some(run: Run) -> None:
    assert run("list")[:2] == (0, "Nothing in models translates into English; `everyside models add es de` would.\n")


def test_models_are_removed_by_pair_or_language(run: Run, tmp_path: Path) -> None:
    folder = portuguese(tmp_path / "models", pt_en="pten", en_pt="enpt", gl_en="pten")
    assert run("remove", "gl")[:2] == (0, "removed gl-en\n")
    assert run("remove", "pt-en")[:2] == (0, "removed pt-en\n")
    assert [path.name for path in folder.iterdir()] == ["en-pt"]
    code, _, said = run("remove", "../models")
    assert code == 1
    assert "there is no model '../models'" in said
