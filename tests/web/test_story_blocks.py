"""The blocks that set a story's articles side by side, on its page: open, closed, and what of them stands at the bullets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from everyside.pages import story_blocks
from everyside.publish.web.app import create_app
from everyside.records.account import Account, Dispute, DisputeKind, Quotation, Version
from everyside.records.story import Citation
from everyside.settings import PlansSettings, Settings
from everyside.storage import accounts
from everyside.storage.database import Database
from tests.makers import MADE_BY, NOW
from tests.web.conftest import LATER, client
from tests.web.newsstand import HARBOUR, fill, harbour, quote


@pytest.fixture
def disputed(fresh: Database) -> Database:
    """Two outlets give different times for what a bullet tells."""
    told, _ = harbour()

    def version(value: str, said: str, citation: Citation) -> Version:
        return Version(value=value, said=said, citations=(citation,), independent_texts=1, first=NOW, last=NOW)

    versions = (version("4.10", "4.10 a.m.", quote(told[0])), version("5", "five", quote(told[2])))
    quotation = Quotation(
        text="Nobody was hurt", speaker="Ada Quay", language="en", citations=(quote(told[12]),), outlets=1, independent_texts=1
    )
    with fresh.write() as tx:
        fill(tx)
        account = Account(
            story_id=HARBOUR,
            disputes=(Dispute(kind=DisputeKind.NUMBER, subject="hour", versions=versions),),
            quotations=(quotation,),
            fingerprint=f"f-{HARBOUR}",
            made_by=MADE_BY,
        )
        accounts.save(tx, [account])
    return fresh


@pytest.fixture
def asking(disputed: Database) -> Iterator[TestClient]:
    with client(disputed) as site:
        yield site


def page_of(site: TestClient, query: str = "") -> str:
    return site.get(site.get(f"/story/{HARBOUR}").headers["location"] + query).text


def test_a_disputed_bullet_names_the_other_answer_and_who_gives_it(asking: TestClient) -> None:
    page = page_of(asking)
    (mark,) = [line for line in page.splitlines() if '<p class="disputed">' in line]
    assert "<b>Disputed.</b> Others say <bdi>hour</bdi>: <q><bdi>five</bdi></q> (<bdi>Granite Post</bdi>)." in mark
    assert "Where reports differ" in page
    assert "Ada Quay" in page


@pytest.mark.parametrize(
    ("block", "gone"), [("differences", ('class="disputed"', "Where reports differ</h2>\n<p class=")), ("quotes", ("Ada Quay",))]
)
def test_a_closed_block_is_told_of_and_not_told(disputed: Database, block: str, gone: tuple[str, ...]) -> None:
    settings = Settings(plans=PlansSettings(**{block: "premium"}))  # type: ignore[arg-type]
    app = create_app(disputed, settings, lambda: LATER, lambda: None)
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as site:
        page = page_of(site)
    assert f'id="locked-{block}"' in page
    for words in gone:
        assert words not in page


def test_what_changed_is_told_when_asked_since_when(asking: TestClient) -> None:
    assert "new articles</h3>" not in page_of(asking)
    page = page_of(asking, "?since=week")
    assert "31 new articles</h3>" in page
    assert "10 new articles" not in page


@pytest.mark.parametrize("since", ["yesterday", "2999-01-01", "%00", "9" * 50])
def test_a_time_that_is_none_is_refused(asking: TestClient, since: str) -> None:
    path = asking.get(f"/story/{HARBOUR}").headers["location"]
    answer = asking.get(f"{path}?since={since}")
    assert answer.status_code == 400
    assert "since must be one of hour, day, week" in answer.text


@pytest.mark.parametrize(
    ("text", "gives"), [("It was 6.4 strong", False), ("All 6 of them", True), ("16 of them", False), ("at least 6.", True)]
)
def test_a_number_within_another_is_no_answer(text: str, gives: bool) -> None:
    told, _ = harbour()
    version = Version(value="6", said="6", citations=(quote(told[0]),), independent_texts=1, first=NOW, last=NOW)
    assert story_blocks._gives(text, version) is gives
