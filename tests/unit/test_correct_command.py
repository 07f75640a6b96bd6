"""`everyside correct …` as an operator types it."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from everyside.records.ids import StoryId, entry_id
from everyside.stages.collect import urls
from everyside.storage import articles, corrections, entries, feeds, outlets, settling, stories
from everyside.storage.database import Database
from tests import makers
from tests.makers import NOW

Run = Callable[..., tuple[int, str, str]]
S, T = makers.story_key(1), makers.story_key(4)
MOVED = ("correct", "move", makers.article_key(5), "--to", S, "--why", "another bridge", "--by", "ada")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Iterator[Database]:
    """The operator's: story S of articles 1 2 3 and story T of 4 5 6."""
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    (tmp_path / "everyside.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.chdir(tmp_path)
    opened = Database(f"sqlite:///{tmp_path / 'everyside.db'}")
    with opened.write() as tx:
        outlets.save(tx, [makers.outlet()])
        feeds.save(tx, [makers.feed()])
        articles.save(tx, [makers.article(n) for n in range(1, 7)])
        settling.open_new(tx, [S, T], NOW)
        stories.save_members(tx, [makers.membership(n, story_id=S if n < 4 else T, score=1 - n / 100) for n in range(1, 7)])
        settling.refresh(tx, [S, T], NOW)
    yield opened
    opened.close()


@pytest.fixture
def run(database: Database, call_everyside: Run) -> Run:
    return call_everyside


def story_of(database: Database, number: int) -> StoryId:
    with database.read() as tx:
        return stories.memberships(tx, [makers.article_key(number)])[makers.article_key(number)]


def test_move_says_what_changed(run: Run, database: Database) -> None:
    code, said, complained = run(*MOVED)
    assert (code, complained) == (0, "")
    assert said == f"correction 1 (move) by ada: another bridge\n  {T} → {S}  Bridge 5 opens\n"
    assert story_of(database, 5) == S


def test_articles_are_named_by_their_address_too(run: Run, database: Database) -> None:
    assert run("correct", "split", "http://lantern-1.example/news/5?utm_source=x", "--why", "no bridge")[0] == 0
    assert story_of(database, 5) == makers.story_key(5)


def test_an_article_is_known_by_the_address_a_feed_gave_it(run: Run, database: Database) -> None:
    address = "https://www.lantern-1.example/short/6"
    announced = makers.entry(url=address, id=entry_id(urls.identity(address)))
    with database.write() as tx:
        entries.save_new(tx, [announced])
        entries.link(tx, {announced.id: makers.article_key(6)})
    assert run("correct", "split", address, "--why", "no bridge")[0] == 0
    assert story_of(database, 6) == makers.story_key(6)


def test_stories_are_named_by_their_address_or_a_former_id(run: Run, database: Database) -> None:
    assert run("correct", "merge", S, T, "--why", "one bridge")[0] == 0
    assert story_of(database, 5) == S
    code, _, complained = run("correct", "move", makers.article_key(5), "--to", f"https://news.example/story/a-b-{T}", "--why", "x")
    assert (code, f"in story {S} already" in complained) == (1, True)


def test_pin_and_a_later_move_say_what_holds(run: Run) -> None:
    assert f"held in {T}  Bridge 5 opens" in run("correct", "pin", makers.article_key(5), "--why", "sure")[1]
    assert "overrules what contradicts it in correction 1\n" in run(*MOVED)[1]


def test_undo_puts_back_and_the_log_tells_both(run: Run, database: Database) -> None:
    run(*MOVED)
    code, said, _ = run("correct", "undo", "1", "--why", "it was right", "--by", "bo")
    assert (code, said) == (0, f"correction 1 (move) no longer counts\n  back in {T}  Bridge 5 opens\n")
    assert story_of(database, 5) == T
    said = run("correct", "list")[1]
    assert "move   ada: another bridge\n" in said
    assert "by bo: it was right\n" in said
    assert run("correct", "list", S)[1] == "No corrections.\n"
    assert run("correct", "list", T)[1] == said
    code, _, complained = run("correct", "undo", "1", "--why", "again")
    assert (code, "undone by bo" in complained) == (1, True)


def test_undo_says_where_other_corrections_are_not_obeyed(run: Run, database: Database) -> None:
    run(*MOVED)
    run("correct", "pin", makers.article_key(1), "--why", "x")
    with database.write() as tx:  # as a clustering would that knows nothing of it
        stories.save_members(tx, [makers.membership(5, story_id=T)])
    assert "not every correction in force is obeyed" in run("correct", "undo", "2", "--why", "x")[1]


def test_many_articles_are_counted_not_listed(run: Run, database: Database) -> None:
    with database.write() as tx:
        articles.save(tx, [makers.article(n) for n in range(10, 30)])
        stories.save_members(tx, [makers.membership(n, story_id=T) for n in range(10, 30)])
    said = run("correct", "merge", S, T, "--why", "one bridge")[1]
    assert (said.count(f"{T} → {S}"), "… and 13 more" in said) == (10, True)


def test_every_correction_in_force_is_exported_as_a_test_case(run: Run, database: Database) -> None:
    with database.write() as tx:
        articles.save(tx, [makers.article(5, text="word " * 1000, title="“Übung” 東京")])
    run(*MOVED)
    run("correct", "pin", makers.article_key(1), "--why", "x")
    run("correct", "undo", "2", "--why", "x")
    assert run("correct", "export", "--out", "cases.jsonl")[:2] == (0, "1 corrections written to cases.jsonl\n")
    (case,) = [json.loads(line) for line in Path("cases.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [case[key] for key in ("correction", "action", "who", "why")] == [1, "move", "ada", "another bridge"]
    key = makers.article_key
    assert sorted(case["apart"]) == sorted(sorted([key(5), key(n)]) for n in (4, 6))
    assert {id for pair in case["together"] for id in pair} == {key(n) for n in (1, 2, 3, 5)}
    told = {article["id"]: article for article in case["articles"]}
    assert set(told) == {key(n) for n in range(1, 7)}
    assert told[key(5)]["title"] == "“Übung” 東京"
    assert len(told[key(5)]["text"]) == 500
    assert told[key(5)].keys() == {"id", "title", "text", "lang", "published", "url"}


def test_an_export_that_cannot_be_written_is_named(run: Run) -> None:
    code, _, complained = run("correct", "export", "--out", "nowhere/cases.jsonl")
    assert (code, complained) == (1, "everyside: cannot write nowhere/cases.jsonl: No such file or directory\n")


def test_check_finds_what_is_not_obeyed(run: Run, database: Database) -> None:
    assert run("correct", "check")[:2] == (0, "0 corrections in force, 0 not obeyed\n")
    run(*MOVED)
    assert run("correct", "check")[:2] == (0, "ok    correction 1 (move, ada)\n1 corrections in force, 0 not obeyed\n")
    with database.write() as tx:  # as a clustering would that knows nothing of it
        stories.save_members(tx, [makers.membership(5, story_id=T)])
    code, said, _ = run("correct", "check")
    assert code == 1
    assert f"are both in {T}\n" in said
    assert makers.article_key(5) in said
    assert said.endswith("1 corrections in force, 1 not obeyed\n")


def test_check_names_what_later_corrections_took_back(run: Run) -> None:
    run("correct", "pin", makers.article_key(5), "--why", "x", "--by", "bo")
    run(*MOVED)
    assert "ok    correction 1 (pin, bo): later corrections took it back\n" in run("correct", "check")[1]


def test_who_is_the_name_one_is_logged_in_with(run: Run, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "grace")
    run("correct", "pin", makers.article_key(5), "--why", "  two\n words ")
    with database.read() as tx:
        (made,) = corrections.in_force(tx)
    assert (made.by, made.why) == ("grace", "two words")

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4242")

    monkeypatch.setattr(getpass, "getuser", nobody)
    code, _, complained = run("correct", "pin", makers.article_key(5), "--why", "x")
    assert (code, "--by NAME" in complained) == (1, True)


def test_without_a_reason_nothing_is_corrected(run: Run) -> None:
    code, _, complained = run("correct", "pin", makers.article_key(5))
    assert (code, "--why" in complained) == (2, True)


@pytest.mark.parametrize("why", ["", " \n", "x" * 501, "\x1b[31m", "a\u202eb", "\udcff"])
def test_a_reason_is_a_line_one_can_read(run: Run, why: str) -> None:
    code, _, complained = run("correct", "pin", makers.article_key(5), "--why", why)
    assert (code, "--why" in complained) == (1, True)


@pytest.mark.parametrize(
    "given", ["0" * 16, "", "x' OR 1=1", "javascript://x", "http://[", "https://lantern-1.example/news/77", "\udcff"]
)
def test_an_unknown_article_is_named(run: Run, given: str) -> None:
    code, said, complained = run("correct", "pin", given, "--why", "x")
    assert (code, said) == (1, "")
    assert "article" in complained
    assert "Traceback" not in complained


@pytest.mark.parametrize("given", ["0" * 12, "", "/", "x' OR 1=1", "\udcff", "a-" * 5000])
def test_an_unknown_story_is_4(run: Run, given: str) -> None:
    code, said, complained = run("correct", "merge", S, given, "--why", "x")
    assert (code, said, "there is no story" in complained) == (4, "", True)
