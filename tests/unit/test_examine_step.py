"""The step on a database: accounts kept by story, made anew when the story changes and only then."""

from __future__ import annotations

from dataclasses import replace

from everyside.records.account import Account
from everyside.records.article import Article
from everyside.stages.examine.step import NAME, VERSION, account, step
from everyside.storage import accounts, articles, entries, feeds, outlets, stories
from everyside.storage.database import Database
from tests import makers

TEXTS = (
    "A bridge at Port Ellery fell on Monday, killing at least four people. “We heard it crack for days,” said Ana Mendes.",
    "At least six people were killed when a bridge fell at Port Ellery on Monday.\n"
    "“We heard it crack for days,” said mayor Ana Mendes.",
    "A bridge at Port Ellery fell on Monday and killed nine people, officials said.",
)


def members(texts: tuple[str, ...] = TEXTS) -> list[Article]:
    return [
        makers.article(number, text=text, title="Bridge at Port Ellery falls, people killed")
        for number, text in enumerate(texts, 1)
    ]


def test_an_account_cites_its_articles_at_their_offsets() -> None:
    told = members()
    found = account(makers.story(1), told, {})
    text_of = {article.id: article.text for article in told}
    assert [version.value for version in found.disputes[0].versions] == ["4", "6", "9"]
    assert found.disputes[0].rising
    assert found.disputes[0].newest.value == "9"
    assert found.quotations[0].speaker == "Ana Mendes"
    assert found.moments
    cited = [*(each.citations for each in found.disputes[0].versions), *(each.citations for each in found.quotations)]
    cited += [each.citations for each in found.moments]
    assert all(each.stands_in(text_of[each.article_id]) for citations in cited for each in citations)
    assert found.fingerprint == "fingerprint-1"


def test_an_article_without_a_text_is_not_cited() -> None:
    bare = makers.article(4, text="", summary=TEXTS[0])
    assert account(makers.story(1), [bare], {}).quotations == ()


def test_the_step_keeps_what_it_finds_and_is_then_done(database: Database) -> None:
    told = members()
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1)])
        feeds.save(tx, [makers.feed(1)])
        entries.save_new(tx, [makers.entry(n) for n in (1, 2, 3)])
        articles.save(tx, told)
        stories.save(tx, [replace(makers.story(1), articles=3)])
        stories.save_members(tx, [makers.membership(n) for n in (1, 2, 3)])
    examining = step()
    with database.read() as tx:
        waiting = examining.pending(tx, makers.NOW, 10)
        inputs = examining.load(tx, waiting)
    assert waiting == [makers.story_key(1)]
    results = list(examining.work(inputs))
    assert [(each.outcome, each.made_by) for each in results] == [("examined", f"{VERSION}#fingerprint-1")]
    with database.write() as tx:
        examining.save(tx, results, makers.NOW)
    with database.read() as tx:
        kept = accounts.get(tx, Account, [makers.story_key(1)])[makers.story_key(1)]
    assert kept == results[0].output
    assert examining.name == NAME


def test_a_story_that_says_nothing_to_compare_is_told_so() -> None:
    results = list(step().work([(makers.story(1), [makers.article(1, text="Fire.")], {})]))
    assert [each.outcome for each in results] == ["nothing-to-compare"]
