"""The blocks of a story's page that show what its articles say side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from everyside.pages import disputes, moments, quotations
from everyside.pages.cited import Cited
from everyside.publish.web.rendering import environment
from everyside.records.account import Account, Dispute, DisputeKind, Version
from everyside.records.story import Bullet, Citation
from everyside.stages.examine.step import account
from everyside.storage import accounts, articles
from everyside.storage.database import Database
from tests import makers
from tests.blocks import cited
from tests.unit.test_examine_step import members

MOST_BYTES = 12_000  # of all three blocks together, for a story of 30 articles; groundnews2025: 6 to 10 kB, two with tolls 15


class Page:
    at = makers.NOW + timedelta(hours=3)


def version(value: str, said: str, citation: Citation, hours: int = 0) -> Version:
    when = makers.NOW + timedelta(hours=hours)
    return Version(value=value, said=said, citations=(citation,), independent_texts=1, first=when, last=when)


def kept(database: Database, found: Account, texts: tuple[str, ...]) -> Cited:
    with database.write() as tx:
        articles.save(tx, members(texts))
        accounts.save(tx, [found])
    with database.read() as tx:
        read = cited(tx, makers.story_key(1))
    assert read is not None
    return read


def shown(said: Cited) -> str:
    templates = environment()
    parts = templates.get_template("parts.html").module
    blocks = {"disputes": disputes.build(said), "quotations": quotations.build(said), "moments": moments.build(said)}
    return "".join(
        templates.get_template(f"story/{name}.html").module.show(block, Page, parts)  # type: ignore[attr-defined]
        for name, block in blocks.items()
    )


def test_blocks_show_answers_speakers_and_days(filled: Database) -> None:
    texts = tuple(article.text for article in members())
    page = shown(kept(filled, account(makers.story(1), members(), {}), texts))
    for words in (
        "Where reports differ",
        "at least four",
        "Newest",
        "Rose with time",
        "Who is quoted",
        "Ana Mendes",
        "What happened when",
    ):
        assert words in page


def test_hostile_words_are_escaped(filled: Database) -> None:
    texts = (
        "A bridge fell on Monday, killing at least four people. “<script>alert(1)</script> is what we all said,” said Ana Mendes.",
        "A bridge fell on Monday, killing at least six people <b onclick=x>.",
    )
    page = shown(kept(filled, account(makers.story(1), members(texts), {}), texts))
    assert "<script>" not in page
    assert "<b onclick" not in page
    assert "&lt;script&gt;" in page


def test_a_large_story_stays_small_and_folds_the_rest(filled: Database) -> None:
    found = account(makers.story(1), members(), {})
    dispute = found.disputes[0]
    many = tuple(
        replace(
            dispute,
            subject=f"killed {n}",
            versions=tuple(version(str(v), f"at least {v}", dispute.versions[0].citations[0], v) for v in range(2)),
        )
        for n in range(4)
    )
    texts = tuple(article.text for article in members())
    quoted = tuple(replace(found.quotations[0], text=f"{found.quotations[0].text} {n}") for n in range(8))
    lines = tuple(replace(found.moments[0], text=f"{found.moments[0].text} {n}") for n in range(10))
    page = shown(kept(filled, replace(found, disputes=many, quotations=quoted, moments=lines), texts))
    assert "1 more difference" in page
    assert "4 more quotations" in page
    assert "2 more lines" in page
    assert len(page.encode()) <= MOST_BYTES


def test_nothing_found_shows_nothing(filled: Database) -> None:
    empty = Account(story_id=makers.story_key(1), fingerprint="f", made_by="test/1")
    assert shown(kept(filled, empty, ("One.", "Two.", "Three."))).strip() == ""
    with filled.read() as tx:
        assert cited(tx, makers.story_key(3)) is None


def test_a_bullet_is_disputed_where_its_sentence_gives_one_of_the_answers() -> None:
    first, second = members()[:2]
    one = Citation(article_id=first.id, quote=first.text[:69], start=0, end=69)
    other = Citation(article_id=second.id, quote=second.text[:40], start=0, end=40)
    dispute = Dispute(
        kind=DisputeKind.NUMBER,
        subject="killed",
        versions=(version("4", "at least four", one), version("6", "At least six", other, 1)),
    )
    found = Account(story_id=makers.story_key(1), disputes=(dispute,), fingerprint="f", made_by="test/1")

    def bullet(text: str, citation: Citation) -> Bullet:
        return Bullet(text=text, citations=(citation,), independent_texts=1)

    assert disputes.disputed(bullet("A bridge fell, killing at least four people.", one), found) == (dispute,)
    assert disputes.disputed(bullet("A bridge fell, killing 4 people.", one), found) == (dispute,)
    assert disputes.disputed(bullet("A bridge fell, killing 40 people.", one), found) == ()
    assert disputes.disputed(bullet("A bridge fell.", one), found) == ()
    elsewhere = Citation(article_id=first.id, quote=first.text[70:90], start=70, end=90)
    assert disputes.disputed(bullet("A bridge fell, killing at least four people.", elsewhere), found) == ()
