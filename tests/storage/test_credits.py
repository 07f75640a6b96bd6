"""Agency credits: saved, replaced and read, on both databases; and what dedupe leaves there."""

from __future__ import annotations

import pytest

from everyside.records.article import Credit, CreditKind, Signature
from everyside.records.ids import GroupId
from everyside.stages.dedupe import core
from everyside.stages.dedupe.step import Dedupe
from everyside.storage import articles, copies, outlets
from everyside.storage.database import Database
from tests import makers
from tests.makers import MADE_BY, NOW

TEXT = " ".join(
    f"The {word} was seen from the quay at {hour} o'clock." for hour in range(3, 9) for word in ("ferry", "crew", "fog")
)


def credit(number: int, agency: str, kind: CreditKind = CreditKind.WHOLE, quote: str = "(AFP)") -> Credit:
    return Credit(article_id=makers.article_key(number), agency=agency, kind=kind, quote=quote, made_by=MADE_BY)


@pytest.fixture
def press(database: Database) -> Database:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1), makers.outlet(2, name="Kestrel Wire", agency=True)])
        articles.save(
            tx,
            [
                makers.article(1, text=f"PORT SABLE (AFP) – {TEXT}"),
                makers.article(2, text=f"{TEXT}\n(with Kestrel Wire)"),
                makers.article(3, text=TEXT, outlet_id=makers.outlet_name(2)),
                makers.article(4, text="A short text of its own."),
            ],
        )
    return database


def run(database: Database, dedupe: Dedupe) -> dict[str, str]:
    step = dedupe.step()
    with database.read() as tx:
        inputs = step.load(tx, step.pending(tx, NOW, 10))
    results = list(step.work(inputs))
    with database.write() as tx:
        step.save(tx, results, NOW)
    return {result.item: result.outcome for result in results}


def test_credits_come_back_and_are_replaced(press: Database) -> None:
    one, two, three = (makers.article_key(n) for n in (1, 2, 3))
    with press.write() as tx:
        copies.save_credits(
            tx, {one: [credit(1, "reuters"), credit(1, "afp", CreditKind.PART)], two: [credit(2, "ap", quote="\x00")]}
        )
        assert copies.credits_of(tx, [one, three]) == {one: (credit(1, "afp", CreditKind.PART), credit(1, "reuters"))}
        assert copies.credits_of(tx, [two])[two][0].quote == "\ufffd"
        copies.save_credits(tx, {one: [credit(1, "ap")], two: []})
        assert copies.credits_of(tx, [one, two]) == {one: (credit(1, "ap"),)}


def test_the_agencies_are_the_outlets_that_say_so(press: Database) -> None:
    with press.read() as tx:
        assert copies.agencies(tx) == [makers.outlet_name(2)]


def test_dedupe_saves_groups_named_after_the_agency_and_credits(press: Database) -> None:
    one, two, three, four = (makers.article_key(n) for n in (1, 2, 3, 4))
    agencys, own = GroupId(three), GroupId(four)
    outcomes = run(press, Dedupe(36))
    assert outcomes == {one: "compared", two: "compared", three: "compared", four: "too-short"}
    with press.read() as tx:
        assert copies.groups_of(tx, [one, two, three, four]) == {one: agencys, two: agencys, three: agencys, four: own}
        found = copies.credits_of(tx, [one, two, three, four])
    assert {id: [(each.agency, each.kind, each.made_by) for each in credits] for id, credits in found.items()} == {
        one: [("afp", CreditKind.WHOLE, core.VERSION)],
        two: [(makers.outlet_name(2), CreditKind.PART, core.VERSION)],
    }


def test_signatures_of_another_version_are_left_alone(press: Database) -> None:
    with press.write() as tx:
        copies.save_signatures(tx, [Signature(article_id=makers.article_key(1), hashes=b"\x07" * 512, made_by="dedupe/1")])
        assert copies.window(tx, core.VERSION, NOW) == []
    assert run(press, Dedupe(36))[makers.article_key(1)] == "compared"


def test_a_later_original_renames_what_is_stored(press: Database) -> None:
    dedupe = Dedupe(36)
    run(press, dedupe)
    with press.write() as tx:
        articles.save(tx, [makers.article(0, text=TEXT, outlet_id=makers.outlet_name(2))])
    run(press, dedupe)
    with press.read() as tx:
        groups = copies.groups_of(tx, [makers.article_key(n) for n in range(4)])
    assert set(groups.values()) == {GroupId(makers.article_key(0))}
