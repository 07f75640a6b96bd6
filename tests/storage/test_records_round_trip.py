"""What is saved is what is loaded, on both databases, for every record; and what saving again does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from everyside.records.article import Kind
from everyside.records.coverage import AxisCounts, Blindspot, BlindspotKind, Flag, SideCounts, Slot, Tally
from everyside.records.ids import ArticleId, EntryId, FeedId, GroupId, OutletId, StoryId
from everyside.records.outlet import Medium, SourceKind
from everyside.records.story import Evidence
from everyside.storage import (
    articles,
    copies,
    coverages,
    entries,
    feeds,
    housekeeping,
    ledger,
    outlets,
    queues,
    schema,
    stories,
    summaries,
    vectors,
)
from everyside.storage.database import Database
from tests import makers
from tests.makers import NOW

# Right-to-left, CJK, combining marks, an emoji of several code points, beyond the basic plane, and markup.
UNICODE = "Ünïcode العربية 東京 e\u0301 👩\u200d👩\u200d👧 𝔘 <b>&amp;</b> ' \" % \\ :name"


def test_an_outlet_comes_back_whole(database: Database) -> None:
    whole = makers.outlet(
        name=UNICODE,
        domains=("z.example", "a.example"),
        country="DE",
        languages=("de", "en"),
        medium=Medium.AGENCY,
        agency=True,
        state=True,
        public_service=True,
        owner=UNICODE,
        homepage="https://z.example/",
        feeds=("https://z.example/rss",),
    )
    with database.write() as tx:
        outlets.save(tx, [whole, makers.outlet(2)])
    with database.read() as tx:
        assert outlets.get(tx, [whole.id, OutletId("nobody")]) == {whole.id: whole}
        assert outlets.get(tx, [whole.id])[whole.id].medium is Medium.AGENCY
        assert outlets.domains(tx) == {"z.example": whole.id, "a.example": whole.id, "lantern-2.example": "lantern-2"}
        assert outlets.count(tx) == 2


def test_an_outlet_saved_again_has_only_its_new_domains(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(domains=("old.example", "both.example"))])
        outlets.save(tx, [makers.outlet(domains=("both.example", "new.example"))])
        assert outlets.domains(tx) == {"both.example": "lantern-1", "new.example": "lantern-1"}


def test_a_provisional_outlet_takes_no_domain_from_another(database: Database) -> None:
    met = makers.outlet(2, id="lantern-1.example", domains=("lantern-1.example",), provisional=True)
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1), met])
        assert outlets.domains(tx) == {"lantern-1.example": "lantern-1"}
        assert outlets.get(tx, [met.id])[met.id].domains == ("lantern-1.example",)


def test_an_outlet_takes_its_domain_from_a_provisional_one(database: Database) -> None:
    met = makers.outlet(2, id="lantern-1.example", domains=("lantern-1.example",), provisional=True)
    with database.write() as tx:
        outlets.save(tx, [met])
        outlets.save(tx, [makers.outlet(1)])
        assert outlets.domains(tx) == {"lantern-1.example": "lantern-1"}
        assert outlets.get(tx, [met.id]) == {met.id: met}


def test_a_feed_comes_back_whole_and_keeps_its_state_when_added_again(filled: Database) -> None:
    whole = makers.feed(
        1,
        kind=SourceKind.SITEMAP,
        outlet_id=None,
        etag='W/"1"',
        last_modified="Mon, 02 Mar 2026 12:00:00 GMT",
        body_digest="a" * 64,
        interval_s=301.5,
        next_at=NOW,
        last_at=NOW - timedelta(microseconds=1),
        failures=3,
        language="a language tag longer than any standard allows",
        title=UNICODE,
    )
    with filled.write() as tx:
        feeds.save(tx, [whole])
        assert feeds.add(tx, [makers.feed(1), makers.feed(1), makers.feed(4, outlet_id=None)]) == 1
    with filled.read() as tx:
        assert feeds.get(tx, [whole.id, FeedId("none")]) == {whole.id: whole}
        assert feeds.count(tx) == 4
        assert [feed.url for feed in feeds.all_feeds(tx)] == [makers.feed_url(n) for n in (1, 2, 3, 4)]


def test_due_feeds_are_those_never_seen_then_the_longest_overdue(database: Database) -> None:
    def feed_at(number: int, minutes: float | None, **changes: float) -> FeedId:
        next_at = None if minutes is None else NOW + timedelta(minutes=minutes)
        feed = makers.feed(number, outlet_id=None, next_at=next_at, **changes)
        feeds.save(tx, [feed])
        return feed.id

    with database.write() as tx:
        later, now, overdue = feed_at(1, 1), feed_at(2, 0), feed_at(3, -5)
        feed_at(5, None, interval_s=0)  # retired
        new = feed_at(4, None)
        assert queues.due_feeds(tx, "collect", NOW, 10) == [new, overdue, now]
        assert queues.due_feeds(tx, "collect", NOW, 2) == [new, overdue]
        assert queues.due_feeds(tx, "collect", NOW + timedelta(minutes=1), 10)[-1] == later


def test_of_entries_met_twice_the_first_is_kept(filled: Database) -> None:
    new = makers.entry(
        9,
        title=UNICODE,
        content="<p>" + UNICODE,
        published=None,
        modified=NOW,
        authors=("Ana", UNICODE),
        language="x" * 40,
        image="https://i.example/1",
    )
    with filled.write() as tx:
        given = [makers.entry(9, title="again"), makers.entry(1, title="again"), makers.entry(8)]
        assert entries.save_new(tx, [new, *given]) == [new.id, makers.entry_key(8)]
        assert entries.save_new(tx, [new]) == []
        assert entries.save_new(tx, []) == []
        assert entries.get(tx, [new.id, makers.entry_key(1), EntryId("none")]) == {
            new.id: new,
            makers.entry_key(1): makers.entry(1),
        }


def test_pages_are_kept_as_bytes_and_pruned_by_age(filled: Database) -> None:
    old = makers.page(1, body=bytes(range(256)) * 10, fetched_at=NOW - timedelta(days=4))
    empty = makers.page(2, body=b"")
    with filled.write() as tx:
        entries.save_pages(tx, [makers.page(1), empty])
        entries.save_pages(tx, [old])
        assert entries.pages_of(tx, [old.entry_id, empty.entry_id, makers.entry_key(3)]) == {
            old.entry_id: old,
            empty.entry_id: empty,
        }
    assert housekeeping.prune(filled, NOW - timedelta(days=3), "extract") == 0  # nobody has read them yet
    with filled.write() as tx:
        ledger.record(tx, "extract", [ledger.Line(item=old.entry_id, outcome="article", made_by="test/1", at=NOW)])
    assert housekeeping.prune(filled, NOW - timedelta(days=3), "extract") == 1
    with filled.read() as tx:
        assert entries.pages_of(tx, [old.entry_id, empty.entry_id]) == {empty.entry_id: empty}


def test_entries_know_their_article_and_keep_it(filled: Database) -> None:
    with filled.write() as tx:
        entries.link(tx, {makers.entry_key(1): makers.article_key(3), makers.entry_key(2): makers.article_key(3)})
        entries.link(tx, {})
        entries.save_new(tx, [makers.entry(1)])
        ids = [makers.entry_key(n) for n in (1, 2, 3)]
        assert entries.linked(tx, ids) == {ids[0]: makers.article_key(3), ids[1]: makers.article_key(3)}


def test_an_article_comes_back_whole(filled: Database) -> None:
    whole = makers.article(
        1,
        title=UNICODE,
        text=UNICODE + "\n" + UNICODE,
        language="und",
        published=NOW - timedelta(days=20_000),  # before 1972
        published_stated=False,
        modified=NOW + timedelta(microseconds=7),
        authors=("Ana", UNICODE),
        image="https://i.example/1",
        paywall=True,
        kind=Kind.PRESS_RELEASE,
        summary=UNICODE,
    )
    with filled.write() as tx:
        articles.save(tx, [makers.article(1), whole])
    with filled.read() as tx:
        found = articles.get(tx, [whole.id, ArticleId("none")])
        assert found == {whole.id: whole}
        assert found[whole.id].kind is Kind.PRESS_RELEASE
        assert articles.known(tx, [whole.id, ArticleId("none")]) == {whole.id}
        assert articles.count(tx) == 3
        assert articles.get(tx, []) == {}


def test_signatures_come_back_by_maker_and_age(filled: Database) -> None:
    with filled.write() as tx:
        copies.save_signatures(tx, [makers.signature(3), makers.signature(1), makers.signature(2, made_by="other/1", hashes=b"")])
        minute = timedelta(minutes=1)
        found = copies.window(tx, makers.MADE_BY, NOW)
        assert [(each.article_id, each.hashes, each.published) for each in found] == [
            (makers.article_key(1), makers.signature(1).hashes, NOW + minute),
            (makers.article_key(3), makers.signature(3).hashes, NOW + 3 * minute),
        ]
        assert [each.article_id for each in copies.window(tx, makers.MADE_BY, NOW + 3 * minute)] == [makers.article_key(3)]
        assert copies.window(tx, "other/1", NOW)[0].hashes == b""


def test_an_article_is_in_one_copy_group(filled: Database) -> None:
    one, two, three = (makers.article_key(n) for n in (1, 2, 3))
    with filled.write() as tx:
        copies.save(tx, [makers.copy_membership(1), makers.copy_membership(2)])
        group = GroupId(one)
        copies.save(tx, [makers.copy_membership(2, group_id=group)])
        assert copies.groups_of(tx, [one, two, three]) == {one: group, two: group}


def test_vectors_come_back_by_maker_and_age(filled: Database) -> None:
    one, two, three = (makers.vector(n) for n in (1, 2, 3))
    with filled.write() as tx:
        vectors.save(tx, [three, makers.vector(1, made_by="old/1"), two])
        vectors.save(tx, [one])
        window = list(vectors.window(tx, makers.MADE_BY, NOW + timedelta(minutes=2)))
        assert window == [
            vectors.Placed(
                id=each.article_id,
                published=NOW + timedelta(minutes=n),
                language="en",
                values=each.values,
                title=f"Bridge {n} opens",
                lead=makers.article(n).text,
                kind="news",
                outlet_id=makers.outlet_name(1),
            )
            for n, each in ((2, two), (3, three))
        ]
        assert vectors.get(tx, [one.article_id, two.article_id, ArticleId("none")], makers.MADE_BY) == {
            one.article_id: one.values,
            two.article_id: two.values,
        }
        assert vectors.get(tx, [one.article_id], "old/1") == {}
        assert vectors.placed(tx, [three.article_id, two.article_id, ArticleId("none")], makers.MADE_BY) == window
        assert vectors.placed(tx, [two.article_id], "old/1") == []


def test_of_an_article_without_text_the_summary_is_told_and_of_a_long_one_the_beginning(filled: Database) -> None:
    long = "ß\U0001f680" * vectors.LEAD_CHARACTERS
    with filled.write() as tx:
        articles.save(tx, [makers.article(1, text="", summary="In short."), makers.article(2, text=long)])
        told = vectors.told(tx, [makers.article_key(1), makers.article_key(2), ArticleId("none")])
    assert told == {
        makers.article_key(1): (makers.article(1).published, "Bridge 1 opens", "In short."),
        makers.article_key(2): (makers.article(2).published, "Bridge 2 opens", long[: vectors.LEAD_CHARACTERS]),
    }


def test_why_an_article_is_in_its_story_comes_back(filled: Database) -> None:
    evidence = Evidence(
        closest=((makers.article_key(1), 0.93), (makers.article_key(3), 0.91)),
        shared=("harbour", "東京", "212"),
        gap_hours=1.5,
        correction=7,
    )
    kept = makers.membership(2, score=0.92, nearest=makers.article_key(1), evidence=evidence)
    with filled.write() as tx:
        stories.save_members(tx, [kept, makers.membership(3)])
        found = {member.article_id: member for member in stories.members_of(tx, [makers.story_key(1)])[makers.story_key(1)]}
    assert found == {kept.article_id: kept, makers.article_key(3): makers.membership(3)}


def test_memberships_are_told_apart_by_who_made_them(filled: Database) -> None:
    keys = [makers.article_key(n) for n in (1, 2, 3)]
    with filled.write() as tx:
        stories.save_members(tx, [makers.membership(n, made_by=f"maker/{n}") for n in (1, 2, 3)])
        assert stories.memberships(tx, keys, ("maker/1", "maker/3")).keys() == {keys[0], keys[2]}
        assert stories.memberships(tx, keys, ("maker/4",)) == {}
        assert stories.memberships(tx, keys).keys() == set(keys)


def test_stories_and_members_come_back_and_an_article_moves_between_them(filled: Database) -> None:
    one, two = makers.story_key(1), makers.story_key(2)
    moved = makers.membership(2, story_id=two, score=0.75, nearest=makers.article_key(1))
    with filled.write() as tx:
        stories.save(tx, [makers.story(1, articles=5)])
        assert stories.get(tx, [one, StoryId("none")]) == {one: makers.story(1, articles=5)}
        stories.save_members(tx, [makers.membership(1), makers.membership(2), makers.membership(3)])
        stories.save_members(tx, [moved])
        found = stories.members_of(tx, [one, two, makers.story_key(3)])
        assert {id: set(members) for id, members in found.items()} == {
            one: {makers.membership(1), makers.membership(3)},
            two: {moved},
        }
        assert stories.memberships(tx, [makers.article_key(2), ArticleId("none")]) == {makers.article_key(2): two}


def test_a_merged_story_leads_to_the_living_one(filled: Database) -> None:
    one, two, three = (makers.story_key(n) for n in (1, 2, 3))
    with filled.write() as tx:
        stories.save(tx, [makers.story(1, merged_into=two), makers.story(2, merged_into=three)])
        assert [stories.resolve(tx, id) for id in (one, two, three)] == [three] * 3
        assert stories.resolve(tx, StoryId("none")) is None
        assert stories.resolve(tx, StoryId("typed \0 by \ud800 a reader" * 100)) is None


def test_a_circle_of_merges_ends(filled: Database) -> None:
    one, two = makers.story_key(1), makers.story_key(2)
    with filled.write() as tx:
        stories.save(tx, [makers.story(1, merged_into=two), makers.story(2, merged_into=one)])
        assert stories.resolve(tx, one) is None


def test_a_summary_comes_back_in_order_and_is_replaced_whole(filled: Database) -> None:
    first, second = makers.citation(makers.article(1)), makers.citation(makers.article(2), start=7)
    whole = makers.summary(
        1,
        headline=UNICODE,
        bullets=(
            makers.bullet(second, first, text=UNICODE, independent_texts=2),
            makers.bullet(first),
            makers.bullet(first, first),
        ),
    )
    id = whole.story_id
    with filled.write() as tx:
        summaries.save(tx, [whole, makers.summary(2)])
        assert summaries.get(tx, [id, makers.story_key(2), makers.story_key(3)]) == {
            id: whole,
            makers.story_key(2): makers.summary(2),
        }
        assert summaries.headings(tx, [id, makers.story_key(3)]) == {id: replace(whole, bullets=())}
        summaries.save(tx, [makers.summary(1)])
        assert summaries.get(tx, [id]) == {id: makers.summary(1)}
        summaries.save(tx, [makers.summary(1, bullets=())])
        assert summaries.get(tx, [id])[id].bullets == ()


def test_a_bullet_goes_with_the_last_article_it_rests_on(filled: Database) -> None:
    first, second = makers.citation(makers.article(1)), makers.citation(makers.article(2))
    told = makers.summary(1, bullets=(makers.bullet(first, second, independent_texts=2), makers.bullet(second)))
    with filled.write() as tx:
        summaries.save(tx, [told])
        tx.execute(delete(schema.articles).where(schema.articles.c.id == makers.article_key(2)))
        assert summaries.get(tx, [told.story_id])[told.story_id].bullets == (makers.bullet(first),)


def test_a_coverage_comes_back_whole(filled: Database) -> None:
    bias = AxisCounts(by_outlet=SideCounts(left=1, unrated=1), by_text=SideCounts(left=1 / 3, center=2 / 3, right=0.5, unrated=0.5))
    state = AxisCounts(by_outlet=SideCounts(right=2), by_text=SideCounts(right=2))
    whole = makers.coverage(
        1,
        articles=3,
        outlets=2,
        independent_texts=2,
        axes={"bias": bias, "state": state},
        axis="state",
        bias7={"lean-left": 1, "unrated": 1},
        factuality=Tally(raw={"high": 1, "unrated": 1}, independent={"high": 0.5, "unrated": 1.5}),
        owner_kinds=Tally(raw={"state": 2}, independent={"state": 2}),
        owners=Tally(raw={"ministry": 1, "": 1}, independent={"ministry": 0.25, "": 1.75}),
        countries=Tally(raw={"DE": 1, "": 1}, independent={"DE": 1, "": 1}),
        languages=Tally(raw={"de": 2, "en": 1}, independent={"de": 1, "en": 1}),
        scopes=Tally(raw={"local": 2}, independent={"local": 2}),
        agencies={"wire": 2},
        agency_articles=2,
        copy_groups={GroupId("g"): 2},
        timeline=(Slot(start=NOW, articles=2, texts=1), Slot(start=NOW + timedelta(hours=1), articles=1, texts=1)),
        flags=(Flag.STATE_MEDIA,),
        blindspots=(Blindspot(kind=BlindspotKind.SIDE, missing="left", share=0.08, low=0.01, high=0.35, counted=12.5),),
    )
    with filled.write() as tx:
        coverages.save(tx, [makers.coverage(1), makers.coverage(2, first_outlet=None, first_article=None)])
        coverages.save(tx, [whole])
        found = coverages.get(tx, [makers.story_key(n) for n in (1, 2, 3)])
        assert found == {
            makers.story_key(1): whole,
            makers.story_key(2): makers.coverage(2, first_outlet=None, first_article=None),
        }
