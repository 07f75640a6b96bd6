"""The feeds: of the front page, of a topic, a place, an outlet, of blindspots, and of one story's news.

Feeds know no visitor, so they say what the plan that everybody has opens (``locked``) and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from everyside.interface.messages import _, count
from everyside.pages import front_page
from everyside.pages.addresses import story_path, web_link
from everyside.pages.cards import StoryCard, cards
from everyside.pages.excerpts import EXCERPT_LENGTH, QUOTE_LENGTH, excerpt
from everyside.pages.feed import MOST_ITEMS, TITLE_LENGTH, Feed, Item
from everyside.pages.label_address import label_path, source_path
from everyside.pages.names import label_name, lang_attribute, language_name
from everyside.pages.paging import address
from everyside.pages.reader_language import ReaderLanguage
from everyside.records.coverage import BlindspotKind
from everyside.records.ids import OutletId, StoryId
from everyside.records.translation import passage
from everyside.storage import front, labelled, notes, outlets, reading, revisions, source, stories, summaries
from everyside.storage.database import Tx

CANDIDATES = 2000  # stories a feed is chosen from: as many as the front page ranks
POINTS = 3  # of a story in a list


def front_feed(
    tx: Tx, *, site: str, now: datetime, into: str, min_articles: int, language: str = "", locked: Collection[str] = ()
) -> Feed:
    """The stories that stand first on the front page, or on one language's edition of it."""
    lines = front.story_lines(tx, min_articles=min_articles, limit=CANDIDATES)
    chosen = [line for line in lines if not language or language in line.languages]
    chosen.sort(key=lambda line: (-front_page.score(line.outlets, line.last_published, now), line.id))
    return Feed(
        title=f"{site}: {language_name(language)}" if language else site,
        about=_("The most widely covered and newest stories."),
        path=address("/", {"lang": language}),
        items=_told(tx, [line.id for line in chosen], into, locked, language),
        language=into,
        fiction=_fiction(tx),
    )


def label_feed(
    tx: Tx, kind: str, key: str, *, site: str, into: str, min_articles: int, locked: Collection[str] = ()
) -> Feed | None:
    """The newest stories about a topic or a place; None where no story is."""
    name = labelled.name_of(tx, kind, key)
    if name is None:
        return None
    name = label_name(kind, name)
    lines = labelled.lines(tx, kind, key, min_articles=min_articles, limit=MOST_ITEMS)
    return Feed(
        title=f"{excerpt(name, TITLE_LENGTH)} – {site}",
        about=_("The newest stories about %(name)s.", name=excerpt(name, TITLE_LENGTH)),
        path=label_path(kind, key),
        items=_told(tx, [line.id for line in lines], into, locked),
        language=into,
        fiction=_fiction(tx),
    )


def blindspot_feed(tx: Tx, *, site: str, into: str, min_articles: int, locked: Collection[str] = ()) -> Feed:
    """The newest stories that a side hardly reports."""
    lines = front.story_lines(tx, min_articles=min_articles, limit=CANDIDATES)
    missing = [line.id for line in lines if any(each.kind is BlindspotKind.SIDE for each in line.blindspots)]
    return Feed(
        title=f"{_('Blindspots')} – {site}",
        about=_("Stories that one side hardly reports."),
        path="/blindspot",
        items=() if "sides" in locked else _told(tx, missing, into, locked),
        language=into,
        fiction=_fiction(tx),
    )


def source_feed(tx: Tx, id: OutletId, *, site: str, into: str) -> Feed | None:
    """The newest articles of an outlet; None for one that is not known."""
    outlet = outlets.get(tx, [id]).get(id)
    if outlet is None:
        return None
    newest = source.newest(tx, id, limit=MOST_ITEMS)
    opening = reading.openings(tx, [each.id for each in newest])
    texts = [(each.language, text) for each in newest for text in (each.title, passage(opening.get(each.id, "")))]
    tongue = ReaderLanguage(tx, into, texts)
    name = excerpt(outlet.name, TITLE_LENGTH)
    return Feed(
        title=f"{name} – {site}",
        about=_("The newest articles of %(name)s, as far as they are read here.", name=name),
        path=source_path(id),
        items=tuple(
            _article(each.url, each.language, each.title, opening.get(each.id, ""), name, each.published, tongue) for each in newest
        ),
        language=into,
        fiction=outlet.fiction or _fiction(tx),
    )


