"""Every page is HTML by the standard, has one first heading, no dangling reference, and neither style nor script in it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.crawl import crawl
from tests.web.valid import faults


def test_every_page_a_reader_can_come_to_is_valid(site: TestClient) -> None:
    pages = crawl(site)
    assert len(pages) > 20
    wrong = {path: found for path, html in pages.items() if (found := faults(html))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>one<ul><li>two</ul></p>", "unexpected-end-tag"),
        ("<b id=a></b><i id=a></i>", "id 'a' stands 2 times"),
        ("<h3>deep</h3>", "a heading of level 3 after one of 1"),
        ("<a href='#away'>there</a>", "a link goes to #away"),
        ("<ul><p>text</p></ul>", "<p> in <ul>"),
        ("<p style='color:red'>text</p>", "<p> carries style or script"),
        ("<label for=name>Name</label>", "for names 'name'"),
    ],
)
def test_the_check_finds_what_is_wrong(html: str, fault: str) -> None:
    page = f'<!doctype html><html lang="en"><head><title>x</title></head><body><h1>x</h1>{html}</body></html>'
    assert any(found.startswith(fault) for found in faults(page))
