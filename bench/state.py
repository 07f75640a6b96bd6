"""What a database of Everyside holds, read with plain SQL so that a fault of the storage code cannot hide itself."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

Story = frozenset[str]  # by its articles: ids of stories may depend on who opened them


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a finished run has made. Two runs over the same press must agree in all of it."""

    articles: frozenset[tuple[str, ...]]  # id, url, outlet, title, text, language, time
    copy_groups: frozenset[Story]
    stories: frozenset[Story]
    bullets: dict[Story, tuple[Any, ...]]  # (headline, ((text, ((article, quote, start, end), …)), …))
    coverages: dict[Story, Any]
    outcomes: dict[str, dict[str, int]]  # step → outcome → items

    def differences(self, other: State) -> list[str]:
        """The parts in which ``other`` is not the same, with an example each."""
        return [
            f"{each.name}: {_example(mine, theirs)}"
            for each in fields(self)
            if (mine := getattr(self, each.name)) != (theirs := getattr(other, each.name))
        ]


@contextmanager
def opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as connection:
        yield connection


def read(file: Path) -> State:
    """The state of the database in ``file``; nobody may be writing."""
    with opened(file) as db:
        inside: dict[str, set[str]] = defaultdict(set)
        for article, story in db.execute("SELECT article_id, story_id FROM members"):
            inside[story].add(article)
        stories = {id: frozenset(articles) for id, articles in inside.items()}
        groups: dict[str, set[str]] = defaultdict(set)
        for article, group in db.execute("SELECT article_id, group_id FROM copies"):
            groups[group].add(article)
        cited: dict[tuple[str, int], list[Any]] = defaultdict(list)
        query = 'SELECT story_id, position, article_id, quote, start, "end" FROM citations ORDER BY story_id, position, ordinal'
        for story, position, *citation in db.execute(query):
            cited[story, position].append(tuple(citation))
        told: dict[str, list[Any]] = defaultdict(list)
        for story, position, text in db.execute("SELECT story_id, position, text FROM bullets ORDER BY story_id, position"):
            told[story].append((text, tuple(cited[story, position])))
        headlines = db.execute("SELECT story_id, headline FROM summaries").fetchall()
        return State(
            articles=frozenset(
                tuple(map(str, row))
                for row in db.execute("SELECT id, url, outlet_id, title, text, language, published FROM articles")
            ),
            copy_groups=frozenset(frozenset(each) for each in groups.values()),
            stories=frozenset(stories.values()),
            bullets={stories[story]: (headline, tuple(told[story])) for story, headline in headlines if story in stories},
            coverages={
                stories[story]: json.loads(counts)
                for story, counts in db.execute("SELECT story_id, counts FROM coverages")
                if story in stories
            },
            outcomes=outcomes(db),
        )


def outcomes(db: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """step → outcome → items, of the ledger."""
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for step, outcome, number in db.execute(
        "SELECT step, outcome, count(*) FROM ledger GROUP BY step, outcome ORDER BY step, outcome"
    ):
        counted[step][outcome] = number
    return dict(counted)


def faults(file: Path) -> list[str]:
    """What SQLite finds wrong with the file itself."""
    with opened(file) as db:
        sound = [row[0] for row in db.execute("PRAGMA integrity_check")]
        return [line for line in sound if line != "ok"] + [f"foreign key: {row}" for row in db.execute("PRAGMA foreign_key_check")]


def ledger_rows(file: Path) -> int:
    """How many items have ended in some step so far; 0 while there is no database yet. Others may be writing."""
    if not file.exists():
        return 0
    try:
        with opened(file) as db:
            return int(db.execute("SELECT count(*) FROM ledger").fetchone()[0])
    except sqlite3.OperationalError:  # not migrated yet, or being recovered after a kill
        return 0


def _example(mine: Any, theirs: Any) -> str:
    if isinstance(mine, frozenset):
        return f"{len(mine - theirs)} only in the first, {len(theirs - mine)} only in the second"
    changed = Counter(key for key in {*mine, *theirs} if mine.get(key) != theirs.get(key))
    key = next(iter(changed))
    return f"{len(changed)} differ; {str(key)[:60]!r}: {str(mine.get(key))[:150]} / {str(theirs.get(key))[:150]}"
