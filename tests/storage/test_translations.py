"""Translations are kept by what was translated; articles and stories wait for theirs exactly as long as they lack them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from everyside.records.account import Account
from everyside.records.translation import Translation, key
from everyside.storage import accounts, articles, ledger, stories, summaries, translations
from everyside.storage.database import Database
from tests import makers
from tests.conftest import statements
from tests.makers import NOW


def translation(text: str, said: str = "", **changes: str) -> Translation:
    return Translation(**{"key": key("pt", "en", text), "source": "pt", "target": "en", "text": said, "made_by": "t/1"} | changes)


def test_a_translation_comes_back_as_it_was_saved_and_a_newer_one_takes_its_place(database: Database) -> None:
    olá, failed = translation("Olá", "Hello"), translation("Adeus", failed="numbers")
    with database.write() as tx:
        translations.save(tx, [olá, failed])
        translations.save(tx, [])
        assert translations.get(tx, [olá.key, failed.key, "none"]) == {olá.key: olá, failed.key: failed}
        newer = translation("Olá", "Hi \0\ud800", made_by="t/2")
        translations.save(tx, [newer])
        assert translations.get(tx, [olá.key])[olá.key].text == "Hi \ufffd\ufffd"
        assert translations.known(tx, [olá.key, failed.key], ["t/2"]).keys() == {olá.key}


def test_articles_in_a_known_language_wait_newest_first(filled: Database) -> None:
    with filled.write() as tx:
        articles.save(tx, [makers.article(number, language=language) for number, language in ((4, "pt"), (5, "pt"), (6, "xx"))])
        by = {"pt": "translate/1+a", "es": "translate/1+b"}

        def pending(limit: int = 9) -> list[str]:
            return translations.pending_articles(tx, "translate", by, NOW, limit)

        assert pending() == [makers.article_key(5), makers.article_key(4)]
        assert pending(1) == [makers.article_key(5)]
        line = ledger.Line(item=makers.article_key(5), outcome="translated", made_by="translate/1+a", at=NOW)
        ledger.record(tx, "translate", [line])
        assert pending() == [makers.article_key(4)]
        by["pt"] = "translate/1+c"  # another model
        assert pending() == [makers.article_key(5), makers.article_key(4)]
        assert translations.pending_articles(tx, "translate", {}, NOW, 9) == []


def test_stories_wait_when_their_summary_is_another(filled: Database) -> None:
    with filled.write() as tx:
        summaries.save(tx, [makers.summary(1), makers.summary(2)])

        def pending() -> list[str]:
            return translations.pending_stories(tx, "translate-story", "v", NOW, 9)

        assert pending() == [makers.story_key(2), makers.story_key(1)]
        for number in (1, 2):
            by = f"v#{makers.MADE_BY}#fingerprint-{number}###"
            ledger.record(tx, "translate-story", [ledger.Line(item=makers.story_key(number), outcome="x", made_by=by, at=NOW)])
        assert pending() == []
        summaries.save(tx, [makers.summary(1, fingerprint="other")])
        assert pending() == [makers.story_key(1)]
        summaries.save(tx, [makers.summary(1), makers.summary(2, made_by="summarize/99")])
        assert pending() == [makers.story_key(2)]
        account = Account(story_id=makers.story_key(1), fingerprint="fingerprint-1", made_by="examine/1")
        accounts.save(tx, [account])
        assert pending() == [makers.story_key(2), makers.story_key(1)]
        assert translations.told(tx, "v", [makers.story_key(1)]) == {
            makers.story_key(1): f"v#{makers.MADE_BY}#fingerprint-1#examine/1#fingerprint-1##"
        }
        stories.save(tx, [makers.story(2, articles=0, merged_into=makers.story_key(1))])
        assert pending() == [makers.story_key(1)]


def test_a_failed_translation_waits_for_its_time(filled: Database) -> None:
    with filled.write() as tx:
        articles.save(tx, [makers.article(4, language="pt")])
        later = NOW + timedelta(minutes=5)
        line = ledger.Line(item=makers.article_key(4), outcome="model-unusable", made_by="a", at=NOW, failed=True, retry_at=later)
        ledger.record(tx, "translate", [line])
        assert translations.pending_articles(tx, "translate", {"pt": "a"}, NOW, 9) == []
        assert translations.pending_articles(tx, "translate", {"pt": "a"}, later, 9) == [makers.article_key(4)]


@pytest.mark.parametrize("number", [1, 500])
def test_many_are_read_and_written_in_one_statement(database: Database, number: int) -> None:
    many = [translation(str(each), "x") for each in range(number)]
    with database.write() as tx, statements(database) as sent:
        translations.save(tx, many)
        assert len(translations.get(tx, [each.key for each in many])) == number
    assert len([each for each in sent if "translations" in each]) == 2
