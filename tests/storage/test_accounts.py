"""What articles say side by side is kept with its evidence; how a story was told is kept when it is told otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete

from everyside.records.account import (
    Account,
    Contrast,
    Dispute,
    DisputeKind,
    Moment,
    Part,
    PartKind,
    Quotation,
    Revision,
    Stress,
    Version,
    Written,
)
from everyside.storage import accounts, articles, outlets, revisions, schema, stories
from everyside.storage.accounts import Beside
from everyside.storage.database import Database
from tests import makers
from tests.makers import MADE_BY, NOW

OWN: dict[str, Any] = {"story_id": makers.story_key(1), "fingerprint": "fingerprint-1", "made_by": MADE_BY}
FIRST, SECOND = makers.article(1), makers.article(2)
ONE, OTHER = makers.citation(FIRST), makers.citation(SECOND)


def _version(value: str, *citations: object) -> Version:
    cited = tuple(each for each in citations if isinstance(each, type(ONE)))
    return Version(value=value, said=f"at least {value}", citations=cited, independent_texts=len(cited), first=NOW, last=NOW)


DISPUTE = Dispute(kind=DisputeKind.NUMBER, subject="opened", versions=(_version("8", ONE), _version("15", OTHER)), rising=True)
QUOTATION = Quotation(text="« نعم »", speaker="", language="ar", citations=(ONE, OTHER), outlets=2, independent_texts=2)
ACCOUNT = Account(
    disputes=(DISPUTE,),
    quotations=(QUOTATION,),
    moments=(Moment(day=date(2026, 11, 2), said="on Monday", text="It opened.", citations=(OTHER,), independent_texts=1),),
    **OWN,
)
CONTRAST = Contrast(
    axis="bias",
    parts=(
        Part(
            kind=PartKind.SIDE,
            key="left",
            texts=4,
            enough=True,
            stresses=(Stress(word="builders", texts=3, others=0, score=2.5, citations=(ONE,)),),
            bullets=(makers.bullet(OTHER),),
        ),
        Part(kind=PartKind.SIDE, key="right", texts=1, enough=False),
    ),
    **OWN,
)
WRITTEN = Written(
    language="en",
    headline="Two bridges open",
    headline_citations=(OTHER,),
    bullets=(makers.bullet(ONE),),
    dropped={"number": 2},
    model="made-up-model",
    **OWN,
)


def _known(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        articles.save(tx, [FIRST, SECOND])
        stories.save(tx, [makers.story()])


def test_each_kind_comes_back_whole_beside_the_others(database: Database) -> None:
    _known(database)
    with database.write() as tx:
        accounts.save(tx, [ACCOUNT, CONTRAST, WRITTEN])
        accounts.save(tx, [ACCOUNT])
    with database.read() as tx:
        ids = [ACCOUNT.story_id]
        assert accounts.get(tx, Account, ids) == {ACCOUNT.story_id: ACCOUNT}
        assert accounts.get(tx, Contrast, ids) == {ACCOUNT.story_id: CONTRAST}
        assert accounts.get(tx, Written, ids) == {ACCOUNT.story_id: WRITTEN}
        assert accounts.get(tx, Written, [makers.story_key(2)]) == {}
        assert accounts.of(tx, ACCOUNT.story_id) == Beside(account=ACCOUNT, contrast=CONTRAST, written=WRITTEN)
        assert accounts.of(tx, makers.story_key(2)) == Beside()


def test_what_rests_on_a_deleted_article_alone_is_gone_with_it(database: Database) -> None:
    _known(database)
    with database.write() as tx:
        accounts.save(tx, [ACCOUNT, CONTRAST, WRITTEN])
        tx.execute(delete(schema.articles).where(schema.articles.c.id == SECOND.id))
    with database.read() as tx:
        account = accounts.get(tx, Account, [ACCOUNT.story_id])[ACCOUNT.story_id]
        contrast = accounts.get(tx, Contrast, [ACCOUNT.story_id])[ACCOUNT.story_id]
        written = accounts.get(tx, Written, [ACCOUNT.story_id])[ACCOUNT.story_id]
        assert accounts.of(tx, ACCOUNT.story_id) == Beside(account=account, contrast=contrast, written=written)
    assert account.disputes == ()
    assert account.moments == ()
    (quotation,) = account.quotations
    assert (quotation.citations, quotation.independent_texts, quotation.outlets) == ((ONE,), 1, 1)
    assert contrast.parts[0].stresses == CONTRAST.parts[0].stresses
    assert contrast.parts[0].bullets == ()
    assert contrast.parts[1] == CONTRAST.parts[1]
    assert written.headline == ""
    assert written.bullets == WRITTEN.bullets


def test_one_of_an_older_shape_is_as_good_as_none(database: Database) -> None:
    _known(database)
    with database.write() as tx:
        accounts.save(tx, [ACCOUNT, WRITTEN])
        table = schema.accounts
        tx.execute(table.update().where(table.c.kind == "account").values(told={"disputes": [{"kind": "weather"}]}))
    with database.read() as tx:
        assert accounts.get(tx, Account, [ACCOUNT.story_id]) == {}
        assert accounts.of(tx, ACCOUNT.story_id) == Beside(written=WRITTEN)


def _revision(minutes: int, *bullets: str, headline: str = "A bridge opens") -> Revision:
    return Revision(
        story_id=makers.story_key(1), at=NOW + timedelta(minutes=minutes), headline=headline, bullets=bullets, articles=minutes
    )


def test_a_revision_is_kept_when_the_story_is_told_otherwise(database: Database) -> None:
    _known(database)
    told = [_revision(1, "One."), _revision(2, "One."), _revision(3, "One.", "Two."), _revision(4, headline="Bridges open")]
    for revision in told:
        with database.write() as tx:
            revisions.note(tx, [revision])
    with database.read() as tx:
        assert revisions.of(tx, makers.story_key(1)) == [told[0], told[2], told[3]]
        assert revisions.newest(tx, [makers.story_key(1)]) == {makers.story_key(1): told[3]}
        assert revisions.newest(tx, [makers.story_key(1)], NOW + timedelta(minutes=3)) == {makers.story_key(1): told[2]}
        assert revisions.newest(tx, [makers.story_key(1)], NOW) == {}


def test_of_many_revisions_the_first_and_the_newest_stay(database: Database) -> None:
    _known(database)
    for minute in range(1, revisions.MOST + 6):
        with database.write() as tx:
            revisions.note(tx, [_revision(minute, f"Number {minute}.")])
    with database.read() as tx:
        kept = [revision.articles for revision in revisions.of(tx, makers.story_key(1))]
    assert kept == [1, *range(7, revisions.MOST + 6)]
