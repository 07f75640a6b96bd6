"""Identifiers: short hex digests of what makes a thing itself, so that the same thing has the same id everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from typing import NewType

ArticleId = NewType("ArticleId", str)  # digest of the canonical URL
EntryId = NewType("EntryId", str)  # digest of the cleaned link a feed gave
FeedId = NewType("FeedId", str)  # digest of the feed's address
GroupId = NewType("GroupId", str)  # a copy group is named after its earliest article
OwnerId = NewType("OwnerId", str)  # a readable slug
OutletId = NewType("OutletId", str)  # a readable slug, or the registered domain of a provisional outlet
StoryId = NewType("StoryId", str)  # drawn from the article that opened the story; never reused


def digest(text: str, length: int = 16) -> str:
    """The first ``length`` hex digits of SHA-256 over UTF-8; lone surrogates are replaced, never an error."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:length]


def article_id(canonical_url: str) -> ArticleId:
    """Without the scheme: a page is the same over http and https."""
    return ArticleId(digest(canonical_url.partition("://")[2] or canonical_url))


def entry_id(url: str) -> EntryId:
    return EntryId(digest(url))


def feed_id(url: str) -> FeedId:
    return FeedId(digest(url))


def story_id(opened_by: ArticleId) -> StoryId:
    """Twelve hex digits (48 bits): short enough for a URL; among a million stories a collision has odds of about 1 in 560."""
    return StoryId(digest("story:" + opened_by, 12))


def story_names(opened_by: ArticleId) -> Iterator[StoryId]:
    """The ids a story opened by this article may have, without end. It takes the first that no story, merged ones too, ever had."""
    yield story_id(opened_by)
    for number in count(2):
        yield story_id(ArticleId(f"{opened_by}#{number}"))
