"""`everyside story ID`: topics, chain and reasons as an operator sees them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from everyside import cli
from everyside.records.account import (
    Account,
    Contrast,
    Dispute,
    DisputeKind,
    Moment,
    Part,
    PartKind,
    Quotation,
    Revision,
    Stress,
    Version,
)
from everyside.records.correction import Action, Correction
from everyside.records.story import Evidence
from everyside.records.tags import Label, Link
from everyside.storage import accounts, articles, corrections, links, outlets, revisions, settling, stories, summaries, tags
from everyside.storage.database import Database
from tests import makers
from tests.makers import MADE_BY, NOW

Run = Callable[..., str]
S, T = makers.story_key(1), makers.story_key(4)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Iterator[Database]:
    """The operator's: story S of articles 1 2 3, story T of 4 5 6 that follows it."""
    for name in [name for name in os.environ if name.startswith("EVERYSIDE_")]:
        monkeypatch.delenv(name)
    (tmp_path / "everyside.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.chdir(tmp_path)
    opened = Database(f"sqlite:///{tmp_path / 'everyside.db'}")
    one, two, three = (makers.article_key(n) for n in (1, 2, 3))
    correction = Correction(id=0, at=NOW, by="ada", why="same bridge", action=Action.PIN, articles=(three,))
    with opened.write() as tx:
        outlets.save(tx, [makers.outlet()])
        articles.save(tx, [makers.article(n) for n in (1, 2, 3)])
        articles.save(tx, [makers.article(n, published=NOW + timedelta(days=3)) for n in (4, 5, 6)])
        settling.open_new(tx, [S, T], NOW)
        number = corrections.save(tx, correction).id
        close = Evidence(closest=((one, 0.97),), shared=("Bridge", "opens"), gap_hours=5.0)
        stories.save_members(
            tx,
            [
                makers.membership(1, nearest=two),
                makers.membership(2, score=0.93, evidence=close),
                makers.membership(3, evidence=Evidence(correction=number)),
                *(makers.membership(n, story_id=T) for n in (4, 5, 6)),
            ],
        )
        settling.refresh(tx, [S, T], NOW)
        summaries.save(tx, [makers.summary(1), makers.summary(4)])
        links.replace(tx, {T: [Link(story_id=T, other_id=S, kind="previous", score=0.8, shared=("Bridge",), made_by=MADE_BY)]})
        tags.replace_labels(tx, {S: [Label(story_id=S, kind="topic", key="world", name="World", weight=0.7, made_by=MADE_BY)]})
    yield opened
    opened.close()


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command in this process; what it said."""

    def call(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["everyside", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said, complained = capfdbinary.readouterr()
        assert end.value.code in (0, None), complained
        return said.decode()

    return call


def test_a_story_tells_its_topics_and_what_came_before_and_after(run: Run) -> None:
    said = run("story", S)
    assert "  World\n" in said
    assert f"after this: {T}  2026-03-05  3 articles  Bridge 4 opens\n" in said
    assert f"before this: {S}  2026-03-02  3 articles  Bridge 1 opens\n" in run("story", T)
    assert "likeness" not in said


def test_asked_why_it_gives_the_reason_of_each_article(run: Run) -> None:
    said = run("story", S, "--why")
    assert "likeness to the story 0.93 of 1\n" in said
    assert "close to The Lantern 1: Bridge 1 opens (0.97)\n" in said
    assert "close to The Lantern 1: Bridge 2 opens\n" in said
    assert "both tell of Bridge, opens\n" in said
    assert "published 5 hours apart\n" in said
    assert "put here by ada on 2026-03-02: same bridge\n" in said


def test_as_json_it_has_labels_and_links_and_asked_why_the_members(run: Run) -> None:
    data = json.loads(run("story", S, "--json"))
    assert data["labels"][0]["name"] == "World"
    assert data["links"][0]["story_id"] == T
    assert "members" not in data
    members = json.loads(run("story", S, "--json", "--why"))["members"]
    assert sorted(member["evidence"]["gap_hours"] or 0 for member in members) == [0, 0, 5.0]


def test_what_articles_say_side_by_side_stands_in_the_text_and_in_json(run: Run, database: Database) -> None:
    one, two = makers.citation(makers.article(1)), makers.citation(makers.article(2))
    answers = [
        Version(value=value, said=said, citations=(cited,), independent_texts=1, first=at, last=at)
        for value, said, cited, at in (("8", "8", one, NOW), ("15", "at least 15", two, NOW + timedelta(hours=2)))
    ]
    said = Quotation(text="It holds.", speaker="Ada Quill", language="en", citations=(one, two), outlets=2, independent_texts=2)
    day = Moment(day=NOW.date(), said="on Monday", text="The bridge opened.", citations=(one,), independent_texts=1)
    stress = Stress(word="builders", texts=3, others=0, score=2.9, citations=(two,))
    with database.write() as tx:
        fingerprint = stories.get(tx, [S])[S].fingerprint
        dispute = Dispute(kind=DisputeKind.NUMBER, subject="opened", versions=tuple(answers), rising=True)
        account = Account(
            story_id=S, disputes=(dispute,), quotations=(said,), moments=(day,), fingerprint=fingerprint, made_by=MADE_BY
        )
        parts = (
            Part(kind=PartKind.SIDE, key="left", texts=4, enough=True, stresses=(stress,), bullets=(makers.bullet(one),)),
            Part(kind=PartKind.SIDE, key="right", texts=1, enough=False),
        )
        contrast = Contrast(story_id=S, axis="bias", parts=parts, fingerprint=fingerprint, made_by=MADE_BY)
        accounts.save(tx, [account, contrast])
    told = run("story", S)
    assert "reports differ on opened (rising):\n    8, since 2026-03-02 " in told
    assert "    at least 15, since 2026-03-02 " in told
    assert "quoted: “It holds.” (Ada Quill; 2 outlets)\n" in told
    assert f"{NOW:%Y-%m-%d}: The bridge opened. (1 independent text)\n" in told
    assert "side left (4 independent texts) stresses: builders\n    • A bridge was opened.\n" in told
    assert "side right: too few to compare (1 independent text)\n" in told
    data = json.loads(run("story", S, "--json"))
    assert data["account"]["disputes"][0]["versions"][1]["said"] == "at least 15"
    assert data["contrast"]["parts"][0]["stresses"][0]["word"] == "builders"
    assert data["written"] is None


def test_what_changed_since_a_time_is_told(run: Run, database: Database) -> None:
    def revision(minutes: int, headline: str, *bullets: str) -> Revision:
        return Revision(story_id=S, at=NOW + timedelta(minutes=minutes), headline=headline, bullets=bullets, articles=2)

    with database.write() as tx:
        revisions.note(tx, [revision(0, "A bridge opens", "One.", "Two.")])
    with database.write() as tx:
        revisions.note(tx, [revision(90, "Two bridges open", "Two.", "Three.")])
    told = run("story", S, "--since", f"{NOW + timedelta(minutes=30):%Y-%m-%dT%H:%M}")
    assert "headline before: A bridge opens\nheadline now: Two bridges open\n+ Three.\n- One.\n" in told
    later = run("story", S, "--since", f"{NOW + timedelta(days=9):%Y-%m-%dT%H:%M}")
    assert later.endswith("nothing changed\n")
