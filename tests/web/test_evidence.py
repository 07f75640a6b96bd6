"""Every sentence behind a story's points."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from everyside.pages.bullets import MOST_QUOTES
from everyside.settings import PlansSettings, Settings
from everyside.storage import summaries
from everyside.storage.database import Database
from tests.web.conftest import client
from tests.web.newsstand import HARBOUR, fill
from tests.web.valid import faults


@pytest.fixture
def stand(database: Database) -> Database:
    with database.write() as tx:
        fill(tx)
    return database


def test_the_page_holds_every_sentence_once_and_links_to_every_article_that_holds_it(stand: Database) -> None:
    with stand.read() as tx:
        told = summaries.get(tx, [HARBOUR])[HARBOUR].bullets
    with client(stand) as site:
        answer = site.get(f"/story/{HARBOUR}/evidence")
    assert answer.status_code == 200
    assert faults(answer.text) == []
    parts = re.findall(r'<section id="p\d+".*?</section>', answer.text, re.DOTALL)
    assert len(parts) == len(told)
    for bullet, part in zip(told, parts, strict=True):
        shown = [html.unescape(quote) for quote in re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", part)]
        assert shown == list(dict.fromkeys(citation.quote for citation in bullet.citations))
        assert len(re.findall(r'<a href="https?://', part)) == len(bullet.citations)


def test_a_story_shows_the_first_sentences_and_leads_to_the_rest(stand: Database) -> None:
    with stand.write() as tx:
        told = summaries.get(tx, [HARBOUR])[HARBOUR]
        first = told.bullets[0]
        parts = [replace(each, quote=each.quote[:-cut], end=each.end - cut) for cut in (1, 2) for each in first.citations]
        long = replace(first, citations=(*first.citations, *parts))
        summaries.save(tx, [replace(told, bullets=(long, *told.bullets[1:]))])
    different = len({citation.quote for citation in long.citations})
    with client(stand) as site:
        page = site.get(f"/story/{HARBOUR}", follow_redirects=True).text
    bullet = page[page.index('<p class="bullet"') :].split("</li>")[0]
    assert bullet.count("<blockquote") == MOST_QUOTES
    assert f'<a href="/story/{HARBOUR}/evidence#p1">And {different - MOST_QUOTES} more sentences.</a>' in bullet


def test_where_points_are_closed_there_is_no_evidence_of_them(stand: Database) -> None:
    with stand.read() as tx:
        told = summaries.get(tx, [HARBOUR])[HARBOUR].bullets
    with client(stand, Settings(plans=PlansSettings(bullets="premium", upgrade="/plans"))) as site:
        page = html.unescape(site.get(f"/story/{HARBOUR}/evidence").text)
    assert 'class="locked"' in page
    assert not [each.quote for bullet in told for each in bullet.citations if each.quote in page]


@pytest.mark.parametrize("tail", ["0" * 12, "nothing", "..%2f.."])
def test_there_is_no_evidence_of_what_is_no_story(stand: Database, tail: str) -> None:
    with client(stand) as site:
        assert site.get(f"/story/{tail}/evidence").status_code == 404
