"""Where a link or a piece of a text comes from: its story, who else carries it, and the earliest publication known here.

A link is compared as an address and never fetched. A piece of a text is looked for by runs of five words that follow each other,
spread over it; an article carries it when it holds half of all such runs, a part of it from a tenth on (Broder 1997, containment).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from everyside.interface import formats
from everyside.interface.messages import _, count
from everyside.language.folding import words
from everyside.pages.addresses import story_path, web_link
from everyside.pages.meaning import Meaning
from everyside.pages.names import country_name, lang_attribute
from everyside.pages.plans import Lock
from everyside.pages.sides import percent
from everyside.records.errors import Permanent
from everyside.records.ids import ArticleId, EntryId, StoryId
from everyside.records.outlet import Outlet
from everyside.records.search import Phrase, Query
from everyside.storage import notes, outlets, search, summaries, tracing
from everyside.storage.database import Tx
from everyside.storage.tracing import Traced

PATH = "/lookup"
MOST_CHARACTERS = 20_000
RUN = 5  # words of a run, as the copies of a text are found by
RUNS = 24  # looked for in the index
CANDIDATES = 200
WHOLE, PART = 0.5, 0.1
LEAST_WORDS = 2 * RUN
NEAREST = 5  # stories near in meaning, where nobody carries the text
TEXT_READ = 20_000
BLOCKS = ("first", "copies")  # that a plan may close here
OPEN: Mapping[str, Lock] = MappingProxyType({})


class Outcome(StrEnum):
    NOTHING_ASKED = "nothing-asked"
    NOT_A_LINK = "not-a-link"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    FOUND = "found"
    WAITING = "waiting"  # its link is known, its article is not made yet
    UNKNOWN = "unknown"


class Addresses(Protocol):
    """What addresses of pages are told apart by."""

    def canonical(self, url: str) -> str: ...  # raises Permanent for what is no web address
    def entry(self, canonical: str) -> EntryId: ...
    def article(self, canonical: str) -> ArticleId: ...
    def domain(self, canonical: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    outlet: str
    country: str
    title: str
    language: str  # for ``lang``
    url: str  # empty where the address is not http(s)
    published: datetime
    published_stated: bool
    share: str  # of the text looked for, e.g. "80 %"; empty for a link
    asked: bool  # the article that the link names


@dataclass(frozen=True, slots=True, kw_only=True)
class InStory:
    path: str
    headline: str
    language: str  # for ``lang``


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupPage:
    site: str
    at: datetime
    url: str  # as it was typed
    text: str  # as it was typed
    outcome: Outcome
    said: tuple[str, ...]  # what came of it, in sentences
    stories: tuple[InStory, ...]
    first: Carrier | None  # the earliest publication known here
    carriers: tuple[Carrier, ...]  # all that carry it, earliest first; by name where who was first is locked
    parts: tuple[Carrier, ...]  # that carry a part of it, the largest first
    nearest: tuple[InStory, ...]  # by meaning
    locked: Mapping[str, Lock]  # of BLOCKS, those that stay closed where something was found
    fiction: bool


def by_link(tx: Tx, url: str, *, site: str, now: datetime, addresses: Addresses, locked: Mapping[str, Lock] = OPEN) -> LookupPage:
    """The page for a pasted link. ``locked``: blocks that the reader's plan does not open."""
    try:
        canonical = addresses.canonical(url.strip())
    except Permanent:
        said = (_("This is not the address of a web page. It begins with http:// or https://."),)
        return _page(tx, site, now, url=url, outcome=Outcome.NOT_A_LINK, said=said)
    id, found_at = tracing.article_behind(tx, addresses.entry(canonical), addresses.article(canonical))
    if id is None and found_at is None:
        return _page(tx, site, now, url=url, outcome=Outcome.UNKNOWN, said=_unknown(tx, addresses.domain(canonical)))
    if id is None:
        said = (_("We know this link and have not read its article yet, or it could not be read."),)
        return _page(tx, site, now, url=url, outcome=Outcome.WAITING, said=said)
    traced = tracing.copies_of(tx, [id])
    asked = next(each for each in traced if each.id == id)
    if "copies" in locked:
        traced = [asked]
    carriers = _carriers(tx, traced, asked=id)
    stories = _stories(tx, [each.story_id for each in (asked, *traced) if each.story_id])
    said = (
        _("We have read this article.") if "copies" in locked else _carried_by(traced),
        *((_("It is in no story: no other outlet that we read tells of the same event so far."),) if not stories else ()),
    )
    return _page(tx, site, now, url=url, outcome=Outcome.FOUND, said=said, stories=stories, carriers=carriers, locked=locked)


