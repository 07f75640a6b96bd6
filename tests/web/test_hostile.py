"""Hostile news and hostile readers: nothing runs, nothing leaks, every request is answered as it deserves."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from everyside.pages import front_page
from everyside.publish.web.app import create_app
from everyside.settings import Settings
from everyside.storage.database import Database
from tests.web.conftest import LATER, client
from tests.web.newsstand import HARBOUR

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
OURS = re.compile(
    r'<script src="/static/everyside\.js\?v=[0-9a-f]{10}"></script>|<script type="application/ld\+json">[^<>]*</script>'
)
PATHS = (
    "/",
    "/methodology",
    "/operator",
    "/health",
    "/static/everyside.css",
    "/nothing",
    "/?page=x",
    f"/story/{HARBOUR}",
    "/story/x",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy(site: TestClient, path: str) -> None:
    headers = site.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_markup_in_news_never_becomes_markup(site: TestClient) -> None:
    story = site.get(site.get(f"/story/{HARBOUR}").headers["location"]).text
    assert story.count("&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;") > 10  # title, owner, rater, label, source, agency
    operator, quay = site.get("/operator").text, site.get(site.get(f"/story/{HARBOUR}?axis=quay").headers["location"]).text
    assert "Plumb Line &lt;script&gt;" in operator
    assert "the sea &lt;script&gt;" in quay
    for page in (story, quay, operator, site.get("/").text):
        page = OURS.sub("", page)
        assert not re.search(r"<script|<img|<iframe|<style|\sstyle=", page, re.IGNORECASE)
        assert not re.search(r'="\s*javascript:', page)
    tags = [re.sub(r'"[^"]*"', "", tag) for tag in re.findall(r"<[a-z][^>]*>", story)]
    assert not [tag for tag in tags if re.search(r"\son\w+\s*=", tag)]


def test_no_page_asks_another_host_for_anything(site: TestClient) -> None:
    story = site.get(site.get(f"/story/{HARBOUR}").headers["location"]).text
    fetched = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", story)  # which name addresses of this site in full
    assert not re.findall(r'(?:src|srcset|<link[^>]*href)="(?:https?:)?//', fetched)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/?page=abc", 400),
        ("/?page=-1", 400),
        ("/?page=0", 400),
        ("/?page=1e3", 400),
        ("/?page=%D9%A1", 400),  # an Arabic-Indic one
        ("/?page=1000000000", 404),
        ("/?page=" + "9" * 1000, 404),
        ("/?page=1&page=2", 200),
        ("/?lang=<script>", 400),
        ("/?lang=%00", 400),
        ("/?lang=zz", 200),
        ("/?unknown=1&=&&", 200),
        ("/?" + "a" * 5000, 414),
        ("/" + "a" * 5000, 404),
        ("/story/" + "a" * 5000, 414),
        (f"/story/{HARBOUR}?side=<script>", 400),
        (f"/story/{HARBOUR}?axis=<script>", 400),
        (f"/story/{HARBOUR}?axis=" + "a" * 65, 400),
        (f"/story/{HARBOUR}?axis=no-such-scale", 404),
        (f"/story/{HARBOUR}?axis=factuality", 404),
        (f"/story/x-{HARBOUR}?page=99", 404),
        (f"/story/{HARBOUR.upper()}", 404),
        ("/story/", 404),
        ("/story/..%2f..%2fetc%2fpasswd", 404),
        ("/story/%00", 404),
        ("/story/%ff%fe", 404),
        ("/story/' OR 1=1 --", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/static/%00", 404),
        ("/static/" + "a" * 5000, 404),
        ("/static", 404),
        ("/docs", 404),
        ("/openapi.json", 404),
        ("/operator?page=99999999999", 404),
        ("/operator?feeds=x", 400),
        ("//evil.example/", 404),
    ],
)
def test_odd_addresses_get_the_right_status_and_a_clear_page(site: TestClient, target: str, status: int) -> None:
    answer = site.get("http://127.0.0.1:8000" + target, follow_redirects=True)  # an old address of a story is not looked into
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "<script" not in OURS.sub("", answer.text)
    if status >= 400:
        assert "To the front page" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_pages_can_only_be_read(site: TestClient, method: str) -> None:
    answer = site.request(method, "/", content=b"x" * 1000)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/", "/methodology", "/health", "/operator", "/static/everyside.css", f"/story/{HARBOUR}"])
def test_head_is_answered_like_get(site: TestClient, path: str) -> None:
    asked, told = site.head(path), site.get(path)
    assert (asked.status_code, asked.headers["content-type"] if told.content else "") == (
        told.status_code,
        told.headers["content-type"] if told.content else "",
    )


@pytest.mark.parametrize("host", ["", "a b", "[", "evil.example:99999999", "é", "127.0.0.1:x"])
def test_odd_host_headers_break_nothing(site: TestClient, host: str) -> None:
    for path in ("/", "/operator", f"/story/{HARBOUR}"):
        answer = site.get(path, headers={b"host": host.encode()})
        assert answer.status_code in (200, 301, 404)
        assert "evil" not in answer.headers.get("location", "")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tail=st.text(max_size=80), query=st.dictionaries(st.sampled_from(["page", "side", "axis", "lang", "x"]), st.text(max_size=20))
)
def test_no_address_and_no_query_breaks_the_site(site: TestClient, tail: str, query: dict[str, str]) -> None:
    tail = tail.encode("utf-8", "replace").decode()
    for path in ("/", f"/story/{HARBOUR}", "/story/" + tail.replace("/", "")):
        params = {key: value.encode("utf-8", "replace").decode() for key, value in query.items()}
        assert site.get("http://127.0.0.1:8000" + quote(path), params=params).status_code in (200, 301, 400, 404)


def test_an_error_of_ours_is_a_page_without_its_trace(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("secret-detail")

    monkeypatch.setattr(front_page, "build", break_down)
    with client(database) as asking:
        answer = asking.get("/")
    assert answer.status_code == 500
    assert "secret-detail" not in answer.text
    assert "Something went wrong on our side." in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_a_slow_answer_holds_up_no_other(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, go_on, build = threading.Event(), threading.Event(), front_page.build

    def slow(*given: Any, **more: Any) -> front_page.FrontPage | None:
        asked.set()
        assert go_on.wait(30)
        return build(*given, **more)

    monkeypatch.setattr(front_page, "build", slow)
    with client(database) as asking, ThreadPoolExecutor(1) as pool:
        front = pool.submit(asking.get, "/")
        assert asked.wait(30)
        assert asking.get("/methodology").status_code == 200
        assert not front.done()
        go_on.set()
        assert front.result(30).status_code == 200


def test_a_database_that_cannot_be_read_is_said_plainly(tmp_path: Path) -> None:
    file = tmp_path / "not.db"
    file.write_bytes(b"this is no database" * 100)
    broken = Database(f"sqlite:///{file}")
    app = create_app(broken, Settings(), lambda: LATER, lambda: None)
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as asking:
        for path in ("/", f"/story/{HARBOUR}", "/operator", "/methodology"):
            answer = asking.get(path)
            assert answer.status_code == 503, path
            assert "cannot read its database" in answer.text
            assert str(tmp_path) not in answer.text
        assert asking.get("/health").status_code == 503
        assert asking.get("/nothing").status_code == 404
    broken.close()
