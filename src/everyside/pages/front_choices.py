"""What the front page offers beside its stories: editions, topics, and what a side misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from everyside.interface.messages import _
from everyside.pages.label_address import label_path
from everyside.pages.names import country_name, label_name, lang_attribute, language_name
from everyside.pages.paging import address
from everyside.records.coverage import BlindspotKind
from everyside.records.rating import Side
from everyside.storage import front, reading
from everyside.storage.database import Tx

TOPICS = 12
TOPICS_OF = timedelta(days=3)  # before the newest story
MISSED = 3  # stories of a side
EDITIONS = 40  # countries or languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A choice of the stories: those with articles in one language, or from outlets of one country; code "" is all of them."""

    code: str
    name: str
    path: str
    stories: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLink:
    name: str
    path: str
    stories: int


def misses(line: reading.StoryLine, side: Side) -> bool:
    """Whether ``side`` hardly reports it."""
    return any(each.kind is BlindspotKind.SIDE and each.missing == side for each in line.blindspots)


def topics(tx: Tx, lines: Sequence[reading.StoryLine], min_articles: int) -> tuple[TopicLink, ...]:
    """Those that most stories of these days are about. ``lines``: the newest story first."""
    if not lines:
        return ()
    since = lines[0].last_published - TOPICS_OF
    found = front.topics(tx, since=since, min_articles=min_articles, limit=TOPICS)
    return tuple(
        TopicLink(name=label_name("topic", name), path=label_path("topic", key), stories=number) for key, name, number in found
    )


def languages(lines: Sequence[reading.StoryLine], current: str, country: str) -> tuple[Edition, ...]:
    """Editions by language, each within ``country``."""
    found = Counter(code for line in lines for code in line.languages if lang_attribute(code))
    return _editions("lang", _("All languages"), found, current, {"country": country}, len(lines))


def countries(lines: Sequence[reading.StoryLine], language: str, current: str) -> tuple[Edition, ...]:
    """Editions by country, each within ``language``."""
    found = Counter(code for line in lines for code in line.countries if code)
    return _editions("country", _("All countries"), found, current, {"lang": language}, len(lines))


def _editions(
    key: str, everything: str, found: Counter[str], current: str, beside: dict[str, str], stories: int
) -> tuple[Edition, ...]:
    """Everything, then the codes of most stories; ``current`` is always among them."""
    most = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:EDITIONS]
    if current and current not in dict(most):
        most.append((current, found.get(current, 0)))
    named = {"lang": language_name, "country": country_name}[key]
    return (
        Edition(code="", name=everything, path=address("/", beside), stories=stories, current=not current),
        *(
            Edition(
                code=code,
                name=named(code),
                path=address("/", {**beside, key: code}),
                stories=number,
                current=code == current,
            )
            for code, number in most
        ),
    )
