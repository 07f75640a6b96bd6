"""Pages in the reader's language: what is translated is named and its original stands beside it, what is not stays as written."""

from __future__ import annotations

import re

from everyside.records.translation import Translation, key, passage
from everyside.settings import Settings, TranslateSettings
from everyside.storage import reading, summaries, translations
from everyside.storage.database import Database
from tests.conftest import statements
from tests.web.conftest import client
from tests.web.newsstand import HARBOUR, fill

PUENTE = "El puente del puerto, cerrado tras el choque de un carguero"
HOSTILE = 'Harbour <script>alert("t")</script> bridge'


def translation(source: str, text: str, said: str, into: str = "en", failed: str = "") -> Translation:
    return Translation(key=key(source, into, text), source=source, target=into, text=said, failed=failed, made_by="t")


def everything(database: Database, into: str = "en") -> None:
    """Each foreign text of HARBOUR gets a translation that is as long as it and can be told from it."""
    with database.write() as tx:
        cards = reading.article_cards(tx, [HARBOUR])[HARBOUR]
        written = {card.id: card.language for card in cards}
        summary = summaries.get(tx, [HARBOUR])[HARBOUR]
        texts = [(card.language, card.title) for card in cards]
        texts += [(written[id], passage(text)) for id, text in reading.openings(tx, written).items()]
        texts += [(written[each.article_id], each.quote) for bullet in summary.bullets for each in bullet.citations]
        translations.save(tx, [translation(code, text, "Said: " + text, into) for code, text in texts if code != into and text])


def story(database: Database, settings: Settings | None = None, query: str = "") -> str:
    with client(database, settings) as asking:
        return asking.get(asking.get(f"/story/{HARBOUR}").headers["location"] + query).text


def test_a_translated_title_is_shown_with_its_language_and_original(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        translations.save(tx, [translation("es", PUENTE, HOSTILE)])
    page = story(fresh, query="?side=left")
    assert "alert(&#34;t&#34;)" in page
    assert "<script>alert" not in page
    assert re.search(r'<h3><a [^>]*lang="en" dir="auto">Harbour &lt;script&gt;', page)
    assert 'Translated from Spanish. <u>Show original</u><span class="unseen"> La Marea del Sur</span></summary>' in page
    assert f'<p lang="es" dir="auto">{PUENTE}</p>' in page
    assert page.count("Show original") == 1


def test_what_failed_a_check_is_shown_as_it_was_written(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        translations.save(tx, [translation("es", PUENTE, "", failed="numbers")])
    page = story(fresh, query="?side=left")
    assert "Show original" not in page
    assert f'lang="es" dir="auto">{PUENTE}</a>' in page


def test_quotes_are_translated_with_the_original_below(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
    everything(fresh)
    page = story(fresh)
    assert '<blockquote lang="en" dir="auto">Said: اصطدمت' in page
    assert '<p lang="ar" dir="auto">اصطدمت' in page
    assert "Translated from Japanese" in page


def test_a_page_with_everything_translated_stays_small_and_takes_one_statement_more(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
    with statements(fresh) as before:
        plain = story(fresh)
    everything(fresh)
    with statements(fresh) as after:
        page = story(fresh)
    assert len(after) == len(before)
    assert page.count("Show original") > 10
    assert len(page.encode()) < 60_000
    assert len(plain) < len(page)


def test_each_show_original_says_of_which_outlet(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
    everything(fresh)
    page = story(fresh)
    assert page.count("Show original</u>") == len(re.findall(r'Show original</u><span class="unseen"> [^<]+</span>', page))
    assert page.count("<details") == page.count("</details>") == page.count("<summary>")


def test_the_headline_of_a_foreign_story_is_shown_with_its_original_on_both_pages(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        summary = summaries.get(tx, [HARBOUR])[HARBOUR]
        translations.save(tx, [translation("en", summary.headline, "Hafenbrücke gesperrt", "de")])
    settings = Settings(translate=TranslateSettings(into="de"))
    page = story(fresh, settings)
    assert '<h1 lang="de" dir="auto">Hafenbrücke gesperrt</h1>' in page
    assert f'Translated from English: <span lang="en" dir="auto">{summary.headline}</span>' in page
    assert "<title>Hafenbrücke gesperrt" in page
    with client(fresh, settings) as asking:
        front = asking.get("/").text
        edition = asking.get("/?lang=en").text
    assert f'translated from English: <span lang="en" dir="auto">{summary.headline}</span>' in front
    assert 'lang="de" dir="auto"><a href="/story/harbour-bridge' in front  # the address stays the original's
    assert "Hafenbrücke" not in edition
