"""What an article's tags keep, and what a story is about."""

from __future__ import annotations

from everyside.records.ids import ArticleId, GroupId
from everyside.records.tags import Name, NameKind, Tags
from everyside.stages.tag import core
from tests import makers

TOPICS = {"sport": "Sport", "crime": "Crime and courts", "local": "Local", "world": "World"}
STORY = makers.story_key(1)


def tagged(number: int, topics: dict[str, float] | None = None, *names: Name) -> Tags:
    return Tags(article_id=makers.article_key(number), topics=topics or {}, names=names, made_by="tag/test")


def person(name: str, count: int = 1, kind: NameKind = NameKind.PERSON) -> Name:
    return Name(kind=kind, key="name:" + name.lower().replace(" ", "-"), name=name, count=count)


def place(code: str, count: int = 1) -> Name:
    return Name(kind=NameKind.PLACE, key=f"country:{code}", name=code, count=count)


def labels(*members: Tags, groups: dict[ArticleId, GroupId] | None = None) -> dict[str, float]:
    found = core.labels(STORY, members, groups or {}, TOPICS, "label/test")
    assert all(each.story_id == STORY and each.made_by == "label/test" for each in found)
    return {f"{each.kind}:{each.name}": each.weight for each in found}


def test_a_topic_weighs_its_mean_share() -> None:
    assert labels(tagged(1, {"sport": 0.8}), tagged(2, {"sport": 0.4, "crime": 0.1})) == {"topic:Sport": 0.6}


def test_a_copied_text_counts_once() -> None:
    copied = GroupId(makers.article_key(1))
    members = [tagged(1, {"sport": 1.0}), tagged(2, {"sport": 1.0}), tagged(3, {"sport": 1.0}), tagged(4, {"crime": 1.0})]
    groups = {makers.article_key(number): copied for number in (1, 2, 3)}
    assert labels(*members, groups=groups) == {"topic:Crime and courts": 0.5, "topic:Sport": 0.5}


def test_a_weak_second_topic_is_not_told() -> None:
    assert labels(tagged(1, {"sport": 0.7, "crime": 0.3})) == {"topic:Sport": 0.7}
    assert labels(tagged(1, {"sport": 0.5, "crime": 0.3})) == {"topic:Sport": 0.5, "topic:Crime and courts": 0.3}


def test_where_nobody_knows_there_is_no_topic() -> None:
    assert labels(tagged(1), tagged(2, {"sport": 0.2})) == {}


def test_topics_that_are_no_more_are_left_out() -> None:
    assert labels(tagged(1, {"gone": 1.0})) == {}


def test_at_most_three_topics_and_twelve_names() -> None:
    topics = dict.fromkeys(TOPICS, 0.25)
    names = [person(f"Ana Quist{letter}") for letter in "abcdefghijklmnop"]
    found = core.labels(STORY, [tagged(1, topics, *names)], {}, TOPICS, "")
    assert [each.kind for each in found].count("topic") == 3
    assert [each.kind for each in found].count("person") == 12


def test_a_name_weighs_the_share_of_independent_texts_that_hold_it() -> None:
    copied = GroupId(makers.article_key(1))
    members = [tagged(1, {}, place("JP", 9)), tagged(2, {}, place("JP")), tagged(3, {}, place("FR"), place("JP")), tagged(4)]
    groups = {makers.article_key(1): copied, makers.article_key(2): copied}
    assert labels(*members, groups=groups) == {"place:JP": 0.6667}


def test_a_short_name_joins_the_only_long_one_that_ends_in_it() -> None:
    members = [
        tagged(1, {}, person("Ana Quist")),
        tagged(2, {}, person("Quist", kind=NameKind.NAME)),
        tagged(3, {}, person("Quist", kind=NameKind.NAME)),
    ]
    assert labels(*members) == {"person:Ana Quist": 1.0}


def test_a_short_name_of_two_people_joins_neither() -> None:
    members = [tagged(number, {}, person("Ana Quist"), person("Ben Quist"), person("Quist")) for number in (1, 2)]
    assert set(labels(*members)) == {"person:Ana Quist", "person:Ben Quist", "person:Quist"}


def test_the_kind_is_what_most_articles_say_who_say_anything() -> None:
    kinds = [NameKind.NAME, NameKind.NAME, NameKind.ORGANISATION]
    members = [tagged(number, {}, person("Quarrel Lines", kind=kind)) for number, kind in enumerate(kinds, 1)]
    assert labels(*members) == {"organisation:Quarrel Lines": 1.0}


def test_the_order_of_articles_does_not_matter() -> None:
    members = [
        tagged(number, {"sport": 0.1 * number, "crime": 0.3}, person(f"Ana Quist{number % 2}"), place("JP"))
        for number in range(1, 6)
    ]
    assert core.labels(STORY, members, {}, TOPICS, "") == core.labels(STORY, members[::-1], {}, TOPICS, "")


def test_a_story_without_tags_has_no_labels() -> None:
    assert labels() == {}


def test_an_article_keeps_its_most_frequent_names_and_none_that_cannot_be_kept() -> None:
    names = [person("Ana " + "Q" * 100), Name(kind=NameKind.NAME, key="", name="x"), Name(kind=NameKind.NAME, key="k", name=" ")]
    names += [person(f"Ana Quist {number}", count=number) for number in range(1, 60)]
    kept = core.tags(makers.article_key(1), {"sport": 0.5}, names, "tag/test")
    assert len(kept.names) == core.MOST_NAMES
    assert kept.names[0].count == 59
    assert all(len(name.key) <= core.LONGEST_KEY for name in kept.names)


def test_what_is_read_of_an_article_is_cut_between_words() -> None:
    text = core.text_to_tag(" A\ntitle ", "word " * 1000)
    title, _, lead = text.partition("\n")
    assert title == "A title"
    assert len(lead) <= core.TEXT_CHARACTERS
    assert set(lead.split()) == {"word"}
    assert core.text_to_tag("t", "") == "t\n"
    assert len(core.text_to_tag("t", "字" * 5000)) == 2 + core.TEXT_CHARACTERS
