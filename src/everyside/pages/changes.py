"""What changed in a story since a time: articles, bullets, headline, and answers to what is disputed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from everyside.pages.addresses import web_link
from everyside.pages.disputes import subject_of
from everyside.pages.excerpts import QUOTE_LENGTH, excerpt
from everyside.records.account import Account
from everyside.records.ids import StoryId
from everyside.storage import accounts, articles, outlets, reading, revisions, stories
from everyside.storage.database import Tx

_ZONE = re.compile(r"(T[\d:.]+) (?=\d\d:?\d\d$)", re.ASCII)  # a "+" in an address arrives as a space

SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
LONGEST_SINCE = 40  # characters of a time that somebody typed
ARTICLES_SHOWN = 10  # of the new ones, the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    outlet: str
    title: str
    url: str
    language: str
    found: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """An answer to a question that is disputed, first given since."""

    subject: str
    said: str
    first: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between the story as it was told at ``since`` and as it is told now.

    ``known``: whether the story was told at ``since``; if not, all of it is new, and bullets and headline are not compared.
    """

    since: datetime
    at: datetime
    known: bool
    articles: int  # found since
    outlets: tuple[str, ...]  # that had no article in the story before
    newest: tuple[NewArticle, ...]
    told: tuple[str, ...]  # bullets that were not told then
    dropped: tuple[str, ...]  # bullets told then and no more
    headline_before: str  # empty where it is the same
    headline: str
    answers: tuple[NewAnswer, ...]

    @property
    def nothing(self) -> bool:
        return not (self.articles or self.told or self.dropped or self.headline_before or self.answers)


def since(asked: str, now: datetime) -> datetime | None:
    """The time that ``hour``, ``day``, ``week`` or an ISO time means, UTC where it names no zone; None for anything else and for
    what lies ahead."""
    asked = asked.strip()
    if asked in SPANS:
        return now - SPANS[asked]
    try:
        moment = datetime.fromisoformat(_ZONE.sub(r"\1+", asked)) if len(asked) <= LONGEST_SINCE else None
        if moment is None:
            return None
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment <= now else None


def changes(tx: Tx, story_id: StoryId, since: datetime, now: datetime) -> Changes | None:
    """What changed since ``since``; None where there is no such story. A merged story's id stands for the living one."""
    living = stories.resolve(tx, story_id)
    if living is None:
        return None
    cards = reading.article_cards(tx, [living]).get(living, [])
    found = {id: article.found_at for id, article in articles.get(tx, [card.id for card in cards]).items()}
    new = sorted((card for card in cards if found[card.id] > since), key=lambda card: (found[card.id], card.id), reverse=True)
    before = {card.outlet_id for card in cards if found[card.id] <= since}
    known_outlets = outlets.get(tx, {card.outlet_id for card in new})
    name = {id: outlet.name for id, outlet in known_outlets.items()}
    then = revisions.newest(tx, [living], since).get(living)
    latest = revisions.newest(tx, [living], now).get(living)
    account = accounts.get(tx, Account, [living]).get(living)
    compared = then is not None and latest is not None
    return Changes(
        since=since,
        at=now,
        known=then is not None,
        articles=len(new),
        outlets=tuple(dict.fromkeys(name.get(card.outlet_id, card.outlet_id) for card in new if card.outlet_id not in before)),
        newest=tuple(
            NewArticle(
                outlet=name.get(card.outlet_id, card.outlet_id),
                title=excerpt(card.title, QUOTE_LENGTH) or card.url,
                url=web_link(card.url),
                language=card.language,
                found=found[card.id],
            )
            for card in new[:ARTICLES_SHOWN]
        ),
        told=tuple(text for text in latest.bullets if text not in then.bullets) if compared and then and latest else (),
        dropped=tuple(text for text in then.bullets if text not in latest.bullets) if compared and then and latest else (),
        headline_before=then.headline if then and latest and then.headline != latest.headline else "",
        headline=latest.headline if latest else "",
        answers=_answers(account, since),
    )


def _answers(account: Account | None, since: datetime) -> tuple[NewAnswer, ...]:
    """The newest first."""
    found = [
        NewAnswer(subject=subject_of(dispute), said=version.said, first=version.first)
        for dispute in (account.disputes if account else ())
        for version in dispute.versions
        if version.first > since
    ]
    return tuple(sorted(found, key=lambda answer: (-answer.first.timestamp(), answer.subject, answer.said)))
