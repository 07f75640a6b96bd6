"""Every number of the demo newsroom's stories, recomputed twice: by code of this test, written from docs/methodology.md and reading
the tables with plain SQL, and by ``everyside story ID --explain``."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from everyside import cli
from everyside.demo.newsroom import Piece
from everyside.demo.press import DemoPress
from everyside.records.coverage import Coverage
from everyside.records.ids import StoryId
from everyside.runner.loop import drain
from everyside.settings import CollectSettings, PartsSettings, Settings, StorageSettings
from everyside.stages.assess import explaining
from everyside.stages.assess import step as assess
from everyside.storage import coverages
from everyside.storage.database import Database
from everyside.wiring import press
from everyside.wiring.house import House
from tests import makers


@dataclass(frozen=True)
class Demo:
    """A database in which the whole made-up press has been read and counted."""

    file: Path

    def rows(self, query: str, *values: object) -> list[Any]:
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(query, values).fetchall()

    def stories(self) -> list[str]:
        return [row["id"] for row in self.rows("SELECT id FROM stories WHERE merged_into IS NULL AND articles > 0 ORDER BY id")]


class Sorter:
    """Places an article by the story its title belongs to: a real model finds the same stories in thirty times the time."""

    id = "sorter-1"

    def __init__(self, pieces: Sequence[Piece]) -> None:
        stories = sorted({piece.story for piece in pieces})
        self.dimensions = len(stories)
        self._story = {piece.title: stories.index(piece.story) for piece in pieces}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        titles = [next((title for title in self._story if text.startswith(title)), "") for text in texts]
        return np.eye(self.dimensions, dtype=np.float32)[[self._story.get(title, 0) for title in titles]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    file = tmp_path_factory.mktemp("explained") / "demo.db"
    with DemoPress(makers.NOW) as server:
        settings = Settings(
            storage=StorageSettings(url=f"sqlite:///{file}"),
            collect=CollectSettings(proxy=server.proxy_url, delay_s=0.0),
            parts=PartsSettings(classifier="plain"),
        )
        with House(settings, now=lambda: makers.NOW) as house:
            house.__dict__["embedder"] = Sorter(server.newsroom.pieces)
            house.migrate()
            press.fill(house, press.Choice("demo", settings, "", server))
            worker = house.worker()
            drain([house.poll_feeds(), house.fetch_pages()], worker)
            drain(house.think(), worker)
    return Demo(file)


@pytest.fixture
def explained(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., Any]:
    """Run ``everyside story``; exit code and what it said."""
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EVERYSIDE_STORAGE__URL", f"sqlite:///{demo.file}")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["everyside", "story", *words])
        code: Any = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code or 0
        return code, capfdbinary.readouterr()[0].decode()

    return call


# by the methodology


def side(value: float | Fraction | None) -> str:
    return "unrated" if value is None else "left" if value < -0.5 else "right" if value > 0.5 else "center"


SEVEN = {-3: "far-left", -2: "left", -1: "lean-left", 0: "center", 1: "lean-right", 2: "right", 3: "far-right"}
FIVE = {1: "very-low", 2: "low", 3: "mixed", 4: "high", 5: "very-high"}


def nearest(value: Fraction, halves_towards: int) -> int:
    return min(range(-3, 6), key=lambda whole: (abs(value - whole), abs(whole - halves_towards)))


def means(demo: Demo) -> dict[str, dict[str, Fraction]]:
    """outlet → axis → the mean over raters of what is said of its domain (in the demo: one pack, one domain an outlet)."""
    said: dict[str, dict[str, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    query = "SELECT d.outlet_id, r.axis, r.value FROM ratings r JOIN outlet_domains d ON d.domain = r.domain"
    for row in demo.rows(query):
        said[row["outlet_id"]][row["axis"]].append(Fraction(row["value"]))
    return {
        outlet: {axis: sum(values, Fraction(0)) / len(values) for axis, values in axes.items()} for outlet, axes in said.items()
    }


def owner_of(demo: Demo) -> dict[str, tuple[str, str]]:
    """outlet → last owner known, kind of owner."""
    owners = {row["id"]: row for row in demo.rows("SELECT * FROM owners")}
    found = {}
    for row in demo.rows("SELECT * FROM outlets"):
        chain, at = [], row["owner"]
        while at in owners and at not in chain:
            chain.append(at)
            at = owners[at]["parent"]
        kind = next((owners[id]["kind"] for id in reversed(chain) if owners[id]["kind"] != "unknown"), "unknown")
        kind = "state" if row["state"] else "public-service" if row["public_service"] else kind
        found[row["id"]] = (chain[-1] if chain else "", kind)
    return found


def wilson(count: float, of: float) -> tuple[float, float]:
    if not of:
        return 0.0, 1.0
    p, z = count / of, 1.959964
    middle, spread, scale = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of)), 1 + z * z / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def counted(demo: Demo, story: str) -> dict[str, Any]:
    """The numbers of a story, by hand."""
    rows = demo.rows(
        "SELECT a.id, a.outlet_id, a.language, a.published, a.published_stated, coalesce(c.group_id, a.id) AS text, "
        "o.country, o.scope, o.agency FROM members m JOIN articles a ON a.id = m.article_id JOIN outlets o ON o.id = a.outlet_id "
        "LEFT JOIN copies c ON c.article_id = a.id WHERE m.story_id = ? ORDER BY a.published, NOT o.agency, a.id",
        story,
    )
    carrying: dict[str, set[str]] = defaultdict(set)
    spoken: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        carrying[row["text"]].add(row["outlet_id"])
        spoken[row["text"]].add(row["language"])
    outlets = {row["outlet_id"]: row for row in rows}
    weight: dict[str, Fraction] = defaultdict(Fraction)
    for carriers in carrying.values():
        for outlet in carriers:
            weight[outlet] += Fraction(1, len(carriers))
    mean, behind = means(demo), owner_of(demo)

    def tally(class_of: Callable[[str], str]) -> dict[str, dict[str, float]]:
        raw = Counter(class_of(outlet) for outlet in outlets)
        texts: dict[str, Fraction] = defaultdict(Fraction)
        for outlet in outlets:
            texts[class_of(outlet)] += weight[outlet]
        return {"raw": dict(raw), "independent": {name: float(share) for name, share in texts.items()}}

    languages: dict[str, Fraction] = defaultdict(Fraction)
    for each in spoken.values():
        for language in each:
            languages[language] += Fraction(1, len(each))
    credits = demo.rows("SELECT c.* FROM credits c JOIN members m ON m.article_id = c.article_id WHERE m.story_id = ?", story)
    stated = [row for row in rows if row["published_stated"]]
    first = stated[0] if stated else None
    for row in stated:
        if first and row["id"] == row["text"] == first["text"] and row["agency"]:
            first = row
    copies = Counter(row["text"] for row in rows)
    return {
        "articles": len(rows),
        "outlets": len(outlets),
        "independent_texts": len(carrying),
        "bias": tally(lambda outlet: side(mean.get(outlet, {}).get("bias"))),
        "bias7": Counter(
            SEVEN[nearest(mean[outlet]["bias"], 0)] if "bias" in mean.get(outlet, {}) else "unrated" for outlet in outlets
        ),
        "factuality": tally(
            lambda outlet: FIVE[nearest(mean[outlet]["factuality"], 1)] if "factuality" in mean.get(outlet, {}) else "unrated"
        ),
        "owners": tally(lambda outlet: behind[outlet][0]),
        "owner_kinds": tally(lambda outlet: behind[outlet][1]),
        "countries": tally(lambda outlet: str(outlets[outlet]["country"])),
        "scopes": tally(lambda outlet: str(outlets[outlet]["scope"])),
        "languages": {
            "raw": dict(Counter(row["language"] for row in rows)),
            "independent": {name: float(share) for name, share in languages.items()},
        },
        "agencies": dict(Counter(row["agency"] for row in credits)),
        "agency_articles": len({row["article_id"] for row in credits}),
        "copy_groups": {text: number for text, number in copies.items() if number > 1},
        "first_article": first["id"] if first else None,
        "first_outlet": first["outlet_id"] if first else None,
        "timed": (len(stated), len({row["text"] for row in stated})),
    }


def blindspot(bias: Mapping[str, Mapping[str, float]], sound: Mapping[str, Mapping[str, float]]) -> str:
    """The missing side by the rule, topics aside."""
    for missing, opposite in (("left", "right"), ("right", "left")):

        def lopsided(counts: Mapping[str, Mapping[str, float]], gone: str = missing, there: str = opposite) -> bool:
            texts = counts["independent"]
            rated = sum(texts.get(name, 0) for name in ("left", "center", "right"))
            s, o = texts.get(gone, 0), texts.get(there, 0)
            return (
                rated > 0
                and s / rated <= 0.2
                and wilson(s, rated)[1] < 0.4
                and o / rated >= 0.5
                and o > texts.get("center", 0)
                and s + texts.get("unrated", 0) < o
            )

        outlets = sum(number for name, number in bias["raw"].items() if name != "unrated")
        texts = sum(share for name, share in bias["independent"].items() if name != "unrated")
        if outlets >= 6 and texts >= 6 and lopsided(bias) and sound["raw"].get(opposite, 0) >= 3 and lopsided(sound):
            return missing
    return ""


def stored(demo: Demo, story: str) -> dict[str, Any]:
    ((text,),) = (tuple(row) for row in demo.rows("SELECT counts FROM coverages WHERE story_id = ?", story))
    found: dict[str, Any] = json.loads(text)
    return found


def test_every_number_of_the_demo_follows_from_the_methodology(demo: Demo) -> None:
    stories = demo.stories()
    assert len(stories) >= 10
    assert max(stored(demo, story)["outlets"] for story in stories) > 8
    plain = (
        "articles",
        "outlets",
        "independent_texts",
        "bias7",
        "agencies",
        "agency_articles",
        "copy_groups",
        "first_article",
        "first_outlet",
    )
    for story in stories:
        ours, theirs = counted(demo, story), stored(demo, story)
        assert {name: theirs[name] for name in plain} == {name: ours[name] for name in plain}
        for name in ("factuality", "owners", "owner_kinds", "countries", "scopes", "languages"):
            assert theirs[name]["raw"] == ours[name]["raw"], name
            assert theirs[name]["independent"] == pytest.approx(ours[name]["independent"]), name
        counts = theirs["axes"]["bias"]
        for side in ("left", "center", "right", "unrated"):
            assert counts["by_outlet"][side] == ours["bias"]["raw"].get(side, 0)
            assert counts["by_text"][side] == pytest.approx(ours["bias"]["independent"].get(side, 0))
        slots = theirs["timeline"]
        assert (sum(slot["articles"] for slot in slots), sum(slot["texts"] for slot in slots)) == ours["timed"]


def test_flags_and_missing_sides_of_the_demo_follow_from_the_methodology(demo: Demo) -> None:
    for story in demo.stories():
        ours, theirs = counted(demo, story), stored(demo, story)
        classes: dict[str, tuple[dict[str, int], str, Callable[[dict[str, int]], bool]]] = {
            "only-low-factuality": (ours["factuality"]["raw"], "unrated", lambda known: set(known) <= {"low", "very-low"}),
            "only-one-side": (ours["bias"]["raw"], "unrated", lambda known: set(known) in ({"left"}, {"right"})),
            "only-state-media": (ours["owner_kinds"]["raw"], "unknown", lambda known: set(known) == {"state"}),
            "only-one-owner": (ours["owners"]["raw"], "", lambda known: len(known) == 1),
        }
        flags = []
        for flag, (raw, unknown, alike) in classes.items():
            known = {name: number for name, number in raw.items() if name != unknown}
            if sum(known.values()) >= 3 and raw.get(unknown, 0) < ours["outlets"] / 3 and alike(known):
                flags.append(flag)
        assert theirs["flags"] == flags
        low = any(name in ours["factuality"]["raw"] for name in ("low", "very-low"))
        sides = [spot["missing"] for spot in theirs["blindspots"] if spot["kind"] == "side"]
        if not low:
            topics = {row["key"] for row in demo.rows("SELECT key FROM labels WHERE kind = 'topic' AND story_id = ?", story)}
            political = not topics or topics & {"politics", "world", "society", "crime", "environment"}
            expected = blindspot(ours["bias"], ours["bias"]) if political else ""
            assert sides == ([expected] if expected else [])


def test_the_command_recomputes_every_number_and_says_that_all_agree(demo: Demo, explained: Callable[..., Any]) -> None:
    summarized = [row["story_id"] for row in demo.rows("SELECT story_id FROM summaries ORDER BY story_id")]
    large = max(summarized, key=lambda id: stored(demo, id)["articles"])
    for story in (large, *summarized[:3]):
        code, said = explained(story, "--explain")
        assert code == 0, said
        numbers = re.search(r"(\d+) numbers recomputed, all agree\n$", said)
        assert numbers, said[-400:]
        assert int(numbers[1]) > 50
    code, said = explained(large, "--explain")
    for outlet in {
        row["outlet_id"]
        for row in demo.rows("SELECT a.outlet_id FROM members m JOIN articles a ON a.id = m.article_id WHERE m.story_id = ?", large)
    }:
        assert f"\n  {outlet}\n    left–right: " in said
    assert "bias: left by text: " in said
    for what in ("outlets", "texts"):
        assert f"bias: share of left among the rated {what}, 95 % interval: " in said
    assert "blindspot side left: " in said
    assert re.search(r"(yes|no ) +rated outlets at least 6: \d", said)


def one_more_article(fields: dict[str, Any]) -> None:
    fields["articles"] += 1
    fields["languages"]["raw"]["en"] += 1  # or the record would refuse it: its parts must sum to the whole


def sides_changed(fields: dict[str, Any]) -> None:
    texts = fields["axes"]["bias"]["by_text"]
    texts["left"], texts["unrated"] = texts["left"] - 0.25, texts["unrated"] + 0.25


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (one_more_article, "articles"),
        (sides_changed, "bias: left by text"),
        (lambda fields: fields.update(flags=["only-one-owner"]), "flag only-one-owner"),
        (lambda fields: fields["agencies"].update(nobody=3), "articles that credit nobody"),
        (lambda fields: fields.update(blindspots=[{"kind": "country", "missing": "QQ"}]), "blindspot country QQ"),
        (lambda fields: fields.update(first_article="somebody-else"), "first article"),
        (lambda fields: fields.update(timeline=fields["timeline"][1:]), "from 2"),
    ],
)
def test_a_number_that_is_not_what_its_inputs_give_is_named(
    demo: Demo, change: Callable[[dict[str, Any]], None], named: str
) -> None:
    database = Database(f"sqlite:///{demo.file}")
    story = StoryId(max(demo.stories(), key=lambda id: stored(demo, id)["articles"]))
    with database.read() as tx:
        coverage = coverages.get(tx, [story])[story]
        ((_, carried, known, about),) = assess.gather(tx, [story])
    database.close()
    fields = msgspec.to_builtins(coverage)
    change(fields)
    told = explaining.explain(msgspec.convert(fields, Coverage), carried, known, about)
    assert any(each.startswith(named) for each in told.differing)
    assert f"{len(told.differing)} differ: " in list(explaining.lines(told))[-1]
    assert explaining.explain(coverage, carried, known, about).differing == ()
