"""An outlet's page: who it is and who says so, what it covers, whose texts it carries, and its newest articles.

What nobody says is called unknown, never guessed. Shares rest on the outlet's ``RECENT`` newest articles, the comparison with
all outlets on the ``RECENT`` newest stories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from everyside.interface import formats
from everyside.interface.messages import N_, _, count, listed
from everyside.pages import agencies as wires
from everyside.pages import who as people
from everyside.pages.addresses import story_path, web_link
from everyside.pages.excerpts import excerpt
from everyside.pages.label_address import label_path, source_path
from everyside.pages.names import KINDS, SCOPES, country_name, label_name, language_name
from everyside.pages.paging import Paging, pages_of, paging
from everyside.pages.plans import Lock
from everyside.pages.plans import told as opened
from everyside.pages.reader_language import ReaderLanguage, Told
from everyside.pages.sides import percent
from everyside.records.ids import OutletId, StoryId
from everyside.records.outlet import Medium, Outlet, Scope
from everyside.records.story import Summary
from everyside.storage import notes, outlets, source, summaries
from everyside.storage.database import Tx

RECENT = 2000
DAYS = 30  # of the drawing
PAGE_SIZE = 20
MOST_TOPICS, MOST_CARRIED = 12, 6
MOST_DOMAINS = 12
BLOCKS = ("factuality", "ownership", "over_time", "copies")  # that a plan may close here too
NAME_LENGTH = 80
HEADLINE_LENGTH = 200
HEIGHT = 40  # of the tallest bar
MEDIA = {
    Medium.NEWSPAPER: N_("Newspaper"),
    Medium.BROADCASTER: N_("Broadcaster"),
    Medium.AGENCY: N_("News agency"),
    Medium.ONLINE: N_("Online"),
    Medium.MAGAZINE: N_("Magazine"),
    Medium.UNKNOWN: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicShare:
    """How much of the outlet's stories is about a topic, beside all outlets'; widths in percent of the longest bar."""

    name: str
    path: str
    here: str  # "12 %"
    all: str
    here_width: str
    all_width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    day: datetime
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Articles a day. ``path``: of the bars, in a box of 100 by HEIGHT; ``said``: the drawing in words."""

    said: str
    path: str
    days: tuple[Day, ...]  # those with articles, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose texts are carried, and in how many articles; ``path`` is empty where it has no page."""

    name: str
    path: str
    articles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    sentence: str
    agencies: tuple[Whose, ...]
    others: tuple[Whose, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    url: str
    told: Told
    mark: str  # "Opinion", "Live" …; empty for news
    paywall: bool
    published: datetime
    stated: bool
    story: Told | None  # the headline of its story, where that is another one
    story_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    id: OutletId
    path: str
    site: str
    at: datetime
    who: people.Who
    homepage: str
    domains: tuple[str, ...]
    facts: tuple[Fact, ...]
    locked: Mapping[str, Lock]  # of BLOCKS, those that stay closed
    unknown: str  # what nobody says, in a sentence; empty where all is known
    total: str
    topics: tuple[TopicShare, ...]
    topics_counted: str
    course: Course | None
    carries: Carries | None
    articles: tuple[ArticleLine, ...]
    paging: Paging
    fiction: bool


def build(
    tx: Tx,
    id: OutletId,
    *,
    site: str,
    now: datetime,
    into: str = "en",
    page: int = 1,
    locked: Mapping[str, Lock] | None = None,
) -> SourcePage | None:
    """The page of an outlet; None for one that is not known, and past the last page of its articles.

    ``locked``: the blocks that stay closed for the visitor, as ``plans.locks`` gives them.
    """
    closed = {block: lock for block, lock in (locked or {}).items() if block in BLOCKS}
    press = people.read(tx, [id])
    if id not in press.outlets:
        return None
    outlet, who = press.outlets[id], opened(people.who(id, press), closed)
    number, told, first = source.extent(tx, id)
    pages = pages_of(number, PAGE_SIZE)
    if page > pages:
        return None
    newest = source.newest(tx, id, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    summary_of = summaries.get(tx, [each.story_id for each in newest if each.story_id])
    texts = [(each.language, each.title) for each in newest]
    tongue = ReaderLanguage(tx, into, [*texts, *((each.language, each.headline) for each in summary_of.values())])
    topics, counted = _topics(tx, id)
    return SourcePage(
        id=id,
        path=source_path(id),
        site=site,
        at=now,
        who=who,
        homepage=web_link(outlet.homepage) or web_link(f"https://{outlet.domains[0]}/"),
        domains=tuple(excerpt(domain, NAME_LENGTH) for domain in outlet.domains[:MOST_DOMAINS]),
        facts=_facts(outlet),
        locked=closed,
        unknown=_unknown(outlet, who, closed),
        total=_total(number, told, first),
        topics=topics,
        topics_counted=counted,
        course=None if "over_time" in closed else _course(source.times(tx, id, now - timedelta(days=DAYS), RECENT), now),
        carries=None if "copies" in closed else _carries(tx, id),
        articles=tuple(_line(each, tongue, summary_of) for each in newest),
        paging=paging(number=page, pages=pages, path=source_path(id)),
        fiction=outlet.fiction or notes.read(tx, "press") == "demo",
    )


def _total(articles: int, stories: int, first: datetime | None) -> str:
    if not articles:
        return _("No article of it is here.")
    said = {
        "articles": count(articles, "%(num)s article", "%(num)s articles"),
        "stories": count(stories, "%(num)s story", "%(num)s stories"),
    }
    if first is None:
        return _("%(articles)s in %(stories)s here.", **said)
    return _("%(articles)s in %(stories)s here, the first from %(day)s.", day=formats.date(first), **said)


def _facts(outlet: Outlet) -> tuple[Fact, ...]:
    """What the registry knows; what it does not know is left out here and named by ``_unknown``."""
    spoken = ", ".join(language_name(each) for each in outlet.languages)
    found = (
        (_("Country"), country_name(outlet.country)),
        (
            _("Language") if len(outlet.languages) == 1 else _("Languages"),
            spoken,
        ),
        (_("Medium"), _(MEDIA[outlet.medium])),
        (_("Reach"), "" if outlet.scope is Scope.UNKNOWN else _(SCOPES[outlet.scope])),
    )
    return tuple(Fact(label=label, value=value) for label, value in found if value)


def _unknown(outlet: Outlet, who: people.Who, closed: Mapping[str, Lock]) -> str:
    # Where ratings or owners are locked, that there are none is not told either.
    if outlet.provisional and not {"factuality", "ownership"} & closed.keys() and not who.stands and not outlet.owner:
        return _("Nothing is known of this outlet but its address, which other articles and feeds link to.")
    lacking = [
        word
        for word, known in (
            (_("its country"), outlet.country),
            (_("its language"), outlet.languages),
            (_("its medium"), outlet.medium is not Medium.UNKNOWN),
            (_("how far it reaches"), outlet.scope is not Scope.UNKNOWN),
        )
        if not known
    ]
    if not lacking:
        return ""
    return _("Nobody has told us %(what)s.", what=listed(lacking))


def _topics(tx: Tx, id: OutletId) -> tuple[tuple[TopicShare, ...], str]:
    """The topics of its stories, most first, and over how many stories they are counted."""
    whole, here = source.topics(tx, id, RECENT)
    if not whole:
        return (), ""
    of_all, everywhere = source.all_topics(tx, RECENT)
    shares = [
        (key, name, number / whole, everywhere.get(key, ("", 0))[1] / of_all if of_all else 0.0)
        for key, (name, number) in list(here.items())[:MOST_TOPICS]
    ]
    longest = max(max(own, other) for _, _, own, other in shares)
    rows = tuple(
        TopicShare(
            name=excerpt(label_name("topic", name), NAME_LENGTH),
            path=label_path("topic", key),
            here=formats.percent(percent(own, 1)),
            all=formats.percent(percent(other, 1)),
            here_width=f"{100 * own / longest:.1f}",
            all_width=f"{100 * other / longest:.1f}",
        )
        for key, name, own, other in shares
    )
    return rows, count(
        whole,
        "Of %(num)s story with a topic; a story may have several.",
        "Of %(num)s stories with a topic; a story may have several.",
    )


def _course(times: Sequence[datetime], now: datetime) -> Course | None:
    """None where all of it is one day or less."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = Counter(min(time, now).replace(hour=0, minute=0, second=0, microsecond=0) for time in times)
    if len(days) < 2:
        return None
    most = max(days.values())
    place = 100 / DAYS
    bars = "".join(
        f"M{(DAYS - 1 - ago + 0.1) * place:.1f} {HEIGHT}v{-HEIGHT * number / most:.1f}h{0.8 * place:.1f}V{HEIGHT}z"
        for day, number in sorted(days.items())
        if 0 <= (ago := (today - day).days) < DAYS
    )
    articles = count(len(times), "%(num)s article", "%(num)s articles")
    if len(times) == RECENT:
        articles = _("At least %(articles)s", articles=articles)
    return Course(
        said=_(
            "%(articles)s in the last %(days)s days; most on one day, %(most)s.",
            articles=articles,
            days=DAYS,
            most=formats.number(most),
        ),
        path=bars,
        days=tuple(Day(day=day, articles=number) for day, number in sorted(days.items(), reverse=True)),
    )


def _carries(tx: Tx, id: OutletId) -> Carries | None:
    found = source.carrying(tx, id, limit=RECENT, most=MOST_CARRIED)
    if not found.articles:
        return None
    of = count(found.articles, "%(num)s article", "%(num)s articles")
    if found.articles == RECENT:
        of = _("its newest %(articles)s", articles=of)
    said = (
        count(
            found.carried,
            "%(num)s of %(articles)s (%(share)s) carries a text that is somebody else’s.",
            "%(num)s of %(articles)s (%(share)s) carry a text that is somebody else’s.",
            articles=of,
            share=formats.percent(percent(found.carried, found.articles)),
        )
        if found.carried
        else _("None of %(articles)s carries a text that we know to be somebody else’s.", articles=of)
    )
    named = wires.named(tx, [agency for agency, _ in found.agencies])
    known = outlets.get(tx, [*(other for other, _ in found.others), *(OutletId(agency) for agency, _ in found.agencies)])
    return Carries(
        sentence=said,
        agencies=tuple(_whose(OutletId(agency), named[agency], number, known) for agency, number in found.agencies),
        others=tuple(
            _whose(other, known[other].name if other in known else other, number, known) for other, number in found.others
        ),
    )


def _whose(id: OutletId, name: str, number: int, known: Mapping[OutletId, Outlet]) -> Whose:
    return Whose(
        name=excerpt(name, NAME_LENGTH),
        path=source_path(id) if id in known else "",
        articles=count(number, "%(num)s article", "%(num)s articles"),
    )


def _line(each: source.Published, tongue: ReaderLanguage, summary_of: Mapping[StoryId, Summary]) -> ArticleLine:
    summary = summary_of.get(each.story_id) if each.story_id else None
    return ArticleLine(
        url=web_link(each.url),
        told=_cut(tongue.told(each.language, each.title or each.url)),
        mark=_(KINDS[each.kind]),
        paywall=each.paywall,
        published=each.published,
        stated=each.published_stated,
        story=_cut(tongue.told(summary.language, summary.headline)) if summary else None,
        story_path=story_path(each.story_id, summary.headline) if summary and each.story_id else "",
    )


def _cut(told: Told) -> Told:
    return Told(
        text=excerpt(told.text, HEADLINE_LENGTH),
        language=told.language,
        original=excerpt(told.original, HEADLINE_LENGTH),
        original_language=told.original_language,
        translated_from=told.translated_from,
    )
