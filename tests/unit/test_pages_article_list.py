"""Copies under their likely original, marks of each article, tabs by side, and pages."""

from __future__ import annotations

from datetime import timedelta

from everyside.pages.article_list import ArticleRow, groups_of, introduced, paged, row_of, tabs_of
from everyside.pages.who import Press, who
from everyside.records.article import Credit, CreditKind, Kind
from everyside.records.ids import ArticleId, GroupId, OutletId
from everyside.records.rating import Side, Spectrum, combine
from everyside.storage.reading import ArticleCard
from tests import makers
from tests.makers import NOW

VALUES = {Side.LEFT: -2, Side.CENTER: 0, Side.RIGHT: 2}


def row(number: int, group: str = "", side: Side = Side.UNRATED, outlet: str = "", credits: tuple[Credit, ...] = ()) -> ArticleRow:
    published = makers.outlet(number, id=OutletId(outlet or f"o{number}"), domains=(f"o{number}.example",))
    standing = combine([makers.rating(value=VALUES[side])]) if side in VALUES else {}
    press = Press(outlets={published.id: published}, standings={published.id: standing}, owners={}, spectra={})
    card = ArticleCard(
        id=ArticleId(f"a{number}"),
        story_id=makers.story_key(),
        group_id=GroupId(group or f"a{number}"),
        outlet_id=published.id,
        url="",
        title=f"Title {number}",
        language="en",
        published=NOW + timedelta(minutes=number),
        published_stated=True,
        paywall=False,
        kind=Kind.NEWS,
        score=1.0,
    )
    return row_of(card, who(published.id, press), credits, {"afp": "AFP"})


def test_copies_stand_under_the_earliest_and_the_newest_group_stands_on_top() -> None:
    rows = [row(1, "wire"), row(2), row(3, "wire"), row(4, "wire", outlet="o1")]
    groups = groups_of(rows, rows)
    assert [group.lead.id for group in groups] == ["a2", "a1"]
    assert [copy.id for copy in groups[1].copies] == ["a3", "a4"]
    assert groups[1].carried_by == 2  # outlets, not articles


def test_the_likely_original_leads_also_where_another_was_earlier() -> None:
    (group,) = groups_of([row(1, "a3"), row(2, "a3"), row(3, "a3")], [row(1, "a3"), row(2, "a3"), row(3, "a3")])
    assert (group.lead.id, [copy.id for copy in group.copies]) == ("a3", ["a1", "a2"])


def test_an_outlet_is_introduced_at_an_article_that_stands_open_before_one_that_is_folded() -> None:
    rows = [row(1, "wire"), row(2, "wire", outlet="o9"), row(3, outlet="o9"), row(4, outlet="o9")]
    assert introduced(groups_of(rows, rows)) == {"o1": "a1", "o9": "a4"}


def test_an_article_names_at_most_three_agencies_and_says_which_wrote_only_a_part() -> None:
    def credit(agency: str, kind: CreditKind = CreditKind.WHOLE) -> Credit:
        return Credit(article_id=ArticleId("a1"), agency=agency, kind=kind, quote=f"({agency})", made_by="t")

    marks = row(1, credits=(credit("afp", CreditKind.PART), credit("afp"), credit("nobody"), credit("x"))).credits
    assert [mark.label for mark in marks] == ["AFP", "nobody", "x"]
    assert marks[0].quote == "(afp)"
    assert row(1, credits=(credit("afp", CreditKind.PART),)).credits[0].label == "with AFP"


def test_a_side_lists_its_own_articles_but_counts_every_carrier() -> None:
    rows = [row(1, "wire", Side.LEFT), row(2, "wire", Side.RIGHT), row(3, "wire", Side.RIGHT)]
    (group,) = groups_of([each for each in rows if each.side is Side.RIGHT], rows)
    assert (group.lead.id, [copy.id for copy in group.copies], group.carried_by) == ("a2", ["a3"], 3)


def test_every_article_is_on_exactly_one_page_also_of_a_text_carried_by_hundreds() -> None:
    rows = [row(n, "wire" if n > 40 else "") for n in range(300)]
    pages = paged(groups_of(rows, rows), 60)
    shown = [each.id for page in pages for group in page for each in ((group.lead,) if not group.continued else ()) + group.copies]
    assert sorted(shown) == sorted(each.id for each in rows)
    assert max(sum(1 + len(group.copies) for group in page) for page in pages) <= 60
    assert any(group.continued for page in pages for group in page)


def test_no_articles_make_one_empty_page() -> None:
    assert paged([]) == [()]


def test_the_current_tab_is_marked_and_counts_stand_on_all() -> None:
    rows = [row(1, side=Side.LEFT), row(2, side=Side.LEFT), row(3)]
    tabs = tabs_of(rows, "left", "/story/x")
    assert [(tab.label, tab.articles, tab.current) for tab in tabs] == [
        ("All", 3, False),
        ("Left", 2, True),
        ("Center", 0, False),
        ("Right", 0, False),
        ("Unrated", 1, False),
    ]
    assert (tabs[0].path, tabs[1].path) == ("/story/x", "/story/x?side=left")


def test_tabs_bear_the_names_of_the_scale_and_keep_it() -> None:
    scale = Spectrum(id="quay", name="Shore–sea", low="Shore", middle="Between", high="Sea", letters=("S", "B", "O"))
    tabs = tabs_of([row(1, side=Side.RIGHT)], "right", "/story/x", scale, {"axis": "quay"})
    assert [(tab.label, tab.path) for tab in tabs[:4:3]] == [
        ("All", "/story/x?axis=quay"),
        ("Sea", "/story/x?axis=quay&side=right"),
    ]
