"""Copies under their first article, and pages of sixty."""

from __future__ import annotations

from datetime import timedelta

from everyside.pages.article_list import ArticleRow, groups_of, paged, tabs_of
from everyside.records.ids import ArticleId, GroupId, OutletId
from everyside.records.outlet import Side
from tests.makers import NOW


def row(number: int, group: str = "", side: Side = Side.UNRATED, outlet: str = "") -> ArticleRow:
    return ArticleRow(
        id=ArticleId(f"a{number}"),
        group=GroupId(group or f"a{number}"),
        outlet_id=OutletId(outlet or f"o{number}"),
        outlet=f"Outlet {number}",
        outlet_marks=(),
        side=side,
        side_label="",
        side_letter="",
        country="",
        language="en",
        language_name="English",
        published=NOW + timedelta(minutes=number),
        published_stated=True,
        kind="",
        paywall=False,
        title=f"Title {number}",
        url="",
    )


def test_copies_stand_under_the_earliest_and_the_newest_group_stands_on_top() -> None:
    rows = [row(1, "wire"), row(2), row(3, "wire"), row(4, "wire", outlet="o1")]
    groups = groups_of(rows, rows)
    assert [group.lead.id for group in groups] == ["a2", "a1"]
    assert [copy.id for copy in groups[1].copies] == ["a3", "a4"]
    assert groups[1].carried_by == 2  # outlets, not articles


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
