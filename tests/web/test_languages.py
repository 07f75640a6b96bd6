"""The site's own words in another language: asked for by the browser, set by the operator, chosen by the reader."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from everyside.publish.web.app import create_app
from everyside.settings import Settings, SiteSettings
from everyside.storage.database import Database

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
GERMAN = {"accept-language": "de-DE,de;q=0.9,en;q=0.5"}


def served(database: Database, **site: str) -> TestClient:
    return TestClient(create_app(database, Settings(site=SiteSettings(**site)), lambda: NOW, lambda: None), follow_redirects=False)  # type: ignore[arg-type]


def test_a_page_is_in_the_language_the_browser_asks_for(site: TestClient) -> None:
    german = site.get("/", headers=GERMAN)
    assert '<html lang="de" dir="ltr">' in german.text
    assert ">Quellen</a>" in german.text
    assert german.headers["content-language"] == "de"
    assert "accept-language" in german.headers["vary"].lower()
    english = site.get("/", headers={"accept-language": "en"})
    assert '<html lang="en" dir="ltr">' in english.text
    assert ">Sources</a>" in english.text


@pytest.mark.parametrize(
    "path", ["/", "/blindspot", "/topic", "/place", "/source", "/daily", "/search?q=a", "/lookup", "/data", "/methodology"]
)
def test_every_kind_of_page_is_there_in_german(site: TestClient, path: str) -> None:
    answer = site.get(path, headers=GERMAN, follow_redirects=True)
    assert answer.status_code == 200
    assert '<html lang="de"' in answer.text


def test_an_error_is_told_in_the_readers_language(site: TestClient) -> None:
    answer = site.get("/nothing/here", headers=GERMAN)
    assert answer.status_code == 404
    assert '<html lang="de"' in answer.text


def test_the_operators_language_goes_before_the_browsers_and_the_readers_before_both(database: Database) -> None:
    site = served(database, language="de")
    assert '<html lang="de"' in site.get("/", headers={"accept-language": "en"}).text
    assert '<html lang="en"' in site.get("/", headers={"cookie": "interface=en"}).text


def test_a_reader_changes_the_language_where_they_stand_and_only_then_there_is_a_cookie(database: Database) -> None:
    site = served(database)
    page = site.get("/search?q=a%20b&page=1")
    assert "set-cookie" not in page.headers
    assert 'href="?q=a+b&amp;page=1&amp;interface=de" hreflang="de" lang="de"' in page.text
    chosen = site.get("/search?q=a+b&page=1&interface=de")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "?q=a+b&page=1")
    assert chosen.headers["set-cookie"].startswith("interface=de; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax")
    assert '<html lang="de"' in site.get("/search?q=a+b&page=1").text  # the client keeps its cookie


def test_pages_kept_in_one_language_are_never_given_in_another(database: Database) -> None:
    site = served(database)
    asked = [
        ({}, "en"),
        (GERMAN, "de"),
        ({}, "en"),
        ({"cookie": "interface=de"}, "de"),
        (GERMAN, "de"),
        ({"cookie": "interface=en"}, "en"),
    ]
    for headers, language in asked * 2:
        assert f'<html lang="{language}"' in site.get("/", headers=headers).text


@pytest.mark.parametrize("query", ["interface=xx", "interface=../../etc/passwd", "interface=", "interface=de%0d%0aset-cookie:a=b"])
def test_a_language_that_is_not_here_is_passed_over(database: Database, query: str) -> None:
    answer = served(database).get(f"/?{query}")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["interface=xx", "interface", "a=b; interface=de\x01", '"', "interface=" + "x" * 5000])
def test_a_strange_cookie_is_passed_over(database: Database, cookie: str) -> None:
    assert served(database).get("/", headers={"cookie": cookie}).status_code == 200


def test_nobody_is_sent_to_another_site(database: Database) -> None:
    site = served(database)
    for path in ("//evil.example/?interface=de", "/\\evil.example/?interface=de", "/?interface=de&next=//evil.example"):
        answer = site.get(path)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("?")


def test_another_language_is_a_file(database: Database, tmp_path: Path) -> None:
    (tmp_path / "ar.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\nmsgid "Sources"\nmsgstr "المصادر"\n', encoding="utf-8"
    )
    page = served(database, messages=str(tmp_path)).get("/", headers={"accept-language": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert ">المصادر</a>" in page
    assert ">Search<" in page  # what a catalogue lacks is said in English
