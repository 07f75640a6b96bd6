"""Which articles carry the same text, in a window that fills article by article.

Candidates come from an inverted index over sampled shingles, are compared by the shingles they share, and grouped so that most
of a group agree. Adding articles in any order, in any batches, ends in the same groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from everyside.records.ids import ArticleId, GroupId
from everyside.stages.dedupe.grouping import NEUTRAL, grouped
from everyside.stages.dedupe.postings import Postings
from everyside.stages.dedupe.shingles import from_bytes, overlap, shingles, sketch

__all__ = ["VERSION", "Index", "Sketched", "groups", "shingles", "sketch"]

VERSION = "dedupe/2"
RESEMBLANCE = 0.5  # from which two texts are copies,
CONTAINMENT = 0.8  # or from which the shorter stands in the longer
UNSURE = 0.05  # a pair so far from the line, in parts of it, counts in full; a pair on the line not at all
MAX_COMPARED = 100  # texts that one is compared with; of a flood of more, each further one goes with the closest


@dataclass(frozen=True, slots=True)
class Sketched:
    """An article with its sketch, ready to be compared."""

    article_id: ArticleId
    published: datetime
    hashes: bytes
    stated: bool = True  # whether ``published`` is what somebody said
    agency: bool = False  # whether its outlet is a news agency

    @property
    def originality(self) -> tuple[bool, bool, datetime, ArticleId]:
        """The least of a group is the likely original: an agency's own article, else the earliest."""
        return not self.agency, not self.stated, self.published, self.article_id


@dataclass(slots=True)
class _Text:
    """One text and the articles that carry it as it is."""

    hashes: bytes
    original: Sketched
    articles: list[ArticleId] = field(default_factory=list)
    untold: list[ArticleId] = field(default_factory=list)
    votes: dict[int, int] = field(default_factory=dict)  # text → how surely it is a copy, above 0
    group: GroupId | None = None  # as told last

    def carry(self, article: Sketched) -> None:
        self.articles.append(article.article_id)
        self.untold.append(article.article_id)
        self.original = min(self.original, article, key=lambda each: each.originality)

    def tell(self, group: GroupId) -> list[ArticleId]:
        """The articles that do not know yet that they are in ``group``."""
        news = self.untold if group == self.group else self.articles
        told, self.untold, self.group = list(news), [], group
        return told


@dataclass(slots=True)
class Index:
    """The texts of the window, what is a copy of what, and the groups they form."""

    _texts: list[_Text] = field(default_factory=list)
    _known: dict[ArticleId, int] = field(default_factory=dict)  # article → its text
    _by_hashes: dict[bytes, int] = field(default_factory=dict)
    _postings: Postings = field(default_factory=Postings)
    _parent: list[int] = field(default_factory=list)  # texts that hang together by a chain of copies: union-find
    _chained: dict[int, list[int]] = field(default_factory=dict)
    _parts: dict[int, list[list[int]]] = field(default_factory=dict)  # the groups of a chain, until a text is added to it

    def add(self, articles: Iterable[Sketched]) -> dict[ArticleId, GroupId]:
        """Every article whose group is new or other than before, with the group it is in now."""
        touched: dict[int, None] = {}
        again: dict[ArticleId, int] = {}
        for article in articles:
            text = self._known.get(article.article_id)
            if text is None:
                touched[self._add(article)] = None
            else:  # made anew: an article keeps its place, its old text keeps its group
                again[article.article_id] = text
        changed: dict[ArticleId, GroupId] = {}
        for root in {self._root(text): None for text in touched}:
            for group in self._groups(root):
                name = GroupId(min((self._texts[text].original for text in group), key=lambda each: each.originality).article_id)
                for text in group:
                    changed.update(dict.fromkeys(self._texts[text].tell(name), name))
        for id, text in again.items():
            group_id = self._texts[text].group
            assert group_id is not None
            changed[id] = group_id
        return changed

    def copies_of(self, id: ArticleId, most: int) -> list[ArticleId]:
        """Articles whose text is a copy of this one's, pair by pair, whatever their group; at most so many."""
        text = self._texts[self._known[id]]
        alike = [text, *(self._texts[other] for other, surely in text.votes.items() if surely > NEUTRAL)]
        return list(islice((other for each in alike for other in each.articles if other != id), most))

    def _add(self, article: Sketched) -> int:
        """The text it carries, compared with all others."""
        at = self._by_hashes.get(article.hashes) if article.hashes else None
        if at is None:
            at = self._compared(article)
        self._texts[at].carry(article)
        self._known[article.article_id] = at
        return at

    def _compared(self, article: Sketched) -> int:
        new = len(self._texts)
        votes: dict[int, int] = {}
        if article.hashes:
            hashes = from_bytes(article.hashes)
            like = self._postings.like(hashes)
            for other in like[:MAX_COMPARED]:
                votes[other] = vote(*overlap(hashes, from_bytes(self._texts[other].hashes)))
            if len(like) > MAX_COMPARED:
                closest = max(votes, key=lambda other: votes[other])
                if votes[closest] > NEUTRAL:
                    self._by_hashes[article.hashes] = closest
                    return closest
            self._by_hashes[article.hashes] = new
            self._postings.add(new, hashes)
        self._texts.append(_Text(article.hashes, article))
        self._parent.append(new)
        self._chained[new] = [new]
        for other, surely in votes.items():
            if surely:
                self._texts[new].votes[other] = self._texts[other].votes[new] = surely
            if surely > NEUTRAL:
                self._chain(new, other)
        return new

    def _groups(self, root: int) -> list[list[int]]:
        if root not in self._parts:
            # The order in which ties are decided is that of the texts themselves, not that of their coming.
            texts = sorted(self._chained[root], key=lambda text: self._texts[text].hashes)
            self._parts[root] = grouped(texts, {text: self._texts[text].votes for text in texts}) if len(texts) > 1 else [texts]
        return self._parts[root]

    def _root(self, text: int) -> int:
        while self._parent[text] != text:
            self._parent[text] = self._parent[self._parent[text]]
            text = self._parent[text]
        return text

    def _chain(self, a: int, b: int) -> None:
        a, b = self._root(a), self._root(b)
        if a == b:
            return
        if len(self._chained[a]) < len(self._chained[b]):
            a, b = b, a
        self._parent[b] = a
        self._chained[a].extend(self._chained.pop(b))
        self._parts.pop(a, None)
        self._parts.pop(b, None)


def vote(resemblance: float, containment: float) -> int:
    """How surely a pair is a copy: from 0 (5 % short of the line) to 200 (5 % beyond); more than 100 is a copy."""
    beyond = max(resemblance / RESEMBLANCE, containment / CONTAINMENT) - 1
    surely = NEUTRAL + round(NEUTRAL * min(1.0, max(-1.0, beyond / UNSURE)))
    return max(surely, NEUTRAL + 1) if beyond >= 0 else min(surely, NEUTRAL - 1)


def groups(articles: Sequence[Sketched]) -> dict[ArticleId, GroupId]:
    """Article → copy group for a whole set at once."""
    return Index().add(articles)