def by_text(
    tx: Tx, text: str, *, site: str, now: datetime, meaning: Meaning | None = None, locked: Mapping[str, Lock] = OPEN
) -> LookupPage:
    """The page for a pasted piece of a text. ``locked``: blocks that the reader's plan does not open."""
    if len(text) > MOST_CHARACTERS:
        said = (
            _(
                "This is too long: at most %(number)s characters are looked up. A paragraph is enough.",
                number=formats.number(MOST_CHARACTERS),
            ),
        )
        return _page(tx, site, now, outcome=Outcome.TOO_LONG, said=said)
    told = words(text)
    if len(told) < LEAST_WORDS:
        said = (_("This is too short to be told apart: paste at least %(number)s words, better a paragraph.", number=LEAST_WORDS),)
        return _page(tx, site, now, text=text, outcome=Outcome.TOO_SHORT, said=said)
    shares = _shares(tx, told)
    whole = [id for id, share in shares.items() if share >= WHOLE]
    traced = tracing.copies_of(tx, list(shares))
    groups = {each.group_id for each in traced if each.id in whole}
    carrying = [each for each in traced if each.id in whole or each.group_id in groups]
    partly = sorted((each for each in traced if each.id in shares and each not in carrying), key=lambda each: -shares[each.id])
    carriers, parts = _carriers(tx, carrying, shares), _carriers(tx, partly, shares)
    if not carriers and not parts:
        near = meaning.near(tx, text[:2000]) if meaning else []
        hits = search.passing(tx, near[: 10 * NEAREST], Query(text=""))
        nearest = _stories(tx, [hit.story_id for hit in hits if hit.story_id])[:NEAREST]
        return _page(tx, site, now, text=text, outcome=Outcome.UNKNOWN, said=(_not_found(tx),), nearest=nearest)
    stories = _stories(tx, [each.story_id for each in (*carrying, *partly) if each.story_id])
    if "copies" in locked:
        said = (_("An article that we read holds this text, or a part of it."),)
        return _page(tx, site, now, text=text, outcome=Outcome.FOUND, said=said, stories=stories, locked=locked)
    said = (_carried_by(carrying),) if carriers else (_("No article here carries all of it; these carry a part."),)
    return _page(
        tx, site, now, text=text, outcome=Outcome.FOUND, said=said, stories=stories, carriers=carriers, parts=parts, locked=locked
    )


def empty(tx: Tx, *, site: str, now: datetime) -> LookupPage:
    """The page before anything was asked."""
    return _page(tx, site, now, outcome=Outcome.NOTHING_ASKED, said=())


def _page(
    tx: Tx,
    site: str,
    now: datetime,
    *,
    outcome: Outcome,
    said: tuple[str, ...],
    url: str = "",
    text: str = "",
    stories: tuple[InStory, ...] = (),
    carriers: tuple[Carrier, ...] = (),
    parts: tuple[Carrier, ...] = (),
    nearest: tuple[InStory, ...] = (),
    locked: Mapping[str, Lock] = OPEN,
) -> LookupPage:
    first = carriers[0] if len(carriers) > 1 and "first" not in locked else None
    if "first" in locked:
        carriers = tuple(sorted(carriers, key=lambda each: (each.outlet, each.url)))
    return LookupPage(
        site=site,
        at=now,
        url=url[:2000],
        text=text,
        outcome=outcome,
        said=said,
        stories=stories,
        first=first,
        carriers=carriers,
        parts=parts,
        nearest=nearest,
        locked={block: locked[block] for block in BLOCKS if block in locked},
        fiction=notes.read(tx, "press") == "demo",
    )


