"""Which story keeps its id when the groups change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from everyside.records.ids import ArticleId, StoryId, story_names


def name(
    parts: Sequence[Sequence[StoryId | None]],
    opened_by: Sequence[ArticleId],
    taken: set[StoryId],
    elsewhere: Mapping[StoryId, int] | None = None,
) -> tuple[list[StoryId], dict[StoryId, StoryId]]:
    """A name for each part, and where stories went that no part is named after.

    ``parts``: the stories its members were in; ``opened_by``: its earliest article. A story's id stays with the part that holds
    most of its articles; a part that inherits none takes a new one, which is added to ``taken``. ``elsewhere``: how many articles
    of a story are in none of the parts, where they are no fewer than in any part the name is theirs, and it is not gone.
    """
    elsewhere = elsewhere or {}
    overlap: Counter[tuple[StoryId, int]] = Counter()
    for number, stories in enumerate(parts):
        for story, shared in Counter(stories).items():
            if story is not None and shared > elsewhere.get(story, 0):
                overlap[story, number] = shared
    names: dict[int, StoryId] = {}
    used: set[StoryId] = set()
    for (story, number), _ in sorted(overlap.items(), key=lambda item: (-item[1], item[0][1], item[0][0])):
        if number not in names and story not in used:
            names[number] = story
            used.add(story)
    for number, opener in enumerate(opened_by):
        if number not in names:
            names[number] = next(name for name in story_names(opener) if name not in taken)
            taken.add(names[number])
    gone: dict[StoryId, StoryId] = {}
    for (story, number), _ in sorted(overlap.items(), key=lambda item: (-item[1], item[0][1])):
        if story not in used and not elsewhere.get(story):
            gone.setdefault(story, names[number])
    return [names[number] for number in range(len(parts))], gone
