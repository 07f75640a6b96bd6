"""``everyside eval coverage``: who reports each cluster, from rows and rating files alone."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from everyside import cli
from everyside.evaluation.coverage import run_coverage
from everyside.knowledge import packs
from everyside.knowledge.registry import Registry
from everyside.records.coverage import interval
from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import Rating
from tests import makers

Rows = list[dict[str, Any]]
WORDS = [f"word{number}" for number in range(4000)]
KNOWN = Registry(
    outlets=(
        Outlet(
            id=OutletId("the-wire"),
            name="The Wire",
            domains=("wire.example", "m.wire-two.example"),
            country="XA",
            agency=True,
            fiction=True,
        ),
        Outlet(id=OutletId("post"), name="The Post", domains=("post.example",), owner=OwnerId("holding"), fiction=True),
    ),
    owners=(Owner(id=OwnerId("holding"), name="Holding", kind=OwnerKind.FAMILY, fiction=True),),
    spectra=(),
)


def text(number: int) -> str:
    """A text of 150 words that no other has."""
    return " ".join(WORDS[150 * number : 150 * (number + 1)])


def row(id: str, host: str, own: int, cluster: str = "c", **more: Any) -> dict[str, Any]:
    return {"id": id, "url": f"https://{host}/{id}", "text": text(own), "lang": "en", "cluster": cluster, **more}


def rated(**domains: float) -> list[Rating]:
    return [Rating(rater="R", domain=name.replace("_", "."), axis="bias", value=value, label="") for name, value in domains.items()]


def run(rows: Rows, *said: Rating, complaints: list[str] | None = None) -> Rows:
    book = packs.book([(makers.pack(), said)], KNOWN.outlets, KNOWN.owners)
    return list(run_coverage(rows, book, KNOWN, lambda done: None, (complaints if complaints is not None else []).append))


def test_sides_copies_and_owners_of_a_cluster_are_counted() -> None:
    rows = [
        row("1", "wire.example", 1, published="2026-03-02T08:00:00Z"),
        row("2", "www.post.example", 1, published="2026-03-02T07:00:00Z"),
        row("3", "news.daily.example", 2, lang="de"),
        row("4", "post.example", 3),
        row("5", "elsewhere.example", 4, cluster="d"),
    ]
    first, second = run(rows, *rated(post_example=2, daily_example=-2))
    assert {name: first[name] for name in ("cluster", "articles", "outlets", "rated")} == {
        "cluster": "c",
        "articles": 4,
        "outlets": 3,
        "rated": 2,
    }
    assert [first[side] for side in ("left", "center", "right", "unrated")] == [1, 0, 1, 1]
    assert {name: first["independent"][name] for name in ("texts", "left", "right", "unrated")} == {
        "texts": 3,
        "left": 1,
        "right": 1.5,
        "unrated": 0.5,
    }
    assert first["intervals"]["left"] == [round(bound, 4) for bound in interval(1, 2)]
    assert first["owners"] == {"holding": 1, "": 2}
    assert first["owner_kinds"] == {"family": 1, "unknown": 2}
    assert (first["countries"], first["languages"]) == ({"XA": 1, "": 2}, {"en": 3, "de": 1})
    assert first["first"] == {"outlet": "the-wire", "article": "1"}  # the agency's own goes before its copy
    assert (first["blindspot"], first["flags"]) == (None, [])
    assert (second["cluster"], second["unrated"], second["first"]) == ("d", 1, None)


def test_agencies_are_credited_as_texts_say() -> None:
    told = "PARIS (AFP) – " + text(1) + "."
    (found,) = run(
        [row("1", "post.example", 1) | {"text": told}, row("2", "x.example", 2, authors=["Reuters"]), row("3", "y.example", 3)]
    )
    assert (found["agencies"], found["agency_articles"]) == ({"afp": 1, "reuters": 1}, 2)


def test_an_outlet_is_found_by_source_by_address_and_by_name() -> None:
    rows = [
        row("1", "elsewhere.example", 1, source="post.example"),
        row("2", "mobile.m.wire-two.example", 2),
        {"id": "3", "source": "the post", "cluster": "c"},
        {"id": "4", "source": "A Paper Nobody Knows", "cluster": "c"},
        {"id": "5", "source": "A Paper Nobody Knows", "cluster": "c"},
        row("6", "a.b.new.example", 6),
        row("7", "new.example", 7),
    ]
    (found,) = run(rows)
    assert found["outlets"] == 4  # The Post, The Wire, the unknown paper, new.example


def test_a_row_of_no_outlet_is_named_and_left_out() -> None:
    complaints: list[str] = []
    (found,) = run([row("1", "post.example", 1), {"id": "2", "cluster": "c"}], complaints=complaints)
    assert found["articles"] == 1
    assert complaints == ["2: neither source nor url says which outlet it is of"]


def test_a_missing_side_is_told_unless_the_topic_is_none_on_which_sides_differ() -> None:
    hosts = [f"paper-{number}.example" for number in range(9)]
    said = [
        Rating(rater="R", domain=host, axis="bias", value=-2 if number < 7 else 0, label="") for number, host in enumerate(hosts)
    ]
    rows = [row(str(number), host, number) for number, host in enumerate(hosts)]
    (found,) = run(rows, *said)
    assert {name: found["blindspot"][name] for name in ("kind", "missing", "share", "counted")} == {
        "kind": "side",
        "missing": "right",
        "share": 0,
        "counted": 9,
    }
    assert found["blindspot"]["high"] == round(interval(0, 9)[1], 4)
    assert run([each | {"topic": "sport"} for each in rows], *said)[0]["blindspot"] is None
    assert run([each | {"topic": "politics"} for each in rows], *said)[0]["blindspot"]


@pytest.mark.parametrize(
    "odd",
    [
        {"url": "https://[broken/", "source": None},
        {"url": None, "source": "\0\ud800"},
        {"url": "x" * 100_000, "source": "y" * 100_000},
        {"text": {"not": "a text"}, "published": 7, "lang": ["en"], "topic": {"a": 1}},
        {"cluster": {"odd": []}},
    ],
)
def test_odd_rows_are_counted_or_named(odd: dict[str, Any]) -> None:
    complaints: list[str] = []
    found = run([row("1", "post.example", 1) | odd, row("2", "wire.example", 2)], complaints=complaints)
    assert sum(each["articles"] for each in found) + len(complaints) == 2
    json.dumps(found)


def test_the_command_takes_packs_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    head = "rater,domain,axis,value,label,url,date\n"
    Path("one.csv").write_text(head + "Rater,left-paper.example,bias,-2,left,,2026\n", encoding="utf-8")
    Path("two.csv").write_text(head + "Rater,right-paper.example,bias,2,right,,2026\n", encoding="utf-8")
    rows = [row("1", "left-paper.example", 1), row("2", "right-paper.example", 2), {"id": "3", "url": "https://x.example/"}]
    Path("in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    words = "eval coverage in.jsonl --out out.jsonl --no-default --packs one.csv two.csv"
    monkeypatch.setattr(sys, "argv", ["everyside", *words.split()])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 1  # a line without a cluster was left out
    (found,) = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (found["left"], found["right"], found["articles"]) == (1, 1, 2)