def story_feed(tx: Tx, id: StoryId, *, site: str, into: str, locked: Collection[str] = ()) -> Feed | None:
    """What is new in a story: its articles, and how it was told from when on; None for one without articles."""
    living = stories.resolve(tx, id)
    found = reading.article_cards(tx, [living]).get(living, []) if living is not None else []
    if living is None or not found:
        return None
    newest = sorted(found, key=lambda card: (card.published, card.id), reverse=True)[:MOST_ITEMS]
    opening = reading.openings(tx, [each.id for each in newest])
    outlet_of = outlets.get(tx, {each.outlet_id for each in newest})
    texts = [(each.language, text) for each in newest for text in (each.title, passage(opening.get(each.id, "")))]
    summary = summaries.get(tx, [living]).get(living)
    headline = summary.headline if summary else next((each.title for each in found if each.title), found[0].url)
    language = summary.language if summary else found[0].language
    tongue = ReaderLanguage(tx, into, [*texts, (language, headline)])
    path = story_path(living, headline)
    items = [
        _article(
            each.url,
            each.language,
            each.title,
            opening.get(each.id, ""),
            excerpt(outlet_of[each.outlet_id].name, TITLE_LENGTH) if each.outlet_id in outlet_of else each.outlet_id,
            each.published,
            tongue,
        )
        for each in newest
    ]
    closed = bool({"changes", "bullets"} & set(locked))
    items += [
        Item(
            id=f"/story/{living}#told-{each.at:%Y%m%dT%H%M%S}",
            title=count(
                each.articles,
                "Told anew from %(num)s article: %(headline)s",
                "Told anew from %(num)s articles: %(headline)s",
                headline=excerpt(each.headline, TITLE_LENGTH),
            ),
            link=path,
            points=tuple(excerpt(bullet, QUOTE_LENGTH) for bullet in each.bullets),
            published=each.at,
            updated=each.at,
        )
        for each in ([] if closed else revisions.of(tx, living))
    ]
    items.sort(key=lambda item: (item.updated, item.id), reverse=True)
    return Feed(
        title=f"{excerpt(tongue.told(language, headline).text, TITLE_LENGTH)} – {site}",
        about=_("New articles of this story, and how it was told anew."),
        path=path,
        items=tuple(items[:MOST_ITEMS]),
        language=into,
        fiction=any(outlet.fiction for outlet in outlet_of.values()) or _fiction(tx),
    )


def story_item(card: StoryCard, locked: Collection[str] = ()) -> Item:
    """A story of a list as an entry: its first points and who reports it."""
    counted = (
        count(card.outlets, "%(num)s outlet", "%(num)s outlets"),
        count(card.independent_texts, "%(num)s independent text", "%(num)s independent texts"),
    )
    sides = () if "sides" in locked else (f"{card.axis}: {card.bar.text}" if card.axis else card.bar.text,)
    missed = f". {_('Blindspot: %(what)s', what=card.blindspot.badge)}" if card.blindspot and "sides" not in locked else ""
    return Item(
        id=f"/story/{card.id}",
        title=excerpt(card.told.text, TITLE_LENGTH),
        link=card.path,
        points=() if "bullets" in locked else tuple(bullet.text for bullet in card.bullets[:POINTS]),
        text=" · ".join((*counted, *sides)) + missed,
        published=card.first,
        updated=card.last,
        language=card.told.language,
        author=excerpt(card.outlet, TITLE_LENGTH),
        topics=tuple(label for label in (card.topic, card.place) if label),
    )


def _told(tx: Tx, ids: Sequence[StoryId], into: str, locked: Collection[str], language: str = "") -> tuple[Item, ...]:
    return tuple(story_item(card, locked) for card in cards(tx, ids[:MOST_ITEMS], into=into, language=language))


def _article(url: str, language: str, title: str, opening: str, outlet: str, published: datetime, tongue: ReaderLanguage) -> Item:
    """An article as an entry: its title and how it begins, as on the story's page."""
    told, begins = tongue.told(language, title or url), tongue.told(language, passage(opening))
    return Item(
        id=web_link(url) or url,
        title=excerpt(told.text, TITLE_LENGTH),
        link=web_link(url),
        text=excerpt(begins.text if begins.original else opening, EXCERPT_LENGTH),
        published=published,
        updated=published,
        language=told.language or lang_attribute(language),
        author=outlet,
    )


def _fiction(tx: Tx) -> bool:
    return notes.read(tx, "press") == "demo"
