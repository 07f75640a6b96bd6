"""A reader reports a mistake: kept, bounded, shown to the operator, closed by a command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from everyside.publish.web.app import create_app
from everyside.publish.web.routes.report import AN_HOUR, MOST_BYTES
from everyside.records.ids import ArticleId
from everyside.records.report import LONGEST, Report, ReportKind
from everyside.settings import Settings
from everyside.storage import reports
from everyside.storage.database import Database
from tests.makers import NOW
from tests.web.conftest import LATER, client
from tests.web.newsstand import EMPTY, HARBOUR, HOSTILE, MOVED, fill, harbour

FORM = {"kind": "bullet", "text": "It was the southern pier."}
HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def filled(fresh: Database) -> Database:
    with fresh.write() as tx:
        fill(tx)
    return fresh


@pytest.fixture
def asking(filled: Database) -> Iterator[TestClient]:
    with client(filled) as site:
        yield site


def kept(database: Database) -> list[Report]:
    with database.read() as tx:
        return reports.newest(tx, 1000, done=True)


def test_a_report_is_kept_and_thanked_for(asking: TestClient, filled: Database) -> None:
    answer = asking.post(f"/story/{HARBOUR}/report", data=FORM, headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/story/{HARBOUR}/report?sent=yes")
    thanks = asking.get(answer.headers["location"])
    assert "<h1>Thank you</h1>" in thanks.text
    (report,) = kept(filled)
    assert (report.story_id, report.article_id, report.kind, report.text) == (HARBOUR, "", ReportKind.BULLET, FORM["text"])
    assert report.at == LATER
    assert report.done_at is None
    assert not asking.cookies


def test_the_form_stands_on_the_story_and_on_a_page_of_its_own_that_names_the_article(asking: TestClient) -> None:
    story = asking.get(asking.get(f"/story/{HARBOUR}").headers["location"]).text
    assert f'<form class="report" method="post" action="/story/{HARBOUR}/report">' in story
    link = re.findall(rf'href="(/story/{HARBOUR}/report\?article=[0-9a-f]+)"', story)[0]
    page = asking.get(link).text
    article = link.rpartition("=")[2]
    assert f'<input type="hidden" name="article" value="{article}">' in page
    assert '<option value="article" selected>' in page


def test_an_article_that_is_meant_is_kept_with_the_report(asking: TestClient, filled: Database) -> None:
    told, _ = harbour()
    asking.post(f"/story/{HARBOUR}/report", data=FORM | {"article": told[3].id}, headers=HERE)
    assert kept(filled)[0].article_id == told[3].id


def test_of_a_merged_story_the_one_it_is_part_of_is_meant(asking: TestClient, filled: Database) -> None:
    asking.post(f"/story/{MOVED}/report", data=FORM, headers=HERE)
    assert kept(filled)[0].story_id == HARBOUR


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://127.0.0.1:8000"}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8000.evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8001"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"}, 403),
        ({"origin": "null"}, 303),  # what a browser says over plain http with our no-referrer
        ({}, 303),
    ],
)
def test_a_form_of_another_site_is_refused(asking: TestClient, filled: Database, headers: dict[str, str], status: int) -> None:
    assert asking.post(f"/story/{HARBOUR}/report", data=FORM, headers=headers).status_code == status
    assert len(kept(filled)) == (status == 303)


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        (f"/story/{HARBOUR}/report", {"kind": "rant", "text": "x"}, 400),
        (f"/story/{HARBOUR}/report", {"text": "x"}, 400),
        (f"/story/{HARBOUR}/report", {"kind": "other"}, 400),
        (f"/story/{HARBOUR}/report", {"kind": "other", "text": " \n\x00 \u202e"}, 400),
        (f"/story/{HARBOUR}/report", FORM | {"article": "../../etc"}, 400),
        (f"/story/{HARBOUR}/report", FORM | {"article": "0" * 16}, 404),
        (f"/story/{HARBOUR}/report", FORM | {"text": "x" * (LONGEST + 1)}, 413),
        (f"/story/{HARBOUR}/report", FORM | {"text": "x" * (MOST_BYTES + 1)}, 413),
        (f"/story/{HARBOUR}/report", FORM | {str(n): "x" for n in range(20)}, 400),
        ("/story/000000000000/report", FORM, 404),
        (f"/story/{EMPTY}/report", FORM, 404),
        ("/story/x/report", FORM, 404),
    ],
)
def test_what_is_no_report_is_refused_with_a_clear_page(
    asking: TestClient, filled: Database, path: str, form: dict[str, str], status: int
) -> None:
    answer = asking.post(path, data=form, headers=HERE)
    assert answer.status_code == status
    assert "To the front page" in answer.text
    assert not kept(filled)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_only_a_plain_form_is_read(asking: TestClient, filled: Database, kind: str) -> None:
    answer = asking.post(f"/story/{HARBOUR}/report", content=b"kind=other&text=x", headers=HERE | {"content-type": kind})
    assert answer.status_code == 415
    assert not kept(filled)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"kind=other&text=%ff%fe", b"&&&===", b"kind=other&text=" + b"%00" * 100])
def test_bytes_that_are_no_form_break_nothing(asking: TestClient, body: bytes) -> None:
    headers = HERE | {"content-type": "application/x-www-form-urlencoded"}
    assert asking.post(f"/story/{HARBOUR}/report", content=body, headers=headers).status_code in (303, 400)


def test_text_is_kept_without_characters_that_hide_or_turn_it(asking: TestClient, filled: Database) -> None:
    asking.post(f"/story/{HARBOUR}/report", data=FORM | {"text": "a\x00b\u202ec\r\nd\x1b[31m خطأ"}, headers=HERE)
    assert kept(filled)[0].text == "abc\nd[31m خطأ"


def test_no_more_than_the_bound_are_taken_in_an_hour(filled: Database) -> None:
    clock = [LATER]
    app = create_app(filled, Settings(), lambda: clock[0], lambda: None)
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as asking:
        for _ in range(AN_HOUR):
            assert asking.post(f"/story/{HARBOUR}/report", data=FORM, headers=HERE).status_code == 303
        refused = asking.post(f"/story/{HARBOUR}/report", data=FORM, headers=HERE)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
        assert "Try again in an hour." in refused.text
        clock[0] += timedelta(hours=1)
        assert asking.post(f"/story/{HARBOUR}/report", data=FORM, headers=HERE).status_code == 303
    assert len(kept(filled)) == AN_HOUR + 1


def test_the_operator_sees_what_waits_and_markup_in_it_as_text(asking: TestClient, filled: Database) -> None:
    asking.post(f"/story/{HARBOUR}/report", data=FORM | {"text": HOSTILE}, headers=HERE)
    page = asking.get("/operator").text
    assert "Mistakes that readers report (1)" in page
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert f'<a href="/story/{HARBOUR}">Story</a>' in page
    with filled.write() as tx:
        assert reports.close(tx, kept(filled)[0].id, LATER)
    assert "None is waiting." in asking.get("/operator").text


def test_a_report_is_closed_once_and_only_if_it_is_there(filled: Database) -> None:
    with filled.write() as tx:
        report = Report(at=NOW, story_id=HARBOUR, article_id=ArticleId(""), kind=ReportKind.OTHER, text="x")
        number = reports.save(tx, report)
        assert reports.close(tx, number, NOW)
        assert reports.close(tx, number, LATER)
        assert not reports.close(tx, number + 1, NOW)
        assert reports.newest(tx, 5) == []
        assert reports.newest(tx, 5, done=True)[0].done_at == NOW


def test_the_longest_report_of_any_script_is_taken(asking: TestClient, filled: Database) -> None:
    body = f"kind=other&text={quote('港' * (MOST_BYTES // 9 - 10))}".encode()
    headers = HERE | {"content-type": "application/x-www-form-urlencoded"}
    assert asking.post(f"/story/{HARBOUR}/report", content=body, headers=headers).status_code == 303
    assert kept(filled)[0].text.startswith("港港")