def _shares(tx: Tx, told: Sequence[str]) -> dict[ArticleId, float]:
    """How much of a text each article that holds a part of it holds: the share of its runs of words."""
    runs = _runs(told)
    different = list(dict.fromkeys(runs))
    step = max(1, len(different) // RUNS)
    hits = search.by_phrases(tx, different[::step][:RUNS], limit=CANDIDATES)
    rows = search.openings(tx, [hit.article_id for hit in hits], TEXT_READ)
    found: dict[ArticleId, float] = {}
    for id, row in rows.items():
        here = {*_runs(words(row.title)), *_runs(words(row.text)), *_runs(words(row.summary))}
        share = sum(run in here for run in different) / len(different)
        if share >= PART:
            found[id] = share
    return found


def _runs(told: Sequence[str]) -> list[Phrase]:
    return [tuple(told[at : at + RUN]) for at in range(len(told) - RUN + 1)]


def _carriers(
    tx: Tx, traced: Sequence[Traced], shares: Mapping[ArticleId, float] | None = None, asked: ArticleId | None = None
) -> tuple[Carrier, ...]:
    known = outlets.get(tx, sorted({each.outlet_id for each in traced}))
    return tuple(_carrier(each, known.get(each.outlet_id), shares or {}, asked) for each in traced)


def _carrier(each: Traced, outlet: Outlet | None, shares: Mapping[ArticleId, float], asked: ArticleId | None) -> Carrier:
    return Carrier(
        outlet=outlet.name if outlet else each.outlet_id,
        country=country_name(outlet.country) if outlet else "",
        title=each.title,
        language=lang_attribute(each.language),
        url=web_link(each.url),
        published=each.published,
        published_stated=each.published_stated,
        share=formats.percent(percent(shares[each.id], 1)) if each.id in shares else "",
        asked=each.id == asked,
    )


def _stories(tx: Tx, ids: Sequence[StoryId]) -> tuple[InStory, ...]:
    """Each story once, in the order given."""
    told = summaries.get(tx, list(dict.fromkeys(ids)))
    return tuple(
        InStory(path=story_path(id, told[id].headline), headline=told[id].headline, language=lang_attribute(told[id].language))
        for id in dict.fromkeys(ids)
        if id in told
    )


def _carried_by(traced: Sequence[Traced]) -> str:
    number = len({each.outlet_id for each in traced})
    if len(traced) == 1:
        return _("One article here carries this text; we know of no copy.")
    articles = count(len(traced), "%(num)s article", "%(num)s articles")
    if len(traced) >= tracing.MOST_COPIES:
        articles = _("at least %(articles)s", articles=articles)
    outlets = count(number, "%(num)s outlet", "%(num)s outlets")
    return _("This text is carried by %(articles)s of %(outlets)s here.", articles=articles, outlets=outlets)


def _unknown(tx: Tx, domain: str) -> tuple[str, ...]:
    feeds = tracing.feeds_of_domain(tx, domain)
    if feeds is None:
        about = _("We do not know the outlet of this address.")
    elif feeds == 0:
        about = _("We know the outlet of this address and read no feed of it.")
    else:
        about = count(
            feeds,
            "We read %(num)s feed of this outlet; this article was not in them.",
            "We read %(num)s feeds of this outlet; this article was not in them.",
        )
    return (_("We have not read this article, and we do not fetch pasted links."), about, _read(tx))


def _not_found(tx: Tx) -> str:
    return f"{_('No article here carries this text.')} {_read(tx)}"


def _read(tx: Tx) -> str:
    here = tracing.read(tx)
    if here.since is None:
        return _("Nothing has been read here yet.")
    return count(
        here.outlets,
        "We read %(num)s outlet; the oldest article here is of %(day)s.",
        "We read %(num)s outlets; the oldest article here is of %(day)s.",
        day=formats.date(here.since),
    )
