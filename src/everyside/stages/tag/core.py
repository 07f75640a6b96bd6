"""What of an article is read for tags, and what its members' tags make a story about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from everyside.records.ids import ArticleId, GroupId, StoryId
from everyside.records.tags import Label, Name, NameKind, Tags

VERSION = "tag/1"
LABEL_VERSION = "label/1"
TEXT_CHARACTERS = 1000  # of the text: where news tells who and where; the recognizer's time grows with it
MOST_NAMES = 40  # kept of one article: the most frequent
MOST_TOPICS = 3  # of a story
MOST_LABELS = 12  # names of a story
TOPIC_FLOOR = 0.15  # mean share of a topic from which a story is about it
TOPIC_SECOND = 0.5  # and at least this much of the first topic's share
NAME_FLOOR = 0.34  # share of independent texts that hold a name, from which the story does: one of two, two of three to five
LONGEST_KEY = 80  # what the database takes
TOPIC = "topic"


def text_to_tag(title: str, text: str) -> str:
    """Title, newline, beginning of the text; cut between words."""
    lead = text[:TEXT_CHARACTERS]
    if len(text) > TEXT_CHARACTERS and " " in lead[TEXT_CHARACTERS // 2 :]:
        lead = lead[: lead.rindex(" ")]
    return f"{' '.join(title.split())}\n{lead}"


def tags(article_id: ArticleId, topics: Mapping[str, float], names: Sequence[Name], made_by: str) -> Tags:
    """An article's tags, without names that no database could keep."""
    kept = [name for name in names if name.name.strip() and 0 < len(name.key) <= LONGEST_KEY]
    kept.sort(key=lambda name: (-name.count, name.key))
    return Tags(article_id=article_id, topics=dict(topics), names=tuple(kept[:MOST_NAMES]), made_by=made_by)


def labels(
    story_id: StoryId,
    tagged: Iterable[Tags],
    groups: Mapping[ArticleId, GroupId],
    topics: Mapping[str, str],
    made_by: str,
) -> list[Label]:
    """What a story is about: at most three topics and twelve names, the heaviest first.

    Each copy group weighs 1 in all, so that an agency text in twenty papers counts once. A topic's weight is its mean share
    over independent texts, a name's the share of independent texts that hold it. ``topics``: key → name in English.
    """
    members = sorted(tagged, key=lambda each: each.article_id)
    group_of = {each.article_id: groups.get(each.article_id, GroupId(each.article_id)) for each in members}
    size = Counter(group_of.values())
    if not size:
        return []
    weight = {id: 1 / (size[group] * len(size)) for id, group in group_of.items()}
    return [*_topics(story_id, members, weight, topics, made_by), *_names(story_id, members, weight, made_by)]


def _topics(
    story_id: StoryId, members: Sequence[Tags], weight: Mapping[ArticleId, float], topics: Mapping[str, str], made_by: str
) -> list[Label]:
    shares: dict[str, float] = defaultdict(float)
    for each in members:
        for key, share in each.topics.items():
            shares[key] += share * weight[each.article_id]
    ordered = sorted(((share, key) for key, share in shares.items() if key in topics), key=lambda each: (-each[0], each[1]))
    floor = max(TOPIC_FLOOR, TOPIC_SECOND * ordered[0][0]) if ordered else 0.0
    return [
        Label(story_id=story_id, kind=TOPIC, key=key, name=topics[key], weight=round(share, 4), made_by=made_by)
        for share, key in ordered[:MOST_TOPICS]
        if share >= floor
    ]


def _names(story_id: StoryId, members: Sequence[Tags], weight: Mapping[ArticleId, float], made_by: str) -> list[Label]:
    home = _full_names(name for each in members for name in each.names)
    shares: dict[str, float] = defaultdict(float)
    mentions: Counter[str] = Counter()
    kinds: dict[str, Counter[NameKind]] = defaultdict(Counter)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for each in members:
        for key in {home.get(name.key, name.key) for name in each.names}:
            shares[key] += weight[each.article_id]
        for name in each.names:
            key = home.get(name.key, name.key)
            mentions[key] += name.count
            kinds[key][name.kind] += 1
            if key == name.key:
                spellings[key][name.name] += 1
    ordered = sorted(shares, key=lambda key: (-round(shares[key], 6), -mentions[key], key))
    return [
        Label(
            story_id=story_id,
            kind=_kind(kinds[key]),
            key=key,
            name=_commonest(spellings[key]),
            weight=round(min(1.0, shares[key]), 4),
            made_by=made_by,
        )
        for key in ordered[:MOST_LABELS]
        if shares[key] >= NAME_FLOOR
    ]


def _full_names(names: Iterable[Name]) -> dict[str, str]:
    """Key of a name of one word → key of the only longer name in the story that ends in it: "Lima" is "Ana Lima" here."""
    people = {name.key: name.name for name in names if name.kind in (NameKind.PERSON, NameKind.NAME)}
    ending: dict[str, list[str]] = defaultdict(list)
    for key, name in people.items():
        if " " in name:
            ending[name.rpartition(" ")[2].casefold()].append(key)
    short = {key: ending.get(name.casefold(), []) for key, name in people.items() if " " not in name}
    return {key: longer[0] for key, longer in short.items() if len(longer) == 1}


def _commonest(spellings: Counter[str]) -> str:
    """The one used most, the shortest of equals."""
    return min(spellings, key=lambda name: (-spellings[name], len(name), name))


def _kind(seen: Counter[NameKind]) -> NameKind:
    """What most articles take it for; "name" only where none says more."""
    said = Counter({kind: number for kind, number in seen.items() if kind is not NameKind.NAME})
    return max(said, key=lambda kind: (said[kind], kind)) if said else NameKind.NAME
